"""The edges of every threshold, and pairs of settings that meet in one function.

Written before the checks were asked. Sources: Lambda developer guide (queues and visibility
timeouts, retries of streams, partial batch responses, SnapStart, Managed Instances, durable
functions, tenant isolation, function states, quotas), SQS developer guide (redrive), CloudWatch
Logs user guide (retention), IAM user guide (policy evaluation).
"""

from __future__ import annotations

import json
from typing import Any

from tests.simulator.accounts import ID, statement
from tests.verdicts.cases_kinds import API, JAVA, PROVIDER, TENANT, durable, own_runtime
from tests.verdicts.truth import (
    CLEAN,
    FAIL,
    NOT_APPLICABLE,
    PASS,
    REGION,
    TRACES,
    Case,
    layers,
    mapping,
    sqs,
    variables,
)

PLACE = f"{REGION}:{ID}"
MB = 1024 * 1024
IMAGE = {"PackageType": "Image", "Runtime": None, "CodeSize": 0}
IMAGE_EXTRA = {"image": {"ImageUri": f"{ID}.dkr.ecr.eu-west-1.amazonaws.com/a:1"}}
KINESIS = f"arn:aws:kinesis:{PLACE}:stream/e"
TABLE = f"arn:aws:dynamodb:{PLACE}:table/e/stream/2026"
MSK, MQ = f"arn:aws:kafka:{PLACE}:cluster/e/1", f"arn:aws:mq:{PLACE}:broker:e:b-2"


def _settings(check: str, name: str, want: str, why: str, *settings: dict[str, Any],
              **more: Any) -> Case:  # fmt: skip
    merged: dict[str, Any] = {}
    for setting in settings:
        merged |= setting
    return Case(name=f"ed-{name}", check=check, want=want, why=why, configuration=merged, **more)


def _polled(check: str, name: str, want: str, why: str, source: str, *settings: dict[str, Any],
            case: dict[str, Any] | None = None, **mapped: Any) -> Case:  # fmt: skip
    one = mapping(f"ed-{name}", source, **mapped)
    lists = {"lambda:ListEventSourceMappings": [one]}
    return _settings(check, name, want, why, *settings, lists=lists, **(case or {}))


def _queue(check: str, name: str, want: str, why: str, attributes: dict[str, str],
           *settings: dict[str, Any], case: dict[str, Any] | None = None,
           **mapped: Any) -> Case:  # fmt: skip
    own = f"eq-{name}.fifo" if "FifoQueue" in attributes else f"eq-{name}"
    more = {"queues": {own: attributes, "ed-dead": {}}, **(case or {})}
    return _polled(check, name, want, why, sqs(own), *settings, case=more, **mapped)


def _hidden(name: str, want: str, why: str, seconds: int, *settings: dict[str, Any],
            severity: str = "", **mapped: Any) -> Case:  # fmt: skip
    return _queue("short-visibility-timeout", name, want, why, {"VisibilityTimeout": str(seconds)},
                  {"Timeout": 30}, *settings, case={"severity": severity}, **mapped)  # fmt: skip


VISIBILITY = (
    _hidden("vis-29", FAIL, "one second less than the timeout", 29, severity="high"),
    _hidden("vis-30", FAIL, "as long as the timeout", 30, severity="medium"),
    _hidden("vis-179", FAIL, "one second short of six times", 179, severity="medium"),
    _hidden("vis-180", PASS, "six times", 180),
    _hidden(
        "vis-window-199",
        FAIL,
        "one second short of six times and the window",
        199,
        MaximumBatchingWindowInSeconds=20,
    ),
    _hidden(
        "vis-window-200", PASS, "six times and the window", 200, MaximumBatchingWindowInSeconds=20
    ),
    _hidden("vis-durable", FAIL, "the poller waits for the whole execution", 180, durable(120)),
    _hidden("vis-durable-ok", PASS, "six times the execution", 720, durable(120)),
    _hidden(
        "vis-durable-short", PASS, "an execution shorter than one invocation", 180, durable(10)
    ),
    _hidden("vis-zero", FAIL, "a message is visible again at once", 0, severity="high"),
    _hidden("vis-longest-timeout", PASS, "six times 900 s", 5400, {"Timeout": 900}),
    _hidden("vis-tenant", FAIL, "tenancy changes nothing here", 100, TENANT, severity="medium"),
)


