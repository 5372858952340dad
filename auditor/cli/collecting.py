"""Collecting with its progress shown on the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import click

from auditor.collect import CollectOptions, Progress, collect
from auditor.collect.facts.metrics import cost_cents
from auditor.evaluate.plan import Plan
from auditor.evaluate.settings import Settings
from auditor.model import Account

_THOUSAND = 1000
_EVERY = 0.1  # seconds between two draws of the progress line
_CLEAR = "\r\x1b[K"


def collect_account(
    values: Mapping[str, Any], plan: Plan, settings: Settings, partial: Account | None
) -> Account:
    """Collect what the plan needs, as the options say."""
    chosen = options(values, settings)
    if values["metrics"] and not values["quiet"]:
        cents = cost_cents(_THOUSAND)
        click.echo(f"CloudWatch metrics cost up to {cents:.0f} cents per 1,000 functions", err=True)
    shown = sys.stderr.isatty() and not (values["no_progress"] or values["quiet"])
    progress = Progress(_line() if shown else None)
    try:
        return collect(plan.facts, chosen, progress, partial)
    finally:
        if shown:
            click.echo(_CLEAR, err=True, nl=False)


def options(values: Mapping[str, Any], settings: Settings) -> CollectOptions:
    """Return the collector's options.

    Raises:
        UsageError: an option is out of its range.
    """
    return CollectOptions(
        regions=tuple(dict.fromkeys(values["region"])),
        profile=values["profile"],
        role_arn=values["role_arn"],
        external_id=values["external_id"],
        function_glob=values["function"],
        tags=MappingProxyType(values["tag"]),
        quota_share=values["quota_share"],
        alias_policies=not values["no_alias_policies"],
        all_versions=values["all_versions"],
        package_secrets=values["package_secrets"],
        classifier=settings.classifier(),
    )


def _line() -> Callable[[Progress], None]:
    drawn = [0.0]

    def draw(progress: Progress) -> None:
        now = time.monotonic()
        if now - drawn[0] < _EVERY:
            return
        drawn[0] = now
        parts = [
            f"{name} {stage.done}/{stage.total}" for name, stage in dict(progress.stages).items()
        ]
        if progress.seconds_left >= 1:
            parts.append(f"about {_duration(progress.seconds_left)} left")
        click.echo(f"{_CLEAR}{' · '.join(parts)}", err=True, nl=False)

    return draw


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
