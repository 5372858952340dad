"""The IAM language: documents, matching, the effective role, escalation."""
