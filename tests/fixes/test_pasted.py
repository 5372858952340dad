"""Every fix of the sample account, pasted: the finding is gone, nothing new has come."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

from auditor.demo import SampleAccount, sample_account
from auditor.model import Account, Function, Known
from auditor.model.arn import function_name
from auditor.model.report import Report
from tests.fixes import pasting, proof
from tests.fixes.pasting import Case, Pasted

pytestmark = pytest.mark.skipif(
    "FIXES_TEST_WORK" not in os.environ, reason="run it with tests/fixes/run"
)

# What the emulator cannot show, and why. These fixes are pasted too and must end well.
NOT_SHOWN = {
    "cold-start-exposed": "the emulator does not keep SnapStart",
    "idle-provisioned-concurrency": "metrics of the demo are fixed",
    "maximal-timeout": "metrics of the demo are fixed",
    "memory-misfit": "Compute Optimizer's answer in the demo is fixed",
    "throttled": "metrics of the demo are fixed",
    "timeout-near-limit": "metrics of the demo are fixed",
}
# Commands that the emulator does not know.
NOT_ANSWERED = {
    "pinned-runtime": "PutRuntimeManagementConfig",
}
# Where the emulator differs from AWS: check and name of the function.
DIFFERS = {
    ("public-function", "marketing-landing"): "it keeps one policy for all qualifiers",
    ("no-log-permission", "platform-cleanup"): "it has no AWSLambdaBasicExecutionRole",
}
# Facts that change with every change of a function, or that no fix is about.
VOLATILE = {"last_modified", "metrics", "rightsizing", "details", "versions"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The account before and after, and what came of each step."""

    before: Account
    after: Account
    failed_before: frozenset[Case]
    failed_after: frozenset[Case]
    pasted: dict[Case, Pasted]
    resolved: frozenset[Case]  # what the pasted steps promise to resolve


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("pasted")
    with sample_account() as sample:
        before, report = pasting.audited(sample)
        yield _pasted(sample, before, report, folder)


def _pasted(sample: SampleAccount, before: Account, report: Report, folder: Path) -> Session:
    plan = pasting.plan_of(report)
    answers = pasting.answers(sample, before, plan)
    with pasting.aws_cli(sample.endpoint_url) as cli:
        variables = {**sample.environment, "FIXES_TEST_SOCKET": cli}
        pasted = {
            (step.result.check, step.result.function): pasting.paste(
                step.fix.cli, variables, folder, answers
            )
            for step in plan.steps
        }
    after, again = pasting.audited(sample)
    return Session(
        before=before,
        after=after,
        failed_before=pasting.failures(report),
        failed_after=pasting.failures(again),
        pasted=pasted,
        resolved=frozenset(pasted) - pasting.contradicted(plan),
    )


def test_every_command_ends_well(session: Session) -> None:
    failed = {
        case: done.output[-300:]
        for case, done in session.pasted.items()
        if done.status and case[0] not in NOT_ANSWERED and not _differs(case)
    }
    assert failed == {}


def test_every_pasted_finding_is_gone(session: Session) -> None:
    shown = {case for case in session.resolved if case[0] not in {*NOT_SHOWN, *NOT_ANSWERED}}
    assert {case for case in shown & session.failed_after if not _differs(case)} == set()
    proof.record((check for check, _ in shown - session.failed_after), "sample account")


def test_nothing_new_has_come(session: Session) -> None:
    new = session.failed_after - session.failed_before
    assert {case for case in new if not _differs(case)} == set()


def test_functions_without_a_fix_are_as_they_were(session: Session) -> None:
    touched = {function for _, function in session.pasted}
    after = {function.arn: function for function in session.after.functions()}
    changed = {
        f"{function.name}: {name}"
        for function in session.before.functions()
        if function.arn not in touched
        for name in _differences(function, after[function.arn])
    }
    assert changed == set()


def test_no_function_role_or_variable_is_lost(session: Session) -> None:
    assert {f.arn for f in session.before.functions()} == {f.arn for f in session.after.functions()}
    roles = session.after.roles.get()
    assert {f.name for f in session.after.functions() if f.role_arn not in roles} == set()
    after = {function.arn: function for function in session.after.functions()}
    secret = {function for check, function in session.pasted if check == "plaintext-secret"}
    for function in session.before.functions():
        if function.arn not in secret:
            assert after[function.arn].environment == function.environment


def _differs(case: Case) -> bool:
    return (case[0], function_name(case[1])) in DIFFERS


def _differences(one: Function, other: Function) -> Iterator[str]:
    for field in fields(one):
        if field.name in VOLATILE:
            continue
        mine, theirs = getattr(one, field.name), getattr(other, field.name)
        # An emulator stamps each answer with times of its own; what is unknown stays unknown.
        if isinstance(mine, Known) == isinstance(theirs, Known) and mine != theirs:
            yield field.name
