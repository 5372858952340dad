"""ARNs: the one module that takes them apart.

An ARN is `arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE`, and the resource may hold colons of its
own. What an account holds may be malformed, so every function here takes any text: a part that is
missing is an empty string.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

_FIELDS = 6  # of an ARN, "arn" itself included
_UNQUALIFIED = 7  # colon-separated words of a function's ARN without version or alias


class Arn(NamedTuple):
    """The parts of an ARN. Text that is not an ARN is all resource."""

    partition: str
    service: str
    region: str
    account: str
    resource: str

    @property
    def name(self) -> str:
        """Return the last part of the resource: the name of a role, queue or topic."""
        return self.resource.rpartition("/")[2].rpartition(":")[2]


@lru_cache(maxsize=65536)  # mostly the same few thousand, a million times
def parse_arn(text: str) -> Arn:
    """Return the parts of an ARN."""
    parts = text.split(":", _FIELDS - 1)
    if parts[0] != "arn" or len(parts) == 1:
        return Arn("", "", "", "", text)
    return Arn(*parts[1:], *[""] * (_FIELDS - len(parts)))


def is_arn(text: str) -> bool:
    """Return whether a text has the form of an ARN, or of a pattern of ARNs."""
    return text.startswith("arn:") and text.count(":") >= _FIELDS - 1


def fields(pattern: str) -> tuple[str, ...]:
    """Return the fields of an ARN or a pattern, "arn" first; at most six, fewer if it has fewer."""
    return tuple(pattern.split(":", _FIELDS - 1))


def is_function(arn: object) -> bool:
    """Return whether something is the ARN of a Lambda function, qualified or not."""
    named = parse_arn(arn) if isinstance(arn, str) else None
    return named is not None and named.service == "lambda" and named.resource[:9] == "function:"


def function_name(arn: str) -> str:
    """Return the name in a function's ARN, qualified or not; empty if it is not one."""
    words = unqualified(arn).split(":")
    return words[-1] if len(words) == _UNQUALIFIED and is_function(arn) else ""


def unqualified(arn: str) -> str:
    """Return a function's ARN without version or alias."""
    if arn.count(":") < _UNQUALIFIED:
        return arn
    return ":".join(arn.split(":", _UNQUALIFIED)[:_UNQUALIFIED])


def qualifier(arn: str) -> str:
    """Return the version or alias in a function's ARN, or an empty string."""
    return ":".join(arn.split(":", _UNQUALIFIED)[_UNQUALIFIED:])


def layer_and_version(arn: str) -> tuple[str, str]:
    """Return the ARN of a layer and the version, from the ARN of a layer's version."""
    layer, _, version = arn.rpartition(":")
    return layer, version


def is_aws_managed(policy_arn: str | None) -> bool:
    """Return whether AWS publishes the policy; an inline one has no ARN."""
    return policy_arn is not None and ":iam::aws:policy/" in policy_arn
