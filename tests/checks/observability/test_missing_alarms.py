from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Alarm, AlarmMetric, Confidence, Known, Layer, Outcome, Unknown

ALARMS = "missing-alarms"


def alarm(**differences: Any) -> Alarm:
    return Alarm(**{"name": "a", **differences})


def metric(name: str = "Errors", **differences: Any) -> tuple[AlarmMetric, ...]:
    return (AlarmMetric(namespace="AWS/Lambda", name=name, **differences),)


def judge(run: Any, function: Any, *alarms: Alarm) -> Outcome:
    outcome: Outcome = run(ALARMS, function(), region={"alarms": Known(alarms)}).outcome
    return outcome


def test_no_alarm_at_all_fails(run: Any, function: Any) -> None:
    result = run(ALARMS, function(), region={"alarms": Known(())})
    assert result.outcome is Outcome.FAIL
    assert "Name=FunctionName,Value=orders" in result.findings[0].fix.cli


@pytest.mark.parametrize("name", ["Errors", "Throttles"])
def test_an_alarm_on_the_function_passes(run: Any, function: Any, name: str) -> None:
    assert judge(run, function, alarm(metrics=metric(name, function="orders"))) is Outcome.PASS


def test_an_alarm_on_an_alias_passes(run: Any, function: Any) -> None:
    assert judge(run, function, alarm(metrics=metric(resource="orders:live"))) is Outcome.PASS


def test_an_alarm_on_all_functions_passes(run: Any, function: Any) -> None:
    assert judge(run, function, alarm(metrics=metric())) is Outcome.PASS


@pytest.mark.parametrize(
    "watched",
    [
        alarm(metrics=metric("Duration", function="orders")),
        alarm(metrics=metric(function="orders-2")),
        alarm(metrics=metric(resource="orders-2:live")),
        alarm(metrics=(AlarmMetric(namespace="AWS/SQS", name="Errors", function="orders"),)),
        alarm(metrics=metric(function="orders"), actions_enabled=False),
    ],
)
def test_an_alarm_on_something_else_does_not_count(run: Any, function: Any, watched: Alarm) -> None:
    assert judge(run, function, watched) is Outcome.FAIL


def test_a_silent_alarm_counts_through_the_composite_above_it(run: Any, function: Any) -> None:
    child = alarm(name="child", metrics=metric(function="orders"), actions_enabled=False)
    parent = alarm(name="parent", children=("child", "gone"))
    above = alarm(name="above", children=("parent", "above"))
    assert judge(run, function, child, parent, above) is Outcome.PASS
    silent = alarm(name="parent", children=("child",), actions_enabled=False)
    assert judge(run, function, child, silent) is Outcome.FAIL


@pytest.mark.parametrize(
    ("query", "outcome"),
    [
        ('SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName)', Outcome.PASS),
        ('SELECT SUM(Errors) FROM "AWS/Lambda" GROUP BY FunctionName', Outcome.PASS),
        ("SELECT MAX(Throttles) FROM \"AWS/Lambda\" WHERE FunctionName = 'orders'", Outcome.PASS),
        (
            "SELECT SUM(Errors) FROM \"AWS/Lambda\" WHERE FunctionName = 'other'",
            Outcome.FAIL,
        ),
        (
            "SELECT SUM(Errors) FROM \"AWS/Lambda\" WHERE FunctionName != 'other'",
            Outcome.PASS,
        ),
        (
            "SELECT SUM(Errors) FROM \"AWS/Lambda\" WHERE FunctionName != 'orders'",
            Outcome.FAIL,
        ),
        ('SELECT SUM(Duration) FROM "AWS/Lambda"', Outcome.FAIL),
        ("m1 / m2 * 100", Outcome.FAIL),
    ],
)
def test_a_query_over_all_functions_counts(
    run: Any, function: Any, query: str, outcome: Outcome
) -> None:
    assert judge(run, function, alarm(expressions=(query,))) is outcome


def test_alarms_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    denied = Unknown(reason="cloudwatch:DescribeAlarms was denied")
    assert run(ALARMS, function(), region={"alarms": denied}).outcome is Outcome.UNKNOWN


def test_another_vendor_may_hold_the_alarm(run: Any, function: Any) -> None:
    layer = Layer(
        arn="arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension:1", code_size=1
    )
    none = {"alarms": Known(())}
    result = run(ALARMS, function(layers=(layer,)), region=none)
    assert result.findings[0].confidence is Confidence.MEDIUM


def test_an_alarm_without_an_action_for_alarm_does_not_count(run: Any, function: Any) -> None:
    silent = alarm(metrics=metric(function="orders"), actions=())
    result = run(ALARMS, function(), region={"alarms": Known((silent,))})
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].evidence["alarms_without_action"] == ("a",)


def test_a_snapshot_that_does_not_know_the_actions_counts_the_alarm(
    run: Any, function: Any
) -> None:
    older = alarm(metrics=metric(function="orders"), actions=None)
    assert judge(run, function, older) is Outcome.PASS


def test_a_fix_never_replaces_the_silent_alarm(run: Any, function: Any) -> None:
    silent = alarm(name="orders-errors", metrics=metric(function="orders"), actions=())
    result = run(ALARMS, function(), region={"alarms": Known((silent,))})
    assert "--alarm-name orders-errors-notify" in result.findings[0].fix.cli
