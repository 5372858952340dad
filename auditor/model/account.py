"""Everything collected from one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType

from auditor.model.calls import NO_CALLS, CallStatistics
from auditor.model.events import (
    ApiIntegration,
    ApiStage,
    BucketNotification,
    Destination,
    EventRule,
    EventSourceMapping,
    Queue,
    Schedule,
    Subscription,
)
from auditor.model.fact import NOT_ASKED, Fact, Unknown
from auditor.model.function import Function, PackageContents
from auditor.model.network import (
    NetworkAcl,
    NetworkInterface,
    RouteTable,
    SecurityGroup,
    Subnet,
    VpcEndpoint,
)
from auditor.model.observability import Alarm, LogGroup
from auditor.model.organization_policies import OrganizationPolicies
from auditor.model.result import Place
from auditor.model.role import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One region: its functions, and the facts that one bulk call gives for all of them."""

    name: str
    functions: Fact[tuple[Function, ...]]  # Unknown: the region could not be listed
    vanished: int = 0  # functions deleted while we looked
    event_source_mappings: Fact[tuple[EventSourceMapping, ...]] = NOT_ASKED
    # By queue ARN: every queue that a mapping reads from. A queue that could not be read, one of
    # a foreign account included, is Unknown; Known(None) is a queue that does not exist.
    queues: Mapping[str, Fact[Queue | None]] = field(default_factory=lambda: MappingProxyType({}))
    # By ARN: every target of a DeadLetterConfig or of an OnFailure destination (of functions and
    # of mappings), queues included; functions of this account need no entry.
    destinations: Mapping[str, Fact[Destination | None]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    subscriptions: Fact[tuple[Subscription, ...]] = NOT_ASKED  # all: an absent one does not exist
    event_rules: Fact[tuple[EventRule, ...]] = NOT_ASKED  # all, of every bus; see above
    schedules: Fact[tuple[Schedule, ...]] = NOT_ASKED
    bucket_notifications: Fact[tuple[BucketNotification, ...]] = NOT_ASKED
    api_integrations: Fact[tuple[ApiIntegration, ...]] = NOT_ASKED
    api_stages: Fact[tuple[ApiStage, ...]] = NOT_ASKED  # of the APIs in front of functions
    subnets: Fact[tuple[Subnet, ...]] = NOT_ASKED
    security_groups: Fact[tuple[SecurityGroup, ...]] = NOT_ASKED
    network_interfaces: Fact[tuple[NetworkInterface, ...]] = NOT_ASKED
    network_acls: Fact[tuple[NetworkAcl, ...]] = NOT_ASKED
    route_tables: Fact[tuple[RouteTable, ...]] = NOT_ASKED
    vpc_endpoints: Fact[tuple[VpcEndpoint, ...]] = NOT_ASKED
    prefix_lists: Fact[Mapping[str, tuple[str, ...]]] = NOT_ASKED  # id -> CIDRs
    log_groups: Fact[tuple[LogGroup, ...]] = NOT_ASKED
    alarms: Fact[tuple[Alarm, ...]] = NOT_ASKED
    # The second inventory: services of their own, read on request.
    web_functions: Fact[tuple[Function, ...]] = NOT_ASKED
    microvm_images: Fact[tuple[Function, ...]] = NOT_ASKED
    layer_versions: Fact[Mapping[str, int]] = NOT_ASKED  # layer ARN without version -> newest
    # Stack ARN -> tags, of the stacks that `asked` names and of those listed with them. One that
    # was asked for and is absent does not exist any more.
    stack_tags: Fact[Mapping[str, Fact[Mapping[str, str]]]] = NOT_ASKED
    # By ARN of the version, but for layers that AWS publishes: what was found in its own files.
    # Known(None): it was deleted, so it can't be read, although functions still use it.
    layer_contents: Fact[Mapping[str, Fact[PackageContents | None]]] = NOT_ASKED
    # By field: the names (VPCs, buckets …) that a fact was asked for. A resumed audit keeps the
    # fact only if the functions that it knows by then name the same ones.
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredWaiver:
    """A waiver that a template declares at a function."""

    id: str  # its place, "template.yaml:12"
    function: str  # ARN
    check: str
    reason: str
    owner: str
    expires: date
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """An account as it will be if open values of a template are chosen in one way."""

    choice: str  # "Stage=prod"
    account: Account
    # Functions that have another ARN in the account as it is reported: theirs here -> there.
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account at one moment: the input of every check."""

    id: str
    partition: str = "aws"
    alias: str | None = None
    caller: str = ""
    captured_at: datetime  # UTC
    regions: tuple[Region, ...] = ()
    roles: Fact[Mapping[str, Role]] = NOT_ASKED  # by ARN; every role that a function names
    organization: Fact[str | None] = NOT_ASKED  # o-…; Known(None): in no organization
    organization_policies: Fact[OrganizationPolicies] = NOT_ASKED
    gaps: tuple[Unknown, ...] = ()  # lost calls that no function's fact carries
    scope: tuple[str, ...] = ()  # filters of the collecting, such as "function orders-*"
    notes: tuple[str, ...] = ()  # what was not looked at by design, for the report
    interrupted: bool = False  # collecting was cut short: a partial snapshot
    calls: CallStatistics = NO_CALLS
    origin: str = "account"  # or "template": described by files, not deployed
    package_secrets: bool = False  # whether the files of packages were to be searched for secrets
    only_described: bool = False  # it holds what templates describe: absence proves nothing
    # By function ARN and property path ("Tracing", "Environment.Variables.NAME"): where a template
    # says it. The empty path is the function itself.
    places: Mapping[str, Mapping[str, Place]] = field(default_factory=lambda: MappingProxyType({}))
    # The same account where values that a template leaves open are others: a verdict is known
    # where it is the same in all of them.
    alternatives: tuple[Alternative, ...] = ()
    declared_waivers: tuple[DeclaredWaiver, ...] = ()

    def functions(self) -> tuple[Function, ...]:
        """Return every function that could be listed, by region and name."""
        listed = (
            f
            for r in self.regions
            for fact in (r.functions, r.web_functions, r.microvm_images)
            if not isinstance(fact, Unknown)
            for f in fact.value
        )
        return tuple(sorted(listed, key=lambda f: (f.region, f.name)))

    def unlisted(self) -> tuple[Unknown, ...]:
        """Return why there may be functions that were not listed; empty: all were."""
        gaps = [gap for gap in self.gaps if gap.operation in _LISTS]
        return (
            *gaps,
            *(r.functions for r in self.regions if isinstance(r.functions, Unknown)),
        )


# The tag that CloudFormation puts on what it makes; its value is the ARN of the stack.
STACK_ID = "aws:cloudformation:stack-id"
_LISTS = frozenset({"lambda:ListFunctions", "ec2:DescribeRegions"})
