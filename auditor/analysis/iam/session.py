"""The request that a condition is judged for: a Lambda function's role calls AWS."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from auditor.analysis.iam.condition_keys import (
    ABSENT,
    ABSENT_PREFIXES,
    GLOBAL_SERVICES,
    OF_RESOURCES,
    OF_RESOURCES_MARKS,
    REQUESTER,
    REQUESTER_PREFIXES,
    ROUTE,
)
from auditor.analysis.iam.conditions import Doubt, Value
from auditor.model.arn import parse_arn


def of_resources(key: str) -> bool:
    """Return whether the key (in lower case) tells resources of one type apart."""
    return key in OF_RESOURCES or any(mark in key for mark in OF_RESOURCES_MARKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Who calls, for whom, when: what is certain about every request of the role."""

    role_arn: str
    account: str
    partition: str
    regions: tuple[str, ...]  # of the functions that use the role
    organization: str | None  # None: in none, or not known
    now: datetime

    facts: Mapping[str, str] = field(init=False, repr=False)  # the same for every request

    def __post_init__(self) -> None:
        """Gather the keys whose value is certain."""
        facts = {
            "aws:securetransport": "true",
            "aws:principalaccount": self.account,
            "aws:resourceaccount": self.account,
            "s3:resourceaccount": self.account,
            "aws:principalarn": self.role_arn,
            "aws:principaltype": "AssumedRole",
            "aws:principalisawsservice": "false",
            "aws:currenttime": self.now.isoformat(),
            "aws:epochtime": str(int(self.now.timestamp())),
        }
        if self.organization:
            facts |= {
                "aws:principalorgid": self.organization,
                "aws:resourceorgid": self.organization,
            }
        object.__setattr__(self, "facts", MappingProxyType(facts))

    def key(self, key: str) -> Value:
        """Return what is known of a condition key (in lower case), whatever the action."""
        if key in self.facts:
            return (self.facts[key],)
        if key in ("aws:requestedregion", "ec2:region"):
            return self.requested_region("", "")
        if key in REQUESTER or key.startswith(REQUESTER_PREFIXES):
            return Doubt.REQUESTER
        if key in ABSENT or of_resources(key) or key.startswith(ABSENT_PREFIXES):
            return None
        return Doubt.ROUTE if key in ROUTE else Doubt.UNVERIFIED

    def chosen(self, key: str) -> Value:
        """Return the same for a resource that has what the conditions ask for."""
        return Doubt.REQUESTER if of_resources(key) else self.key(key)

    def requested_region(self, service: str, resource: str) -> Value:
        """Return aws:RequestedRegion for a request of the service on the resource."""
        if service in GLOBAL_SERVICES:
            home = {"aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1"}
            return (home.get(self.partition, "us-east-1"),)
        if region := parse_arn(resource).region:
            return (region,)
        # A role of functions in several regions calls each of them.
        return self.regions if len(self.regions) == 1 else Doubt.ROUTE
