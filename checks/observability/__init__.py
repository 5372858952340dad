"""Checks of traces, logs and alarms."""
