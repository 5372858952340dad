"""The larger account: for each check that proposes a command, functions that it fails.

Each comes in three styles: bare; with settings that a fix must keep (an alias with a configuration
of its own, tags, variables, layers, other statements, a role with a path); and with the longest and
strangest names that AWS allows.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from auditor.model import (
    Account,
    AclEntry,
    Alarm,
    AlarmMetric,
    ApiIntegration,
    ApiStage,
    Destination,
    EnvironmentVariable,
    EventInvokeConfig,
    EventSourceMapping,
    Fact,
    Function,
    FunctionUrl,
    Known,
    Layer,
    LogGroup,
    Metrics,
    NetworkAcl,
    Policy,
    ProvisionedConcurrency,
    Queue,
    Role,
    Route,
    RouteTable,
    SecurityGroup,
    Sighting,
    Subnet,
    Subscription,
    VpcConfig,
)
from tests.conftest import ACCOUNT_ID, flawless_account, flawless_function, flawless_region

STYLES = ("bare", "settings", "hostile")
LAMBDA = {
    "Effect": "Allow",
    "Principal": {"Service": "lambda.amazonaws.com"},
    "Action": "sts:AssumeRole",
}
LOGS = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]
TRACES = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an account is."""

    partition: str = "aws"
    region: str = "eu-west-1"

    def arn(self, service: str, rest: str, *, region: bool = True) -> str:
        where = self.region if region else ""
        return f"arn:{self.partition}:{service}:{where}:{ACCOUNT_ID}:{rest}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A function that fails, with what is around it."""

    place: Place
    function: Function
    role: Role | None
    region: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    others: tuple[Function, ...] = ()

    def changed(self, **differences: Any) -> Made:
        return replace(self, function=replace(self.function, **differences))

    def having(self, **facts: Any) -> Made:
        return replace(self, region={**self.region, **facts})

    def allowed(self, *statements: Any) -> Made:
        assert self.role is not None
        added = Policy(name=f"more{len(self.role.inline)}", text=document(*statements))
        return replace(self, role=replace(self.role, inline=(*self.role.inline, added)))

    def trusted(self, *statements: Any) -> Made:
        assert self.role is not None
        return replace(self, role=replace(self.role, trust=document(*statements).value))

    def admitting(self, *statements: Any, qualifier: str = "$LATEST") -> Made:
        texts = dict(self.function.policies.get())
        present = json.loads(texts[qualifier].get())["Statement"] if qualifier in texts else []
        texts[qualifier] = document(*present, *statements)
        return self.changed(policies=Known(MappingProxyType(texts)))

    def account(self) -> Account:
        named = self.function.log_group
        facts = {
            "name": self.place.region,
            "log_groups": Known((LogGroup(name=named, retention_days=30),)),
            "alarms": Known((_alarm(f"{self.function.name}-errors", self.function.name),)),
            **self.region,
        }
        roles = {self.role.arn: self.role} if self.role else {}
        return flawless_account(
            flawless_region(self.function, *self.others, **facts),
            partition=self.place.partition,
            roles=Known(MappingProxyType(roles)),
        )


def document(*statements: Any) -> Known[str]:
    return Known(json.dumps({"Version": "2012-10-17", "Statement": list(statements)}))


def allow(actions: Any, resources: Any, **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": actions, "Resource": resources, **more}


def admit(principal: Any, sid: str = "it", **condition: Any) -> dict[str, Any]:
    more = {"Condition": condition} if condition else {}
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": principal,
        "Action": "lambda:InvokeFunction",
        "Resource": "*",
        **more,
    }


def _alarm(name: str, function: str, **more: Any) -> Alarm:
    metrics = tuple(
        AlarmMetric(namespace="AWS/Lambda", name=metric, function=function)
        for metric in ("Errors", "Throttles")
    )
    return Alarm(name=name, metrics=metrics, **more)


def _plain(check: str, style: str, place: Place, number: int) -> Made:
    name = f"{check}-{style}-{number}"
    if style == "hostile":
        name = f"{check}_{number}_--{'x' * 64}"[:64]
    role_name = f"{name[:40]}+=,.@-role" if style == "hostile" else f"{name}-role"
    path = "" if style == "bare" else "team/a/"
    role_arn = place.arn("iam", f"role/{path}{role_name}", region=False)
    group = place.arn("logs", f"log-group:/aws/lambda/{name}:*")
    own = document(allow(LOGS, group), allow(TRACES, "*"))
    role = Role(
        arn=role_arn,
        name=role_name,
        trust=document(LAMBDA).value,
        boundary=Known(None),
        inline=(Policy(name="a+b=c,d.e@f-_" if style == "hostile" else "own", text=own),),
    )
    function = replace(
        flawless_function(),
        arn=place.arn("lambda", f"function:{name}"),
        name=name,
        region=place.region,
        role_arn=role_arn,
        log_group=f"/aws/lambda/{name}",
    )
    return Made(place=place, function=function, role=role)


