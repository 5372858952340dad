"""Whatever ends a reading early, going on with it leads to the verdicts of an undisturbed one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.collect.aws.operations import OPERATIONS
from auditor.model import Account
from auditor.model.report import Report
from tests.collect.lab import Lab, lab
from tests.simulator import Fault
from tests.simulator.crowded import REGIONS, crowded
from tests.simulator.plain import facts

# A thousand are tried where the program is measured.
EXAMPLES = int(os.environ.get("RESUME_EXAMPLES", "12"))


@pytest.fixture(scope="module")
def place() -> Iterator[Lab]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "example")
        patch.setenv("AWS_DEFAULT_REGION", REGIONS[0])
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        with lab(crowded()) as made:
            yield made


@pytest.fixture(scope="module")
def undisturbed(place: Lab) -> tuple[Account, dict[str, Any]]:
    account = place.read()
    return account, verdicts(place.judge(account))


def verdicts(report: Report) -> dict[str, Any]:
    """Return what a report says, but for the time and the calls of the reading."""
    results = {
        (r.check, r.function): (r.outcome, r.severity, r.reason, messages(r.findings))
        for r in report.results
    }
    return {"results": results, "complete": report.complete, "score": report.score}


def messages(findings: Any) -> list[str]:
    return [finding.message for finding in findings]


def faults() -> st.SearchStrategy[Fault]:
    return st.builds(
        Fault,
        kind=st.sampled_from(["deny", "disable", "expire"]),
        operations=st.sampled_from(sorted(set(OPERATIONS) - {"sts:GetCallerIdentity"})),
        region=st.sampled_from(["*", *REGIONS]),
        rate=st.sampled_from([0.3, 1.0, 1.0]),
        later_pages=st.booleans(),
    )


def test_the_account_is_one_where_resuming_matters(
    undisturbed: tuple[Account, dict[str, Any]],
) -> None:
    account, said = undisturbed
    outcomes = {outcome.value for outcome, *_ in said["results"].values()}
    assert outcomes == {"pass", "fail", "not_applicable"}
    assert said["complete"]
    assert not account.interrupted


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    calls=st.none() | st.integers(1, 260),
    lost=st.lists(faults(), max_size=2),
    again=st.none() | st.integers(1, 120),
)
def test_a_resumed_reading_leads_to_the_verdicts_of_an_undisturbed_one(
    place: Lab,
    undisturbed: tuple[Account, dict[str, Any]],
    calls: int | None,
    lost: list[Fault],
    again: int | None,
) -> None:
    account = place.read(*lost, calls=calls)
    if again is not None:  # cut short twice
        account = place.read(calls=again, resume=account)
    account = place.read(resume=account)
    whole, said = undisturbed
    if facts(account) != facts(whole):
        assert verdicts(place.judge(account)) == said


def test_nothing_that_is_known_is_asked_again(place: Lab) -> None:
    place.read(resume=place.read())
    assert set(place.simulator.count()) <= {
        "sts:GetCallerIdentity",
        "ec2:DescribeRegions",
        "iam:ListAccountAliases",
        "iam:GetAccountAuthorizationDetails",  # for the role that does not exist
    }
