"""What is known of a function's invokers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique

from auditor.model import Unknown

LATEST = "$LATEST"


@unique
class Mode(Enum):
    """Who waits for the result, and so who keeps an event that failed."""

    ASYNCHRONOUS = "asynchronous"  # Lambda queues the event; dead-letter queue or destination
    SYNCHRONOUS = "synchronous"  # the caller sees the error
    STREAM = "stream"  # Kinesis, DynamoDB, Kafka: destination of the mapping
    QUEUE = "queue"  # SQS: redrive policy of the queue
    POLLED = "polled"  # MQ, DocumentDB: the source keeps the event
    UNDETERMINED = "undetermined"  # the invoker chooses, or AWS does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoker:
    """One invoker of one qualifier of a function."""

    mode: Mode
    service: str  # "s3.amazonaws.com", "kinesis", "function URL" …
    qualifier: str | None = LATEST  # "$LATEST", an alias or a version; None: not known which
    origin: str | None = None  # ARN, UUID or name of what invokes, where it is known
    evidence: str  # one clause: which fact says so
    # A resource that names the function: a mapping, rule, API, URL … and no mere permission.
    configured: bool = False
    mapping: str = ""  # UUID of the event source mapping, if it is one

    def describe(self) -> str:
        """Return one line for reports: mode, service, qualifier, evidence."""
        where = "" if self.qualifier is None else f" on {self.qualifier}"
        return f"{self.mode.value}{where}: {self.service} ({self.evidence})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invokers:
    """Every invoker that the facts show, and the facts that could not be read."""

    sources: tuple[Invoker, ...] = ()
    stale: tuple[Invoker, ...] = ()  # may invoke, but the thing that would is gone
    refused: tuple[Invoker, ...] = ()  # would invoke, but no policy admits it
    gaps: tuple[Unknown, ...] = ()  # without these, "no such source" is not proven
    # Lists that were lost: what they hold counts even where no policy admits it.
    unseen: tuple[Unknown, ...] = ()

    def by(self, *modes: Mode) -> tuple[Invoker, ...]:
        """Return the sources of these modes."""
        return tuple(source for source in self.sources if source.mode in modes)

    def qualifiers(self, mode: Mode) -> tuple[str, ...]:
        """Return the qualifiers that are known to be invoked in this mode, sorted."""
        named = {source.qualifier for source in self.by(mode)}
        return tuple(sorted(qualifier for qualifier in named if qualifier is not None))

    def describe(self) -> tuple[str, ...]:
        """Return one sorted line for each source."""
        return tuple(sorted({source.describe() for source in self.sources}))
