"""Security groups and their rules."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.model import SecurityGroup, SecurityGroupRule
from auditor.templates.facts.fields import entries
from auditor.templates.facts.vpc_membership import Membership
from auditor.templates.facts.vpc_residents import ids
from auditor.templates.made_up_names import physical_id
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Value, number, text

Rules = dict[str, dict[str, list[SecurityGroupRule]]]  # group -> direction -> rules
_EVERYWHERE = "0.0.0.0/0"


def security_groups(stack: Stack, membership: Membership) -> Iterator[SecurityGroup]:
    """Yield the groups with their rules, and each VPC's default group."""
    more = _separate_rules(stack)
    for resource in stack.of_type("AWS::EC2::SecurityGroup"):
        name = stack.identity(resource).name
        own = more.get(name, {})
        inward = _rules(stack.property(resource, "SecurityGroupIngress"))
        outward = _rules(stack.property(resource, "SecurityGroupEgress"))
        outward += own.get("Egress", [])
        yield SecurityGroup(
            id=name,
            vpc_id=membership.vpc_of([name]),
            name=resource.logical_id,
            ingress=(*inward, *own.get("Ingress", [])),
            egress=tuple(outward or [SecurityGroupRule(protocol="-1", cidr=_EVERYWHERE)]),
        )
    for resource in stack.of_type("AWS::EC2::VPC"):
        yield _default_group(stack, resource, more)


def _separate_rules(stack: Stack) -> Rules:
    """Return the rules that are resources of their own, by group and direction."""
    found: Rules = {}
    for resource in stack.of_type(
        "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"
    ):
        way = resource.type.rsplit("Group", 1)[-1]
        groups = ids(stack.property(resource, "GroupId"))
        rules = found.setdefault(groups[0] if groups else "", {}).setdefault(way, [])
        rules.extend(_rules(stack.properties(resource)))
    return found


def _rules(rows: Value) -> list[SecurityGroupRule]:
    return [rule for row in entries(rows) for rule in _rule(row)]


def _default_group(stack: Stack, vpc: Resource, more: Rules) -> SecurityGroup:
    own_id = physical_id("AWS::EC2::SecurityGroup", stack.label, vpc.logical_id)
    own = more.get(own_id, {})
    inside = SecurityGroupRule(protocol="-1", group_id=own_id)
    outside = SecurityGroupRule(protocol="-1", cidr=_EVERYWHERE)
    return SecurityGroup(
        id=own_id,
        vpc_id=stack.identity(vpc).name,
        name="default",
        ingress=(inside, *own.get("Ingress", ())),
        egress=(outside, *own.get("Egress", ())),
    )


def _rule(row: Value) -> Iterator[SecurityGroupRule]:
    if not isinstance(row, dict):
        return
    protocol = text(row.get("IpProtocol") if row.get("IpProtocol") is not None else "-1")
    every = protocol in {"-1", "all"}
    first, last = number(row.get("FromPort")), number(row.get("ToPort"))
    if every or first == -1:
        first = last = None

    def rule(cidr: str | None = None, group: str | None = None) -> SecurityGroupRule:
        return SecurityGroupRule(
            protocol=protocol, from_port=first, to_port=last, cidr=cidr, group_id=group
        )

    for name in ("CidrIp", "CidrIpv6"):
        if isinstance(row.get(name), str):
            yield rule(cidr=text(row[name]))
    for name in ("SourceSecurityGroupId", "DestinationSecurityGroupId"):
        for group in ids(row.get(name)):
            yield rule(group=group)