def _redrive(count: object, dead: str = "ed-dead") -> dict[str, str]:
    policy = {"deadLetterTargetArn": sqs(dead), "maxReceiveCount": count}
    return {"RedrivePolicy": json.dumps(policy)}


RED, LOW, WHOLE = "queue-without-redrive", "low-receive-count", "whole-batch-retry"
QUEUES = (
    _queue(LOW, "count-1", FAIL, "one attempt", _redrive(1)),
    _queue(LOW, "count-4", FAIL, "four attempts", _redrive(4)),
    _queue(LOW, "count-5", PASS, "five attempts", _redrive(5)),
    _queue(LOW, "count-5-text", PASS, "five as a text", _redrive("5")),
    _queue(LOW, "count-1000", PASS, "the most that SQS allows", _redrive(1000)),
    _queue(
        RED,
        "red-fifo-low",
        PASS,
        "a FIFO queue with a redrive policy",
        {"FifoQueue": "true", **_redrive(2, "ed-dead.fifo")},
    ),
    _queue(
        RED,
        "red-allow",
        FAIL,
        "a policy on who may redrive to it is no redrive policy",
        {"RedriveAllowPolicy": json.dumps({"redrivePermission": "allowAll"})},
    ),
    _queue(
        RED,
        "red-off",
        FAIL,
        "a mapping that is switched off will be switched on",
        {},
        State="Disabled",
        StateTransitionReason="User action",
    ),
    _queue(WHOLE, "batch-2", FAIL, "two records", {}, BatchSize=2),
    _queue(WHOLE, "batch-1", NOT_APPLICABLE, "one record", {}, BatchSize=1),
    _queue(
        WHOLE,
        "batch-partial",
        PASS,
        "failed items are reported",
        {},
        BatchSize=10,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    ),
    _polled(WHOLE, "batch-table", FAIL, "records of a table", TABLE, BatchSize=100),
    _polled(
        WHOLE,
        "batch-table-partial",
        PASS,
        "failed items are reported",
        TABLE,
        BatchSize=100,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    ),
    _polled(
        WHOLE, "batch-mq", NOT_APPLICABLE, "brokers have no partial responses", MQ, BatchSize=100
    ),
)

FOREVER, LOST = "unbounded-stream-retries", "stream-without-failure-destination"
STREAMS = (
    _polled(FOREVER, "re-defaults", FAIL, "no limit by default", KINESIS),
    _polled(
        FOREVER,
        "re-most",
        PASS,
        "the highest number is a limit",
        KINESIS,
        MaximumRetryAttempts=10_000,
        MaximumRecordAgeInSeconds=-1,
    ),
    _polled(
        FOREVER,
        "re-longest",
        PASS,
        "a week is a limit",
        TABLE,
        MaximumRetryAttempts=-1,
        MaximumRecordAgeInSeconds=604_800,
    ),
    _polled(
        FOREVER,
        "re-shortest",
        PASS,
        "a minute is a limit",
        TABLE,
        MaximumRetryAttempts=-1,
        MaximumRecordAgeInSeconds=60,
    ),
    _polled(
        FOREVER,
        "re-no-bisect",
        FAIL,
        "batches are not split",
        TABLE,
        MaximumRetryAttempts=-1,
        MaximumRecordAgeInSeconds=-1,
        BisectBatchOnFunctionError=False,
    ),
    _polled(
        LOST,
        "lost-empty",
        FAIL,
        "a destination without an address",
        KINESIS,
        DestinationConfig={"OnFailure": {}},
    ),
    _polled(
        LOST,
        "lost-success",
        FAIL,
        "no failure goes there",
        KINESIS,
        DestinationConfig={"OnSuccess": {"Destination": sqs("ed-dead")}},
    ),
    _polled(
        LOST,
        "lost-kept",
        PASS,
        "a topic keeps them",
        TABLE,
        DestinationConfig={"OnFailure": {"Destination": f"arn:aws:sns:{PLACE}:ed-failed"}},
    ),
)

