"""The whole script pasted in one piece, and the one that takes it back: as it was before."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from auditor.demo import SampleAccount, sample_account
from auditor.evaluate.registry import renderers
from auditor.model import Account, Known, Role
from tests.fixes import pasting
from tests.fixes.pasting import Case, Pasted
from tests.fixes.test_pasted import NOT_ANSWERED, NOT_SHOWN, _differences, _differs

pytestmark = pytest.mark.skipif(
    "FIXES_TEST_WORK" not in os.environ, reason="run it with tests/fixes/run"
)

# What the undo leaves, and why.
STAYS = {
    "environment": "a plaintext secret is not saved, so no command puts it back",
    "secrets": "the same",
}
# Fixes that the emulator cannot take back as AWS does; they are left out of the script here.
ONE_WAY = {
    "public-subnet": "subnets of the sample account are answered in front of the emulator",
    "queue-without-redrive": "it refuses the empty redrive policy that AWS takes for none",
    "single-az": "subnets of the sample account are answered in front of the emulator",
    "unnecessary-vpc": "subnets of the sample account are answered in front of the emulator",
}
# Gone with the secret that they are about, which nothing puts back.
ABOUT_SECRETS = {"plaintext-secret", "unencrypted-by-customer-key"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """The account before the script, after it, and after the one that takes it back."""

    before: Account
    undone: Account
    failed: tuple[frozenset[Case], frozenset[Case], frozenset[Case]]
    pasted: Pasted
    taken_back: Pasted
    promised: frozenset[Case]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("whole")
    with sample_account() as sample:
        before, whole = pasting.audited(sample)
        report = replace(whole, results=tuple(r for r in whole.results if _answered(r)))
        plan = pasting.plan_of(report)
        texts = [
            renderers()[name].render(report).decode() for name in ("fix-plan", "fix-plan-undo")
        ]
        answers = _answers(sample, before, plan, texts[0])
        with pasting.aws_cli(sample.endpoint_url) as cli:
            variables = {**sample.environment, "FIXES_TEST_SOCKET": cli}
            pasted = pasting.paste(texts[0], variables, folder, answers, limit=800)
            _, after = pasting.audited(sample)
            taken_back = pasting.paste(texts[1], variables, folder, {}, limit=800)
        undone, again = pasting.audited(sample)
        yield Session(
            before=before,
            undone=undone,
            failed=tuple(map(pasting.failures, (whole, after, again))),  # type: ignore[arg-type]
            pasted=pasted,
            taken_back=taken_back,
            promised=frozenset((step.result.check, step.result.function) for step in plan.steps)
            - pasting.contradicted(plan),
        )


def _answered(result: object) -> bool:
    case = (getattr(result, "check"), getattr(result, "function"))  # noqa: B009
    return case[0] not in {*NOT_ANSWERED, *ONE_WAY} and not _differs(case)


def _answers(
    sample: SampleAccount, before: Account, plan: object, script: str
) -> Mapping[str, str]:
    """Return what a reader sets before the script: each value under its step's name."""
    known = pasting.answers(sample, before, plan)
    wanted = set(re.findall(r"STEP_\d+_\w+", script))
    return {name: known[re.sub(r"^STEP_\d+_", "", name)] for name in wanted}


def test_the_script_runs_to_its_end(session: Session) -> None:
    assert session.pasted.status == 0, session.pasted.output[-2000:]
    assert "skipped step" not in session.pasted.output


def test_all_that_it_promises_is_gone_and_nothing_is_new(session: Session) -> None:
    before, after, _ = session.failed
    left = {case for case in session.promised & after if case[0] not in NOT_SHOWN}
    assert left == set()
    assert {case for case in after - before if not _differs(case)} == set()


def test_the_undo_ends_well(session: Session) -> None:
    assert session.taken_back.status == 0, session.taken_back.output[-3000:]


def test_after_the_undo_the_account_is_as_before(session: Session) -> None:
    before, _, again = session.failed
    assert {c for c in before ^ again if c[0] not in {*ABOUT_SECRETS, *NOT_SHOWN}} == set()
    found = {function.arn: function for function in session.undone.functions()}
    changed = {
        f"{function.name}: {name}"
        for function in session.before.functions()
        for name in _differences(function, found[function.arn])
        if name not in STAYS
    }
    assert changed == set()
    assert session.undone.roles.get().keys() == session.before.roles.get().keys()
    for arn, role in session.before.roles.get().items():
        other = session.undone.roles.get()[arn]
        assert _plain(role) == _plain(other)


def _plain(role: Role) -> Any:
    """Return the role's policies without their layout, which the AWS CLI changes."""
    inline = {p.name: json.loads(p.text.value) for p in role.inline if isinstance(p.text, Known)}
    return json.loads(role.trust), {p.arn for p in role.attached}, inline
