from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Outcome, Severity, Unknown

CHECK = "whole-batch-retry"


@pytest.mark.parametrize(
    "source",
    [
        "arn:aws:sqs:eu-west-1:111122223333:work",
        "arn:aws:kinesis:eu-west-1:111122223333:stream/s",
        "arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/1",
    ],
)
def test_a_batch_that_is_repeated_whole_fails(
    run: Any, function: Any, mapping: Any, reading: Any, source: str
) -> None:
    facts = reading(mapping(source_arn=source, batch_size=10))
    result = run(CHECK, function(), region=facts)
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.LOW)
    assert "ReportBatchItemFailures" in result.findings[0].fix.cli


def test_reporting_failed_items_passes(run: Any, function: Any, mapping: Any, reading: Any) -> None:
    good = mapping(batch_size=10, response_types=("ReportBatchItemFailures",))
    assert run(CHECK, function(), region=reading(good)).outcome is Outcome.PASS


def test_single_records_and_other_sources_are_not_judged(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    single = run(CHECK, function(), region=reading(mapping(batch_size=1)))
    assert single.outcome is Outcome.NOT_APPLICABLE
    kafka = mapping(source_arn="arn:aws:kafka:eu-west-1:1:cluster/c/1", batch_size=100)
    assert run(CHECK, function(), region=reading(kafka)).outcome is Outcome.NOT_APPLICABLE


def test_unlisted_mappings_are_unknown(run: Any, function: Any) -> None:
    denied = {"event_source_mappings": Unknown(reason="denied")}
    assert run(CHECK, function(), region=denied).outcome is Outcome.UNKNOWN
