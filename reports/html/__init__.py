"""The HTML report: one file that opens anywhere, asks for nothing and reads without JavaScript."""
