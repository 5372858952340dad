"""What the auditor says of the sample account: what the table of functions promises."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from auditor.demo.functions import FUNCTIONS
from auditor.evaluate.engine import judge
from auditor.evaluate.registry import checks, defaults
from auditor.model import Account, Outcome
from auditor.model.audit import Audit

Outcomes = Mapping[tuple[str, str], Outcome]


@pytest.fixture(scope="session")
def outcomes(seen: Account) -> Outcomes:
    audit = Audit(seen, defaults(checks().values()))
    return {
        (function.name, check.id): judge(check, function, audit).outcome
        for function in seen.functions()
        for check in checks().values()
    }


def test_every_function_is_audited(seen: Account) -> None:
    assert {function.name for function in seen.functions()} == {row.name for row in FUNCTIONS}


def test_every_promised_defect_is_found(outcomes: Outcomes) -> None:
    promised = {(row.name, check) for row in FUNCTIONS for check in row.shows}
    assert {case for case in promised if outcomes[case] is not Outcome.FAIL} == set()


def test_no_innocent_look_alike_is_accused_or_left_open(outcomes: Outcomes) -> None:
    innocent = {(row.name, check) for row in FUNCTIONS for check in row.innocent_of}
    acquitted = {Outcome.PASS, Outcome.NOT_APPLICABLE}
    assert {case for case in innocent if outcomes[case] not in acquitted} == set()


def test_every_check_fails_somewhere(outcomes: Outcomes) -> None:
    failing = {check for (_, check), outcome in outcomes.items() if outcome is Outcome.FAIL}
    assert set(checks()) - failing == set()


def test_the_sample_account_is_read_to_its_end(seen: Account, outcomes: Outcomes) -> None:
    assert seen.gaps == ()
    assert {case for case, outcome in outcomes.items() if outcome is Outcome.UNKNOWN} == set()
