"""A VPC that a template attaches a function to without describing it.

Which rules let the function through, and what others put into the VPC, is not in the template.
What the template does show decides: servers of its own in the same VPC, and rights or names that
only make sense with a server there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.analysis.iam import effective_role
from auditor.analysis.network.endpoints import is_private, is_restricting
from auditor.analysis.network.kinds import SERVERS, kind_of
from auditor.model import Function, Known, UnavailableError, Unknown
from auditor.model.audit import Audit

UNSEEN = "the VPC is not in the template: peering, VPN and servers of others cannot be seen"

# IAM actions of connecting to servers that exist in VPCs only, by how they begin.
# Source: AWS Service Authorization Reference and each service's network page; read 2026-11-28.
_CONNECTIONS = {
    "neptune-db:": "a Neptune cluster",
    "kafka-cluster:": "an MSK cluster",
    "elasticache:connect": "an ElastiCache cluster",
    "memorydb:connect": "a MemoryDB cluster",
    "dax:": "a DAX cluster",
    "elasticfilesystem:client": "an EFS file system",
    "rds-db:connect": "an RDS database",
    "docdb-elastic:": "a DocumentDB cluster",
}
_WORDS = frozenset(  # of variables that name a server; a DynamoDB table is none
    """
    aurora broker cache cassandra clickhouse database db docdb documentdb
    elasticache elasticsearch impala jdbc kafka keyspaces mariadb memcached memorydb
    mongo mongodb mq msk mssql mysql neptune odbc opensearch oracle pg pgbouncer
    postgres postgresql rabbitmq rds redis redshift sqlserver valkey vertica
    """.split()  # noqa: SIM905  a list of words reads better as one text
)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def neighbours(audit: Audit, region_name: str, vpc: str) -> Iterator[tuple[str, str]]:
    """Yield (kind of need, one clause) for what the template itself puts into the VPC."""
    region = next(r for r in audit.account.regions if r.name == region_name)
    for interface in region.network_interfaces.get():
        kind = kind_of(interface)
        if interface.vpc_id == vpc and kind in SERVERS:
            yield "neighbour", f"{interface.description} ({kind}) is put into the same VPC"
    for endpoint in region.vpc_endpoints.get():
        special = is_private(endpoint.service) or is_restricting(endpoint.policy)
        if endpoint.vpc_id == vpc and endpoint.kind == "Interface" and special:
            yield "endpoint", f"the endpoint {endpoint.id} ({endpoint.service}) is put there"


def connections(audit: Audit, function: Function) -> Iterator[tuple[str, str]]:
    """Yield (kind of need, one clause) for servers that the role may connect to.

    Raises:
        UnavailableError: the role could not be read.
    """
    role = audit.once(effective_role, function.role_arn)
    for grant in role.allows.every if role is not None else ():
        for action in grant.statement.actions:
            for start, server in _CONNECTIONS.items():
                if not grant.statement.not_action and action.lower().startswith(start):
                    yield "policy", f"the role may connect to {server} ({action})"
    if role is not None and role.unread is not None:
        raise UnavailableError(role.unread)


def suggestions(function: Function) -> Iterator[Unknown]:
    """Yield a gap for each variable whose name speaks of a server that may be in the VPC."""
    if not isinstance(function.environment, Known):
        return
    for variable in function.environment.value:
        words = {word.lower() for word in _PART.findall(variable.name)}
        if words & _WORDS and not words & {"dynamo", "dynamodb", "ddb"}:
            yield Unknown(
                reason=f"the variable {variable.name} suggests a server in the VPC, which the"
                " template does not describe; --live SNAPSHOT tells what is there",
                region=function.region,
            )
