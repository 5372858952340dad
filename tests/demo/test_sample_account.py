"""The sample account over its API: each defect is visible, and so is each innocent look-alike."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from auditor.demo import SampleAccount
from auditor.demo.functions import FUNCTIONS
from auditor.evaluate.registry import checks

Connect = Callable[..., Any]
Listed = Mapping[str, Mapping[str, Any]]

ROWS = {row.name: row for row in FUNCTIONS}


@pytest.fixture(scope="session")
def listed(sample: SampleAccount, connect: Connect) -> Listed:
    return {
        one["FunctionName"]: one
        for region in sample.regions
        for page in connect("lambda", region).get_paginator("list_functions").paginate()
        for one in page["Functions"]
    }


@pytest.fixture(scope="session")
def mappings(sample: SampleAccount, connect: Connect) -> Mapping[str, Mapping[str, Any]]:
    return {
        one["FunctionArn"].split(":")[6]: one
        for region in sample.regions
        for one in connect("lambda", region).list_event_source_mappings()["EventSourceMappings"]
    }


def policy(connect: Connect, name: str, **qualifier: str) -> list[dict[str, Any]]:
    answer = connect("lambda", ROWS[name].region).get_policy(FunctionName=name, **qualifier)
    statements: list[dict[str, Any]] = json.loads(answer["Policy"])["Statement"]
    return statements


def allowed(connect: Connect, role: str) -> list[dict[str, Any]]:
    answer = connect("iam").get_role_policy(RoleName=role, PolicyName="permissions")
    statements: list[dict[str, Any]] = answer["PolicyDocument"]["Statement"]
    return statements


def test_every_promised_function_exists_in_its_region(listed: Listed) -> None:
    assert {name: one["FunctionArn"].split(":")[3] for name, one in listed.items()} == {
        row.name: row.region for row in FUNCTIONS
    }


def test_every_function_but_the_failed_one_is_ready(listed: Listed) -> None:
    assert {name for name, one in listed.items() if one["State"] != "Active"} == {
        row.name for row in FUNCTIONS if row.failure
    }


def test_every_check_is_shown_by_a_function() -> None:
    assert set(checks()) <= {check for row in FUNCTIONS for check in row.shows}


def test_no_function_is_promised_both_to_fail_a_check_and_to_pass_it() -> None:
    assert not [row.name for row in FUNCTIONS if row.shows & row.innocent_of]


def test_no_secret_is_in_the_tables_of_the_repository(listed: Listed) -> None:
    variables = listed["payments-authorise"]["Environment"]["Variables"]
    assert variables["STRIPE_API_KEY"].startswith("sk_" + "live_")


def test_references_to_secrets_are_there_as_references(listed: Listed) -> None:
    variables = listed["payments-refund"]["Environment"]["Variables"]
    assert variables["DB_PASSWORD"].startswith("arn:aws:secretsmanager:")


def test_hostile_text_arrives_unchanged(listed: Listed, connect: Connect) -> None:
    assert listed["labs-markup"]["Description"] == ROWS["labs-markup"].about
    assert "`TICK`" in listed["labs-markup"]["Environment"]["Variables"]
    tags = connect("lambda").list_tags(Resource=listed["labs-markup"]["FunctionArn"])["Tags"]
    assert tags["owner"] == "<img src=x onerror=alert(1)>"


def test_functions_are_attached_to_a_vpc_with_its_id(listed: Listed) -> None:
    attached = {name for name, one in listed.items() if one.get("VpcConfig", {}).get("VpcId")}
    assert attached == {row.name for row in FUNCTIONS if row.network}


def test_the_database_lets_the_ledger_in_and_not_the_suggestions(
    listed: Listed, connect: Connect
) -> None:
    groups = connect("ec2").describe_security_groups()["SecurityGroups"]
    database = next(group for group in groups if group["GroupName"] == "database")
    let_in = {
        pair["GroupId"] for rule in database["IpPermissions"] for pair in rule["UserIdGroupPairs"]
    }
    assert let_in & set(listed["payments-ledger"]["VpcConfig"]["SecurityGroupIds"])
    assert not let_in & set(listed["search-suggest"]["VpcConfig"]["SecurityGroupIds"])


def test_a_database_has_its_interface_in_the_vpc(listed: Listed, connect: Connect) -> None:
    interfaces = connect("ec2").describe_network_interfaces()["NetworkInterfaces"]
    assert [one["Description"] for one in interfaces] == ["RDSNetworkInterface"]
    assert interfaces[0]["VpcId"] == listed["payments-ledger"]["VpcConfig"]["VpcId"]


def test_only_america_has_the_endpoint_for_s3(connect: Connect) -> None:
    assert connect("ec2").describe_vpc_endpoints()["VpcEndpoints"] == []
    there = connect("ec2", "us-east-1").describe_vpc_endpoints()["VpcEndpoints"]
    assert [one["VpcEndpointType"] for one in there] == ["Gateway"]


def test_dead_letter_queues_are_missing_deleted_and_fifo(listed: Listed, connect: Connect) -> None:
    queues = {url.rsplit("/", 1)[1] for url in connect("sqs").list_queues()["QueueUrls"]}
    targets = {
        name: one["DeadLetterConfig"]["TargetArn"].rsplit(":", 1)[1]
        for name, one in listed.items()
        if "DeadLetterConfig" in one
    }
    assert "orders-nightly-export" not in targets
    assert targets["payments-reconcile"] not in queues
    assert targets["notifications-email"].endswith(".fifo")
    assert targets["inventory-stocktake"] in queues


def test_stream_mappings_differ_in_what_happens_to_a_failed_record(
    mappings: Mapping[str, Mapping[str, Any]],
) -> None:
    assert mappings["orders-archive"]["DestinationConfig"]["OnFailure"]["Destination"]
    assert mappings["orders-projection"]["MaximumRetryAttempts"] == -1
    assert "DestinationConfig" not in mappings["orders-projection"]
    assert mappings["inventory-feed"]["State"] == "Disabled"


def test_a_poisoned_queue_makes_its_mapping_fail(connect: Connect) -> None:
    deadline = time.monotonic() + 20
    result = ""
    while "FAILED" not in result and time.monotonic() < deadline:
        time.sleep(0.2)
        found = connect("lambda", "us-east-1").list_event_source_mappings(
            FunctionName="us-orders-returns"
        )
        result = found["EventSourceMappings"][0]["LastProcessingResult"]
    assert result == "FAILED"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("order-confirmations", {}),
        ("parcels", {"VisibilityTimeout": "90"}),
        ("orders", {"VisibilityTimeout": "60"}),
    ],
)
def test_queues_have_the_attributes_promised(
    connect: Connect, name: str, expected: dict[str, str]
) -> None:
    sqs = connect("sqs")
    url = sqs.get_queue_url(QueueName=name)["QueueUrl"]
    found = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
    assert expected.items() <= found.items()
    assert ("RedrivePolicy" in found) == (name != "order-confirmations")


def test_roles_are_too_strong_missing_and_trusted_by_the_wrong_ones(connect: Connect) -> None:
    iam = connect("iam")
    assert allowed(connect, "inventory-forecast-role")[0]["Action"] == "*"
    assert iam.list_attached_role_policies(RoleName="deploy-hook-role")["AttachedPolicies"]
    with pytest.raises(iam.exceptions.NoSuchEntityException):
        iam.get_role(RoleName="platform-cleanup-role")
    trust = iam.get_role(RoleName="picture-server-role")["Role"]["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Principal"] == {"Service": "ec2.amazonaws.com"}
    trust = iam.get_role(RoleName="deploy-hook-role")["Role"]["AssumeRolePolicyDocument"]
    assert trust["Statement"][0]["Principal"]["AWS"] == "*"


def test_two_functions_share_one_role(listed: Listed) -> None:
    assert listed["reports-daily"]["Role"] == listed["reports-weekly"]["Role"]


def test_an_innocent_role_uses_a_star_only_where_nothing_else_works(connect: Connect) -> None:
    starred = [one for one in allowed(connect, "platform-health-role") if one["Resource"] == "*"]
    assert [one["Action"] for one in starred] == [
        ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
    ]


def test_policies_are_public_on_function_and_alias(connect: Connect) -> None:
    assert {one["Action"] for one in policy(connect, "payments-webhook")} == {
        "lambda:InvokeFunction",
        "lambda:InvokeFunctionUrl",
    }
    statements = policy(connect, "marketing-landing", Qualifier="campaign")
    assert statements[0]["Principal"] == "*"
    assert "Condition" not in statements[0]
    assert "Condition" in policy(connect, "platform-group-directory")[0]


def test_one_bucket_is_guarded_by_account_and_one_is_not(connect: Connect) -> None:
    guarded = policy(connect, "media-moderate")[0]["Condition"]
    unguarded = policy(connect, "media-thumbnail")[0]["Condition"]
    assert guarded["StringEquals"] == {"AWS:SourceAccount": "111122223333"}
    assert list(unguarded) == ["ArnLike"]


def test_a_function_url_asks_for_no_authentication(connect: Connect) -> None:
    found = connect("lambda").list_function_url_configs(FunctionName="payments-webhook")
    assert [one["AuthType"] for one in found["FunctionUrlConfigs"]] == ["NONE"]


def test_layers_are_own_and_foreign(listed: Listed) -> None:
    accounts = {
        name: [layer["Arn"].split(":")[4] for layer in one.get("Layers", ())]
        for name, one in listed.items()
        if one.get("Layers")
    }
    assert accounts == {
        "marketing-newsletter": ["999988887777"],
        "marketing-personalise": ["464622532012"],
        "marketing-attribution": ["111122223333"],
    }


def test_packages_are_large_and_equal(listed: Listed) -> None:
    first, second = listed["media-transcode"], listed["media-waveform"]
    assert first["CodeSha256"] == second["CodeSha256"]
    assert first["CodeSize"] > 12_000_000
    assert listed["inventory-forecast"]["CodeSize"] < 6_000_000


def test_a_package_with_dead_weight_can_be_fetched(connect: Connect) -> None:
    location = connect("lambda").get_function(FunctionName="inventory-sync")["Code"]["Location"]
    with urllib.request.urlopen(location, timeout=10) as answer:  # noqa: S310 - our own
        content = answer.read()
    assert b".git/objects/pack/" in content
    assert b"botocore/data/" in content


def test_the_image_function_has_an_image_in_the_registry(connect: Connect) -> None:
    code = connect("lambda").get_function(FunctionName="payments-fraud-score")["Code"]
    assert code["RepositoryType"] == "ECR"
    found = connect("ecr").describe_images(repositoryName="fraud-score")["imageDetails"]
    assert found[0]["imageTags"] == [code["ImageUri"].rsplit(":", 1)[1]]


def test_tracing_is_on_off_and_another_vendor_s(listed: Listed) -> None:
    modes = {name: one["TracingConfig"]["Mode"] for name, one in listed.items()}
    assert modes["orders-create"] == "Active"
    assert {name for name, mode in modes.items() if mode == "PassThrough"} == {
        "inventory-sync",
        "marketing-personalise",
    }


def test_log_groups_are_kept_for_a_month_or_for_ever(connect: Connect) -> None:
    groups = {
        one["logGroupName"]: one.get("retentionInDays")
        for page in connect("logs").get_paginator("describe_log_groups").paginate()
        for one in page["logGroups"]
    }
    assert groups["/aws/lambda/orders-create"] == 30
    assert groups["/aws/lambda/inventory-sync"] is None


def test_only_the_neglected_function_has_no_alarm(sample: SampleAccount, connect: Connect) -> None:
    watched = {
        dimension["Value"]
        for region in sample.regions
        for page in connect("cloudwatch", region).get_paginator("describe_alarms").paginate()
        for alarm in page["MetricAlarms"]
        for dimension in alarm["Dimensions"]
    }
    assert set(ROWS) - watched == {"inventory-sync"}


def test_concurrency_is_switched_off_and_provisioned(connect: Connect) -> None:
    off = connect("lambda").get_function(FunctionName="inventory-feed")["Concurrency"]
    assert off == {"ReservedConcurrentExecutions": 0}
    warm = connect("lambda", "us-east-1").get_provisioned_concurrency_config(
        FunctionName="us-orders-tax", Qualifier="live"
    )
    assert warm["RequestedProvisionedConcurrentExecutions"] == 5


def test_rules_schedules_topics_and_buckets_call_functions(connect: Connect) -> None:
    targets = connect("events").list_targets_by_rule(Rule="orders-every-night")["Targets"]
    assert targets[0]["Arn"].endswith(":orders-nightly-export")
    schedules = connect("scheduler").list_schedules()["Schedules"]
    assert {one["Name"] for one in schedules} == {"payments-reconcile", "stocktake"}
    endpoints = [one["Endpoint"] for one in connect("sns").list_subscriptions()["Subscriptions"]]
    assert any(one.endswith(":notifications-push:live") for one in endpoints)
    notifications = connect("s3").get_bucket_notification_configuration(
        Bucket="juniper-lark-covers"
    )["LambdaFunctionConfigurations"]
    assert notifications[0]["LambdaFunctionArn"].endswith(":media-thumbnail")


def test_apis_invoke_functions_that_take_longer(listed: Listed, connect: Connect) -> None:
    rest = connect("apigateway")
    api = rest.get_rest_apis()["items"][0]["id"]
    resources = rest.get_resources(restApiId=api, embed=["methods"])["items"]
    search = next(one for one in resources if one["path"] == "/search")
    integration = search["resourceMethods"]["POST"]["methodIntegration"]
    assert integration["timeoutInMillis"] < listed["search-query"]["Timeout"] * 1000
    http = connect("apigatewayv2")
    found = http.get_integrations(ApiId=http.get_apis()["Items"][0]["ApiId"])["Items"]
    assert any(one["IntegrationUri"].endswith(":orders-create") for one in found)