ILL = "failing-event-source"
SOURCES = (
    _polled(ILL, "ill-ok", PASS, "all is well", KINESIS, LastProcessingResult="OK"),
    _polled(
        ILL,
        "ill-denied",
        FAIL,
        "no right to read",
        KINESIS,
        LastProcessingResult=(
            "PROBLEM: Lambda failed to get records: not authorized to perform kinesis:GetRecords"
        ),
    ),
    _polled(
        ILL,
        "ill-broker",
        FAIL,
        "no connection",
        MSK,
        Topics=["t"],
        LastProcessingResult=(
            "PROBLEM: Connection error. Please check your event source connection configuration."
        ),
    ),
    _polled(
        ILL,
        "ill-creating",
        PASS,
        "it is being made",
        KINESIS,
        State="Creating",
        LastProcessingResult="No records processed",
    ),
    _polled(
        ILL,
        "ill-user",
        PASS,
        "its owner stopped it",
        KINESIS,
        State="Disabled",
        StateTransitionReason="USER_INITIATED",
        LastProcessingResult="OK",
    ),
)


def _cold(name: str, want: str, why: str, *settings: dict[str, Any], **more: Any) -> Case:
    extra = {**API, **more.pop("extra", {})}
    return _settings(
        "cold-start-exposed", f"cold-{name}", want, why, *settings, extra=extra, **more
    )


URL = {"urls": {None: "AWS_IAM"}, "policy": statement(
    {"AWS": f"arn:aws:iam::{ID}:root"}, "lambda:InvokeFunctionUrl")}  # fmt: skip
COLD = (
    *(
        _cold(runtime.replace(".", "-"), FAIL, f"SnapStart exists for {runtime}",
              {"Runtime": runtime, "CodeSize": 30_000_000})
        for runtime in ("python3.12", "python3.14", "java11", "java17", "java25", "dotnet8",
                        "dotnet10", "java21")
    ),
    *(
        _cold(runtime.replace(".", "-"), NOT_APPLICABLE, f"no SnapStart for {runtime}",
              {"Runtime": runtime, "CodeSize": 30_000_000})
        for runtime in ("python3.11", "nodejs22.x", "ruby3.4", "provided.al2023", "dotnet6",
                        "java8.al2")
    ),
    _cold("tmp-513", NOT_APPLICABLE, "SnapStart takes 512 MB of /tmp", JAVA,
          {"EphemeralStorage": {"Size": 513}}),
    _cold("tmp-512", FAIL, "512 MB are allowed", JAVA, {"EphemeralStorage": {"Size": 512}}),
    _cold("tenant-provider", NOT_APPLICABLE, "both rule it out", JAVA, TENANT, PROVIDER),
    _cold("on", PASS, "SnapStart on published versions", JAVA,
          {"SnapStart": {"ApplyOn": "PublishedVersions", "OptimizationStatus": "On"}}),
    _cold("own-runtime", NOT_APPLICABLE, "the publisher decides", own_runtime("444455556666")),
    _cold("alb", FAIL, "a load balancer's caller waits", JAVA,
          extra={"policy": statement({"Service": "elasticloadbalancing.amazonaws.com"})}),
    _cold("events", NOT_APPLICABLE, "no caller waits for a rule", JAVA,
          extra={"policy": statement({"Service": "events.amazonaws.com"})}),
)  # fmt: skip


def _owned(name: str, size: int) -> dict[str, Any]:
    return {"Layers": [{"Arn": f"arn:aws:lambda:{PLACE}:layer:{name}:1", "CodeSize": size}]}


