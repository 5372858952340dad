from __future__ import annotations

from types import MappingProxyType
from typing import Any

from auditor.model import ApiIntegration, EventSourceMapping, Known, Outcome, Unknown

MONOLITH = "monolith"


def policy(*services: str) -> Known[Any]:
    listed = ", ".join(f'"{service}.amazonaws.com"' for service in services)
    text = (
        f'{{"Statement": {{"Effect": "Allow", "Principal": {{"Service": [{listed}]}},'
        ' "Action": "lambda:InvokeFunction", "Resource": "*"}}'
    )
    return Known(MappingProxyType({"$LATEST": Known(text)}))


def integrations(arn: str, count: int, api: str = "api") -> dict[str, Any]:
    made = tuple(
        ApiIntegration(
            api_id=api, api_kind="HTTP", function_arn=arn, timeout=1, route=f"GET /{number}"
        )
        for number in range(count)
    )
    return {"api_integrations": Known(made)}


def test_one_source_passes(run: Any, function: Any) -> None:
    assert run(MONOLITH, function(policies=policy("s3"))).outcome is Outcome.PASS
    assert run(MONOLITH, function()).outcome is Outcome.PASS


def test_five_unlike_sources_fail(run: Any, function: Any) -> None:
    four = function(policies=policy("s3", "sns", "events", "iot"))
    assert run(MONOLITH, four).outcome is Outcome.PASS
    mapping = EventSourceMapping(
        uuid="1", function_arn=four.arn, source_arn="arn:aws:sqs:eu-west-1:111122223333:q"
    )
    result = run(MONOLITH, four, region={"event_source_mappings": Known((mapping,))})
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].message.startswith("5 kinds of sources invoke the function: events")


def test_many_alike_sources_are_one_kind(run: Any, function: Any) -> None:
    mappings = tuple(
        EventSourceMapping(
            uuid=str(number),
            function_arn=function().arn,
            source_arn=f"arn:aws:sqs:eu-west-1:111122223333:q{number}",
        )
        for number in range(8)
    )
    region = {"event_source_mappings": Known(mappings)}
    assert run(MONOLITH, function(), region=region).outcome is Outcome.PASS


def test_many_routes_of_one_api_fail(run: Any, function: Any) -> None:
    few = integrations(function().arn, 9)
    assert run(MONOLITH, function(), region=few).outcome is Outcome.PASS
    many = integrations(f"{function().arn}:live", 10)
    result = run(MONOLITH, function(), region=many)
    assert result.findings[0].message == "The function serves 10 routes of the API api."


def test_sources_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    denied = Unknown(reason="denied")
    assert run(MONOLITH, function(policies=denied)).outcome is Outcome.UNKNOWN
    unread = {"api_integrations": denied}
    assert run(MONOLITH, function(), region=unread).outcome is Outcome.UNKNOWN


def test_what_is_proven_stays_proven(run: Any, function: Any) -> None:
    crowd = function(policies=policy("s3", "sns", "events", "iot", "ses"))
    region = {"schedules": Unknown(reason="denied")}
    assert run(MONOLITH, crowd, region=region).outcome is Outcome.FAIL
