"""The commands below `auditor org`."""
