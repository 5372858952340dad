"""Whatever ends a reading early, going on with it leads to the verdicts of an undisturbed one."""

from __future__ import annotations

import json
import os
import re
import signal
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.collect.aws.operations import OPERATIONS
from auditor.model import Account, CallStatistics
from auditor.storage import snapshot
from auditor.storage.codec import report_to_json
from tests.collect.lab import Lab, lab
from tests.simulator import Fault
from tests.simulator.crowded import REGIONS, crowded

# A thousand are tried where the program is measured.
FINGERPRINT = re.compile(r'("fingerprint": ?"|"secret:)([0-9a-f]{8})')
EXAMPLES = int(os.environ.get("RESUME_EXAMPLES", "12"))
# An empty document of these says that there is nothing, on AWS as well: it is no fault.
EMPTY_IS_AN_ANSWER = frozenset({"s3:GetBucketNotificationConfiguration"})
TIME = datetime(2026, 11, 30, tzinfo=UTC)
NO_CALLS = CallStatistics(total=0, throttled=0, retried=0, by_operation={})


@pytest.fixture(scope="module")
def place() -> Iterator[Lab]:
    with lab(crowded()) as made:
        yield made


@dataclass(frozen=True, kw_only=True, repr=False)
class Undisturbed:
    """What an undisturbed reading brings."""

    account: Account
    report: dict[str, Any]


@pytest.fixture(scope="module")
def undisturbed(place: Lab) -> Undisturbed:
    account = place.read()
    return Undisturbed(account=account, report=said(place, account))


def said(place: Lab, account: Account) -> dict[str, Any]:
    """Return a report as it is written, but for the time and the calls of the reading."""
    read = replace(account, captured_at=TIME, calls=NO_CALLS)
    written = report_to_json(place.judge(read)).decode()
    numbers: dict[str, str] = {}  # fingerprints are made with a key of each run
    numbered = FINGERPRINT.sub(lambda found: number_of(found, numbers), written)
    report: dict[str, Any] = json.loads(numbered)
    return report


def number_of(found: re.Match[str], numbers: dict[str, str]) -> str:
    """Return a fingerprint as the number of its first appearance."""
    return f"{found[1]}{numbers.setdefault(found[2], str(len(numbers)))}"


@dataclass(frozen=True, kw_only=True)
class End:
    """What ends a reading early."""

    kind: str  # "signal", "time" or "host": another thread of a program that reads many accounts
    calls: int

    def read(self, place: Lab, lost: list[Fault], resume: Account | None) -> Account:
        if self.kind == "signal" and not lost and resume is None:
            number = signal.SIGTERM if self.calls % 2 else signal.SIGINT
            return place.read_until_signal(number, self.calls)
        if self.kind == "time":
            return place.read(*lost, resume=resume, seconds=self.calls / 400)
        return place.read(*lost, resume=resume, calls=self.calls)


def ends(most: int) -> st.SearchStrategy[End]:
    kinds = st.sampled_from(["host", "host", "time", "signal"])
    return st.builds(End, kind=kinds, calls=st.integers(1, most))


def faults() -> st.SearchStrategy[Fault]:
    return st.builds(
        Fault,
        kind=st.sampled_from(["deny", "deny-scp", "disable", "expire", "empty"]),
        operations=st.sampled_from(sorted(set(OPERATIONS) - {"sts:GetCallerIdentity"})),
        region=st.sampled_from(["*", *REGIONS]),
        rate=st.sampled_from([0.3, 1.0, 1.0]),
        later_pages=st.booleans(),
    ).filter(lambda fault: fault.kind != "empty" or fault.operations not in EMPTY_IS_AN_ANSWER)


def test_the_account_is_one_where_resuming_matters(undisturbed: Undisturbed) -> None:
    outcomes = {result["outcome"] for result in undisturbed.report["results"]}
    assert outcomes == {"pass", "fail", "not_applicable"}
    assert undisturbed.report["complete"]
    assert not undisturbed.account.interrupted


@pytest.mark.timeout(0 if "RESUME_EXAMPLES" in os.environ else 300)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    end=st.none() | ends(260),
    lost=st.lists(faults(), max_size=2),
    again=st.none() | ends(120),
)
def test_a_resumed_reading_leads_to_the_report_of_an_undisturbed_one(
    place: Lab, undisturbed: Undisturbed, end: End | None, lost: list[Fault], again: End | None
) -> None:
    account = end.read(place, lost, None) if end else place.read(*lost)
    if again is not None:  # cut short twice
        account = again.read(place, [], kept(account))
    account = place.read(resume=kept(account))
    assert not account.interrupted
    assert said(place, account) == undisturbed.report


def kept(account: Account) -> Account:
    """Return an account as its snapshot keeps it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "account.snapshot"
        path.write_bytes(snapshot.dump(account))
        return snapshot.load(path)


def test_nothing_that_is_known_is_asked_again(place: Lab) -> None:
    place.read(resume=place.read())
    assert set(place.simulator.count()) <= {
        "sts:GetCallerIdentity",
        "ec2:DescribeRegions",
        "iam:ListAccountAliases",
        "iam:GetAccountAuthorizationDetails",  # for the role that does not exist
    }
