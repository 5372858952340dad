"""Checks of what is deployed, and how large."""
