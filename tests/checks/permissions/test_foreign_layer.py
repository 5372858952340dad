from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.model import Layer, Outcome, Result

Build = Callable[..., Any]
FOREIGN = "arn:aws:lambda:eu-west-1:444455556666:layer:ffmpeg:3"
DATADOG = "arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension:60"


def layers(*arns: str) -> dict[str, Any]:
    return {"layers": tuple(Layer(arn=a, code_size=1) for a in arns)}


def test_a_layer_of_another_account_fails(function: Build, run: Callable[..., Result]) -> None:
    result = run("foreign-layer", function(**layers(FOREIGN)))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].evidence["account"] == "444455556666"
    assert result.findings[0].cause == FOREIGN


def test_a_known_publisher_is_named(function: Build, run: Callable[..., Result]) -> None:
    result = run("foreign-layer", function(**layers(DATADOG)))
    assert "(Datadog)" in result.findings[0].message


def test_own_layers_and_aws_s_pass(function: Build, run: Callable[..., Result]) -> None:
    own = "arn:aws:lambda:eu-west-1:111122223333:layer:common:1"
    aws = "arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV3:1"
    assert run("foreign-layer", function(**layers(own, aws))).outcome is Outcome.PASS


def test_accounts_on_the_list_are_welcome(function: Build, run: Callable[..., Result]) -> None:
    options = {"accounts": ("444455556666",)}
    result = run("foreign-layer", function(**layers(FOREIGN)), options=options)
    assert result.outcome is Outcome.PASS
