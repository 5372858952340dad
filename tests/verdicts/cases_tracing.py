"""Tracers that are on, off, or only look so.

Sources: the OpenTelemetry specification (SDK environment variables), each vendor's page named in
auditor/analysis/tables/tracers.py, and the X-Ray API reference.
"""

from __future__ import annotations

from typing import Any

from tests.verdicts.truth import (
    CLEAN,
    FAIL,
    LOGS,
    NOT_APPLICABLE,
    PASS,
    UNKNOWN,
    Case,
    layers,
    mapping,
    variables,
)

PASSTHROUGH = {"TracingConfig": {"Mode": "PassThrough"}}
ADOT = "arn:aws:lambda:eu-west-1:901920570463:layer:aws-otel-python-arm64-ver-1-32-0:1"
DATADOG = "arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension-ARM:80"
NEW_RELIC = "arn:aws:lambda:eu-west-1:451483290750:layer:NewRelicPython313ARM64:12"
LUMIGO = "arn:aws:lambda:eu-west-1:114300393969:layer:lumigo-python-tracer:300"
ELASTIC = "arn:aws:lambda:eu-west-1:267093732750:layer:elastic-apm-python-ver-6-23-0:1"
SENTRY = "arn:aws:lambda:eu-west-1:943013980633:layer:SentryPythonServerlessSDK:150"
DYNATRACE = "arn:aws:lambda:eu-west-1:725887861453:layer:Dynatrace_OneAgent_1_311:1"
INSTANA = "arn:aws:lambda:eu-west-1:410797082306:layer:instana-python:120"
SPLUNK = "arn:aws:lambda:eu-west-1:254067382080:layer:splunk-apm-arm:50"
INSIGHTS = "arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension-Arm64:20"


def _case(name: str, want: str, why: str, *settings: dict[str, Any], **more: Any) -> Case:
    merged: dict[str, Any] = dict(PASSTHROUGH)
    for setting in settings:
        merged |= setting
    return Case(
        name=name, check="missing-tracing", want=want, why=why, configuration=merged, **more
    )


OFF = "the layer or handler is there, but its own switch is off: nothing is traced"
ON = "the tracer is there and on"

SWITCHES = (
    _case("otel-layer", PASS, ON, layers(ADOT)),
    _case("otel-layer-off", FAIL, OFF, layers(ADOT), variables(OTEL_SDK_DISABLED="true"),
          says=("OTEL_SDK_DISABLED",)),
    _case("otel-layer-off-upper", FAIL, OFF, layers(ADOT), variables(OTEL_SDK_DISABLED="TRUE")),
    _case("otel-layer-on-false", PASS, ON, layers(ADOT), variables(OTEL_SDK_DISABLED="false")),
    _case("otel-layer-on-one", PASS, "only 'true' disables by the specification; 1 does not",
          layers(ADOT), variables(OTEL_SDK_DISABLED="1")),
    _case("otel-exporter-none", FAIL, OFF, layers(ADOT), variables(OTEL_TRACES_EXPORTER="none")),
    _case("otel-exporter-otlp", PASS, ON, layers(ADOT), variables(OTEL_TRACES_EXPORTER="otlp")),
    _case("otel-metrics-none", PASS, "only metrics are not exported", layers(ADOT),
          variables(OTEL_METRICS_EXPORTER="none")),
    _case("otel-sampler-off", FAIL, OFF, layers(ADOT), variables(OTEL_TRACES_SAMPLER="always_off")),
    _case("otel-sampler-on", PASS, ON, layers(ADOT), variables(OTEL_TRACES_SAMPLER="always_on")),
    _case("otel-wrapper-off", FAIL, OFF,
          variables(AWS_LAMBDA_EXEC_WRAPPER="/opt/otel-instrument", OTEL_SDK_DISABLED="true")),
    _case("otel-wrapper", PASS, ON, variables(AWS_LAMBDA_EXEC_WRAPPER="/opt/otel-instrument")),
    _case("dd-layer", PASS, ON, layers(DATADOG)),
    _case("dd-layer-off", FAIL, OFF, layers(DATADOG), variables(DD_TRACE_ENABLED="false"),
          says=("DD_TRACE_ENABLED",)),
    _case("dd-layer-off-zero", FAIL, OFF, layers(DATADOG), variables(DD_TRACE_ENABLED="0")),
    _case("dd-layer-on", PASS, ON, layers(DATADOG), variables(DD_TRACE_ENABLED="true")),
    _case("dd-handler-off", FAIL, OFF, {"Handler": "datadog_lambda.handler.handler"},
          variables(DD_TRACE_ENABLED="False")),
    _case("dd-handler", PASS, ON, {"Handler": "datadog_lambda.handler.handler"}),
    _case("nr-layer-off", FAIL, OFF, layers(NEW_RELIC), variables(NEW_RELIC_ENABLED="false")),
    _case("nr-layer", PASS, ON, layers(NEW_RELIC)),
    _case("lumigo-off", FAIL, OFF, layers(LUMIGO), variables(LUMIGO_SWITCH_OFF="true")),
    _case("lumigo-on", PASS, ON, layers(LUMIGO), variables(LUMIGO_SWITCH_OFF="false")),
    _case("elastic-off", FAIL, OFF, layers(ELASTIC), variables(ELASTIC_APM_ENABLED="false")),
    _case("elastic-recording-off", FAIL, OFF, layers(ELASTIC),
          variables(ELASTIC_APM_RECORDING="false")),
    _case("elastic-on", PASS, ON, layers(ELASTIC)),
    _case("sentry-none", FAIL, OFF, layers(SENTRY), variables(SENTRY_TRACES_SAMPLE_RATE="0")),
    _case("sentry-none-long", FAIL, OFF, layers(SENTRY),
          variables(SENTRY_TRACES_SAMPLE_RATE="0.00")),
    _case("sentry-five-percent", PASS, "one request in twenty is traced", layers(SENTRY),
          variables(SENTRY_TRACES_SAMPLE_RATE="0.05")),
    _case("instana-off", FAIL, OFF, layers(INSTANA), variables(INSTANA_TRACING_DISABLE="true")),
    _case("splunk-off", FAIL, OFF, layers(SPLUNK), variables(SPLUNK_TRACE_ENABLED="false")),
    _case("splunk-on", PASS, ON, layers(SPLUNK)),
    _case("dynatrace-on", PASS, ON, layers(DYNATRACE)),
    _case("dynatrace-other-switch", PASS, "another vendor's switch does not concern it",
          layers(DYNATRACE), variables(DD_TRACE_ENABLED="false")),
    _case("two-one-off", PASS, "the other vendor is on", layers(ADOT, DATADOG),
          variables(OTEL_SDK_DISABLED="true")),
    _case("two-both-off", FAIL, OFF, layers(ADOT, DATADOG),
          variables(OTEL_SDK_DISABLED="true", DD_TRACE_ENABLED="false")),
    _case("xray-and-otel-off", PASS, "X-Ray is on", {"TracingConfig": {"Mode": "Active"}},
          layers(ADOT), variables(OTEL_SDK_DISABLED="true")),
    _case("layer-variables-unread", PASS, "a layer shows a tracer; the switch could not be read",
          layers(ADOT), {"Environment": {"Error": {"ErrorCode": "AccessDeniedException"}}}),
    _case("no-layer-variables-unread", UNKNOWN, "a variable could show one",
          {"Environment": {"Error": {"ErrorCode": "AccessDeniedException"}}}),
    _case("no-tracer", FAIL, "passing a trace on is no tracing"),
    _case("insights-only", FAIL, "Lambda Insights collects metrics, not traces", layers(INSIGHTS)),
    _case(
        "no-tracing-config", "unknown", "Lambda always sends the mode: without it, nothing is said",
        {"TracingConfig": {}},
    ),
    _case("kafka-source", FAIL, "X-Ray cannot follow the poller, OpenTelemetry can",
          severity="low", lists={"lambda:ListEventSourceMappings": [
              mapping("kafka-source", "arn:aws:kafka:eu-west-1:111122223333:cluster/c/1")]}),
)  # fmt: skip


