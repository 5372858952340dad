"""Which relational databases a function connects to itself, and which through RDS Proxy.

Source: RDS user guide, endpoints of instances, clusters and proxies; RDS Proxy serves MySQL,
MariaDB, PostgreSQL and SQL Server. DocumentDB and Neptune have interfaces like those of RDS, and
neither hosts nor ports of it. Read 2026-11-30.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from auditor.analysis.network.interface_index import interfaces_by_vpc
from auditor.analysis.network.kinds import kind_of
from auditor.model import Function, SecurityGroup, SecurityGroupRule
from auditor.model.audit import Audit
from auditor.model.partitions import ANY_SUFFIX

PORTS = (3306, 5432, 1433)  # MySQL and MariaDB, PostgreSQL, SQL Server
_NARROW = 100  # a rule over more ports than this is about no database in particular
_HOST = re.compile(rf"[a-z0-9.-]+\.[a-z0-9-]+\.rds\.{ANY_SUFFIX}", re.IGNORECASE)
_PROXY = re.compile(r"(^|\.)proxy-")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseHost:
    """A variable that names an endpoint of RDS."""

    variable: str
    host: str
    proxy: bool  # of RDS Proxy; else of a cluster or an instance

    @property
    def cluster(self) -> bool:
        """Return whether it is an Aurora cluster, whose engine RDS Proxy always serves."""
        return ".cluster-" in self.host


def database_hosts(function: Function) -> tuple[DatabaseHost, ...]:
    """Return the endpoints of RDS in the function's variables, by variable.

    Raises:
        UnavailableError: the variables could not be read.
    """
    return tuple(
        DatabaseHost(variable=variable.name, host=host, proxy=_PROXY.search(host) is not None)
        for variable in function.environment.get()
        for host in _HOST.findall((variable.reference or "").lower())
    )


def admitting_rules(audit: Audit, function: Function) -> tuple[str, ...]:
    """Return rules of databases' groups that name a group of the function, on a database's port.

    Empty where the VPC has an RDS Proxy: the function may use that.

    Raises:
        UnavailableError: interfaces or security groups could not be read.
    """
    vpc = function.vpc
    if vpc is None:
        return ()
    here = audit.once(interfaces_by_vpc, function.region).get(vpc.vpc_id, ())
    kinds = {interface.id: kind_of(interface) for interface in here}
    if "RDS Proxy" in kinds.values():
        return ()
    groups = {
        group for interface in here if kinds[interface.id] == "RDS" for group in interface.group_ids
    }
    known = audit.once(_groups, function.region)
    own = frozenset(vpc.security_group_ids)
    found = (_rules(known[group], own) for group in sorted(groups) if group in known)
    return tuple(rule for rules in found for rule in rules)


def _rules(group: SecurityGroup, own: frozenset[str]) -> Iterator[str]:
    for rule in group.ingress:
        if rule.group_id in own and _names_a_database(rule):
            yield f"{group.id} admits {rule.group_id} on {rule.protocol} {rule.from_port}"


def _names_a_database(rule: SecurityGroupRule) -> bool:
    first, last = rule.from_port, rule.to_port
    if first is None or last is None or last - first > _NARROW:
        return False
    return any(first <= port <= last for port in PORTS)


def _groups(audit: Audit, region: str) -> Mapping[str, SecurityGroup]:
    listed = next(r for r in audit.account.regions if r.name == region).security_groups.get()
    return {group.id: group for group in listed}
