"""A clock that is wrong is named as such, and not taken for wrong or expired credentials."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from auditor.collect import CollectOptions, collect
from auditor.collect.aws.clock import clock_fault
from auditor.collect.hub import open_hub
from auditor.model import Need
from auditor.model.errors import CredentialsError
from tests.simulator import Simulator, generated

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
NEEDS = frozenset({Need.FUNCTION_DETAILS})
ROLE = "arn:aws:iam::111122223333:role/auditor"
TWO_HOURS = 7200.0


def refusal(code: str, date: str) -> dict[str, object]:
    return {"Error": {"Code": code}, "ResponseMetadata": {"HTTPHeaders": {"date": date}}}


@pytest.mark.parametrize(
    ("ahead", "said"), [(TWO_HOURS, "2 hours behind"), (-TWO_HOURS, "2 hours ahead of")]
)
@pytest.mark.parametrize("role", [None, ROLE])
def test_collecting_ends_with_how_far_the_clock_is_off(
    monkeypatch: pytest.MonkeyPatch, ahead: float, said: str, role: str | None
) -> None:
    with Simulator(generated(2)) as simulator:
        simulator.ahead = ahead
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        with pytest.raises(CredentialsError, match=f"{said} AWS's; set it"):
            collect(NEEDS, CollectOptions(role_arn=role))


def test_so_does_reading_an_organization(monkeypatch: pytest.MonkeyPatch) -> None:
    with Simulator(generated(2)) as simulator:
        simulator.ahead = TWO_HOURS
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        with pytest.raises(CredentialsError, match="2 hours behind AWS's; set it"):
            list(open_hub(CollectOptions()).accounts())


@pytest.mark.parametrize(
    "code",
    [
        *("AuthFailure", "InvalidSignatureException", "RequestExpired", "RequestInTheFuture"),
        *("RequestTimeTooSkewed", "SignatureDoesNotMatch"),
    ],
)
@pytest.mark.parametrize(
    ("off", "said"),
    [
        (timedelta(minutes=6), "6 minutes ahead of"),
        (timedelta(minutes=-90), "90 minutes behind"),
        (timedelta(days=-400), "400 days behind"),
    ],
)
def test_each_code_that_may_be_about_the_time_is_checked_by_aws_s_time(
    code: str, off: timedelta, said: str
) -> None:
    answer = refusal(code, format_datetime(NOW - off, usegmt=True))
    assert clock_fault(answer, NOW) == f"the clock of this machine is {said} AWS's; set it"


@pytest.mark.parametrize("date", [format_datetime(NOW, usegmt=True), "", "yesterday", "\x00" * 99])
def test_a_clock_that_is_right_or_unknown_is_not_blamed(date: str) -> None:
    assert clock_fault(refusal("SignatureDoesNotMatch", date), NOW) == ""
    assert "wrong" in clock_fault(refusal("RequestTimeTooSkewed", date), NOW)


def test_other_errors_have_nothing_to_do_with_the_clock() -> None:
    assert clock_fault(refusal("AccessDenied", format_datetime(NOW)), NOW + timedelta(9)) == ""
    assert clock_fault({}, NOW) == ""