def _xray(name: str, want: str, why: str, *allow: Any, **more: Any) -> Case:
    return Case(
        name=name, check="broken-tracing", want=want, why=why, allow=(*LOGS, *allow), **more
    )


_PUT = "xray:PutTraceSegments"
_CONDITIONAL = {
    "Effect": "Allow", "Action": _PUT, "Resource": "*",
    "Condition": {"StringEquals": {"aws:ResourceAccount": "${aws:PrincipalAccount}"}},
}  # fmt: skip

XRAY = (
    _xray("xray-both", PASS, "both rights", _PUT, "xray:PutTelemetryRecords"),
    _xray("xray-put", PASS, "PutTraceSegments alone sends traces", _PUT),
    _xray("xray-telemetry", FAIL, "the daemon's own counters are no traces",
          "xray:PutTelemetryRecords", says=("xray:PutTraceSegments",),
          omits=("lacks xray:PutTelemetryRecords",)),
    _xray("xray-none", FAIL, "no right to send traces", says=("xray:PutTraceSegments",)),
    _xray("xray-pattern", PASS, "a pattern that covers it", "xray:Put*"),
    _xray("xray-denied", FAIL, "an explicit deny wins", _PUT,
          {"Effect": "Deny", "Action": "xray:*", "Resource": "*"}),
    _xray("xray-telemetry-denied", PASS, "only the counters are denied", _PUT,
          {"Effect": "Deny", "Action": "xray:PutTelemetryRecords", "Resource": "*"}),
    _xray("xray-off", NOT_APPLICABLE, "active tracing is off", configuration=PASSTHROUGH),
    _xray("xray-resource-account", CLEAN, "the condition holds for the function's own account;"
          " AWS's policy for Application Signals carries it", _CONDITIONAL),
)  # fmt: skip

EDGE_ROLE: dict[str, Any] = {
    "region": "us-east-1",
    "trust": ("lambda.amazonaws.com", "edgelambda.amazonaws.com"),
}
AT_EDGE = (
    _case("edge-untraced", NOT_APPLICABLE, "no X-Ray at the edge, and no variables", **EDGE_ROLE),
    _case("home-untraced", FAIL, "an ordinary function of that region", region="us-east-1"),
    Case(name="edge-x86", check="x86-function", want=NOT_APPLICABLE, why="no arm64 at the edge",
         configuration={"Architectures": ["x86_64"]}, **EDGE_ROLE),
)  # fmt: skip

CASES = (*SWITCHES, *XRAY, *AT_EDGE)
