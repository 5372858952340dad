from __future__ import annotations

import json
from typing import Any

import pytest

from auditor.model.errors import UsageError
from auditor.selfaudit.deployment import Deployment
from auditor.selfaudit.request import AuditRequest, Continuation, parse


def test_an_empty_event_asks_for_the_defaults() -> None:
    assert parse({}) == (AuditRequest(), None)


def test_a_whole_event_is_understood_and_written_back() -> None:
    event = {
        "regions": ["eu-west-1"],
        "checks": ["security"],
        "skip_checks": ["shared-role"],
        "metrics": True,
        "packages": False,
        "web_functions": True,
        "organization_policies": False,
        "quota_share": 0.3,
        "notify": "always",
    }
    request, continuation = parse(event)
    assert request.as_event() == event
    assert continuation is None
    assert request.share == 0.3


def test_a_continuation_names_its_run_and_part() -> None:
    event = {"continue": {"run": "a-1", "part": 2}}
    assert parse(event)[1] == Continuation(run="a-1", part=2)


@pytest.mark.parametrize(
    "event",
    [
        None,
        [],
        "{}",
        7,
        {"key1": "value1"},
        {"regions": "eu-west-1"},
        {"regions": [1]},
        {"regions": [""]},
        {"regions": ["x" * 65]},
        {"checks": ["a"] * 101},
        {"metrics": "yes"},
        {"quota_share": 0},
        {"quota_share": -0.1},
        {"quota_share": "0.5"},
        {"quota_share": True},
        {"quota_share": float("nan")},
        {"notify": "never"},
        {"notify": ["worse"]},
        {"continue": {"run": "a", "part": 1}},
        {"continue": {"run": "../x", "part": 2}},
        {"continue": {"run": "a", "part": True}},
        {"continue": {"run": "a", "part": 2, "more": 1}},
        {"continue": {"run": "a", "part": 2}, "regions": []},
    ],
)
def test_a_bad_event_is_refused(event: Any) -> None:
    with pytest.raises(UsageError, match="the event"):
        parse(event)


def test_a_key_that_resembles_none_names_them_all() -> None:
    with pytest.raises(UsageError, match=r"it may hold regions, checks, .* notify, or nothing"):
        parse({"detail-type": "Scheduled Event"})


def test_a_share_without_end_survives_the_way_to_the_next_part() -> None:
    # Only emulators bear it; the command line takes it, and so the same configuration works here.
    asked = AuditRequest(quota_share=float("inf"))
    assert parse(json.loads(json.dumps(asked.as_event())))[0] == asked


def test_a_mistyped_key_names_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="regions"):
        parse({"region": ["eu-west-1"]})


def test_the_event_wins_over_the_configuration() -> None:
    asked = AuditRequest(metrics=False).over(AuditRequest(metrics=True, packages=True))
    assert (asked.metrics, asked.packages) == (False, True)


@pytest.mark.parametrize(
    "variables",
    [{}, {"REPORT_BUCKET": "b", "NOTIFY": "x"}, {"REPORT_BUCKET": "b", "MAX_PARTS": "15"}],
)
def test_a_wrong_deployment_is_refused(variables: dict[str, str]) -> None:
    with pytest.raises(UsageError):
        Deployment.of(variables)
