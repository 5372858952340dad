"""A self-audit that was cut short anywhere, and goes on, publishes what an undisturbed one does."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

from auditor.collect.aws.operations import OPERATIONS
from auditor.model.errors import CollectError
from tests.collect.test_resume import FINGERPRINT, number_of
from tests.selfaudit.test_run import ACCOUNT, Aws
from tests.simulator import Fault, Simulator
from tests.simulator.credentials import sign_in
from tests.simulator.crowded import REGIONS, crowded

EXAMPLES = int(os.environ.get("RESUME_EXAMPLES", "4"))
LATEST = f"{ACCOUNT}/latest/report.json"
# What differs between two audits of one account: their times and their calls.
OF_THE_RUN = ("captured_at", "calls")


@dataclass(frozen=True, kw_only=True, repr=False)
class Published:
    """A report as it is published, but for what differs between two audits of one account."""

    report: dict[str, Any]

    def _repr_pretty_(self, printer: RepresentationPrinter, _cycle: bool) -> None:  # noqa: FBT001
        printer.text("<the report of an undisturbed audit>")  # half a MB would hide the failure


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with pytest.MonkeyPatch.context() as patch, Simulator(crowded()) as serving:
        patch.setenv("AWS_ENDPOINT_URL", serving.url)
        sign_in(patch)
        yield serving


@pytest.fixture(scope="module")
def undisturbed(simulator: Simulator) -> Published:
    simulator.reset()
    aws = Aws()
    aws.audit()
    return published(aws)


def published(aws: Aws) -> Published:
    written = aws.bucket.objects[LATEST].decode()
    numbers: dict[str, str] = {}  # fingerprints are made with a key of each run
    report = json.loads(FINGERPRINT.sub(lambda found: number_of(found, numbers), written))
    for result in report["results"]:
        del result["first_seen"]
    kept = {key: value for key, value in report.items() if key not in OF_THE_RUN}
    return Published(report=kept)


def faults() -> st.SearchStrategy[Fault]:
    return st.builds(
        Fault,
        kind=st.sampled_from(["deny", "disable"]),
        operations=st.sampled_from(sorted(set(OPERATIONS) - {"sts:GetCallerIdentity"})),
        region=st.sampled_from(["*", *REGIONS]),
        later_pages=st.booleans(),
    )


@pytest.mark.timeout(0 if "RESUME_EXAMPLES" in os.environ else 300)
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    ends=st.lists(st.integers(1, 260), min_size=1, max_size=2),
    lost=st.lists(faults(), max_size=2),
)
def test_a_self_audit_that_goes_on_publishes_the_report_of_an_undisturbed_one(
    simulator: Simulator, undisturbed: Published, ends: list[int], lost: list[Fault]
) -> None:
    aws, event = Aws(), None
    outcome: Any = {"status": "continued"}
    for calls in ends:
        if outcome["status"] == "continued":
            try:
                outcome = part(simulator, aws, event, lost, calls)
            except CollectError:  # it came to its end without a list: nothing goes on
                return
            event = aws.sent[-1] if aws.sent else None
    if outcome["status"] == "continued":
        outcome = part(simulator, aws, event, [], None)
        assert outcome["status"] == "completed"
        assert published(aws).report == undisturbed.report


def part(
    simulator: Simulator, aws: Aws, event: object, lost: list[Fault], calls: int | None
) -> Any:
    """Make one invocation, whose time ends after so many calls."""
    simulator.reset()
    simulator.faults[:] = lost

    def count(made: int) -> None:
        if made == calls:
            os.kill(os.getpid(), signal.SIGTERM)  # ends collecting as its time does

    simulator.on_call = count
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it may come after the last call
    try:
        return aws.run(event=event, id=f"invocation-{len(aws.sent)}")
    finally:
        signal.signal(signal.SIGTERM, before)
