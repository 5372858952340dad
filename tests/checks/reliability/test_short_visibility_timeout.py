from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Known, Outcome, Severity, Unknown

CHECK = "short-visibility-timeout"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:work"


@pytest.mark.parametrize(
    ("seconds", "severity"), [(29, Severity.HIGH), (30, Severity.MEDIUM), (179, Severity.MEDIUM)]
)
def test_less_than_six_timeouts_fail(
    *, run: Any, function: Any, mapping: Any, reading: Any, seconds: int, severity: Severity
) -> None:
    facts = reading(mapping(), visibility_timeout=seconds)
    result = run(CHECK, function(timeout=30), region=facts)
    assert (result.outcome, result.severity) == (Outcome.FAIL, severity)
    assert "VisibilityTimeout=180" in result.findings[0].fix.cli


def test_six_timeouts_pass(run: Any, function: Any, mapping: Any, reading: Any) -> None:
    result = run(CHECK, function(timeout=30), region=reading(mapping()))
    assert result.outcome is Outcome.PASS


def test_the_batching_window_is_added(run: Any, function: Any, mapping: Any, reading: Any) -> None:
    result = run(CHECK, function(timeout=30), region=reading(mapping(batching_window=20)))
    assert result.findings[0].evidence["needed"] == 200


def test_never_more_is_asked_than_sqs_allows(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    facts = reading(mapping(), visibility_timeout=43_200)
    options = {"factor": 60}
    result = run(CHECK, function(timeout=900), region=facts, options=options)
    assert result.outcome is Outcome.PASS


def test_without_a_queue_it_is_not_applicable(run: Any, function: Any) -> None:
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE


def test_an_unread_queue_is_unknown(run: Any, function: Any, mapping: Any) -> None:
    facts = {
        "event_source_mappings": Known((mapping(),)),
        "queues": {QUEUE: Unknown(reason="denied")},
    }
    assert run(CHECK, function(), region=facts).outcome is Outcome.UNKNOWN
