"""Many accounts, one report: which accounts, how each is audited, and what they add up to.

The plan is a list of accounts; the work on one of them ends in its report and a summary; and the
report of the organization is the sum of the summaries. What is still to do is the plan minus the
summaries that exist, so a run can be resumed after anything.
"""
