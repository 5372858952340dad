"""Runtimes by date, tracers of every kind, packages, layers and settings that cost.

Sources: Lambda developer guide (runtimes and their deprecation, as of 2026-11; X-Ray with active
tracing; logging; ephemeral storage; SnapStart; quotas), Powertools for AWS Lambda (the tracer needs
active tracing), AWS Distro for OpenTelemetry, OpenTelemetry specification (environment variables of
the SDK), CloudWatch Application Signals and Lambda Insights user guides, vendors' own pages.
"""

from __future__ import annotations

from typing import Any

from tests.simulator.accounts import ID
from tests.verdicts.truth import (
    FAIL,
    LOGS,
    NOT_APPLICABLE,
    PASS,
    REGION,
    TRACES,
    UNKNOWN,
    Case,
    layers,
    variables,
)


def _case(check: str, name: str, want: str, why: str, *settings: dict[str, Any],
          **more: Any) -> Case:  # fmt: skip
    merged: dict[str, Any] = {}
    for setting in settings:
        merged |= setting
    return Case(name=name, check=check, want=want, why=why, configuration=merged, **more)


_DATED = {
    "critical": ("python2.7", "python3.6", "nodejs12.x", "nodejs10.x", "ruby2.5", "dotnetcore3.1",
                 "dotnetcore2.1"),
    "high": ("python3.7", "python3.8", "python3.9", "python3.10", "nodejs14.x", "nodejs16.x",
             "nodejs18.x", "nodejs20.x", "java8", "go1.x", "provided", "provided.al2", "dotnet6",
             "dotnet8", "ruby2.7", "ruby3.2"),
    "medium": ("nodejs22.x", "ruby3.3"),
    "": ("python3.11", "python3.12", "python3.13", "python3.14", "nodejs24.x", "java8.al2",
         "java11", "java17", "java21", "java25", "dotnet10", "ruby3.4", "ruby4.0",
         "provided.al2023"),
}  # fmt: skip
RUNTIMES = (
    *(
        _case("deprecated-runtime", f"rt-{r.replace('.', '-')}", FAIL if severity else PASS,
              f"{r} as of 2026-11-30", {"Runtime": r}, severity=severity)
        for severity, runtimes in _DATED.items()
        for r in runtimes
    ),
    _case("deprecated-runtime", "rt-strange", UNKNOWN, "no such runtime is known",
          {"Runtime": "cobol85.x"}),
    _case("deprecated-runtime", "rt-image", NOT_APPLICABLE, "the image brings its own",
          {"PackageType": "Image", "Runtime": None},
          extra={"image": {"ImageUri": f"{ID}.dkr.ecr.eu-west-1.amazonaws.com/a:1"}}),
)  # fmt: skip

OFF = {"TracingConfig": {"Mode": "PassThrough"}}


def _layer(name: str, account: str = "901920570463", version: int = 1) -> dict[str, Any]:
    return layers(f"arn:aws:lambda:{REGION}:{account}:layer:{name}:{version}")


def _traced(name: str, want: str, why: str, *settings: dict[str, Any], **more: Any) -> Case:
    return _case("missing-tracing", f"tr-{name}", want, why, OFF, *settings, **more)


