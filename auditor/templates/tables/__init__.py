"""What AWS publishes that templates refer to by name; made by `auditor.templates.tables.make`."""
