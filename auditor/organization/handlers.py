"""The entries of the organization's Lambda functions: event in, outcome out.

`plan` lists the accounts, `work` audits one of them, `missing` finds those without a result and
`roll_up` makes the report. deploy/org.yaml joins them to a state machine.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Protocol

from auditor.model.errors import UsageError
from auditor.organization import cloud
from auditor.organization.handler_environment import HandlerEnvironment

Event = Mapping[str, Any]


class TimedContext(Protocol):
    """What Lambda passes to a handler with the event."""

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the invocation may still take."""


def plan(event: Event, context: TimedContext) -> Event:
    """List the accounts and write the plan of a run.

    Raises:
        AuditorError: the list can't be read as a whole; no run is begun.
    """
    del context
    return cloud.plan(HandlerEnvironment.of(os.environ), event)


def work(event: Event, context: TimedContext) -> Event:
    """Audit one account, or go on with it; `done` says whether it is finished.

    Raises:
        AuditorError: nothing could be kept; the state machine tries again.
    """
    left = context.get_remaining_time_in_millis() / 1000
    return cloud.work(HandlerEnvironment.of(os.environ), _demanded(event, "run", "member"), left)


def missing(event: Event, context: TimedContext) -> Event:
    """Find the accounts without a result, and plan one more round for them."""
    del context
    return cloud.missing(HandlerEnvironment.of(os.environ), _demanded(event, "run", "round"))


def roll_up(event: Event, context: TimedContext) -> Event:
    """Make the report of the run.

    Raises:
        AuditorError: the bucket can't be read or written; the last good report stays.
    """
    del context
    return cloud.roll_up(HandlerEnvironment.of(os.environ), _demanded(event, "run"))


def _demanded(event: Event, *keys: str) -> Event:
    for key in keys:
        if key not in event:
            raise UsageError(f"the event has no {key!r}; start the state machine instead")
    return event
