"""The progress of an organization's run, on the terminal."""

from __future__ import annotations

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Self

import click

from auditor.cli.report_options import TalkOptions
from auditor.organization.member import Member
from auditor.organization.run import Begun
from auditor.organization.summary import Summary

_CLEAR = "\r\x1b[K"
_EVERY = 0.2  # seconds between two draws


@dataclass(slots=True)
class AccountProgress:
    """How many accounts are done; draws nothing without a terminal."""

    total: int
    shown: bool
    drawn: float = 0.0
    counted: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, run: Begun, talk: TalkOptions) -> Self:
        """Return the progress of a run, as the options want it shown."""
        quiet = talk.no_progress or talk.quiet
        return cls(total=len(run.plan.called), shown=sys.stderr.isatty() and not quiet)

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Clear the line."""
        if self.shown:
            click.echo(_CLEAR, err=True, nl=False)

    def count(self, member: Member, summary: Summary | None) -> None:
        """Count one more account."""
        del member
        self.counted[summary.status.value if summary else "not asked"] += 1
        now = time.monotonic()
        if not self.shown or now - self.drawn < _EVERY:
            return
        self.drawn = now
        parts = [f"accounts {self.counted.total()}/{self.total}"]
        parts += [f"{number} {word}" for word, number in sorted(self.counted.items())]
        click.echo(f"{_CLEAR}{' · '.join(parts)}", err=True, nl=False)
