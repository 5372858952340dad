from __future__ import annotations

from typing import Any

from auditor.model import Known, Outcome, Queue, Severity, Unknown

CHECK = "queue-without-redrive"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:work"
NO_REDRIVE = {"dead_letter_queue": None, "max_receive_count": None}


def test_a_queue_without_a_redrive_policy_fails(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    result = run(CHECK, function(), region=reading(mapping(), **NO_REDRIVE))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)
    (finding,) = result.findings
    assert finding.cause == QUEUE
    assert "work-dlq" in finding.fix.sam
    assert "eu-west-1.amazonaws.com/111122223333/work" in finding.fix.cli


def test_a_fifo_queue_gets_a_fifo_dead_letter_queue(run: Any, function: Any, mapping: Any) -> None:
    arn = f"{QUEUE}.fifo"
    facts = {
        "event_source_mappings": Known((mapping(source_arn=arn),)),
        "queues": {arn: Known(Queue(arn=arn, fifo=True))},
    }
    result = run(CHECK, function(), region=facts)
    assert "work-dlq.fifo" in result.findings[0].fix.cli


def test_a_redrive_policy_passes(run: Any, function: Any, mapping: Any, reading: Any) -> None:
    assert run(CHECK, function(), region=reading(mapping())).outcome is Outcome.PASS


def test_a_dead_letter_queue_needs_none_itself(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    facts = reading(mapping(), **NO_REDRIVE)
    source = Queue(arn=f"{QUEUE}-source", dead_letter_queue=QUEUE, max_receive_count=5)
    facts["queues"][source.arn] = Known(source)
    assert run(CHECK, function(), region=facts).outcome is Outcome.PASS
    flagged = reading(mapping(), **NO_REDRIVE, serves_as_dead_letter_queue=True)
    assert run(CHECK, function(), region=flagged).outcome is Outcome.PASS
    plain = reading(mapping(), **NO_REDRIVE)
    own = function(dead_letter_target=QUEUE)
    assert run(CHECK, own, region=plain).outcome is Outcome.PASS


def test_without_a_queue_it_is_not_applicable(run: Any, function: Any) -> None:
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE


def test_a_foreign_queue_is_unknown(run: Any, function: Any, mapping: Any, reading: Any) -> None:
    foreign = mapping(source_arn="arn:aws:sqs:eu-west-1:999988887777:theirs")
    result = run(CHECK, function(), region=reading(foreign))
    assert result.outcome is Outcome.UNKNOWN
    assert "999988887777" in result.reason
    unseen = reading(foreign)  # SQS says that it does not exist
    unseen["queues"][foreign.source_arn] = Known(None)
    assert run(CHECK, function(), region=unseen).outcome is Outcome.UNKNOWN
    assert run("failing-event-source", function(), region=unseen).outcome is Outcome.PASS


def test_what_could_not_be_read_is_unknown(run: Any, function: Any, mapping: Any) -> None:
    denied = Unknown(reason="denied", iam_action="sqs:GetQueueAttributes")
    facts = {"event_source_mappings": Known((mapping(),)), "queues": {QUEUE: denied}}
    assert run(CHECK, function(), region=facts).outcome is Outcome.UNKNOWN
    unlisted = run(CHECK, function(), region={"event_source_mappings": denied})
    assert unlisted.outcome is Outcome.UNKNOWN


def test_a_failure_is_not_hidden_by_an_unread_queue(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    foreign = mapping(uuid="u2", source_arn="arn:aws:sqs:eu-west-1:999988887777:theirs")
    result = run(CHECK, function(), region=reading(mapping(), foreign, **NO_REDRIVE))
    assert result.outcome is Outcome.FAIL
