"""The requests that resource policies and trust policies are judged for: who might call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from auditor.analysis.iam.actions import ANY_NAME
from auditor.analysis.iam.conditions import Context, Doubt, Value
from auditor.analysis.iam.matching import matches
from auditor.model.arn import is_arn, parse_arn

# What a stranger has of their own: only a wildcard in the policy takes it in.
_STRANGERS = frozenset(
    {
        "aws:principalaccount",
        "aws:principalarn",
        "aws:principalorgid",
        "aws:principalorgpaths",
        "aws:userid",
        "aws:sourceip",
        "aws:vpcsourceip",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourcevpcarn",
        "aws:vpceaccount",
        "aws:vpceorgid",
        "aws:vpceorgpaths",
        "sts:externalid",
    }
)
# Only a service that calls on behalf of a resource sends these.
_OF_SERVICES = frozenset(
    {
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
        "aws:principalservicename",
        "aws:principalservicenameslist",
        "lambda:eventsourcetoken",
    }
)
# Whoever sends the request, or runs the account that sends it, chooses these.
_CHOSEN = frozenset(
    {
        "aws:useragent",
        "aws:referer",
        "aws:tagkeys",
        "aws:username",
        "aws:principaltype",
        "aws:multifactorauthpresent",
        "aws:multifactorauthage",
        "aws:sourceidentity",
        "aws:tokenissuetime",
        "aws:viaawsservice",
        "aws:calledvia",
        "aws:calledviafirst",
        "aws:calledvialast",
        "sts:rolesessionname",
        "sts:sourceidentity",
        "sts:transitivetagkeys",
        "sts:durationseconds",
        "lambda:sourcefunctionarn",
    }
)
_NEVER_BY_SERVICES = frozenset(
    {"sts:externalid", "aws:multifactorauthpresent", "aws:multifactorauthage", "aws:username"}
)
_FREE_TO_MEMBERS = frozenset({"aws:useragent", "aws:referer", "aws:tagkeys", "sts:rolesessionname"})
_CHOSEN_PREFIXES = ("aws:principaltag/", "aws:requesttag/")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestTarget:
    """What is called, and when."""

    arn: str
    region: str
    account: str
    now: datetime
    organization: str | None = None
    extra: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def certain(self, key: str) -> tuple[str, ...] | None:
        """Return a key's values where every caller has the same."""
        if key in self.extra:
            return self.extra[key]
        found = {
            "aws:securetransport": "true",
            "aws:currenttime": self.now.isoformat(),
            "aws:epochtime": str(int(self.now.timestamp())),
            "aws:requestedregion": self.region,
            "aws:resourceaccount": self.account,
            "aws:resourceorgid": self.organization,
            "lambda:functionarn": self.arn,
        }.get(key)
        return (found,) if found else None


def stranger(target: RequestTarget) -> Context:
    """Return the request of a caller in no account that any policy names."""

    def key(name: str) -> Value:
        if (known := target.certain(name)) is not None:
            return known
        if name == "aws:principalisawsservice":
            return ("false",)
        if name in _STRANGERS:
            return Doubt.FOREIGN
        if name in _OF_SERVICES or name.startswith("lambda:"):
            return None
        if name in _CHOSEN or name.startswith(_CHOSEN_PREFIXES) or "resourcetag/" in name:
            return Doubt.REQUESTER
        return Doubt.UNVERIFIED

    return key


def strangers_resource(target: RequestTarget, service: str | None) -> Context:
    """Return the request of a service that calls for a resource in a stranger's account."""

    def key(name: str) -> Value:
        if (known := target.certain(name)) is not None:
            return known
        if name == "aws:principalisawsservice":
            return ("true",)
        if name in ("aws:principalservicename", "aws:principalservicenameslist"):
            return (service,) if service else Doubt.REQUESTER
        if name in _OF_SERVICES:
            return Doubt.FOREIGN
        if name != "aws:sourceip" and (  # the service's own: only a range of everything is sure
            name in _STRANGERS
            or name in _CHOSEN
            or name.startswith(("lambda:", _CHOSEN_PREFIXES[0]))
        ):
            return None
        return Doubt.UNVERIFIED

    return key


def member(target: RequestTarget, account: str) -> Context:
    """Return the request of a principal in a foreign account that the policy names."""

    def key(name: str) -> Value:
        if (known := target.certain(name)) is not None:
            return known
        fixed = {
            "aws:principalaccount": account,
            "aws:principalisawsservice": "false",
            "aws:principalarn": f"arn:aws:iam::{account}:role/{ANY_NAME}",
        }
        if name in fixed:
            return (fixed[name],)
        if name in ("aws:principalorgid", "aws:principalorgpaths"):
            return Doubt.FOREIGN
        if name in _OF_SERVICES:
            return None
        free = name in _FREE_TO_MEMBERS or name.startswith(("aws:requesttag/", "lambda:"))
        if free or "resourcetag/" in name:
            return Doubt.REQUESTER
        return Doubt.UNVERIFIED

    return key


def organization_member(target: RequestTarget, organization: str, path: str) -> Context:
    """Return the request of a principal in an account of an organization that the policy names."""
    extra = {
        **target.extra,
        "aws:principalorgid": (organization,),
        "aws:principalorgpaths": (path,),
    }
    return member(replace(target, extra=MappingProxyType(extra)), "\ue001" * 12)


def own_function(target: RequestTarget, service: str) -> Context:
    """Return the request of a service that acts for the target itself, in its own account."""

    def key(name: str) -> Value:
        known = {
            "aws:sourcearn": target.arn,
            "aws:sourceaccount": target.account,
            "aws:principalservicename": service,
            "aws:principalisawsservice": "true",
            "aws:sourceorgid": target.organization,
        }.get(name)
        if known is not None:
            return (known,)
        never = name.startswith("aws:principal") or name in _NEVER_BY_SERVICES
        return target.certain(name) or (None if never else Doubt.UNVERIFIED)

    return key


def account_of(principal: str) -> str | None:
    """Return the account of an AWS principal; "*" is everybody, None an id that tells nothing."""
    if principal.isdigit():
        return principal
    if principal == "*":
        return "*"
    if is_arn(principal):
        account = parse_arn(principal).account
        return "*" if matches(account, "\ue001" * 12) else account
    return None
