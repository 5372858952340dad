from __future__ import annotations

from typing import Any

import pytest

from auditor.model import EnvironmentVariable, Known, Layer, Outcome, Unknown

LOGS = "unstructured-logs"
POWERTOOLS = "arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313:3"


def test_json_passes(run: Any, function: Any) -> None:
    assert run(LOGS, function()).outcome is Outcome.PASS


@pytest.mark.parametrize("log_format", ["Text", None])
def test_text_fails(run: Any, function: Any, log_format: str | None) -> None:
    result = run(LOGS, function(log_format=log_format))
    assert result.outcome is Outcome.FAIL
    assert "LogFormat=JSON" in result.findings[0].fix.cli


def test_powertools_write_json_by_themselves(run: Any, function: Any) -> None:
    layer = function(log_format="Text", layers=(Layer(arn=POWERTOOLS, code_size=1),))
    assert run(LOGS, layer).outcome is Outcome.PASS
    variable = Known((EnvironmentVariable(name="POWERTOOLS_SERVICE_NAME"),))
    assert run(LOGS, function(log_format="Text", environment=variable)).outcome is Outcome.PASS
    traces = Known((EnvironmentVariable(name="POWERTOOLS_TRACE_DISABLED"),))
    assert run(LOGS, function(log_format="Text", environment=traces)).outcome is Outcome.FAIL


def test_without_the_variables_it_is_unknown(run: Any, function: Any) -> None:
    unread = function(log_format="Text", environment=Unknown(reason="kms:Decrypt was denied"))
    assert run(LOGS, unread).outcome is Outcome.UNKNOWN
