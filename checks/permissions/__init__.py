"""Checks of who may do what, and who may call."""
