from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from auditor.model import (
    Confidence,
    FileSystem,
    FunctionUrl,
    Known,
    Outcome,
    ProvisionedConcurrency,
    Severity,
    Unknown,
)

COLD = "cold-start-exposed"
MB = 1024 * 1024
API = (
    '{"Statement": [{"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"},'
    ' "Action": "lambda:InvokeFunction", "Resource": "*"}]}'
)
BEHIND_API = Known(MappingProxyType({"$LATEST": Known(API)}))


@pytest.mark.parametrize("runtime", ["java21", "dotnet8", "python3.13"])
def test_a_caller_that_waits_for_a_cold_start_fails(run: Any, function: Any, runtime: str) -> None:
    result = run(COLD, function(runtime=runtime, policies=BEHIND_API))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.LOW)
    assert "keep apigateway.amazonaws.com waiting" in result.findings[0].message
    assert "ApplyOn=PublishedVersions" in result.findings[0].fix.cli


def test_a_function_url_is_waited_for(run: Any, function: Any) -> None:
    url = Known((FunctionUrl(qualifier=None, auth_type="AWS_IAM"),))
    assert run(COLD, function(runtime="java21", urls=url)).outcome is Outcome.FAIL


def test_a_large_package_is_worse(run: Any, function: Any) -> None:
    large = function(runtime="java21", policies=BEHIND_API, code_size=10 * MB + 1)
    assert run(COLD, large).severity is Severity.MEDIUM


def test_python_starts_faster(run: Any, function: Any) -> None:
    result = run(COLD, function(runtime="python3.13", policies=BEHIND_API))
    assert result.findings[0].confidence is Confidence.MEDIUM


def test_snap_start_or_warm_environments_pass(run: Any, function: Any) -> None:
    snap = function(runtime="java21", policies=BEHIND_API, snap_start="PublishedVersions")
    assert run(COLD, snap).outcome is Outcome.PASS
    warm = Known((ProvisionedConcurrency(qualifier="live", requested=1),))
    kept = function(runtime="java21", policies=BEHIND_API, provisioned_concurrency=warm)
    assert run(COLD, kept).outcome is Outcome.PASS


@pytest.mark.parametrize(
    "differences",
    [
        {"runtime": "nodejs22.x"},
        {"runtime": "python3.11"},
        {"runtime": "provided.al2023"},
        {"runtime": None, "package_type": "Image"},
        {"runtime": "java21", "ephemeral_storage": 1024},
        {"runtime": "java21", "file_systems": (FileSystem(arn="a", local_mount_path="/mnt/a"),)},
    ],
)
def test_where_snap_start_does_not_exist_it_is_not_judged(
    run: Any, function: Any, differences: dict[str, Any]
) -> None:
    result = run(COLD, function(policies=BEHIND_API, **differences))
    assert result.outcome is Outcome.NOT_APPLICABLE


def test_without_a_waiting_caller_it_is_not_judged(run: Any, function: Any) -> None:
    assert run(COLD, function(runtime="java21")).outcome is Outcome.NOT_APPLICABLE


def test_callers_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    unread = function(runtime="java21", policies=Unknown(reason="lambda:GetPolicy was denied"))
    assert run(COLD, unread).outcome is Outcome.UNKNOWN
    unlisted = function(runtime="java21", urls=Unknown(reason="denied"))
    assert run(COLD, unlisted).outcome is Outcome.UNKNOWN


def test_schedules_hide_no_caller(run: Any, function: Any) -> None:
    denied = {"schedules": Unknown(reason="scheduler:ListSchedules was denied")}
    assert run(COLD, function(runtime="java21"), region=denied).outcome is Outcome.NOT_APPLICABLE