def _with_settings(made: Made) -> Made:
    """Return the function with what a fix must keep."""
    function, place = made.function, made.place
    details = replace(
        function.details.get(), tags=Known(MappingProxyType({"team": "a", "cost": "b c"}))
    )
    bucket = f"arn:{place.partition}:s3:::covers/*"
    tls = {"Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    gateway = place.arn("execute-api", "a1b2c3/*")
    edge = {**LAMBDA, "Principal": {"Service": "edgelambda.amazonaws.com"}}
    kept = EventInvokeConfig(
        qualifier="live",
        on_success=place.arn("sns", "done"),
        on_failure=place.arn("sns", "failed"),
        maximum_retry_attempts=1,
        maximum_event_age=3600,
    )
    made = made.changed(
        details=Known(details),
        environment=Known(tuple(EnvironmentVariable(name=n) for n in ("LOG_LEVEL", "STAGE"))),
        aliases=Known(MappingProxyType({"live": "1"})),
        versions=Known(("1",)),
        event_invoke_configs=Known((kept,)),
        layers=(Layer(arn=place.arn("lambda", "layer:tools:3"), code_size=1000),),
    )
    made = made.having(
        destinations={
            arn: Known(Destination(arn=arn))
            for arn in (place.arn("sns", "done"), place.arn("sns", "failed"))
        },
        layer_versions=Known(MappingProxyType({place.arn("lambda", "layer:tools"): 3})),
    )
    made = made.trusted(LAMBDA, edge).allowed(
        allow("s3:GetObject", bucket, Sid="Covers", **tls),
        allow("sns:Publish", [place.arn("sns", "done"), place.arn("sns", "failed")]),
    )
    api = admit({"Service": "apigateway.amazonaws.com"}, "api", ArnLike={"AWS:SourceArn": gateway})
    return made.admitting(api)


_EVIL = "$(touch owned)`touch owned`'\"; touch owned #"


def _strange(made: Made) -> Made:
    details = replace(
        made.function.details.get(),
        tags=Known(MappingProxyType({_EVIL[:60]: _EVIL, "ключ": "é ${x} %{y}"})),
    )
    alarms = (_alarm(_EVIL, made.function.name),)
    return made.changed(details=Known(details)).having(alarms=Known(alarms))


def plain(check: str, style: str, place: Place, number: int = 1) -> Made:
    """Return a function that passes, in one of the styles; the number makes its name unique."""
    made = _plain(check, style, place, number)
    if style == "bare":
        return made
    return _with_settings(made) if style == "settings" else _strange(made)


def _reads(made: Made, source: str, **more: Any) -> Made:
    mapping = EventSourceMapping(
        uuid=f"uuid-{made.function.name}",
        function_arn=made.function.arn,
        source_arn=source,
        **more,
    )
    return made.having(event_source_mappings=Known((mapping,)))


def _reads_queue(made: Made, *, batch: int = 1, fifo: bool = False, **queue: Any) -> Made:
    name = f"{made.function.name[:60]}-work" + (".fifo" if fifo else "")
    arn = made.place.arn("sqs", name)
    good = {
        "visibility_timeout": 180,
        "dead_letter_queue": f"{arn.removesuffix('.fifo')}-dlq" + (".fifo" if fifo else ""),
        "max_receive_count": 5,
    }
    facts: Fact[Queue | None] = Known(Queue(arn=arn, fifo=fifo, **{**good, **queue}))
    read = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
    made = _reads(made, arn, batch_size=batch, response_types=())
    return made.allowed(allow(read, arn)).having(queues={arn: facts})


def _reads_stream(made: Made, **more: Any) -> Made:
    arn = made.place.arn("kinesis", f"stream/{made.function.name}")
    read = ["kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream"]
    good = {
        "batch_size": 100,
        "maximum_retry_attempts": 3,
        "maximum_record_age": 3600,
        "bisect": True,
        "response_types": ("ReportBatchItemFailures",),
        "on_failure": made.place.arn("sns", "failed"),
    }
    made = _reads(made, arn, **{**good, **more}).allowed(
        allow(read, arn), allow("sns:Publish", made.place.arn("sns", "failed"))
    )
    failed = made.place.arn("sns", "failed")
    return made.having(destinations={failed: Known(Destination(arn=failed))})


def _behind_api(made: Made) -> Made:
    api = ApiIntegration(
        api_id="a1b2c3",
        api_kind="REST",
        function_arn=made.function.arn,
        timeout=29_000,
        route="GET /x",
    )
    stage = ApiStage(api_id="a1b2c3", name="live")
    return made.having(api_integrations=Known((api,)), api_stages=Known((stage,)))


def _notified(made: Made) -> Made:
    topic = made.place.arn("sns", f"{made.function.name}-topic")
    sns = admit(
        {"Service": "sns.amazonaws.com"},
        "sns",
        ArnLike={"AWS:SourceArn": topic},
        StringEquals={"AWS:SourceAccount": ACCOUNT_ID},
    )
    subscribed = Subscription(topic_arn=topic, function_arn=made.function.arn)
    return made.admitting(sns).having(subscriptions=Known((subscribed,)))


_OPEN_ACL = NetworkAcl(
    id="acl-1",
    vpc_id="vpc-0123456789abcdef0",
    default=True,
    subnet_ids=("subnet-0a0a0a0a", "subnet-0b0b0b0b", "subnet-0f0f0f0f", "subnet-0c0c0c0c"),
    entries=tuple(
        AclEntry(number=100, egress=egress, allow=True, protocol="-1", cidr="0.0.0.0/0")
        for egress in (True, False)
    ),
)


def _in_vpc(made: Made, *subnets: str, gateway: str = "nat-1", ipv6: bool = False) -> Made:
    vpc = VpcConfig(
        vpc_id="vpc-0123456789abcdef0",
        subnet_ids=subnets,
        security_group_ids=("sg-0123456789abcdef0",),
        ipv6=ipv6,
    )
    ways = (Route(destination="10.0.0.0/16", target="local"),)
    inner = (*ways, Route(destination="0.0.0.0/0", target=gateway))
    outer = (*ways, Route(destination="0.0.0.0/0", target="igw-1"))
    return (
        made.changed(vpc=vpc)
        .allowed(allow("ec2:CreateNetworkInterface", "*"))
        .having(
            subnets=Known(
                tuple(
                    Subnet(
                        id=id_, vpc_id="vpc-0123456789abcdef0", cidr=cidr, availability_zone=zone
                    )
                    for id_, cidr, zone in (
                        ("subnet-0a0a0a0a", "10.0.0.0/24", "a"),
                        ("subnet-0b0b0b0b", "10.0.1.0/24", "b"),
                        ("subnet-0f0f0f0f", "10.0.2.0/24", "a"),
                        ("subnet-0c0c0c0c", "10.0.3.0/24", "b"),
                    )
                )
            ),
            route_tables=Known(
                (
                    RouteTable(
                        id="rtb-in", vpc_id="vpc-0123456789abcdef0", main=True, routes=inner
                    ),
                    RouteTable(
                        id="rtb-out",
                        vpc_id="vpc-0123456789abcdef0",
                        subnet_ids=("subnet-0f0f0f0f",),
                        routes=outer,
                    ),
                )
            ),
            security_groups=Known(
                (SecurityGroup(id="sg-0123456789abcdef0", vpc_id="vpc-0123456789abcdef0"),)
            ),
            network_acls=Known((_OPEN_ACL,)),
        )
    )


def _lost(made: Made, **dead: Any) -> Made:
    """Return the function with failed events that go to a queue that does not exist."""
    gone = made.place.arn("sqs", "gone")
    return made.changed(**dead).having(
        destinations={**made.region.get("destinations", {}), gone: Known(None)}
    )


def _lost_by_alias(made: Made) -> Made:
    gone = made.place.arn("sqs", "gone")
    configs = {c.qualifier: c for c in made.function.event_invoke_configs.get()}
    live = configs.get("live", EventInvokeConfig(qualifier="live"))
    made = made.changed(aliases=Known(MappingProxyType({"live": "1"})), versions=Known(("1",)))
    return _lost(made, event_invoke_configs=Known((replace(live, on_failure=gone),)))


def _inline(made: Made, *statements: Any) -> Made:
    """Return the function whose role has only these statements and the settings' own."""
    assert made.role is not None
    first = replace(made.role.inline[0], text=document(*statements))
    return replace(made, role=replace(made.role, inline=(first, *made.role.inline[1:])))


def _usual(made: Made) -> tuple[Any, ...]:
    group = made.place.arn("logs", f"log-group:{made.function.log_group}:*")
    return allow(LOGS, group), allow(TRACES, "*")


def _attached(made: Made, name: str, *statements: Any, aws: bool = False) -> Made:
    assert made.role is not None
    owner = "aws" if aws else ACCOUNT_ID
    arn = f"arn:{made.place.partition}:iam::{owner}:policy/{name}"
    policy = Policy(name=name, arn=arn, text=document(*statements))
    return replace(made, role=replace(made.role, attached=(policy,)))


def _secret(made: Made, place: str, name: str) -> Made:
    sighting = Sighting(
        place=place, name=name, detector="x", confidence="high", reason="it looks so",
        fingerprint="0011aabb",
    )  # fmt: skip
    variables = made.function.environment.get()
    if place == "environment":
        variables = (*variables, EnvironmentVariable(name=name))
    if place == "tag":
        details = made.function.details.get()
        tags = {**details.tags.get(), name: "[secret]"}
        made = made.changed(details=Known(replace(details, tags=Known(MappingProxyType(tags)))))
    return made.changed(secrets=Known((sighting,)), environment=Known(variables))


def _measured(made: Made, **values: Any) -> Made:
    metrics = {"window_days": 30, "invocations": 1000.0, "errors": 0.0, **values}
    return made.changed(metrics=Known(Metrics(**metrics)))


def _reserved(made: Made, number: int) -> Made:
    details = replace(made.function.details.get(), reserved_concurrency=number)
    return made.changed(details=Known(details))


def _untagged(made: Made) -> Made:
    details = replace(made.function.details.get(), tags=Known(MappingProxyType({})))
    return made.changed(details=Known(details))


def _twin(made: Made) -> Made:
    name = f"{made.function.name[:60]}-two"
    arn = made.place.arn("lambda", f"function:{name}")
    group = f"/aws/lambda/{name}"
    return replace(
        made,
        others=(replace(made.function, name=name, arn=arn, log_group=group, secrets=Known(())),),
    )


def _opened(made: Made) -> Made:
    url = {
        **admit("*", "url", StringEquals={"lambda:FunctionUrlAuthType": "NONE"}),
        "Action": "lambda:InvokeFunctionUrl",
    }
    through = admit("*", "through-url", Bool={"lambda:InvokedViaFunctionUrl": "true"})
    return made.admitting(url, through).changed(
        urls=Known((FunctionUrl(qualifier=None, auth_type="NONE"),))
    )


def _silent(made: Made) -> Made:
    off = _alarm(
        f"{made.function.name} off 'x' $(y)", made.function.name, actions_enabled=False,
        actions=(made.place.arn("sns", "operations"),),
    )  # fmt: skip
    return made.having(alarms=Known((off,)))


def _deaf(made: Made) -> Made:
    return made.having(
        alarms=Known((_alarm(f"{made.function.name}-errors", made.function.name, actions=()),))
    )


def _outdated(made: Made) -> Made:
    layer = made.place.arn("lambda", "layer:old")
    own = (*made.function.layers, Layer(arn=f"{layer}:1", code_size=10))
    newest = {layer: 4, made.place.arn("lambda", "layer:tools"): 3}
    return made.changed(layers=own).having(layer_versions=Known(MappingProxyType(newest)))


def _warm(made: Made, used: float) -> Made:
    warm = ProvisionedConcurrency(qualifier="live", requested=20, utilization=used)
    made = made.changed(aliases=Known(MappingProxyType({"live": "1"})), versions=Known(("1",)))
    made = made.changed(runtime="nodejs24.x", handler="index.handler")
    return _measured(made).changed(provisioned_concurrency=Known((warm,)))


def _ways_up(made: Made) -> Made:
    return made.allowed(
        allow(["iam:PutRolePolicy", "iam:AttachRolePolicy"], "*"),
        allow(["iam:PassRole", "lambda:CreateFunction", "lambda:InvokeFunction"], "*"),
    )


Change = Callable[[Made], Made]
# By check: each way to fail it.
CASES: Mapping[str, tuple[Change, ...]] = MappingProxyType(
    {
        "api-timeout": (lambda m: _behind_api(m.changed(timeout=60)),),
        "broken-dlq": (
            lambda m: _lost(m, dead_letter_target=m.place.arn("sqs", "gone")),
            _lost_by_alias,
            lambda m: _lost(_reads_stream(m, on_failure=m.place.arn("sqs", "gone"))),
            lambda m: m.changed(dead_letter_target=m.place.arn("sqs", "there")).having(
                destinations={
                    **m.region.get("destinations", {}),
                    m.place.arn("sqs", "there"): Known(
                        Destination(arn=m.place.arn("sqs", "there"))
                    ),
                }
            ),
        ),
        "low-receive-count": (lambda m: _reads_queue(m, max_receive_count=1),),
        "missing-dlq": (
            _notified,
            lambda m: _notified(m).changed(
                event_invoke_configs=Known(
                    (EventInvokeConfig(qualifier="$LATEST", maximum_retry_attempts=0),)
                )
            ),
        ),
        "no-concurrency-guard": (_opened, _behind_api),
        "queue-without-redrive": (
            lambda m: _reads_queue(m, dead_letter_queue=None, max_receive_count=None),
            lambda m: _reads_queue(m, fifo=True, dead_letter_queue=None, max_receive_count=None),
        ),
        "recursive-loop-allowed": (lambda m: m.changed(recursive_loop=Known("Allow")),),
        "short-visibility-timeout": (lambda m: _reads_queue(m, visibility_timeout=10),),
        "single-az": (
            lambda m: _in_vpc(m, "subnet-0a0a0a0a"),
            lambda m: _in_vpc(m, "subnet-0a0a0a0a", ipv6=True),
        ),
        "stream-without-failure-destination": (lambda m: _reads_stream(m, on_failure=None),),
        "throttled": (lambda m: _reserved(_measured(m, throttles=40.0), 5),),
        "timeout-near-limit": (lambda m: _measured(m, duration_maximum=29_500.0),),
        "unbounded-stream-retries": (
            lambda m: _reads_stream(
                m, maximum_retry_attempts=-1, maximum_record_age=-1, bisect=False
            ),
        ),
        "unversioned-deployment": (
            lambda m: _reads_queue(
                m.changed(aliases=Known(MappingProxyType({"live": "1"})), versions=Known(("1",)))
            ),
        ),
        "whole-batch-retry": (
            lambda m: _reads_queue(m, batch=10),
            lambda m: _reads_stream(m, response_types=()),
        ),
        "zero-concurrency": (lambda m: _reserved(m, 0),),
        "nat-for-aws-services": (
            lambda m: _in_vpc(m, "subnet-0a0a0a0a", "subnet-0b0b0b0b").allowed(
                allow("s3:GetObject", f"arn:{m.place.partition}:s3:::covers/*")
            ),
        ),
        "public-subnet": (
            lambda m: _in_vpc(m, "subnet-0f0f0f0f"),
            lambda m: _in_vpc(m, "subnet-0f0f0f0f", "subnet-0b0b0b0b", ipv6=True),
        ),
        "unnecessary-vpc": (lambda m: _in_vpc(m, "subnet-0a0a0a0a", "subnet-0b0b0b0b"),),
        "broken-tracing": (lambda m: _inline(m, _usual(m)[0]),),
        "missing-alarms": (lambda m: m.having(alarms=Known(())), _silent, _deaf),
        "missing-tracing": (lambda m: m.changed(tracing_mode="PassThrough"),),
        "no-log-permission": (lambda m: _inline(m, _usual(m)[1]),),
        "unbounded-log-retention": (
            lambda m: m.having(
                log_groups=Known((LogGroup(name=m.function.log_group, stored_bytes=9),))
            ),
        ),
        "unstructured-logs": (lambda m: m.changed(log_format="Text"),),
        "outdated-layer": (_outdated,),
        "admin-role": (
            lambda m: _inline(m, *_usual(m), allow("*", "*")),
            lambda m: _attached(m, "AdministratorAccess", allow("*", "*"), aws=True),
            lambda m: _attached(m, "all", allow("*", "*")),
        ),
        "confused-deputy": (
            lambda m: m.admitting(admit({"Service": "sns.amazonaws.com"})),
            lambda m: m.admitting(
                admit({"Service": ["s3.amazonaws.com", "sns.amazonaws.com"]}, ""),
                admit({"Service": "events.amazonaws.com"}, "two"),
            ),
        ),
        "cross-account-access": (
            lambda m: m.admitting(
                admit({"AWS": f"arn:{m.place.partition}:iam::444455556666:root"})
            ),
            lambda m: m.admitting(
                admit({"AWS": f"arn:{m.place.partition}:iam::444455556666:role/caller"})
            ),
        ),
        "partial-wildcard-action": (
            lambda m: m.allowed(
                allow(["s3:Get*", "s3:PutObject"], f"arn:{m.place.partition}:s3:::covers/*")
            ),
        ),
        "privilege-escalation": (_ways_up,),
        "public-function": (
            _opened,
            lambda m: m.admitting(admit("*")),
            lambda m: m.admitting({**admit("*"), "Sid": ""}),
        ),
        "role-trust-too-wide": (
            lambda m: m.trusted(LAMBDA, {**LAMBDA, "Principal": {"AWS": "*"}}),
            lambda m: m.trusted(
                {
                    **LAMBDA,
                    "Principal": {
                        "Service": "lambda.amazonaws.com",
                        "AWS": f"arn:{m.place.partition}:iam::444455556666:root",
                    },
                }
            ),
        ),
        "shared-role": (_twin,),
        "unusable-role": (
            lambda m: m.trusted({**LAMBDA, "Principal": {"Service": "ec2.amazonaws.com"}}),
            lambda m: replace(m, role=None),
        ),
        "wildcard-action": (
            lambda m: m.allowed(allow("dynamodb:*", m.place.arn("dynamodb", "table/orders"))),
            lambda m: _attached(m, "own-all", *_usual(m), allow("sqs:*", m.place.arn("sqs", "q"))),
        ),
        "wildcard-resource": (
            lambda m: m.allowed(allow(["dynamodb:PutItem", "sts:GetCallerIdentity"], "*")),
        ),
        "plaintext-secret": (
            lambda m: _secret(m, "environment", "DB_PASSWORD"),
            lambda m: _secret(m, "tag", "api-key"),
        ),
        "unencrypted-by-customer-key": (lambda m: _secret(m, "environment", "DB_PASSWORD"),),
        "cold-start-exposed": (lambda m: _behind_api(m.changed(runtime="java21", timeout=20)),),
        "deprecated-runtime": (
            lambda m: m.changed(runtime="python3.8"),
            lambda m: m.changed(runtime="nodejs18.x"),
        ),
        "idle-provisioned-concurrency": (lambda m: _warm(m, 0.0), lambda m: _warm(m, 0.1)),
        "maximal-timeout": (
            lambda m: m.changed(timeout=900),
            lambda m: _measured(m, duration_p99=2000.0).changed(timeout=900),
        ),
        "memory-misfit": (
            lambda m: _measured(m).changed(
                rightsizing=Known("NotOptimized"), recommended_memory=1024
            ),
        ),
        "oversized-tmp": (lambda m: m.changed(ephemeral_storage=2048),),
        "pinned-runtime": (lambda m: m.changed(runtime_update_mode=Known("Manual")),),
        "untagged-function": (_untagged,),
    }
)

# Checks that give no command to paste, and why.
ADVICE: Mapping[str, str] = MappingProxyType(
    {
        "database-without-proxy": "to decide: a proxy, or fewer connections",
        "dead-weight": "to decide: the package is built anew",
        "duplicate-code": "to decide: the package is built anew",
        "failed-state": "to investigate: the cause lies outside the function",
        "failing-event-source": "to investigate, or to enable again once the cause is gone",
        "foreign-layer": "to decide: whether to publish another's code as one's own",
        "high-error-rate": "to investigate: the log says why",
        "monolith": "to decide: the code is taken apart",
        "oversized-package": "to investigate: what makes the package large",
        "unmatchable-condition": "to decide: what the condition was meant to say",
        "unsigned-code": "to decide: who signs the code",
        "unused-function": "to decide: whether anything rare needs it",
        "unused-permissions": "to investigate: what the role uses",
        "x86-function": "to decide: the package is built and tested anew",
    }
)


def variants(place: Place | None = None) -> Iterator[tuple[str, str, Made]]:
    """Yield check, the variant's name, and the function that must fail the check."""
    where = place or Place()
    for check, ways in CASES.items():
        for number, way in enumerate(ways, 1):
            for style in STYLES:
                name = f"{style}-{number}" if len(ways) > 1 else style
                yield check, name, way(plain(check, style, where, number))
