"""Decided cases by kind: a policy, a trust policy or layers, and what each check must say.

Every line of `truth/*.jsonl` was decided from the source that it names, before the code was asked.
`python tests/iam/test_truth.py` prints precision and recall per check, and what is wrong.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from auditor.evaluate.engine import judge
from auditor.evaluate.registry import checks, defaults
from auditor.model import (
    Account,
    Function,
    Known,
    Layer,
    OrganizationPolicies,
    Outcome,
    Policy,
    Region,
    Result,
    Role,
    Severity,
)
from auditor.model.audit import Audit

ACCOUNT = "111122223333"
FUNCTION = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:fn"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/fn-role"
TRUST = [
    {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
]
ROLE_CHECKS = ("admin-role", "privilege-escalation", "wildcard-action", "wildcard-resource")
ANY_ROLE_CHECK = "any-role-check"  # not every check of the role may pass


def cases() -> Iterator[dict[str, Any]]:
    for path in sorted((Path(__file__).parent / "truth").glob("*.jsonl")):
        yield from map(json.loads, path.read_text().splitlines())


def _text(statements: object) -> Known[str]:
    return Known(json.dumps({"Version": "2012-10-17", "Statement": statements}))


def _role(case: Mapping[str, Any]) -> Role:
    boundary = case.get("boundary")
    limit = boundary and Policy(
        name="limit", arn=f"arn:aws:iam::{ACCOUNT}:policy/limit", text=_text(boundary)
    )
    statements = case.get("role")
    return Role(
        arn=ROLE,
        name="fn-role",
        trust=_text(case.get("trust", TRUST)).value,
        inline=(Policy(name="inline", text=_text(statements)),) if statements else (),
        boundary=Known(limit or None),
    )


def _levels(case: Mapping[str, Any], kind: str) -> tuple[tuple[Policy, ...], ...]:
    """Return the organization's policies of a kind: one of these statements on each level."""
    return tuple(
        (Policy(name=f"{kind}-{at}", arn=f"arn:aws:organizations::1:policy/{at}", text=_text(s)),)
        if s
        else ()
        for at, s in enumerate(case.get(kind, []))
    )


def audit_of(case: Mapping[str, Any]) -> Audit:
    policies = {q: _text(statements) for q, statements in case.get("policy", {}).items()}
    layers = case.get("layers", [])
    function = Function(
        arn=FUNCTION,
        name="fn",
        region="us-east-1",
        role_arn=ROLE,
        runtime="python3.13",
        layers=tuple(Layer(arn=arn, code_size=1) for arn in layers),
        policies=Known(MappingProxyType(policies)),
        urls=Known(()),
    )
    region = Region(name="us-east-1", functions=Known((function,)), event_source_mappings=Known(()))
    account = Account(
        id=ACCOUNT,
        captured_at=datetime(2026, 11, 30, tzinfo=UTC),
        organization=Known("o-exampleorg1"),
        organization_policies=Known(
            OrganizationPolicies(
                service_control=_levels(case, "scp"), resource_control=_levels(case, "rcp")
            )
        ),
        regions=(region,),
        roles=Known(MappingProxyType({ROLE: _role(case)})),
    )
    return Audit(account, defaults(checks().values()))


def results(case: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Result]]]:
    """Yield each check that the case decides, the word that is right, and the results."""
    audit, found = audit_of(case), checks()
    function = audit.functions()[0]
    for name, word in case["expect"].items():
        ids = ROLE_CHECKS if name == ANY_ROLE_CHECK else (name,)
        yield name, word, [judge(found[i], function, audit) for i in ids]


def said(word: str, results: list[Result]) -> str:
    """Return the outcome in the terms of the word that is right."""
    worst = next((r for r in results if r.outcome is Outcome.FAIL), None)
    if worst is None:
        open_one = next((r for r in results if r.outcome is Outcome.UNKNOWN), None)
        return "pass" if open_one is None else "not pass" if word == "not pass" else "unknown"
    if word == "not pass":
        return word
    return worst.severity.value if word in {s.value for s in Severity} else "fail"


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in cases()])
def test_the_checks_say_what_the_source_decides(case: dict[str, Any]) -> None:
    for name, word, found in results(case):
        assert (name, said(word, found)) == (name, word), case["why"]


def test_there_are_several_hundred_cases_each_with_a_source() -> None:
    every = list(cases())
    assert len(every) >= 300
    assert len({c["id"] for c in every}) == len(every)
    assert all(c["source"] and c["why"] and c["expect"] for c in every)


def main() -> int:
    """Print precision and recall of each check, and every wrong word."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    wrong = []
    for case in cases():
        for name, word, found in results(case):
            is_ = said(word, found)
            positive, wanted = is_ != "pass", word != "pass"
            counts[name][(0 if wanted else 1) if positive else (2 if wanted else 3)] += 1
            if is_ != word:
                wrong.append(f"{case['id']}: {name} is {is_}, not {word}: {case['why']}")
    for name, (hit, alarm, missed, clean) in sorted(counts.items()):
        precision, recall = hit / ((hit + alarm) or 1), hit / ((hit + missed) or 1)
        print(f"{name:28} {hit + alarm + missed + clean:4} {precision:.3f} {recall:.3f}")  # noqa: T201
    print("\n".join(wrong), f"\n{len(wrong)} wrong")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
