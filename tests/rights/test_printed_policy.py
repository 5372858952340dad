"""The printed policy, enforced by an emulator of IAM: it is enough, and each action counts."""

from __future__ import annotations

import pytest

from auditor.collect.aws.operations import ALWAYS
from tests.rights.conftest import Scan
from tests.rights.emulation import ABSENT, DECIDED, HANGING, IDLE, REFUSED, TAKEN_FOR
from tests.rights.outcome import CHECKS, Outcome, actions, chosen, dependents

EVERYTHING = chosen(*sorted(CHECKS.keys() - ABSENT.keys()))
LISTING = "lambda:ListFunctions"
ACTIONS = actions(*EVERYTHING)
DEFAULT: tuple[str, ...] = ()


@pytest.fixture(scope="session")
def whole(scan: Scan) -> Outcome:
    return scan(*EVERYTHING)


@pytest.mark.parametrize("words", [DEFAULT, EVERYTHING], ids=["default", "everything"])
def test_the_printed_policy_is_enough(scan: Scan, words: tuple[str, ...]) -> None:
    found, by_root = scan(*words), scan(*words, as_root=True)
    assert found.verdicts() == by_root.verdicts()
    assert {gap["operation"] for gap in found.report["gaps"]} <= REFUSED
    assert found.report["functions"]
    assert found.code == by_root.code  # what the emulator refuses to everybody is lost all the same


@pytest.mark.parametrize("action", sorted({*ACTIONS} - IDLE.keys() - {LISTING}))
def test_without_one_action_exactly_what_depends_on_it_is_unknown_and_the_report_names_it(
    scan: Scan, whole: Outcome, action: str
) -> None:
    found = scan(*EVERYTHING, without=action)
    taken = {action, *TAKEN_FOR.get(action, ())}
    need, use = dependents(*taken)
    hanging = {*HANGING.get(action, ())}
    undecided = found.undecided(*taken)
    assert undecided == (need - ABSENT.keys() - {*DECIDED.get(action, ())}) | hanging
    assert hanging <= use or action in ALWAYS  # whatever is read, it counts for all checks
    refused, _ = dependents(*REFUSED)
    changed = {k: v for k, v in found.verdicts().items() if v != whole.verdicts()[k]}
    assert {*changed.values()} <= {"unknown"}
    assert {check for check, _ in changed} <= undecided | refused
    for check in CHECKS.keys() - need - use - hanging - refused:
        assert found.details(check) == whole.details(check)
    assert action in found.missing() & found.policy()
    assert found.code == 3


def test_without_the_list_of_functions_there_is_nothing_to_judge(scan: Scan) -> None:
    found = scan(*EVERYTHING, without=LISTING)
    assert found.verdicts() == {}
    assert found.missing() == found.policy() == {LISTING}
    assert found.code == 3


@pytest.mark.parametrize("action", sorted({*ACTIONS} & IDLE.keys()))
def test_an_idle_action_turns_no_verdict_into_another(
    scan: Scan, whole: Outcome, action: str
) -> None:
    assert scan(*EVERYTHING, without=action).verdicts() == whole.verdicts()


def test_the_tables_name_what_there_is() -> None:
    assert ABSENT.keys() <= CHECKS.keys()
    assert {*IDLE, *DECIDED, *HANGING, *TAKEN_FOR} <= {*ACTIONS}
    for named in (*DECIDED.values(), *HANGING.values()):
        assert named.keys() <= CHECKS.keys()
