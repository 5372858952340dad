"""`waivers`: look after the waiver file."""

from __future__ import annotations

import click


@click.group("waivers")
def waivers_command() -> None:
    """Check, list and add waivers."""