SIZE = "oversized-package"
SETTINGS = (
    _settings(SIZE, "size-9", PASS, "9 MB", {"CodeSize": 9 * MB}),
    _settings(SIZE, "size-11", FAIL, "11 MB of code of its own", {"CodeSize": 11 * MB}),
    _settings(
        SIZE, "size-49-layers", PASS, "49 MB in all", {"CodeSize": 5 * MB}, _owned("l", 44 * MB)
    ),
    _settings(
        SIZE, "size-51-layers", FAIL, "51 MB in all", {"CodeSize": 5 * MB}, _owned("l", 46 * MB)
    ),
    _settings(
        "oversized-tmp",
        "tmp-513",
        FAIL,
        "one megabyte is paid",
        {"EphemeralStorage": {"Size": 513}},
    ),
    _settings("maximal-timeout", "to-901", FAIL, "more than most may have", {"Timeout": 901}),
    _settings(
        "maximal-timeout",
        "to-5399",
        PASS,
        "a second below the longest of Managed Instances",
        PROVIDER,
        {"Timeout": 5399},
    ),
    _settings(
        "maximal-timeout",
        "to-image",
        FAIL,
        "an image has the same limit",
        IMAGE,
        {"Timeout": 900},
        extra=IMAGE_EXTRA,
    ),
    _settings(
        "failed-state",
        "pending",
        PASS,
        "it is being made",
        {"State": "Pending", "StateReasonCode": "Creating"},
    ),
    _settings(
        "failed-state",
        "in-progress",
        PASS,
        "it is being updated",
        {"LastUpdateStatus": "InProgress"},
    ),
    _settings(
        "failed-state",
        "both",
        FAIL,
        "made, and its update failed",
        {
            "State": "Active",
            "LastUpdateStatus": "Failed",
            "LastUpdateStatusReasonCode": "InvalidImage",
        },
        says=("InvalidImage",),
    ),
    _settings(
        "failed-state",
        "inactive-failed",
        FAIL,
        "it was idle and did not come back",
        {
            "State": "Inactive",
            "StateReasonCode": "Restoring",
            "LastUpdateStatus": "Failed",
            "LastUpdateStatusReasonCode": "EniLimitExceeded",
        },
    ),
    _settings("zero-concurrency", "one", PASS, "one at a time", extra={"reserved": 1}),
    _settings(
        "x86-function",
        "x86-image",
        CLEAN,
        "the image is built for it",
        IMAGE,
        {"Architectures": ["x86_64"]},
        extra=IMAGE_EXTRA,
    ),
    _settings(
        "x86-function",
        "x86-provider",
        CLEAN,
        "the provider chooses the instances",
        PROVIDER,
        {"Architectures": ["x86_64"]},
    ),
    _settings(
        "x86-function", "x86-java", FAIL, "Java runs on both", JAVA, {"Architectures": ["x86_64"]}
    ),
    _settings(
        "deprecated-runtime",
        "rt-old-node",
        FAIL,
        "blocked since 2020",
        {"Runtime": "nodejs8.10"},
        severity="critical",
    ),
    _settings(
        "deprecated-runtime",
        "rt-old-net",
        FAIL,
        "blocked since 2019",
        {"Runtime": "dotnetcore1.0"},
        severity="critical",
    ),
    _settings(
        "deprecated-runtime",
        "rt-java-new",
        PASS,
        "Java 8 on Amazon Linux 2023",
        {"Runtime": "java8.al2023"},
    ),
    _settings(
        "deprecated-runtime",
        "rt-java-17-new",
        PASS,
        "Java 17 on Amazon Linux 2023",
        {"Runtime": "java17.al2023"},
    ),
    _settings(
        "deprecated-runtime",
        "rt-provider",
        FAIL,
        "Managed Instances do not renew it",
        PROVIDER,
        {"Runtime": "python3.8"},
        severity="high",
    ),
    _settings(
        "unstructured-logs",
        "log-json-provider",
        PASS,
        "JSON",
        PROVIDER,
        {"LoggingConfig": {"LogFormat": "JSON", "LogGroup": "/aws/lambda/e"}},
    ),
    _settings(
        "foreign-layer",
        "layer-one-of-two",
        FAIL,
        "the second one is another account's",
        layers(
            f"arn:aws:lambda:{PLACE}:layer:a:1", f"arn:aws:lambda:{REGION}:444455556666:layer:b:1"
        ),
        says=("444455556666",),
    ),
    _settings(
        "foreign-layer",
        "layer-same-name",
        FAIL,
        "a well-known name of an unknown account",
        layers(f"arn:aws:lambda:{REGION}:444455556666:layer:LambdaInsightsExtension:1"),
    ),
    _settings("missing-tracing", "trace-active-provider", PASS, "active tracing", PROVIDER),
    _settings(
        "missing-tracing",
        "trace-wrapper",
        PASS,
        "a wrapper that traces",
        {"TracingConfig": {"Mode": "PassThrough"}},
        layers(f"arn:aws:lambda:{REGION}:901920570463:layer:aws-otel-nodejs-arm64-ver-1-30-2:1"),
        variables(AWS_LAMBDA_EXEC_WRAPPER="/opt/otel-handler"),
    ),
    _settings(
        "untagged-function",
        "tag-empty",
        CLEAN,
        "a tag without a value is a tag",
        extra={"tags": {"team": ""}},
    ),
)

