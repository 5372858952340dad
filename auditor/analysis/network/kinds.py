"""What is behind a network interface.

Sources: EC2 API reference, NetworkInterface (InterfaceType) of botocore 1.44.5, and the
descriptions and requester ids that AWS services give the interfaces they create, as AWS's
re:Post article "How do I find the resource that uses an elastic network interface" and the
services' own documentation show them; read 2026-11-21. A new service is one line here.
"""

from __future__ import annotations

import re

from auditor.model import NetworkInterface

# Kinds that a function would need the VPC for, if it can reach them.
SERVERS = frozenset(
    {
        "RDS",
        "RDS Proxy",
        "ElastiCache",
        "MemoryDB",
        "Redshift",
        "OpenSearch",
        "DocumentDB",
        "Neptune",
        "MSK",
        "MQ",
        "EFS",
        "FSx",
        "DAX",
        "directory",
        "CloudHSM",
        "load balancer",
        "EC2",
        "ECS",
        "EKS",
        "other",
    }
)
# Kinds that may serve the internet as well; behind a public address and a rule for the whole
# world they can be reached without the VPC.
OPEN_KINDS = frozenset({"load balancer", "EC2", "ECS"})

INTERFACE_TYPES = {
    "lambda": "Lambda",
    "nat_gateway": "NAT gateway",
    "natGateway": "NAT gateway",
    "transit_gateway": "transit gateway",
    "vpc_endpoint": "endpoint",
    "gateway_load_balancer": "firewall",
    "gateway_load_balancer_endpoint": "firewall",
    "network_load_balancer": "load balancer",
    "load_balancer": "load balancer",
    "branch": "ECS",
    "trunk": "ECS",
    "api_gateway_managed": "client",
    "aws_codestar_connections_managed": "client",
    "ec2_instance_connect_endpoint": "client",
    "global_accelerator_managed": "client",
    "iot_rules_managed": "client",
    "quicksight": "client",
}

DESCRIPTIONS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"AWS Lambda VPC ENI", "Lambda"),
        (r"Network interface for DBProxy", "RDS Proxy"),
        (r"RDSNetworkInterface", "RDS"),
        (r"(Amazon )?DocumentDB|(Amazon )?DocDB", "DocumentDB"),
        (r"(Amazon )?Neptune", "Neptune"),
        (r"(Amazon )?ElastiCache", "ElastiCache"),
        (r"(Amazon |aws-)?MemoryDB", "MemoryDB"),
        (r"RedshiftNetworkInterface|(Amazon )?Redshift", "Redshift"),
        (r"ES \S|(Amazon )?OpenSearch|OpenSearchService", "OpenSearch"),
        (r"(DO NOT DELETE - )?Amazon MSK|MSK", "MSK"),
        (r"Amazon ?MQ", "MQ"),
        (r"EFS mount target", "EFS"),
        (r".*\bFSx\b", "FSx"),
        (r"DAX\b", "DAX"),
        (r"AWS created network interface for (directory )?d-", "directory"),
        (r"CloudHSM", "CloudHSM"),
        (r"ELB \S", "load balancer"),
        (r"Interface for NAT Gateway", "NAT gateway"),
        (r"Network Interface for Transit Gateway", "transit gateway"),
        (r"VPC Endpoint Interface", "endpoint"),
        (r"arn:aws[a-z-]*:ecs:", "ECS"),
        (r"Amazon EKS|aws-K8S-", "EKS"),
        # Clients: they open connections, none is opened to them.
        (r"Attached to Glue|.*AWS Glue", "client"),
        (r".*CodeBuild", "client"),
        (r".*SageMaker", "client"),
        (r"DMSNetworkInterface", "client"),
        (r".*App ?Runner", "client"),
        (r".*QuickSight", "client"),
        (r"Route 53 Resolver", "client"),
        (r".*(AppStream|WorkSpaces)", "client"),
        (r"API Gateway|VPC ?Link", "client"),
        (r".*Network Firewall", "firewall"),
    )
)

OWNERS = {
    "amazon-rds": "RDS",
    "amazon-elasticache": "ElastiCache",
    "amazon-redshift": "Redshift",
    "amazon-elb": "load balancer",
    "amazon-aws-elb": "load balancer",
    "aws-lambda": "Lambda",
}


def kind_of(interface: NetworkInterface) -> str:
    """Return what is behind an interface; "other" where nothing tells."""
    if interface.interface_type in INTERFACE_TYPES:
        return INTERFACE_TYPES[interface.interface_type]
    for pattern, kind in DESCRIPTIONS:
        if pattern.match(interface.description):
            return kind
    for owner in (interface.requester_id, interface.instance_owner):
        if owner in OWNERS:
            return OWNERS[owner]
    return "EC2" if interface.instance_id else "other"
