from __future__ import annotations

from typing import Any

import pytest

from auditor.analysis.network.kinds import OPEN_KINDS, SERVERS, kind_of
from auditor.model import NetworkInterface


def interface(**differences: Any) -> NetworkInterface:
    return NetworkInterface(id="eni-1", vpc_id="vpc-1", subnet_id="subnet-1", **differences)


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("RDSNetworkInterface", "RDS"),
        ("Network interface for DBProxy orders", "RDS Proxy"),
        ("ElastiCache orders-001", "ElastiCache"),
        ("RedshiftNetworkInterface", "Redshift"),
        ("ES search", "OpenSearch"),
        ("DO NOT DELETE - Amazon MSK network interface for cluster x", "MSK"),
        ("Amazon MQ network interface for broker x", "MQ"),
        ("EFS mount target for fs-1 (fsmt-1)", "EFS"),
        ("ELB app/shop/1", "load balancer"),
        ("arn:aws:ecs:eu-west-1:111122223333:attachment/1", "ECS"),
        ("Amazon EKS prod", "EKS"),
        ("AWS created network interface for directory d-1", "directory"),
        ("AWS Lambda VPC ENI-orders-1", "Lambda"),
        ("Interface for NAT Gateway nat-1", "NAT gateway"),
        ("Network Interface for Transit Gateway Attachment tgw-attach-1", "transit gateway"),
        ("VPC Endpoint Interface vpce-1", "endpoint"),
        ("Attached to Glue using role: etl", "client"),
        ("", "other"),
        ("ESpresso", "other"),
    ],
)
def test_the_description_tells_the_kind(description: str, kind: str) -> None:
    assert kind_of(interface(description=description)) == kind


def test_the_type_goes_before_the_description() -> None:
    typed = interface(interface_type="lambda", description="RDSNetworkInterface")
    assert kind_of(typed) == "Lambda"


def test_owner_and_instance_tell_where_nothing_else_does() -> None:
    assert kind_of(interface(requester_id="amazon-rds")) == "RDS"
    assert kind_of(interface(instance_owner="amazon-elb")) == "load balancer"
    assert kind_of(interface(instance_id="i-1")) == "EC2"


def test_a_type_of_tomorrow_counts_as_something_that_may_be_needed() -> None:
    assert kind_of(interface(interface_type="quantum_link")) == "other"
    assert "other" in SERVERS
    assert OPEN_KINDS < SERVERS