LOG = f"arn:aws:logs:{PLACE}:log-group:/aws/lambda"
STREAM_RIGHTS = ("logs:CreateLogStream", "logs:PutLogEvents")


def _logs(name: str, want: str, why: str, *allow: Any, group: bool = True, **more: Any) -> Case:
    groups = [{"logGroupName": f"/aws/lambda/ed-{name}", "storedBytes": 1, "retentionInDays": 7}]
    return _settings("no-log-permission", name, want, why, allow=(*TRACES, *allow),
                     lists={"logs:DescribeLogGroups": groups if group else []}, **more)  # fmt: skip


def _on(resource: str, *actions: str, effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": resource, **more}


RIGHTS = (
    _logs("log-own", PASS, "its own group", _on(f"{LOG}/ed-log-own:*", *STREAM_RIGHTS)),
    _logs("log-other", FAIL, "another function's group", _on(f"{LOG}/other:*", *STREAM_RIGHTS)),
    _logs("log-no-stream", FAIL, "no stream can be made", _on("*", "logs:PutLogEvents")),
    _logs("log-no-put", FAIL, "nothing can be written", _on("*", "logs:CreateLogStream")),
    _logs("log-wild", PASS, "all of CloudWatch Logs", "logs:*"),
    _logs(
        "log-case", PASS, "in other capitals", _on("*", "LOGS:createlogstream", "logs:PUTLOGEVENTS")
    ),
    _logs(
        "log-deny",
        FAIL,
        "a Deny on its group",
        "logs:*",
        _on(f"{LOG}/ed-log-deny*", "logs:PutLogEvents", effect="Deny"),
    ),
    _logs(
        "log-deny-region",
        PASS,
        "a Deny in another region",
        "logs:*",
        _on(
            "*",
            "logs:*",
            effect="Deny",
            Condition={"StringNotEquals": {"aws:RequestedRegion": REGION}},
        ),
    ),
    _logs(
        "log-group-later",
        PASS,
        "it may make its group",
        "logs:CreateLogGroup",
        *STREAM_RIGHTS,
        group=False,
    ),
    _logs(
        "log-no-group",
        FAIL,
        "there is no group, and it may not make one",
        *STREAM_RIGHTS,
        group=False,
    ),
)

FIVE = ("s3", "sns", "events", "ses", "iot")
UNLIKE = "monolith"


def _callers(services: tuple[str, ...]) -> dict[str, Any]:
    statements = [
        {"Effect": "Allow", "Principal": {"Service": f"{service}.amazonaws.com"},
         "Action": "lambda:InvokeFunction", "Resource": "*"}
        for service in services
    ]  # fmt: skip
    return {"policy": json.dumps({"Version": "2012-10-17", "Statement": statements})}


SOURCES_UNLIKE = (
    _settings(UNLIKE, "five", FAIL, "five unlike sources", extra=_callers(FIVE)),
    _settings(UNLIKE, "four", PASS, "four sources", extra=_callers(FIVE[:4])),
    _settings(UNLIKE, "same", PASS, "five statements for one service", extra=_callers(("s3",) * 5)),
)

CASES = (
    *VISIBILITY,
    *QUEUES,
    *STREAMS,
    *SOURCES,
    *COLD,
    *SETTINGS,
    *RIGHTS,
    *SOURCES_UNLIKE,
)
