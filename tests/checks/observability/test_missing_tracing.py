from __future__ import annotations

from typing import Any

import pytest

from auditor.model import (
    Confidence,
    EnvironmentVariable,
    EventSourceMapping,
    Known,
    Layer,
    Outcome,
    Severity,
    Unknown,
)

MISSING = "missing-tracing"
ACCOUNT = "arn:aws:lambda:eu-west-1:464622532012:layer:"


def environment(**values: str | None) -> Known[tuple[EnvironmentVariable, ...]]:
    return Known(tuple(EnvironmentVariable(name=n, reference=v) for n, v in values.items()))


def test_active_tracing_passes(run: Any, function: Any) -> None:
    assert run(MISSING, function()).outcome is Outcome.PASS


@pytest.mark.parametrize("mode", ["PassThrough", None])
def test_passing_a_trace_on_is_not_tracing(run: Any, function: Any, mode: str | None) -> None:
    result = run(MISSING, function(tracing_mode=mode))
    assert result.outcome is Outcome.FAIL
    assert result.severity is Severity.MEDIUM
    assert result.findings[0].fix.cli.endswith("--tracing-config Mode=Active")


@pytest.mark.parametrize(
    "layer",
    [
        "arn:aws:lambda:eu-west-1:901920570463:layer:aws-otel-python-amd64-ver-1-32-0:2",
        "arn:aws:lambda:eu-west-1:615299751070:layer:AWSOpenTelemetryDistroPython:18",
        "arn:aws:lambda:eu-west-1:184161586896:layer:opentelemetry-nodejs-0_13_0:1",
        f"{ACCOUNT}Datadog-Extension-ARM:104",
        f"{ACCOUNT}Datadog-Python313:90",
        "arn:aws:lambda:eu-west-1:451483290750:layer:NewRelicPython313:10",
        "arn:aws:lambda:eu-west-1:114300393969:layer:lumigo-node-tracer:260",
        "arn:aws:lambda:eu-west-1:725887861453:layer:Dynatrace_OneAgent_1_329_python:1",
        "arn:aws:lambda:eu-west-1:943013980633:layer:SentryNodeServerlessSDKv10:25",
        "arn:aws:lambda:eu-west-1:111122223333:layer:Datadog-Extension:3",
    ],
)
def test_another_tracers_layer_is_tracing(run: Any, function: Any, layer: str) -> None:
    traced = function(tracing_mode="PassThrough", layers=(Layer(arn=layer, code_size=1),))
    assert run(MISSING, traced).outcome is Outcome.PASS


@pytest.mark.parametrize(
    "layer",
    [
        f"{ACCOUNT}Datadog-Forwarder:110",
        "arn:aws:lambda:eu-west-1:580247275435:layer:LambdaInsightsExtension:1",
        "arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python314-arm64:3",
        "not an ARN",
    ],
)
def test_other_layers_are_no_tracers(run: Any, function: Any, layer: str) -> None:
    untraced = function(tracing_mode=None, layers=(Layer(arn=layer, code_size=1),))
    assert run(MISSING, untraced).outcome is Outcome.FAIL


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/datadog_wrapper"},
        {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/otel-instrument"},
        {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/dynatrace"},
        {"OTEL_EXPORTER_OTLP_ENDPOINT": None},
        {"DD_API_KEY_SECRET_ARN": None},
        {"NEW_RELIC_ACCOUNT_ID": None},
        {"LUMIGO_TRACER_TOKEN": None},
        {"SENTRY_DSN": None},
        {"DD_API_KEY": None, "DD_TRACE_ENABLED": "true"},
    ],
)
def test_a_tracers_variable_is_tracing(
    run: Any, function: Any, variables: dict[str, str | None]
) -> None:
    traced = function(tracing_mode=None, environment=environment(**variables))
    assert run(MISSING, traced).outcome is Outcome.PASS


@pytest.mark.parametrize(
    "variables",
    [
        {"AWS_LAMBDA_EXEC_WRAPPER": "/opt/bootstrap"},
        {"AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR"},
        {"POWERTOOLS_TRACE_DISABLED": "false"},
        {"DD_API_KEY": None, "DD_TRACE_ENABLED": "false"},
        {"OTEL_SERVICE_NAME": None, "OTEL_SDK_DISABLED": "true"},
        {"RUST_BACKTRACE": "1"},
    ],
)
def test_other_variables_are_no_tracers(
    run: Any, function: Any, variables: dict[str, str | None]
) -> None:
    untraced = function(tracing_mode=None, environment=environment(**variables))
    assert run(MISSING, untraced).outcome is Outcome.FAIL


def test_a_tracers_handler_is_tracing(run: Any, function: Any) -> None:
    traced = function(tracing_mode=None, handler="datadog_lambda.handler.handler")
    assert run(MISSING, traced).outcome is Outcome.PASS


def test_without_the_variables_it_is_unknown(run: Any, function: Any) -> None:
    unread = function(tracing_mode=None, environment=Unknown(reason="kms:Decrypt was denied"))
    result = run(MISSING, unread)
    assert (result.outcome, result.reason) == (Outcome.UNKNOWN, "kms:Decrypt was denied")


def test_a_kafka_source_cannot_be_traced_by_x_ray(run: Any, function: Any) -> None:
    untraced = function(tracing_mode=None)
    mapping = EventSourceMapping(
        uuid="1",
        function_arn=f"{untraced.arn}:live",
        source_arn="arn:aws:kafka:eu-west-1:1:cluster/c",
    )
    result = run(MISSING, untraced, region={"event_source_mappings": Known((mapping,))})
    assert result.severity is Severity.LOW
    assert "OpenTelemetry" in result.findings[0].message


def test_an_image_may_hold_a_tracer_that_is_not_seen(run: Any, function: Any) -> None:
    image = function(tracing_mode=None, package_type="Image", runtime=None, handler=None)
    assert run(MISSING, image).findings[0].confidence is Confidence.MEDIUM
