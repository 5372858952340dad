from __future__ import annotations

import pytest

from auditor.analysis.network.names import private_endpoint


@pytest.mark.parametrize(
    "value",
    [
        "orders.abc123.eu-west-1.rds.amazonaws.com",
        "jdbc:postgresql://orders.cluster-abc.eu-west-1.rds.amazonaws.com:5432/orders",
        "my-cluster.abc.ng.0001.euw1.cache.amazonaws.com",
        "clustercfg.x.memorydb.eu-west-1.amazonaws.com",
        "wh.abc.eu-west-1.redshift.amazonaws.com",
        "https://vpc-search-abc.eu-west-1.es.amazonaws.com",
        "docdb.cluster-abc.eu-west-1.docdb.amazonaws.com",
        "g.cluster-abc.eu-west-1.neptune.amazonaws.com",
        "b-1.x.abc.c2.kafka.eu-west-1.amazonaws.com:9092",
        "b-1-1.mq.eu-west-1.amazonaws.com",
        "http://internal-shop-1.eu-west-1.elb.amazonaws.com/health",
        "vpce-1-2.execute-api.eu-west-1.vpce.amazonaws.com",
        "ip-10-0-0-1.eu-west-1.compute.internal",
        "db.prod.internal",
        "http://orders.service.local:8080",
        "10.1.2.3",
        "impala://jdbc:impala://10.20.1.25:21050/default",
        "192.168.0.9:6379",
        "172.31.4.4",
    ],
)
def test_private_things_are_recognised(value: str) -> None:
    found = private_endpoint(value)
    assert found is not None


@pytest.mark.parametrize(
    "value",
    [
        "",
        "orders",
        "https://api.example.com/internal",
        "https://search-public-abc.eu-west-1.es.amazonaws.com",
        "shop-1.eu-west-1.elb.amazonaws.com",
        "arn:aws:sqs:eu-west-1:111122223333:orders",
        "https://sqs.eu-west-1.amazonaws.com/111122223333/orders",
        "10.0.0.0/16",
        "10.0.0.0",
        "8.8.8.8",
        "172.32.0.1",
        "127.0.0.1",
        "1.10.0.1.2",
        "rds.amazonaws.com.evil.example",
        "999.1.1.1",
    ],
)
def test_public_things_are_not(value: str) -> None:
    assert private_endpoint(value) is None


def test_a_hostile_value_ends_in_time() -> None:
    assert private_endpoint("a." * 200_000) is None
