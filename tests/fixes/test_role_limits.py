"""Fixes that give a role rights: they fit into it, and say where something else refuses them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import pytest

from auditor.model import Account, FixKind, Known, Outcome, Policy, Role
from tests.fixes.model import applied
from tests.fixes.test_model import failing, fixes, judged_by
from tests.fixes.variants import CASES, Made, Place, allow, document, plain

GRANTING = (
    "broken-dlq",
    "broken-tracing",
    "missing-dlq",
    "missing-tracing",
    "no-log-permission",
    "plaintext-secret",
    "stream-without-failure-destination",
)
_INLINE, _ATTACHED = 10_240, 10


def failing_variant(check: str, style: str = "bare") -> Made:
    return CASES[check][0](plain(check, style, Place()))


def _role(made: Made) -> Role:
    assert made.role is not None
    return made.role


def full(made: Made) -> Made:
    """Return the function with a role whose inline policies leave room for no other."""
    room = _INLINE - 60 - sum(map(_size, _role(made).inline))
    buckets = [f"arn:aws:s3:::bucket-{n:04}-{'x' * 40}/k" for n in range((room - 90) // 70)]
    filler = Policy(name="filler", text=document(allow("s3:GetObject", buckets)))
    return replace(made, role=replace(_role(made), inline=(*_role(made).inline, filler)))


def with_ten_policies(made: Made) -> Made:
    role = _role(made)
    more = tuple(
        Policy(
            name=f"own{n}",
            arn=f"arn:aws:iam::111122223333:policy/own{n}",
            text=document(allow("s3:GetObject", f"arn:aws:s3:::covers-{n}/k")),
        )
        for n in range(_ATTACHED - len(role.attached))
    )
    return replace(made, role=replace(role, attached=(*role.attached, *more)))


def below_a_boundary(made: Made) -> Made:
    text = document(allow(["logs:CreateLogGroup", "s3:*"], "*"))
    limit = Policy(name="limit", arn="arn:aws:iam::111122223333:policy/limit", text=text)
    return replace(made, role=replace(_role(made), boundary=Known(limit)))


def denied(made: Made) -> Made:
    refused = ["sqs:SendMessage", "xray:*", "secretsmanager:*", "logs:PutLogEvents"]
    return made.allowed({"Effect": "Deny", "Action": refused, "Resource": "*"})


def _size(policy: Policy) -> int:
    assert isinstance(policy.text, Known)
    return len("".join(policy.text.value.split()))


def _roles(account: Account) -> list[Role]:
    return list(account.roles.get().values())


@pytest.mark.parametrize("limit", [full, with_ten_policies])
@pytest.mark.parametrize("check", GRANTING)
def test_a_right_fits_into_the_role(check: str, limit: Callable[[Made], Made]) -> None:
    made = limit(failing_variant(check))
    before, account = failing(made.account()), made.account()
    for fix in fixes(judged_by(check, account, made.function.arn)):
        account = applied(account, fix.cli)
    assert (check, made.function.arn) not in failing(account)
    assert failing(account).keys() <= before.keys()
    assert all(sum(map(_size, role.inline)) <= _INLINE for role in _roles(account))
    assert all(len(role.attached) <= _ATTACHED for role in _roles(account))


@pytest.mark.parametrize("check", ["broken-tracing", "missing-tracing"])
def test_an_eleventh_policy_is_in_no_snippet(check: str) -> None:
    whole = full(failing_variant(check))
    for made in (with_ten_policies(failing_variant(check)), with_ten_policies(whole)):
        (finding,) = judged_by(check, made.account(), made.function.arn).findings
        fix = finding.fix
        texts = (fix.cli, fix.sam, fix.terraform)
        assert not any("aws:policy/AWSXRay" in text for text in texts)
        assert "- AWSXRay" not in fix.sam
        assert "xray:PutTraceSegments" in fix.sam


@pytest.mark.parametrize("check", GRANTING)
def test_a_right_with_no_room_anywhere_is_a_decision(check: str) -> None:
    made = with_ten_policies(full(failing_variant(check)))
    found = judged_by(check, made.account(), made.function.arn).findings
    assert {f.fix.kind for f in found} == {FixKind.DECIDE}
    assert all("no room for another inline one" in f.fix.cli for f in found)


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        (below_a_boundary, "the permissions boundary limit does not allow"),
        (denied, "denies"),
    ],
)
@pytest.mark.parametrize("check", GRANTING)
def test_what_refuses_a_right_is_named_before_its_command(
    check: str, limit: Callable[[Made], Made], reason: str
) -> None:
    made = limit(failing_variant(check))
    found = judged_by(check, made.account(), made.function.arn)
    assert found.outcome is Outcome.FAIL
    for finding in found.findings:
        assert finding.fix.kind is FixKind.DECIDE
        assert "# Careful: " in finding.fix.cli.splitlines()[0]
        assert reason in finding.fix.cli.splitlines()[0]


def test_both_rights_to_a_key_come_at_once() -> None:
    made = CASES["broken-dlq"][3](plain("broken-dlq", "bare", Place()))
    target = str(made.function.dead_letter_target)
    key = made.place.arn("kms", "key/1234")
    held = made.region["destinations"][target].get()
    made = made.having(destinations={target: Known(replace(held, kms_key=key))})
    account = made.account()
    for fix in fixes(judged_by("broken-dlq", account, made.function.arn)):
        account = applied(account, fix.cli)
    assert judged_by("broken-dlq", account, made.function.arn).outcome is Outcome.PASS


def test_the_findings_of_one_role_are_fixed_in_every_order() -> None:
    """Each fix is the report's, so it knows nothing of those that ran before it."""
    made = plain("every", "settings", Place())
    orders = made.place.arn("dynamodb", "table/orders")
    made = made.allowed(
        allow("dynamodb:*", orders),
        allow(["sqs:PurgeQueue", "sts:GetCallerIdentity"], "*"),
        allow(["iam:PutRolePolicy", "iam:PassRole", "lambda:CreateFunction"], "*"),
    ).changed(dead_letter_target=made.place.arn("sqs", "gone"))
    made = made.having(
        destinations={**made.region["destinations"], made.place.arn("sqs", "gone"): Known(None)}
    )
    proposed = {
        check: [fix.cli for fix in fixes(result)]
        for (check, _), result in failing(made.account()).items()
    }
    wanted = [
        "broken-dlq",
        "privilege-escalation",
        "role-trust-too-wide",
        "wildcard-action",
        "wildcard-resource",
    ]
    wanted = [check for check in wanted if check in proposed]
    assert len(wanted) >= 4
    for order in permutations(wanted):
        account = made.account()
        for check in order:
            for text in proposed[check]:
                account = applied(account, text)
        assert failing(account).keys() <= {
            (check, made.function.arn) for check in proposed if check not in wanted
        }
        kept = [
            p.text.value for r in _roles(account) for p in r.inline if isinstance(p.text, Known)
        ]
        assert any('"Covers"' in text for text in kept), "another statement is lost"
        assert any("dynamodb:GetItem" in text and orders in text for text in kept)
        assert all(json.loads(text)["Statement"] for text in kept)
