"""Collecting with its progress shown on the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from auditor.cli.options import CallerOptions, ReadingOptions, SelectionOptions
from auditor.cli.report_options import TalkOptions
from auditor.cli.setup import owner_tags
from auditor.collect import CollectOptions, Progress, collect, sign_in
from auditor.evaluate.settings import Settings
from auditor.model import Account

if TYPE_CHECKING:
    from auditor.collect.aws.clients import Clients
    from auditor.evaluate.plan import Plan

_THOUSAND = 1000
_EVERY = 0.1  # seconds between two draws of the progress line
_CLEAR = "\r\x1b[K"


def find_clients(
    reading: ReadingOptions, selection: SelectionOptions, caller: CallerOptions
) -> Clients:
    """Find the credentials that the options name.

    Raises:
        UsageError: the profile, the role or a region cannot be right.
        CredentialsError: there are none, they have expired, or the role refuses.
    """
    return sign_in(as_caller(collect_options(reading, selection, Settings()), caller))


def collect_account(
    plan: Plan,
    options: CollectOptions,
    talk: TalkOptions,
    partial: Account | None = None,
    clients: Clients | None = None,
) -> Account:
    """Collect what the plan needs, or what is missing of a partial account."""
    from auditor.evaluate.registry import METRICS_NEEDS  # noqa: PLC0415  after the credentials

    if plan.facts & METRICS_NEEDS and not talk.quiet:
        from auditor.collect.facts.metrics import cost_cents  # noqa: PLC0415  it loads all readers

        cents = cost_cents(_THOUSAND)
        click.echo(f"CloudWatch metrics cost up to {cents:.0f} cents per 1,000 functions", err=True)
    shown = sys.stderr.isatty() and not (talk.no_progress or talk.quiet)
    progress = Progress(_line() if shown else None)
    try:
        return collect(plan.facts, options, progress, partial, clients)
    finally:
        if shown:
            click.echo(_CLEAR, err=True, nl=False)


def collect_options(
    reading: ReadingOptions, selection: SelectionOptions, settings: Settings
) -> CollectOptions:
    """Return the collector's options, but who calls AWS.

    Raises:
        UsageError: an option is out of its range.
    """
    return CollectOptions(
        regions=tuple(dict.fromkeys(reading.region)),
        function_glob=reading.function,
        tags=MappingProxyType(dict(reading.tag)),
        quota_share=reading.quota_share,
        alias_policies=not reading.no_alias_policies,
        all_versions=reading.all_versions,
        package_secrets=selection.package_secrets,
        owner_tags=owner_tags(selection.owner_tag) or settings.owner_tags,
        classifier=settings.classifier(),
    )


def as_caller(options: CollectOptions, caller: CallerOptions) -> CollectOptions:
    """Return the options of a collector that calls AWS as the options say."""
    return replace(
        options,
        profile=caller.profile,
        role_arn=caller.role_arn,
        external_id=caller.external_id,
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
