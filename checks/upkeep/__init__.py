"""Checks of runtime, cost and housekeeping."""
