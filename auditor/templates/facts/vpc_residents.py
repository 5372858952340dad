"""What a template puts into a VPC: the network interfaces that each resource will have.

Properties: the resource types' pages in the CloudFormation User Guide; read 2026-11-28.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.model import NetworkInterface
from auditor.templates.facts.fields import entries, entry
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Undecided, Value, text


@dataclass(frozen=True, slots=True)
class _Kind:
    """Where a type names its subnets and security groups, and how its interfaces are described."""

    description: str
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    subnet_group: str = ""  # the property that names a subnet group, instead of subnets


_KINDS = {
    "AWS::RDS::DBInstance": _Kind(
        "RDSNetworkInterface", (), ("VPCSecurityGroups",), "DBSubnetGroupName"
    ),
    "AWS::RDS::DBCluster": _Kind(
        "RDSNetworkInterface", (), ("VpcSecurityGroupIds",), "DBSubnetGroupName"
    ),
    "AWS::RDS::DBProxy": _Kind(
        "Network interface for DBProxy", ("VpcSubnetIds",), ("VpcSecurityGroupIds",)
    ),
    "AWS::DocDB::DBCluster": _Kind("DocumentDB", (), ("VpcSecurityGroupIds",), "DBSubnetGroupName"),
    "AWS::Neptune::DBCluster": _Kind("Neptune", (), ("VpcSecurityGroupIds",), "DBSubnetGroupName"),
    "AWS::ElastiCache::CacheCluster": _Kind(
        "ElastiCache", (), ("VpcSecurityGroupIds",), "CacheSubnetGroupName"
    ),
    "AWS::ElastiCache::ReplicationGroup": _Kind(
        "ElastiCache", (), ("SecurityGroupIds",), "CacheSubnetGroupName"
    ),
    "AWS::ElastiCache::ServerlessCache": _Kind(
        "ElastiCache", ("SubnetIds",), ("SecurityGroupIds",)
    ),
    "AWS::MemoryDB::Cluster": _Kind("MemoryDB", (), ("SecurityGroupIds",), "SubnetGroupName"),
    "AWS::Redshift::Cluster": _Kind(
        "Redshift", (), ("VpcSecurityGroupIds",), "ClusterSubnetGroupName"
    ),
    "AWS::RedshiftServerless::Workgroup": _Kind("Redshift", ("SubnetIds",), ("SecurityGroupIds",)),
    "AWS::OpenSearchService::Domain": _Kind(
        "OpenSearch", ("VPCOptions.SubnetIds",), ("VPCOptions.SecurityGroupIds",)
    ),
    "AWS::Elasticsearch::Domain": _Kind(
        "OpenSearch", ("VPCOptions.SubnetIds",), ("VPCOptions.SecurityGroupIds",)
    ),
    "AWS::MSK::Cluster": _Kind(
        "MSK",
        ("BrokerNodeGroupInfo.ClientSubnets",),
        ("BrokerNodeGroupInfo.SecurityGroups",),
    ),
    "AWS::AmazonMQ::Broker": _Kind("Amazon MQ", ("SubnetIds",), ("SecurityGroups",)),
    "AWS::EFS::MountTarget": _Kind("EFS mount target", ("SubnetId",), ("SecurityGroups",)),
    "AWS::FSx::FileSystem": _Kind("FSx", ("SubnetIds",), ("SecurityGroupIds",)),
    "AWS::DAX::Cluster": _Kind("DAX", (), ("SecurityGroupIds",), "SubnetGroupName"),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": _Kind(
        "ELB app", ("Subnets",), ("SecurityGroups",)
    ),
    "AWS::EC2::Instance": _Kind("", ("SubnetId",), ("SecurityGroupIds",)),
    "AWS::ECS::Service": _Kind(
        "arn:aws:ecs:service",
        ("NetworkConfiguration.AwsvpcConfiguration.Subnets",),
        ("NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",),
    ),
    "AWS::DirectoryService::MicrosoftAD": _Kind(
        "AWS created network interface for d-", ("VpcSettings.SubnetIds",), ()
    ),
    "AWS::DirectoryService::SimpleAD": _Kind(
        "AWS created network interface for d-", ("VpcSettings.SubnetIds",), ()
    ),
}
_SUBNET_GROUPS = (
    "AWS::RDS::DBSubnetGroup",
    "AWS::DocDB::DBSubnetGroup",
    "AWS::Neptune::DBSubnetGroup",
    "AWS::ElastiCache::SubnetGroup",
    "AWS::MemoryDB::SubnetGroup",
    "AWS::Redshift::ClusterSubnetGroup",
    "AWS::DAX::SubnetGroup",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resident:
    """A resource in a VPC, by the subnets and security groups that it names."""

    resource: Resource
    subnets: tuple[str, ...]
    groups: tuple[str, ...]
    description: str
    public: bool = False

    def interface(self, vpc: str, default_group: str) -> NetworkInterface:
        """Return its interface in the first of its subnets."""
        name = f"{vpc}/{self.resource.logical_id}".encode("utf-8", "replace")
        return NetworkInterface(
            id=f"eni-{hashlib.sha256(name).hexdigest()[:17]}",
            vpc_id=vpc,
            subnet_id=self.subnets[0] if self.subnets else "",
            group_ids=self.groups or ((default_group,) if default_group else ()),
            description=f"{self.description} {self.resource.logical_id}".strip(),
            instance_id=self.resource.logical_id if not self.description else None,
        )


def ids(value: Value) -> tuple[str, ...]:
    """Return the ids that a property names; one that is not known goes by its parameter's name."""
    if isinstance(value, Undecided):
        return (value.narrow or f"({value.unknown.reason})",)
    listed = (
        item.narrow or f"({item.unknown.reason})" if isinstance(item, Undecided) else text(item)
        for item in entries(value)
        if not isinstance(item, dict | list)
    )
    return tuple(sorted(filter(None, listed)))


def residents(stack: Stack) -> Iterator[Resident]:
    """Yield what a stack puts into VPCs."""
    groups = _subnet_groups(stack)
    for resource in stack.of_type(*_KINDS):
        kind = _KINDS[resource.type]
        named = [name for path in kind.subnets for name in _ids(stack, resource, path)]
        if kind.subnet_group:
            group = stack.property(resource, kind.subnet_group)
            named.extend(groups.get(text(group), ()) if isinstance(group, str) else ())
        if resource.type == "AWS::EC2::Instance":
            named.extend(_of_interfaces(stack, resource, "SubnetId"))
        found = [name for path in kind.groups for name in _ids(stack, resource, path)]
        if resource.type == "AWS::EC2::Instance":
            found.extend(_of_interfaces(stack, resource, "GroupSet"))
        if named or found:
            yield Resident(
                resource=resource,
                subnets=tuple(named),
                groups=tuple(sorted(set(found))),
                description=kind.description,
                public=stack.property(resource, "Scheme") == "internet-facing",
            )


def _ids(stack: Stack, resource: Resource, path: str) -> tuple[str, ...]:
    name, *rest = path.split(".")
    return ids(entry(stack.property(resource, name), *rest))


def _of_interfaces(stack: Stack, resource: Resource, name: str) -> Iterator[str]:
    for row in entries(stack.property(resource, "NetworkInterfaces")):
        yield from ids(entry(row, name))


def _subnet_groups(stack: Stack) -> dict[str, tuple[str, ...]]:
    return {
        # Their names are kept in lower case, and referred to in either.
        name: ids(stack.property(resource, "SubnetIds"))
        for resource in stack.of_type(*_SUBNET_GROUPS)
        for name in {stack.identity(resource).name, stack.identity(resource).name.lower()}
    }
