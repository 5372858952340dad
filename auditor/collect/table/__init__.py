"""What the collector may call and which facts come of it: plain rows, standard library only.

One module for each family of facts. A new fact is one row in `FACTS` of its family, and a new
operation one row in `OPERATIONS`; `auditor.collect.aws.operations` puts the families together.
"""
