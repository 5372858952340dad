"""Creates the sample account in the emulator, over HTTP, as any program would."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from auditor.demo.clients import DemoClients, connected
from auditor.demo.deploy import ATTACH_TO_VPC, EmulatedIds, deploy
from auditor.demo.events import connect_apis, connect_buckets, connect_events
from auditor.demo.functions import FUNCTIONS
from auditor.demo.names import queue
from auditor.demo.network import create_networks, supply_vpc_ids
from auditor.demo.other_resources import (
    LAYERS,
    PACKAGE_BUCKETS,
    POISON,
    QUEUES,
    REPOSITORIES,
    ROLES,
    STREAMS,
    TABLES,
    TOPICS,
    VPC_ACCESS,
)
from auditor.demo.packages import SamplePackage, layer_package, package
from auditor.demo.sample import SampleFunction, SampleQueue, SampleRole

_SERVICES = (
    "apigateway",
    "apigatewayv2",
    "cloudformation",
    "cloudwatch",
    "dynamodb",
    "ec2",
    "ecr",
    "events",
    "iam",
    "kinesis",
    "lambda",
    "logs",
    "organizations",
    "s3",
    "scheduler",
    "sns",
    "sqs",
)
_AWS_POLICIES = "arn:aws:iam::aws:policy/"
_PATIENCE = 10.0  # seconds; it usually takes two
_KEPT_IN_S3 = (SamplePackage.HEAVY, SamplePackage.VAST)


def create_account(regions: tuple[str, ...]) -> None:
    """Create everything that the tables list, in the emulator that the environment names."""
    with connected(_SERVICES, regions) as clients:
        clients.together(_surroundings(clients))
        place = EmulatedIds(
            networks=create_networks({region: clients.get("ec2", region) for region in regions}),
            streams={
                f"{region}/{name}": _table_stream(clients, region, name) for region, name in TABLES
            },
            images={name: _push_image(clients, region, name) for region, name in REPOSITORIES},
            organization=clients.get("organizations", regions[0]).describe_organization()[
                "Organization"
            ]["Id"],
            package_bucket=PACKAGE_BUCKETS[0][1],
            kept_in_s3=_KEPT_IN_S3,
        )
        for region in regions:
            supply_vpc_ids(clients.get("lambda", region), place.networks)
        for row in QUEUES:  # in order: a queue names the one that its dead letters go to
            _create_queue(clients, row)
        clients.together(partial(deploy, clients, place, row) for row in FUNCTIONS)
        for region, name, body in POISON:
            sqs = clients.get("sqs", region)
            url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
            sqs.send_message(QueueUrl=url, MessageBody=body)
        clients.together(partial(connect_events, clients, row) for row in FUNCTIONS)
        for region in regions:
            connect_apis(clients, region, FUNCTIONS)
            _publish_metrics(clients, region)
        for region, _, _ in POISON:
            _wait_for_failure(clients, region)


def _surroundings(clients: DemoClients) -> Iterable[Callable[[], object]]:
    yield partial(_create_policy, clients)
    for role in ROLES:
        yield partial(_create_role, clients, role)
    for region, name in TOPICS:
        yield partial(clients.get("sns", region).create_topic, Name=name)
    for region, name in STREAMS:
        yield partial(clients.get("kinesis", region).create_stream, StreamName=name, ShardCount=1)
    for region, name in TABLES:
        yield partial(_create_table, clients, region, name)
    for region, name in LAYERS:
        yield partial(_publish_layer, clients, region, name)
    for region, name in REPOSITORIES:
        yield partial(clients.get("ecr", region).create_repository, repositoryName=name)
    for row in FUNCTIONS:
        yield partial(connect_buckets, clients, row)
    for region, name in PACKAGE_BUCKETS:
        yield partial(_store_packages, clients, region, name)


def _create_role(clients: DemoClients, row: SampleRole) -> None:
    iam = clients.get("iam", "us-east-1")
    iam.create_role(RoleName=row.name, AssumeRolePolicyDocument=json.dumps(row.trust))
    for policy in row.attached:
        iam.attach_role_policy(RoleName=row.name, PolicyArn=_AWS_POLICIES + policy)
    if row.statements:
        iam.put_role_policy(
            RoleName=row.name,
            PolicyName="permissions",
            PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": row.statements}),
        )


def _create_policy(clients: DemoClients) -> None:
    clients.get("iam", "us-east-1").create_policy(
        PolicyName=ATTACH_TO_VPC, PolicyDocument=json.dumps(VPC_ACCESS)
    )


def _create_queue(clients: DemoClients, row: SampleQueue) -> None:
    attributes = {"VisibilityTimeout": str(row.visibility_timeout)}
    if row.name.endswith(".fifo"):
        attributes["FifoQueue"] = "true"
    if row.redrive_to is not None:
        attributes["RedrivePolicy"] = json.dumps(
            {
                "deadLetterTargetArn": queue(row.redrive_to, row.region),
                "maxReceiveCount": row.max_receive_count,
            }
        )
    if row.dead_letters_refused:
        attributes["RedriveAllowPolicy"] = json.dumps({"redrivePermission": "denyAll"})
    clients.get("sqs", row.region).create_queue(QueueName=row.name, Attributes=attributes)


def _create_table(clients: DemoClients, region: str, name: str) -> None:
    clients.get("dynamodb", region).create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"},
    )


def _table_stream(clients: DemoClients, region: str, name: str) -> str:
    found = clients.get("dynamodb", region).describe_table(TableName=name)
    return str(found["Table"]["LatestStreamArn"])


def _publish_layer(clients: DemoClients, region: str, name: str) -> None:
    for version in ("first", "second"):
        clients.get("lambda", region).publish_layer_version(
            LayerName=name,
            Content={"ZipFile": layer_package(f"{name}-{version}")},
            CompatibleRuntimes=["python3.13"],
        )


def _store_packages(clients: DemoClients, region: str, name: str) -> None:
    s3 = clients.get("s3", region)
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": region})
    for kind in _KEPT_IN_S3:
        s3.put_object(Bucket=name, Key=kind.name, Body=package(kind, kind.name, "python3.13"))


def _push_image(clients: DemoClients, region: str, name: str) -> str:
    """Put an image manifest into a repository; return the image's address by tag."""
    manifest = {
        "schemaVersion": 2,
        "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
        "config": {"digest": "sha256:" + "1" * 64, "size": 4096},
        "layers": [{"digest": "sha256:" + "2" * 64, "size": 400_000_000}],
    }
    ecr = clients.get("ecr", region)
    ecr.put_image(repositoryName=name, imageManifest=json.dumps(manifest), imageTag="2026-11")
    found = ecr.describe_repositories(repositoryNames=[name])["repositories"]
    return f"{found[0]['repositoryUri']}:2026-11"


def _wait_for_failure(clients: DemoClients, region: str) -> None:
    """Give the emulator a moment to run a function on what it cannot digest."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        found = clients.get("lambda", region).list_event_source_mappings()["EventSourceMappings"]
        if any(mapping["LastProcessingResult"] == "FAILED" for mapping in found):
            return
        time.sleep(0.1)


def _publish_metrics(clients: DemoClients, region: str) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    data = [
        _datum(row, metric, value, yesterday)
        for row in FUNCTIONS
        if row.region == region
        for metric, value in row.metrics.items()
    ]
    clients.get("cloudwatch", region).put_metric_data(Namespace="AWS/Lambda", MetricData=data)


def _datum(row: SampleFunction, metric: str, value: float, when: datetime) -> Mapping[str, object]:
    dimensions = [{"Name": "FunctionName", "Value": row.name}]
    if metric.startswith("Provisioned"):
        dimensions.append({"Name": "Resource", "Value": f"{row.name}:{row.alias}"})
    return {
        "MetricName": metric,
        "Dimensions": dimensions,
        "Timestamp": when,
        "Value": value,
        "Unit": "Milliseconds" if metric == "Duration" else "Count",
    }
