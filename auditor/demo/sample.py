"""What the rows of the sample account's tables are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from auditor.demo.names import EUROPE
from auditor.demo.packages import SamplePackage

Document: TypeAlias = Mapping[str, object]  # as boto3 and IAM take them

NOTHING: Document = MappingProxyType({})


def allow(actions: str | tuple[str, ...], resources: str | tuple[str, ...]) -> Document:
    """Return an IAM statement."""
    return {
        "Effect": "Allow",
        "Action": actions if isinstance(actions, str) else list(actions),
        "Resource": resources if isinstance(resources, str) else list(resources),
    }


def trust(principal: object) -> Document:
    """Return a trust policy for one principal, such as {"Service": "lambda.amazonaws.com"}."""
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return {"Version": "2012-10-17", "Statement": [statement]}


LAMBDA = trust({"Service": "lambda.amazonaws.com"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleRole:
    """A role that several functions share, or that is unusual; the others get one of their own."""

    name: str
    trust: Document = field(default_factory=lambda: LAMBDA)
    statements: tuple[Document, ...] = ()
    attached: tuple[str, ...] = ()  # names of policies that AWS publishes


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleQueue:
    """An SQS queue."""

    name: str
    region: str = EUROPE
    visibility_timeout: int = 30  # seconds
    redrive_to: str | None = None  # a queue's name
    max_receive_count: int = 5
    dead_letters_refused: bool = False  # no other queue may name it in its redrive policy


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFunction:
    """One function: what differs from a flawless one, and what the auditor should say of it.

    The flawless one is written in `auditor.demo.create`: Arm, traced, JSON logs kept 30 days, an
    alarm, tags, and a role of its own that may write these logs and traces.
    """

    name: str
    about: str  # its description in AWS
    shows: frozenset[str] = frozenset()  # checks that must fail
    innocent_of: frozenset[str] = frozenset()  # checks that easily cry wolf here, and must not
    region: str = EUROPE
    runtime: str = "python3.13"
    image: str | None = None  # an ECR repository's name; then there is no runtime
    package: SamplePackage = SamplePackage.SMALL
    layers: tuple[str, ...] = ()  # ARNs
    configuration: Document = field(default_factory=lambda: NOTHING)  # for CreateFunction
    variables: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    role: str | None = None  # a row of ROLES, or a role that does not exist
    statements: tuple[Document, ...] = ()  # of a role of its own, in addition to logs and traces
    network: str | None = None  # a row of NETWORKS
    alias: str | None = None  # where given, the events below reach it and not $LATEST
    topics: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()  # names of scheduled EventBridge rules
    schedules: tuple[str, ...] = ()  # names of EventBridge Scheduler schedules
    buckets: tuple[str, ...] = ()  # that notify it
    rest_paths: tuple[str, ...] = ()  # in the REST API of its region
    http_routes: tuple[str, ...] = ()  # in the HTTP API of its region, "GET /orders"
    mappings: tuple[Document, ...] = ()  # for CreateEventSourceMapping
    permissions: tuple[
        Document, ...
    ] = ()  # for AddPermission, in addition to those of the events above
    unguarded_events: bool = False  # those permissions lack source ARN and account
    on_failure: str | None = None  # ARN of the destination for asynchronous events
    url: str | None = None  # AuthType of a function URL
    reserved: int | None = None
    provisioned: int | None = None  # on the alias
    recursion_allowed: bool = False
    tagged: bool = True
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    log_retention: int | None = 30  # days; None: for ever
    alarmed: bool = True
    metrics: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    # What AWS alone sets or knows, and the emulator does not: see auditor.demo.missing_answers.
    failure: str | None = None  # the StateReasonCode of a function that could not be set up
    days_old: int = 0  # since it was last changed
    runtime_pinned: bool = False
    signing: str | None = "Enforce"  # what happens to unsigned code: Enforce, Warn; None: nothing
    better_memory: int | None = None  # MB that Compute Optimizer recommends
    unused: tuple[str, ...] = ()  # services that its role may use and never did

    @property
    def role_name(self) -> str:
        """Return the name of its role, which need not exist."""
        return self.role or f"{self.name}-role"
