"""A call that is denied or lost makes verdicts unknown, and never fails what does not apply."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from auditor.assess.gate import unlisted
from auditor.collect.aws.operations import ALWAYS, COURTESY, OPERATIONS
from auditor.model import Need, Outcome
from auditor.model.report import Report
from tests.collect.lab import Lab, lab
from tests.simulator import Fault, SimulatedAccount
from tests.simulator.accounts import function, statement
from tests.simulator.crowded import crowded
from tests.simulator.everything import everything

EVERYTHING = os.environ.get("DAMAGES") == "all"
NEEDS = frozenset(Need) - {Need.LAYER_CONTENTS, Need.PACKAGE_CONTENTS}
KINDS = ("deny", "deny-scp", "disable")
OTHERS = sorted(set(OPERATIONS) - {*ALWAYS, *COURTESY})
Verdicts = dict[tuple[str, str], tuple[Outcome, str]]
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:gone"


def unused() -> SimulatedAccount:
    """Return an account with functions that nothing invokes, but whose settings would matter."""
    silent = function("silent", configuration={"DeadLetterConfig": {"TargetArn": QUEUE}})
    slow = function("slow", configuration={"Runtime": "java21", "Timeout": 20, "MemorySize": 512})
    called = function("called", policy=statement({"Service": "sns.amazonaws.com"}))
    account = crowded()
    account.functions["eu-west-1"].extend([silent, slow, called])
    return account


# The second one takes a minute and is tried where the program is measured.
ACCOUNTS = {"crowded": unused, **({"everything": everything} if EVERYTHING else {})}


@pytest.fixture(scope="module", params=ACCOUNTS)
def place(request: pytest.FixtureRequest) -> Iterator[Lab]:
    with lab(ACCOUNTS[request.param]()) as made:
        yield made


@pytest.fixture(scope="module")
def healthy(place: Lab) -> Report:
    return place.judge(place.read(needs=NEEDS))


@pytest.mark.parametrize("operation", OTHERS)
def test_a_lost_operation_makes_verdicts_unknown_and_changes_no_other(
    place: Lab, healthy: Report, operation: str
) -> None:
    fault = Fault(kind=KINDS[OTHERS.index(operation) % len(KINDS)], operations=operation)
    report = place.judge(place.read(fault, needs=NEEDS))
    assert dict(changes(healthy, report)) == {}, fault
    if place.simulator.count()[operation]:
        assert report.gaps or report.notes or unlisted(report), "nothing tells of it"


def changes(before: Report, after: Report) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the verdicts that are neither as before nor unknown."""
    old, new = verdicts(before), verdicts(after)
    for key in old.keys() & new.keys():
        if new[key][0] is not Outcome.UNKNOWN and new[key] != old[key]:
            yield key, f"{old[key]} became {new[key]}"


def verdicts(report: Report) -> Verdicts:
    return {(r.check, r.function): (r.outcome, r.severity.value) for r in report.results}
