from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Outcome, Severity, Unknown

CHECK = "stream-without-failure-destination"
KINESIS = "arn:aws:kinesis:eu-west-1:111122223333:stream/s"
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/1"
KAFKA = "arn:aws:kafka:eu-west-1:111122223333:cluster/c/1"


@pytest.mark.parametrize("source", [KINESIS, TABLE, KAFKA])
def test_a_stream_without_a_destination_fails(
    run: Any, function: Any, mapping: Any, reading: Any, source: str
) -> None:
    result = run(CHECK, function(), region=reading(mapping(source_arn=source)))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)
    assert "--uuid u1" in result.findings[0].fix.cli
    assert source in result.findings[0].fix.terraform


def test_self_managed_kafka_is_a_stream(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    own = mapping(source_arn=None, self_managed=True)
    assert run(CHECK, function(), region=reading(own)).outcome is Outcome.FAIL


def test_a_destination_passes(run: Any, function: Any, mapping: Any, reading: Any) -> None:
    kept = mapping(source_arn=KINESIS, on_failure="arn:aws:s3:::failed")
    assert run(CHECK, function(), region=reading(kept)).outcome is Outcome.PASS


def test_an_alias_of_the_function_counts_as_the_function(
    run: Any, function: Any, mapping: Any, reading: Any
) -> None:
    made = function()
    aliased = mapping(source_arn=KINESIS, function_arn=f"{made.arn}:live")
    result = run(CHECK, made, region=reading(aliased))
    assert result.findings[0].evidence["invokes"] == f"{made.arn}:live"


@pytest.mark.parametrize(
    "source",
    [
        "arn:aws:sqs:eu-west-1:111122223333:work",
        "arn:aws:mq:eu-west-1:111122223333:broker:b:1",
        "arn:aws:rds:eu-west-1:111122223333:cluster:docdb",
    ],
)
def test_sources_that_cannot_have_one_are_not_judged(
    run: Any, function: Any, mapping: Any, reading: Any, source: str
) -> None:
    result = run(CHECK, function(), region=reading(mapping(source_arn=source)))
    assert result.outcome is Outcome.NOT_APPLICABLE


def test_unlisted_mappings_are_unknown(run: Any, function: Any) -> None:
    denied = {"event_source_mappings": Unknown(reason="denied")}
    assert run(CHECK, function(), region=denied).outcome is Outcome.UNKNOWN
