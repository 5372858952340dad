from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Known, Outcome, Severity, Unknown

CHECK = "failing-event-source"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:work"


def test_a_mapping_that_aws_disabled_fails(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    stopped = mapping(state="Disabled", state_transition_reason="Lambda can't assume the role")
    result = run(CHECK, function(), region=reading(stopped))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)
    assert "was disabled by AWS" in result.findings[0].message
    assert "--uuid u1" in result.findings[0].fix.cli


@pytest.mark.parametrize("reason", ["USER_INITIATED", "User action", ""])
def test_a_mapping_that_its_owner_disabled_passes(
    run: Any, function: Any, mapping: Any, reading: Any, reason: str
) -> None:
    paused = mapping(state="Disabled", state_transition_reason=reason)
    assert run(CHECK, function(), region=reading(paused)).outcome is Outcome.PASS


def test_a_problem_of_the_last_processing_fails(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    failing = mapping(last_processing_result="PROBLEM: Function call failed")
    result = run(CHECK, function(), region=reading(failing))
    assert "PROBLEM: Function call failed" in result.findings[0].message


@pytest.mark.parametrize("result", ["OK", "No records processed", ""])
def test_healthy_results_pass(
    run: Any, function: Any, mapping: Any, reading: Any, result: str
) -> None:
    healthy = mapping(last_processing_result=result)
    assert run(CHECK, function(), region=reading(healthy)).outcome is Outcome.PASS


def test_a_queue_that_is_gone_fails(run: Any, function: Any, mapping: Any) -> None:
    facts = {"event_source_mappings": Known((mapping(),)), "queues": {QUEUE: Known(None)}}
    result = run(CHECK, function(), region=facts)
    assert "does not exist" in result.findings[0].message


def test_without_a_mapping_it_is_not_applicable(run: Any, function: Any) -> None:
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE


def test_unlisted_mappings_are_unknown(run: Any, function: Any) -> None:
    denied = {"event_source_mappings": Unknown(reason="denied")}
    assert run(CHECK, function(), region=denied).outcome is Outcome.UNKNOWN