WHERE_KEY = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:dd"
ADOT = _layer("aws-otel-python-amd64-ver-1-32-0", version=2)
WRAP = {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/otel-instrument"}
TRACING = (
    _traced("plain", FAIL, "a trace is passed on, none is begun"),
    _case("missing-tracing", "tr-active", PASS, "active tracing"),
    _traced("adot", PASS, "ADOT", ADOT, variables(**WRAP)),
    _traced("signals", PASS, "Application Signals",
            _layer("AWSOpenTelemetryDistroPython", "615299751070", 12), variables(**WRAP)),
    _traced("powertools", FAIL, "the tracer of Powertools sends nothing without active tracing",
            _layer("AWSLambdaPowertoolsPythonV3-python313-arm64", "017000801446", 7),
            variables(POWERTOOLS_SERVICE_NAME="orders")),
    _traced("insights", FAIL, "Lambda Insights measures, and traces nothing",
            _layer("LambdaInsightsExtension-Arm64", "580247275435", 20)),
    _traced("parameters", FAIL, "an extension for secrets",
            _layer("AWS-Parameters-and-Secrets-Lambda-Extension", "015030872274", 11)),
    _traced("own-layer", FAIL, "a layer of one's own", _layer("shared-code", ID)),
    _traced("xray-variable", FAIL, "a setting of the SDK switches nothing on",
            variables(AWS_XRAY_CONTEXT_MISSING="LOG_ERROR")),
    _traced("otel-disabled", FAIL, "switched off", ADOT,
            variables(**WRAP, OTEL_SDK_DISABLED="true")),
    _traced("otel-enabled", PASS, "the switch says on", ADOT,
            variables(**WRAP, OTEL_SDK_DISABLED="false")),
    _traced("otel-none", FAIL, "no exporter", ADOT, variables(**WRAP, OTEL_TRACES_EXPORTER="none")),
    _traced("otel-always-off", FAIL, "no sample", ADOT,
            variables(**WRAP, OTEL_TRACES_SAMPLER="always_off")),
    _traced("otel-ratio-zero", FAIL, "a ratio of nothing", ADOT,
            variables(**WRAP, OTEL_TRACES_SAMPLER="traceidratio", OTEL_TRACES_SAMPLER_ARG="0")),
    _traced("otel-parent-ratio-zero", FAIL, "a ratio of nothing for roots", ADOT,
            variables(**WRAP, OTEL_TRACES_SAMPLER="parentbased_traceidratio",
                      OTEL_TRACES_SAMPLER_ARG="0.0")),
    _traced("otel-ratio", PASS, "one in ten", ADOT,
            variables(**WRAP, OTEL_TRACES_SAMPLER="traceidratio", OTEL_TRACES_SAMPLER_ARG="0.1")),
    _traced("otel-parent-off", FAIL, "only what a caller samples", ADOT,
            variables(**WRAP, OTEL_TRACES_SAMPLER="parentbased_always_off")),
    _traced("collector", PASS, "a collector's configuration",
            _layer("opentelemetry-collector-arm64-0_15_0", "184161586896"),
            variables(OPENTELEMETRY_COLLECTOR_CONFIG_URI="/var/task/collector.yaml")),
    _traced("datadog", PASS, "Datadog", _layer("Datadog-Extension-ARM", "464622532012", 80),
            variables(DD_API_KEY_SECRET_ARN=WHERE_KEY)),
    _traced("datadog-off", FAIL, "Datadog, switched off",
            _layer("Datadog-Extension-ARM", "464622532012", 80), variables(DD_TRACE_ENABLED="0")),
    _traced("newrelic", PASS, "New Relic", _layer("NewRelicPython313", "451483290750", 5),
            variables(NEW_RELIC_ACCOUNT_ID="1")),
    _traced("sentry-zero", FAIL, "Sentry with errors alone", _layer("SentryNodeServerlessSDKv9",
            "943013980633", 3), variables(SENTRY_DSN="x", SENTRY_TRACES_SAMPLE_RATE="0")),
    _traced("dynatrace", PASS, "Dynatrace", variables(
            AWS_LAMBDA_EXEC_WRAPPER="/opt/dynatrace", DT_TENANT="abc12345")),
    _traced("two", PASS, "one is off, the other on", ADOT, variables(
            **WRAP, OTEL_SDK_DISABLED="true", DD_TRACE_ENABLED="true", DD_LAMBDA_HANDLER="a.b")),
    _traced("image", FAIL, "an image may hold an agent", {"PackageType": "Image", "Runtime": None},
            extra={"image": {"ImageUri": f"{ID}.dkr.ecr.eu-west-1.amazonaws.com/a:1"}},
            confidence="medium"),
)  # fmt: skip


def _on(resource: str, *actions: str, effect: str = "Allow") -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": resource}


def _broken(name: str, want: str, why: str, *allow: Any, **more: Any) -> Case:
    return _case("broken-tracing", f"bt-{name}", want, why, allow=(*LOGS, *allow), **more)


SENDING = (
    _broken("ok", PASS, "both rights", *TRACES),
    _broken("put", PASS, "one is enough", "xray:PutTraceSegments"),
    _broken("none", FAIL, "no right", says=("xray:PutTraceSegments",)),
    _broken("wild", PASS, "by a pattern", "xray:Put*"),
    _broken("deny", FAIL, "denied", "xray:*", _on("*", "xray:PutTraceSegments", effect="Deny")),
    _broken("named", FAIL, "the action takes no resource, so an ARN grants nothing",
            _on(f"arn:aws:xray:{REGION}:{ID}:group/*", "xray:PutTraceSegments")),
    _broken("read", FAIL, "reading is not sending", "xray:GetTraceSummaries"),
    _case("broken-tracing", "bt-off", NOT_APPLICABLE, "tracing is off", OFF, allow=LOGS),
)  # fmt: skip


def _set(check: str, name: str, want: str, why: str, *settings: dict[str, Any],
         **more: Any) -> Case:  # fmt: skip
    return _case(check, f"se-{name}", want, why, *settings, **more)


MB = 1_000_000
SETTINGS = (
    _set("unstructured-logs", "text", FAIL, "plain text"),
    _set("unstructured-logs", "json", PASS, "JSON", {"LoggingConfig": {
        "LogFormat": "JSON", "LogGroup": "/aws/lambda/x"}}),
    _set("unstructured-logs", "powertools", PASS, "Powertools logs JSON",
         _layer("AWSLambdaPowertoolsPythonV3-python313-arm64", "017000801446", 7)),
    _set("maximal-timeout", "longest", FAIL, "900 s", {"Timeout": 900}),
    _set("maximal-timeout", "long", PASS, "899 s", {"Timeout": 899}),
    _set("oversized-tmp", "tmp", FAIL, "10 GB", {"EphemeralStorage": {"Size": 10240}}),
    _set("oversized-tmp", "tmp-free", PASS, "512 MB are free"),
    _set("x86-function", "x86", FAIL, "nothing ties it", {"Architectures": ["x86_64"]}),
    _set("x86-function", "arm", PASS, "arm64"),
    _set("x86-function", "x86-layer", PASS, "a layer may be native", {"Architectures": ["x86_64"]},
         _layer("numpy", ID)),
    _set("x86-function", "x86-old", PASS, "go1.x has no arm64", {"Architectures": ["x86_64"],
                                                               "Runtime": "go1.x"}),
    _set("untagged-function", "tagless", FAIL, "no tag"),
    _set("untagged-function", "aws-tags", FAIL, "AWS's own tags alone",
         extra={"tags": {"aws:cloudformation:stack-name": "s"}}),
    _set("untagged-function", "tagged", PASS, "a tag", extra={"tags": {"team": "orders"}}),
    _set("oversized-package", "small", PASS, "5 MB", {"CodeSize": 5 * MB}),
    _set("oversized-package", "large", FAIL, "45 MB zipped", {"CodeSize": 45 * MB},
         severity="medium"),
    _set("oversized-package", "huge", FAIL, "230 MB with its layers", {"CodeSize": 120 * MB,
         "Layers": [{"Arn": f"arn:aws:lambda:{REGION}:{ID}:layer:l:1", "CodeSize": 110 * MB}]},
         severity="high"),
    _set("oversized-package", "layers", FAIL, "60 MB with its layers", {"CodeSize": 5 * MB,
         "Layers": [{"Arn": f"arn:aws:lambda:{REGION}:{ID}:layer:l:1", "CodeSize": 55 * MB}]},
         severity="medium"),
    _set("zero-concurrency", "zero", FAIL, "throttled", extra={"reserved": 0}),
    _set("zero-concurrency", "some", PASS, "five", extra={"reserved": 5}),
    _set("zero-concurrency", "unreserved", PASS, "none is reserved"),
    _set("failed-state", "failed", FAIL, "it failed", {"State": "Failed", "StateReasonCode":
         "EniLimitExceeded", "StateReason": "no interface"}, says=("EniLimitExceeded",)),
    _set("failed-state", "update", FAIL, "the update failed", {"LastUpdateStatus": "Failed",
         "LastUpdateStatusReasonCode": "ImageDeleted"}, says=("ImageDeleted",)),
    _set("failed-state", "idle", PASS, "idle is no failure", {"State": "Inactive",
                                                          "StateReasonCode": "Idle"}),
    _set("foreign-layer", "foreign", FAIL, "another account's", _layer("x", "444455556666")),
    _set("foreign-layer", "ours", PASS, "the own account's", _layer("x", ID)),
    _set("foreign-layer", "adot", PASS, "AWS's own", ADOT),
    _set("duplicate-code", "alone", PASS, "no other function has its code",
         {"CodeSha256": "alone"}),
)  # fmt: skip

CASES = (*RUNTIMES, *TRACING, *SENDING, *SETTINGS)
