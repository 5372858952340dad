"""The kinds of rows: an operation of AWS, and a fact that is read with operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, unique
from typing import Any

from auditor.collect.aws.members import Raw
from auditor.model import Need

# What IAM grants an action on.
FUNCTION = "arn:*:lambda:*:*:function:*"
ROLE = "arn:*:iam::*:role/*"
QUEUE = "arn:*:sqs:*:*:*"

# Names of the marker in the request and in the answer.
LAMBDA_MARKER = ("Marker", "NextMarker")
IAM_MARKER = ("Marker", "Marker")
NEXT_TOKEN = ("NextToken", "NextToken")
NEXT_TOKEN_LOWER = ("nextToken", "nextToken")
POSITION = ("position", "position")


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation of AWS that may be called."""

    service: str  # as boto3 names it
    name: str
    action: str  # the IAM action that allows it
    bucket: str  # the quota that it counts against, a key of BUCKETS
    why: str
    resource: str = "*"  # what the action is granted on
    items: str = ""  # key of the list in the answer; empty: the answer as a whole counts
    also: tuple[str, ...] = ()  # keys of further lists in the answer
    identity: str = ""  # key that tells items apart; empty: all that they hold
    token: tuple[str, str] = ("", "")  # names of the marker, in the request and in the answer
    page: tuple[str, int] = ("", 0)  # name and value of the page size
    required: tuple[str, ...] = ()  # keys without which an answer counts as lost
    world: bool = False  # one endpoint for all regions
    free: bool = False  # needs no IAM action
    # Only called where the sweep over all roles is denied or, in an emulator, incomplete. The
    # least policy allows the sweep and does without these.
    fallback: bool = False
    granted: bool = False  # a fallback that the least policy allows nevertheless

    @property
    def id(self) -> str:
        """Return the operation as "lambda:GetPolicy"."""
        return f"{self.service}:{self.name}"


@unique
class Owner(Enum):
    """The class of the model that has the fact as a field."""

    ACCOUNT = "account"
    REGION = "region"
    FUNCTION = "function"
    ROLE = "role"


@unique
class Names(Enum):
    """What a fact of a region is asked for by; see `auditor.collect.facts.named_resources`."""

    VPCS = "VPCs of the functions"
    LOG_GROUPS = "log groups of the functions"
    BUCKETS = "buckets in resource policies"
    PREFIX_LISTS = "prefix lists in routes and security groups"
    APIS = "APIs that have integrations with functions"
    STACKS = "stacks of functions whose own tags name no owner"
    LAYERS = "layers of the functions"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One kind of fact: the need that asks for it, its place in the model, and how it is read."""

    need: Need
    owner: Owner
    field: str
    # The first one is named where an answer cannot be understood. Their IAM actions are what
    # `auditor permissions` prints, `auditor doctor` tries and gaps name.
    operations: tuple[str, ...]
    # "module.function" in `auditor.collect.facts`: of a region it takes the scope, and the names
    # if it is asked for by name; of a function, the scope and the function. Empty: the fact has a
    # step of its own in the code that reads its owner.
    read: str = ""
    # Instead of `read`, for a fact of a region that is one list: what becomes of one of its items.
    item: Callable[[Raw], Any] | None = None
    names: Names | None = None
    also_for: tuple[Need, ...] = ()  # further needs that this fact is read for
