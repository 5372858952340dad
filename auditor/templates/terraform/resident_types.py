"""What has network interfaces in a VPC, of the AWS provider: databases, caches, load balancers.

Attributes: the registry pages of hashicorp/aws 6; read 2026-11-30.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from auditor.templates.terraform.plain_types import Attributes, Convert, Made, plain


def _inside(type: str, names: Mapping[str, str]) -> Convert:
    """Return the converter of a type whose properties lie in objects: `VPCOptions.SubnetIds`."""

    def convert(of: Attributes) -> Iterator[Made]:
        properties: dict[str, Any] = {}
        for name, attribute in names.items():
            value = of.get(*(int(p) if p.isdigit() else p for p in attribute.split(".")))
            if value in (None, "", []):
                continue
            *outer, last = name.split(".")
            into = properties
            for step in outer:
                into = into.setdefault(step, {})
            into[last] = value
        yield "", type, properties

    return convert


def _subnet_group(type: str) -> Convert:
    kind = type.rpartition("::")[2]
    return plain(type, **{f"{kind}Name": "name", "SubnetIds": "subnet_ids"})


def _domain(type: str) -> Convert:
    return _inside(
        type,
        {
            "DomainName": "domain_name",
            "VPCOptions.SubnetIds": "vpc_options.0.subnet_ids",
            "VPCOptions.SecurityGroupIds": "vpc_options.0.security_group_ids",
        },
    )


def _directory(of: Attributes) -> Iterator[Made]:
    subnets = of.get("vpc_settings", 0, "subnet_ids")
    yield "", "AWS::DirectoryService::MicrosoftAD", {"VpcSettings": {"SubnetIds": subnets}}


def _load_balancer(of: Attributes) -> Iterator[Made]:
    internal = of.get("internal")
    scheme = internal if isinstance(internal, dict) else None  # not known before apply
    properties = {
        "LoadBalancerName": of.get("name") or None,
        "Subnets": of.get("subnets") or None,
        "SecurityGroups": of.get("security_groups") or None,
        "Scheme": scheme or ("internal" if internal is True else "internet-facing"),
    }
    yield "", "AWS::ElasticLoadBalancingV2::LoadBalancer", properties


def _cluster(type: str, group: str) -> Convert:
    return plain(
        type,
        DBClusterIdentifier="cluster_identifier",
        DBSubnetGroupName=group,
        VpcSecurityGroupIds="vpc_security_group_ids",
    )


_FILE_SYSTEM = plain(
    "AWS::FSx::FileSystem", SubnetIds="subnet_ids", SecurityGroupIds="security_group_ids"
)
RESIDENTS: Mapping[str, Convert] = {
    "aws_db_subnet_group": _subnet_group("AWS::RDS::DBSubnetGroup"),
    "aws_docdb_subnet_group": _subnet_group("AWS::DocDB::DBSubnetGroup"),
    "aws_neptune_subnet_group": _subnet_group("AWS::Neptune::DBSubnetGroup"),
    "aws_elasticache_subnet_group": _subnet_group("AWS::ElastiCache::SubnetGroup"),
    "aws_memorydb_subnet_group": _subnet_group("AWS::MemoryDB::SubnetGroup"),
    "aws_redshift_subnet_group": _subnet_group("AWS::Redshift::ClusterSubnetGroup"),
    "aws_dax_subnet_group": _subnet_group("AWS::DAX::SubnetGroup"),
    "aws_db_instance": plain(
        "AWS::RDS::DBInstance",
        DBInstanceIdentifier="identifier",
        DBSubnetGroupName="db_subnet_group_name",
        VPCSecurityGroups="vpc_security_group_ids",
    ),
    "aws_rds_cluster": _cluster("AWS::RDS::DBCluster", "db_subnet_group_name"),
    "aws_docdb_cluster": _cluster("AWS::DocDB::DBCluster", "db_subnet_group_name"),
    "aws_neptune_cluster": _cluster("AWS::Neptune::DBCluster", "neptune_subnet_group_name"),
    "aws_db_proxy": plain(
        "AWS::RDS::DBProxy",
        DBProxyName="name",
        VpcSubnetIds="vpc_subnet_ids",
        VpcSecurityGroupIds="vpc_security_group_ids",
    ),
    "aws_elasticache_cluster": plain(
        "AWS::ElastiCache::CacheCluster",
        ClusterName="cluster_id",
        CacheSubnetGroupName="subnet_group_name",
        VpcSecurityGroupIds="security_group_ids",
    ),
    "aws_elasticache_replication_group": plain(
        "AWS::ElastiCache::ReplicationGroup",
        CacheSubnetGroupName="subnet_group_name",
        SecurityGroupIds="security_group_ids",
    ),
    "aws_elasticache_serverless_cache": plain(
        "AWS::ElastiCache::ServerlessCache",
        ServerlessCacheName="name",
        SubnetIds="subnet_ids",
        SecurityGroupIds="security_group_ids",
    ),
    "aws_memorydb_cluster": plain(
        "AWS::MemoryDB::Cluster",
        ClusterName="name",
        SubnetGroupName="subnet_group_name",
        SecurityGroupIds="security_group_ids",
    ),
    "aws_redshift_cluster": plain(
        "AWS::Redshift::Cluster",
        ClusterSubnetGroupName="cluster_subnet_group_name",
        VpcSecurityGroupIds="vpc_security_group_ids",
    ),
    "aws_redshiftserverless_workgroup": plain(
        "AWS::RedshiftServerless::Workgroup",
        WorkgroupName="workgroup_name",
        SubnetIds="subnet_ids",
        SecurityGroupIds="security_group_ids",
    ),
    "aws_opensearch_domain": _domain("AWS::OpenSearchService::Domain"),
    "aws_elasticsearch_domain": _domain("AWS::Elasticsearch::Domain"),
    "aws_msk_cluster": _inside(
        "AWS::MSK::Cluster",
        {
            "ClusterName": "cluster_name",
            "BrokerNodeGroupInfo.ClientSubnets": "broker_node_group_info.0.client_subnets",
            "BrokerNodeGroupInfo.SecurityGroups": "broker_node_group_info.0.security_groups",
        },
    ),
    "aws_msk_serverless_cluster": plain("AWS::MSK::ServerlessCluster", Name="cluster_name"),
    "aws_mq_broker": plain(
        "AWS::AmazonMQ::Broker",
        BrokerName="broker_name",
        SubnetIds="subnet_ids",
        SecurityGroups="security_groups",
    ),
    "aws_dax_cluster": plain(
        "AWS::DAX::Cluster",
        ClusterName="cluster_name",
        SubnetGroupName="subnet_group_name",
        SecurityGroupIds="security_group_ids",
    ),
    "aws_efs_mount_target": plain(
        "AWS::EFS::MountTarget", SubnetId="subnet_id", SecurityGroups="security_groups"
    ),
    "aws_fsx_lustre_file_system": _FILE_SYSTEM,
    "aws_fsx_ontap_file_system": _FILE_SYSTEM,
    "aws_fsx_openzfs_file_system": _FILE_SYSTEM,
    "aws_fsx_windows_file_system": _FILE_SYSTEM,
    "aws_lb": _load_balancer,
    "aws_alb": _load_balancer,
    "aws_ecs_service": _inside(
        "AWS::ECS::Service",
        {
            "ServiceName": "name",
            "NetworkConfiguration.AwsvpcConfiguration.Subnets": "network_configuration.0.subnets",
            "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups":
                "network_configuration.0.security_groups",
        },
    ),
    "aws_directory_service_directory": _directory,
    "aws_instance": plain(
        "AWS::EC2::Instance", SubnetId="subnet_id", SecurityGroupIds="vpc_security_group_ids"
    ),
}  # fmt: skip
