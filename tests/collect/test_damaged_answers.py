"""Every member of every answer dropped, null and of another type: equal, or unknown and told."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import botocore.session
import pytest

from auditor.assess.gate import unlisted
from auditor.model import Account, Known, Need, Outcome
from auditor.model.report import Report
from auditor.storage import snapshot
from tests.collect.damage import Damage, damages
from tests.collect.lab import Lab, lab
from tests.collect.optional_members import ANY_TYPE, OPTIONAL
from tests.collect.recorded import Recorder, record, replay
from tests.simulator import Fault, SimulatedAccount
from tests.simulator.accounts import statement
from tests.simulator.crowded import crowded
from tests.simulator.everything import everything
from tests.simulator.plain import facts
from tests.verdicts import cases_inventory
from tests.verdicts.truth import account as inventory

KNOWN = botocore.session.Session().get_available_services()
needs_web_functions = pytest.mark.skipif(
    "lambda-microvms" not in KNOWN, reason="this SDK is older than the services"
)
# All of them take some minutes: DAMAGES=all. The suite tries every so-manieth.
EVERYTHING = os.environ.get("DAMAGES") == "all"
# Packages and layers are no answers of an operation.
NEEDS = frozenset(Need) - {Need.LAYER_CONTENTS, Need.PACKAGE_CONTENTS}
NO_SWEEP = Fault(kind="deny", operations="iam:GetAccountAuthorizationDetails")

Verdicts = dict[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class Source:
    """An account whose answers are damaged."""

    make: Callable[[], SimulatedAccount]
    operations: str = ""  # a pattern; only theirs
    step: int = 12
    faults: tuple[Fault, ...] = ()


SOURCES = {
    "everything": Source(make=everything),
    "web-functions": Source(make=lambda: inventory(cases_inventory.CASES), operations="lambda-.*"),
    "roles-by-themselves": Source(make=everything, operations="iam:.*", faults=(NO_SWEEP,), step=4),
    "two-regions": Source(make=lambda: admitted(crowded()), step=48),
}


def admitted(account: SimulatedAccount) -> SimulatedAccount:
    """Return the account with a policy wherever a rule has a target, as it must be to work."""
    for functions in account.functions.values():
        functions[5]["policy"] = statement({"Service": "events.amazonaws.com"})
    return account


@pytest.mark.timeout(0 if EVERYTHING else 300)
@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=needs_web_functions) if n == "web-functions" else n for n in SOURCES],
)
def test_a_damaged_answer_leads_to_the_same_verdicts_or_to_unknown_ones(
    name: str, tmp_path: Path
) -> None:
    source = SOURCES[name]
    with lab(source.make()) as place:
        place.simulator.faults.extend(source.faults)
        recorded = record(place, NEEDS)
        trial = Trial.of(place, recorded, tmp_path)
        chosen = list(_chosen(recorded, source))
        assert len(chosen) > 20
        wrong = [f"{damage}: {fault}" for damage in chosen for fault in trial.faults(damage)]
    assert not wrong, f"{len(wrong)} of {len(chosen)}\n" + "\n".join(wrong)


@needs_web_functions
def test_every_optional_member_is_one_that_answers_have() -> None:
    patterns = [re.compile(pattern) for pattern in (*OPTIONAL, *ANY_TYPE)]
    assert all(OPTIONAL.values())
    named: set[str] = set()
    for name in ("everything", "web-functions", "two-regions"):
        with lab(SOURCES[name].make()) as place:
            answers = record(place, NEEDS).answers
        named |= {f"{d.operation} {d.member}" for d in _all(answers)}
    dead = [p.pattern for p in patterns if not any(p.fullmatch(name) for name in named)]
    assert not dead


def _all(answers: dict[str, object]) -> Iterator[Damage]:
    for call, answer in answers.items():
        if isinstance(answer, dict):
            yield from damages(call.split()[0], answer)


def _chosen(recorded: Recorder, source: Source) -> Iterator[Damage]:
    every = {
        (damage.operation, damage.member, damage.how): damage
        for damage in _all(recorded.answers)
        if re.fullmatch(source.operations or ".*", damage.operation)
    }
    step = 1 if EVERYTHING else source.step
    yield from (every[key] for key in sorted(every)[::step])


def _may_change(damage: Damage) -> bool:
    """Return whether the damaged answer is one that AWS may give."""
    member = f"{damage.operation} {damage.member}"
    if damage.how in {"dropped", "null"}:
        emptied = damage.how == "dropped" and damage.path[-1] == "[]"
        return emptied or _listed(member, OPTIONAL)
    return _listed(member, ANY_TYPE)


def _listed(member: str, patterns: dict[str, str]) -> bool:
    return any(re.fullmatch(pattern, member) for pattern in patterns)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Reads and judges an account out of damaged answers."""

    place: Lab
    recorded: Recorder
    folder: Path
    whole: Account
    plain: object
    report: Report

    @classmethod
    def of(cls, place: Lab, recorded: Recorder, folder: Path) -> Trial:
        whole = replay(place, recorded, NEEDS)
        report = place.judge(whole)
        return cls(
            place=place,
            recorded=recorded,
            folder=folder,
            whole=whole,
            plain=facts(whole),
            report=report,
        )

    def faults(self, damage: Damage) -> Iterator[str]:
        """Yield what is wrong with what comes of a damaged answer."""
        account = replay(self.place, self.recorded, NEEDS, damage)
        if facts(account) == self.plain:
            return
        if facts(self._kept(account)) != facts(account):
            yield "the snapshot is another account"
        report = self.place.judge(account)
        yield from (result.reason for result in report.results if result.crashed)
        if _may_change(damage):
            return
        if set(report.gaps) <= set(self.report.gaps) and account.notes == self.whole.notes:
            yield "nothing tells of it"
        yield from _changed(self.report, report, account)

    def _kept(self, account: Account) -> Account:
        path = self.folder / "account.snapshot"
        path.write_bytes(snapshot.dump(account))
        return snapshot.load(path)


def _changed(whole: Report, damaged: Report, account: Account) -> Iterator[str]:
    """Yield the verdicts that are neither equal nor unknown; a function may be unlisted."""
    before, after = _verdicts(whole), _verdicts(damaged)
    lost = [r for r in account.regions if not _lists_all(r.web_functions, r.microvm_images)]
    for key, verdict in before.items():
        now = after.get(key)
        if now is None and not lost and not unlisted(damaged):
            yield f"{key}: {verdict} is gone"
        if now is not None and now[0] != Outcome.UNKNOWN.value and now != verdict:
            yield f"{key}: {verdict} became {now}"
    new = (key for key in after if key not in before and after[key][0] != Outcome.UNKNOWN.value)
    yield from (f"{key}: {after[key]} is new" for key in new)


def _lists_all(*lists: object) -> bool:
    return all(isinstance(fact, Known) for fact in lists)


def _verdicts(report: Report) -> Verdicts:
    return {(r.check, r.function): (r.outcome.value, r.severity.value) for r in report.results}
