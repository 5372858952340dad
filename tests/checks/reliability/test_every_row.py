"""One account with a function for each row of the catalogue's reliability and network tables."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from auditor.evaluate.engine import judge
from auditor.evaluate.registry import checks, defaults
from auditor.model import (
    AclEntry,
    ApiIntegration,
    BucketNotification,
    Destination,
    EnvironmentVariable,
    EventInvokeConfig,
    EventRule,
    EventSourceMapping,
    FileSystem,
    FixKind,
    Function,
    FunctionDetails,
    FunctionUrl,
    Known,
    NetworkAcl,
    NetworkInterface,
    Outcome,
    Policy,
    Queue,
    Result,
    Role,
    Route,
    RouteTable,
    Schedule,
    SecurityGroup,
    SecurityGroupRule,
    Subnet,
    Subscription,
    Unknown,
    VpcConfig,
    VpcEndpoint,
)
from auditor.model.audit import Audit

REGION, ACCOUNT_ID = "eu-west-1", "111122223333"
PLACE = f"{REGION}:{ACCOUNT_ID}"
SENDER = f"arn:aws:iam::{ACCOUNT_ID}:role/sender"
STORE = f"arn:aws:iam::{ACCOUNT_ID}:role/store"
DLQ = f"arn:aws:sqs:{PLACE}:failed"
FAIL, PASS, NONE, UNKNOWN = Outcome.FAIL, Outcome.PASS, Outcome.NOT_APPLICABLE, Outcome.UNKNOWN


def arn(name: str, qualifier: str = "") -> str:
    return f"arn:aws:lambda:{PLACE}:function:{name}" + (f":{qualifier}" if qualifier else "")


def policy(service: str, source: str = "", qualifier: str = "$LATEST") -> Known[Any]:
    condition = {"ArnLike": {"aws:SourceArn": source}} if source else {}
    statement = {
        "Sid": "invoke",
        "Effect": "Allow",
        "Principal": {"Service": service},
        "Action": "lambda:InvokeFunction",
        "Resource": "*",
        "Condition": condition,
    }
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return Known({qualifier: Known(text)})


def destination(qualifier: str) -> Known[Any]:
    return Known((EventInvokeConfig(qualifier=qualifier, on_failure=DLQ),))


def mapping(name: str, source: str, **differences: Any) -> EventSourceMapping:
    made = EventSourceMapping(uuid=f"uuid-{name}", function_arn=arn(name), source_arn=source)
    return replace(made, **differences)


def queue(name: str) -> str:
    return f"arn:aws:sqs:{PLACE}:{name}"


def stream(name: str) -> str:
    return f"arn:aws:kinesis:{PLACE}:stream/{name}"


def vpc(number: int, *subnets: str, group: str = "fn") -> VpcConfig:
    return VpcConfig(
        vpc_id=f"vpc-{number}",
        subnet_ids=tuple(f"subnet-{number}{subnet}" for subnet in subnets or ("a", "b")),
        security_group_ids=(f"sg-{number}-{group}",),
    )


RULES = (
    EventRule(
        arn=f"arn:aws:events:{PLACE}:rule/nightly",
        bus="default",
        enabled=True,
        function_arns=(arn("rule"), arn("alias", "live"), arn("alias-covered", "live")),
    ),
)
NIGHTLY = RULES[0].arn
ASYNC = {"policies": policy("events.amazonaws.com", NIGHTLY)}
LIVE = policy("events.amazonaws.com", NIGHTLY, "live")

# name, differences of the function, outcome of each check that the row is about
ROWS: tuple[tuple[str, dict[str, Any], dict[str, Outcome]], ...] = (
    ("plain", {}, {"missing-dlq": NONE, "broken-dlq": NONE, "unnecessary-vpc": NONE}),
    ("rule", ASYNC, {"missing-dlq": FAIL}),
    ("rule-gone", {"policies": policy("events.amazonaws.com", f"{NIGHTLY}-old")},
     {"missing-dlq": NONE}),
    ("bucket", {"policies": policy("s3.amazonaws.com", "arn:aws:s3:::uploads")},
     {"missing-dlq": FAIL}),
    ("topic", {"policies": policy("sns.amazonaws.com")}, {"missing-dlq": FAIL}),
    ("shut-to-its-topic", {}, {"missing-dlq": NONE}),
    ("scheduled", {}, {"missing-dlq": FAIL}),
    ("logs", {"policies": policy("logs.eu-west-1.amazonaws.com")}, {"missing-dlq": FAIL}),
    ("iot-rule", {"policies": policy("iot.amazonaws.com", f"arn:aws:iot:{PLACE}:rule/x")},
     {"missing-dlq": FAIL}),
    ("iot-authorizer",
     {"policies": policy("iot.amazonaws.com", f"arn:aws:iot:{PLACE}:authorizer/x")},
     {"missing-dlq": NONE}),
    ("api", {"policies": policy("apigateway.amazonaws.com")},
     {"missing-dlq": NONE, "api-timeout": FAIL}),
    ("fast-api", {"timeout": 10}, {"missing-dlq": NONE, "api-timeout": PASS}),
    ("event-api", {"policies": policy("apigateway.amazonaws.com")},
     {"missing-dlq": FAIL, "api-timeout": NONE}),
    ("url", {"urls": Known((FunctionUrl(qualifier=None, auth_type="AWS_IAM"),))},
     {"missing-dlq": NONE}),
    ("cognito", {"policies": policy("cognito-idp.amazonaws.com")}, {"missing-dlq": NONE}),
    ("dead-letter", {**ASYNC, "dead_letter_target": DLQ, "role_arn": SENDER},
     {"missing-dlq": PASS, "broken-dlq": PASS}),
    ("alias", {"policies": LIVE, "event_invoke_configs": destination("$LATEST")},
     {"missing-dlq": FAIL}),
    ("alias-covered", {"policies": LIVE, "event_invoke_configs": destination("live"),
                       "role_arn": SENDER},
     {"missing-dlq": PASS, "broken-dlq": PASS}),
    ("hidden", {"policies": Unknown(reason="denied", iam_action="lambda:GetPolicy")},
     {"missing-dlq": UNKNOWN}),
    ("dlq-gone", {"dead_letter_target": queue("gone"), "role_arn": SENDER}, {"broken-dlq": FAIL}),
    ("dlq-fifo", {"dead_letter_target": queue("ordered.fifo"), "role_arn": SENDER},
     {"broken-dlq": FAIL}),
    ("dlq-denied", {"dead_letter_target": DLQ}, {"broken-dlq": FAIL}),
    ("dlq-unread", {"dead_letter_target": queue("unread"), "role_arn": SENDER},
     {"broken-dlq": UNKNOWN}),
    ("stream", {}, {"stream-without-failure-destination": FAIL, "unbounded-stream-retries": FAIL,
                    "whole-batch-retry": FAIL, "queue-without-redrive": NONE}),
    ("stream-ok", {"role_arn": SENDER},
     {"stream-without-failure-destination": PASS, "unbounded-stream-retries": PASS,
      "whole-batch-retry": PASS, "broken-dlq": PASS}),
    ("table", {}, {"stream-without-failure-destination": FAIL}),
    ("kafka", {}, {"stream-without-failure-destination": FAIL, "unbounded-stream-retries": NONE,
                   "whole-batch-retry": NONE}),
    ("mq", {}, {"stream-without-failure-destination": NONE, "queue-without-redrive": NONE}),
    ("queue", {}, {"queue-without-redrive": FAIL, "low-receive-count": NONE,
                   "stream-without-failure-destination": NONE, "missing-dlq": NONE}),
    ("queue-ok", {}, {"queue-without-redrive": PASS, "low-receive-count": PASS,
                      "short-visibility-timeout": PASS, "whole-batch-retry": NONE,
                      "failing-event-source": PASS}),
    ("dead-letter-reader", {}, {"queue-without-redrive": PASS}),
    ("foreign-queue", {}, {"queue-without-redrive": UNKNOWN, "short-visibility-timeout": UNKNOWN}),
    ("three-tries", {}, {"low-receive-count": FAIL}),
    ("hasty-queue", {}, {"short-visibility-timeout": FAIL}),
    ("stopped", {}, {"failing-event-source": FAIL}),
    ("paused", {}, {"failing-event-source": PASS}),
    ("problem", {}, {"failing-event-source": FAIL}),
    ("failed", {"details": Known(FunctionDetails(tags=Known({}), state="Failed"))},
     {"failed-state": FAIL, "zero-concurrency": PASS}),
    ("off", {"details": Known(FunctionDetails(tags=Known({}), reserved_concurrency=0))},
     {"zero-concurrency": FAIL, "failed-state": PASS}),
    ("loop", {"recursive_loop": Known("Allow")}, {"recursive-loop-allowed": FAIL}),
    ("no-loop", {}, {"recursive-loop-allowed": PASS, "single-az": NONE, "public-subnet": NONE,
                     "nat-for-aws-services": NONE}),
    ("idle-vpc", {"vpc": vpc(1)}, {"unnecessary-vpc": FAIL, "single-az": PASS,
                                   "public-subnet": PASS}),
    ("one-zone", {"vpc": vpc(1, "a")}, {"single-az": FAIL}),
    ("mounted", {"vpc": vpc(1), "file_systems": (FileSystem(arn="fs", local_mount_path="/mnt"),)},
     {"unnecessary-vpc": PASS}),
    ("database", {"vpc": vpc(2)}, {"unnecessary-vpc": PASS}),
    ("kept-out", {"vpc": vpc(2, group="other")}, {"unnecessary-vpc": FAIL}),
    ("blocked-acl", {"vpc": vpc(3, group="other")}, {"unnecessary-vpc": FAIL}),
    ("named-by-group", {"vpc": vpc(3)}, {"unnecessary-vpc": PASS}),
    ("private-name", {"vpc": vpc(1), "environment": Known(
        (EnvironmentVariable(name="HOST", reference="db.prod.internal"),))},
     {"unnecessary-vpc": PASS}),
    ("private-api", {"vpc": vpc(4)}, {"unnecessary-vpc": PASS}),
    ("vpc-policy", {"vpc": vpc(1), "role_arn": STORE},
     {"unnecessary-vpc": PASS, "nat-for-aws-services": NONE}),
    ("natted", {"vpc": vpc(5), "role_arn": STORE}, {"nat-for-aws-services": FAIL}),
    ("natted-idle", {"vpc": vpc(5)}, {"unnecessary-vpc": FAIL, "nat-for-aws-services": NONE}),
    ("endpointed", {"vpc": vpc(6), "role_arn": STORE}, {"nat-for-aws-services": PASS}),
    ("public", {"vpc": vpc(7)}, {"public-subnet": FAIL}),
)  # fmt: skip

MAPPINGS = (
    mapping("stream", stream("s"), batch_size=100),
    mapping("stream-ok", stream("t"), batch_size=100, on_failure=DLQ, maximum_retry_attempts=3,
            response_types=("ReportBatchItemFailures",)),
    mapping("table", f"arn:aws:dynamodb:{PLACE}:table/t/stream/2026"),
    mapping("kafka", f"arn:aws:kafka:{PLACE}:cluster/c/1", batch_size=100),
    mapping("mq", f"arn:aws:mq:{PLACE}:broker:b:1"),
    mapping("queue", queue("bare"), batch_size=10),
    mapping("queue-ok", queue("good")),
    mapping("dead-letter-reader", DLQ),
    mapping("foreign-queue", f"arn:aws:sqs:{REGION}:999988887777:theirs"),
    mapping("three-tries", queue("three")),
    mapping("hasty-queue", queue("hasty")),
    mapping("stopped", stream("u"), state="Disabled",
            state_transition_reason="LAMBDA_INITIATED: access denied"),
    mapping("paused", stream("u"), state="Disabled", state_transition_reason="USER_INITIATED"),
    mapping("problem", stream("u"), last_processing_result="PROBLEM: Function call failed"),
)  # fmt: skip


def known_queue(name: str, **differences: Any) -> Known[Any]:
    good = Queue(
        arn=queue(name), visibility_timeout=180, dead_letter_queue=DLQ, max_receive_count=5
    )
    return Known(replace(good, **differences))


QUEUES = {
    queue("bare"): known_queue("bare", dead_letter_queue=None, max_receive_count=None),
    queue("good"): known_queue("good"),
    DLQ: known_queue("failed", dead_letter_queue=None, max_receive_count=None),
    queue("three"): known_queue("three", max_receive_count=3),
    queue("hasty"): known_queue("hasty", visibility_timeout=20),
}
DESTINATIONS = {
    DLQ: Known(Destination(arn=DLQ)),
    queue("gone"): Known(None),
    queue("ordered.fifo"): Known(Destination(arn=queue("ordered.fifo"), fifo=True)),
    queue("unread"): Unknown(reason="denied", iam_action="sqs:GetQueueAttributes"),
}
ALL_OUT = (SecurityGroupRule(protocol="-1", cidr="0.0.0.0/0"),)


def groups(number: int) -> tuple[SecurityGroup, ...]:
    from_function = SecurityGroupRule(
        protocol="tcp", from_port=5432, to_port=5432, group_id=f"sg-{number}-fn"
    )
    return (
        SecurityGroup(id=f"sg-{number}-fn", vpc_id=f"vpc-{number}", egress=ALL_OUT),
        SecurityGroup(id=f"sg-{number}-other", vpc_id=f"vpc-{number}", egress=ALL_OUT),
        SecurityGroup(id=f"sg-{number}-db", vpc_id=f"vpc-{number}", ingress=(from_function,)),
    )


def acl(number: int) -> NetworkAcl:
    # The third VPC's list lets nothing out.
    entries = tuple(
        AclEntry(number=100, egress=way, allow=number != 3, protocol="-1", cidr="0.0.0.0/0")
        for way in (True, False)
    )
    return NetworkAcl(id=f"acl-{number}", vpc_id=f"vpc-{number}", default=True, entries=entries)


def table(number: int) -> RouteTable:
    way_out = {5: "nat-1", 6: "nat-1", 7: "igw-1"}.get(number)
    routes = [Route(destination=f"10.{number}.0.0/16", target="local")]
    if way_out:
        routes.append(Route(destination="0.0.0.0/0", target=way_out))
    return RouteTable(id=f"rtb-{number}", vpc_id=f"vpc-{number}", main=True, routes=tuple(routes))


def database(number: int) -> NetworkInterface:
    return NetworkInterface(
        id=f"eni-{number}",
        vpc_id=f"vpc-{number}",
        subnet_id=f"subnet-{number}b",
        group_ids=(f"sg-{number}-db",),
        addresses=(f"10.{number}.2.20",),
        description="RDSNetworkInterface",
    )


def role(role_arn: str, *statements: dict[str, Any]) -> Role:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    own = Policy(name="own", text=Known(text))
    return Role(arn=role_arn, name=role_arn.rsplit("/", 1)[-1], boundary=Known(None), inline=(own,))


def whole_account(function: Any, region: Any, account: Any, roles: Any) -> Any:
    made = [function(**{"name": n, "arn": arn(n), **differences}) for n, differences, _ in ROWS]
    numbers = range(1, 8)
    listed = region(
        *made,
        event_source_mappings=Known(MAPPINGS),
        queues=QUEUES,
        destinations=DESTINATIONS,
        event_rules=Known(RULES),
        subscriptions=Known(
            tuple(
                Subscription(topic_arn=f"arn:aws:sns:{PLACE}:t", function_arn=arn(name))
                for name in ("topic", "shut-to-its-topic")
            )
        ),
        schedules=Known((Schedule(arn="s", function_arn=arn("scheduled"), role_arn="r"),)),
        bucket_notifications=Known(
            (BucketNotification(bucket="uploads", function_arn=arn("bucket")),)
        ),
        api_integrations=Known(
            (
                ApiIntegration(
                    api_id="a1", api_kind="REST", function_arn=arn("api"), timeout=29000
                ),
                ApiIntegration(
                    api_id="a2", api_kind="HTTP", function_arn=arn("fast-api"), timeout=30000
                ),
                ApiIntegration(
                    api_id="a3",
                    api_kind="REST",
                    function_arn=arn("event-api"),
                    timeout=29000,
                    asynchronous=True,
                ),
            )
        ),
        subnets=Known(
            tuple(
                Subnet(
                    id=f"subnet-{number}{letter}",
                    vpc_id=f"vpc-{number}",
                    cidr=f"10.{number}.{index}.0/24",
                    availability_zone=f"euw1-az{index}",
                )
                for number in numbers
                for index, letter in ((1, "a"), (2, "b"))
            )
        ),
        security_groups=Known(tuple(group for number in numbers for group in groups(number))),
        network_interfaces=Known((database(2), database(3))),
        network_acls=Known(tuple(acl(number) for number in numbers)),
        route_tables=Known(tuple(table(number) for number in numbers)),
        vpc_endpoints=Known(
            (
                VpcEndpoint(
                    id="vpce-4",
                    vpc_id="vpc-4",
                    service=f"com.amazonaws.{REGION}.execute-api",
                    kind="Interface",
                    subnet_ids=("subnet-4a",),
                    group_ids=("sg-4-db",),
                ),
                VpcEndpoint(
                    id="vpce-6",
                    vpc_id="vpc-6",
                    service=f"com.amazonaws.{REGION}.s3",
                    kind="Gateway",
                    route_table_ids=("rtb-6",),
                ),
            )
        ),
    )
    plain = roles()
    sender = role(SENDER, {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"})
    store = role(
        STORE,
        {
            "Effect": "Allow",
            "Action": "s3:GetObject",
            "Resource": "arn:aws:s3:::b/*",
            "Condition": {"StringEquals": {"aws:SourceVpc": "vpc-1"}},
        },
    )
    return account(listed, roles=Known({plain.arn: plain, SENDER: sender, STORE: store}))


@pytest.fixture
def results(function: Any, region: Any, account: Any, role: Any) -> dict[tuple[str, str], Result]:
    known = checks()
    audit = Audit(whole_account(function, region, account, role), defaults(known.values()))
    return {
        (name, check): judge(known[check], listed, audit)
        for name, _, expected in ROWS
        for check in expected
        if (listed := audit.function(arn(name))) is not None
    }


def test_every_row_has_its_outcome(results: dict[tuple[str, str], Result]) -> None:
    found = {key: result.outcome for key, result in results.items()}
    wanted = {(n, check): outcome for n, _, rows in ROWS for check, outcome in rows.items()}
    assert found == wanted


def test_the_account_covers_each_check_both_ways() -> None:
    assert len(ROWS) >= 40
    seen: dict[str, set[Outcome]] = {}
    for _, _, expected in ROWS:
        for check, outcome in expected.items():
            seen.setdefault(check, set()).add(outcome)
    one_sided = {
        check for check, outcomes in seen.items() if not {FAIL} < outcomes or len(outcomes) < 2
    }
    assert len(seen) == 17
    assert one_sided == set()


def test_every_failure_comes_with_all_three_fixes(
    results: dict[tuple[str, str], Result], function: Any
) -> None:
    failures = [result for result in results.values() if result.outcome is FAIL]
    findings = [finding for result in failures for finding in result.findings]
    assert isinstance(function(), Function)
    fixes = [finding.fix for finding in findings if finding.fix.kind is not FixKind.INVESTIGATE]
    assert [fix for fix in fixes if not (fix.cli and fix.sam and fix.terraform)] == []
    assert all(finding.evidence for finding in findings)
