from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Outcome, Severity, Unknown

CHECK = "unbounded-stream-retries"
KINESIS = "arn:aws:kinesis:eu-west-1:111122223333:stream/s"
KAFKA = "arn:aws:kafka:eu-west-1:111122223333:cluster/c/1"


@pytest.mark.parametrize("forever", [None, -1])
def test_retries_without_any_bound_fail(
    run: Any, function: Any, mapping: Any, reading: Any, forever: int | None
) -> None:
    endless = mapping(
        source_arn=KINESIS, maximum_retry_attempts=forever, maximum_record_age=forever
    )
    result = run(CHECK, function(), region=reading(endless))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    assert "--bisect-batch-on-function-error" in result.findings[0].fix.cli


@pytest.mark.parametrize(
    "bound", [{"maximum_retry_attempts": 3}, {"maximum_record_age": 3600}, {"bisect": True}]
)
def test_any_bound_passes(
    run: Any, function: Any, mapping: Any, reading: Any, bound: dict[str, Any]
) -> None:
    result = run(CHECK, function(), region=reading(mapping(source_arn=KINESIS, **bound)))
    assert result.outcome is Outcome.PASS


def test_kafka_is_judged_only_where_the_settings_exist(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    plain = run(CHECK, function(), region=reading(mapping(source_arn=KAFKA)))
    assert plain.outcome is Outcome.NOT_APPLICABLE
    endless = mapping(source_arn=KAFKA, maximum_retry_attempts=-1, maximum_record_age=-1)
    assert run(CHECK, function(), region=reading(endless)).outcome is Outcome.FAIL


def test_a_queue_is_not_judged(run: Any, function: Any, mapping: Any, reading: Any) -> None:
    result = run(CHECK, function(), region=reading(mapping()))
    assert result.outcome is Outcome.NOT_APPLICABLE


def test_unlisted_mappings_are_unknown(run: Any, function: Any) -> None:
    denied = {"event_source_mappings": Unknown(reason="denied")}
    assert run(CHECK, function(), region=denied).outcome is Outcome.UNKNOWN


def test_the_number_of_retries_in_the_fix_is_an_option(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    options = {"suggested_retries": 9}
    facts = reading(mapping(source_arn=KINESIS))
    result = run(CHECK, function(), region=facts, options=options)
    assert "--maximum-retry-attempts 9" in result.findings[0].fix.cli
