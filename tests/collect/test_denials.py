"""Who denied a call is read out of AWS's own sentence, and only an identity's lack is a right."""

from __future__ import annotations

import pytest

from auditor.assess.gaps import gaps
from auditor.collect.aws.causes import denial
from auditor.model import Loss
from tests.collect.conftest import Read
from tests.simulator import Fault, generated

WHO = "User: arn:aws:iam::111122223333:user/jane is not authorized to perform: lambda:GetPolicy"
WHAT = " on resource: arn:aws:lambda:eu-west-1:111122223333:function:orders"
ARN = ": arn:aws:organizations::444455556666:policy/o-example/service_control_policy/p-2kgnabcd"
ENCODED = (
    "You are not authorized to perform this operation. Encoded authorization failure message:"
    " 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijklmn"
)
POLICIES = [
    "service control policy",
    "resource control policy",
    "VPC endpoint policy",
    "permissions boundary",
    "session policy",
    "resource-based policy",
    "role trust policy",
]


@pytest.mark.parametrize("policy", POLICIES)
def test_an_implicit_denial_by_another_policy_is_no_missing_right(policy: str) -> None:
    told = f"{WHO} because no {policy} allows the lambda:GetPolicy action"
    assert denial("lambda:GetPolicy", told) == (
        Loss.FORBIDDEN,
        f"lambda:GetPolicy is denied: no {policy} allows it",
    )


@pytest.mark.parametrize("arn", ["", ARN])
@pytest.mark.parametrize("article", ["a", "an", "the"])
@pytest.mark.parametrize("policy", [*POLICIES, "identity-based policy"])
def test_an_explicit_denial_is_named_with_its_kind_of_policy(
    policy: str, article: str, arn: str
) -> None:
    loss, reason = denial(
        "lambda:GetPolicy", f"{WHO}{WHAT} with an explicit deny in {article} {policy}{arn}"
    )
    article = "an" if policy.startswith("identity") else "a"
    assert loss is Loss.FORBIDDEN
    assert reason == f"lambda:GetPolicy is denied by an explicit deny in {article} {policy}"


@pytest.mark.parametrize(
    "told",
    [
        f"{WHO}{WHAT} because no identity-based policy allows the lambda:GetPolicy action",
        f"{WHO}{WHAT}",
        ENCODED,
        "Access Denied",
        "",
    ],
)
def test_what_an_identity_lacks_is_a_missing_right(told: str) -> None:
    assert denial("lambda:GetPolicy", told) == (Loss.DENIED, "lambda:GetPolicy is denied")


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("deny-scp", "explicit deny in a service control policy"),
        ("deny-rcp", "explicit deny in a resource control policy"),
        ("deny-endpoint", "no VPC endpoint policy allows it"),
        ("deny-boundary", "no permissions boundary allows it"),
        ("deny-session", "no session policy allows it"),
    ],
)
def test_a_gap_says_who_denies_and_advises_no_right_that_cannot_help(
    read: Read, kind: str, words: str
) -> None:
    account, _ = read(generated(2), Fault(kind=kind, operations="lambda:GetPolicy"))
    (gap,) = (g for g in gaps(account, ()) if g.operation == "lambda:GetPolicy")
    assert words in gap.message
    assert gap.kind == "forbidden"
    assert gap.iam_action == ""
