from __future__ import annotations

from typing import Any

from auditor.model import Known, Outcome, Severity, Unknown

CHECK = "low-receive-count"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:work"


def test_fewer_than_five_attempts_fail(run: Any, function: Any, mapping: Any, reading: Any) -> None:
    result = run(CHECK, function(), region=reading(mapping(), max_receive_count=4))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    assert result.findings[0].evidence["max_receive_count"] == 4
    assert f"{QUEUE}-dlq" in result.findings[0].fix.cli


def test_five_attempts_pass(run: Any, function: Any, mapping: Any, reading: Any) -> None:
    assert run(CHECK, function(), region=reading(mapping())).outcome is Outcome.PASS


def test_the_threshold_is_an_option(run: Any, function: Any, mapping: Any, reading: Any) -> None:
    strict = run(CHECK, function(), region=reading(mapping()), options={"minimum": 6})
    assert strict.outcome is Outcome.FAIL


def test_without_a_redrive_policy_it_is_not_applicable(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    bare = reading(mapping(), max_receive_count=None, dead_letter_queue=None)
    assert run(CHECK, function(), region=bare).outcome is Outcome.NOT_APPLICABLE
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE


def test_an_unread_queue_is_unknown(run: Any, function: Any, mapping: Any) -> None:
    facts = {
        "event_source_mappings": Known((mapping(),)),
        "queues": {QUEUE: Unknown(reason="denied")},
    }
    assert run(CHECK, function(), region=facts).outcome is Outcome.UNKNOWN
