"""The scheduled Lambda that audits its own account."""
