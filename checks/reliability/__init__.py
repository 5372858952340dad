"""Checks of what happens to a failed event."""
