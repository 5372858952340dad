"""What can go wrong, one class a stage; every message says what, which, and what to do."""

from __future__ import annotations


class AuditorError(Exception):
    """The base of every error that a user is meant to read."""


class UsageError(AuditorError):
    """An option, configuration, waiver or input file is wrong; nothing was called. Exit 2."""


class CredentialsError(AuditorError):
    """There are no credentials, or they have expired. Exit 4."""


class CollectError(AuditorError):
    """Nothing could be listed. Exit 3."""


class PluginError(UsageError):
    """A check or a renderer could not be loaded, or two share an id. Exit 2."""
