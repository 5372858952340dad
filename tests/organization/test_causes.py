"""What a cause is called once it is the same in several accounts."""

from __future__ import annotations

import pytest

from auditor.organization.causes import merged, shared_cause

ACCOUNT = "111122223333"
CAUSES = {
    f"arn:aws:iam::{ACCOUNT}:role/deploy": "role/deploy",
    f"arn:aws:iam::{ACCOUNT}:role/path/api-Role-1A2B3C4D5E6F": "role/path/api-Role-*",
    f"arn:aws:iam::{ACCOUNT}:role/reader-{ACCOUNT}-eu-west-1": "role/reader-*",
    f"arn:aws:iam::{ACCOUNT}:role/payments-prod-deploy-role": "role/*-deploy-role",
    f"arn:aws:iam::{ACCOUNT}:role/PAYMENTS-PROD-x": "role/*-x",
    f"arn:aws:lambda:eu-west-1:{ACCOUNT}:layer:common:7": "layer:common:7",
    "arn:aws:lambda:eu-west-1:444455556666:layer:common:7": "444455556666:layer:common:7",
    f"arn:aws:sqs:us-east-1:{ACCOUNT}:dead-letters": "sqs:dead-letters",
    f"arn:aws-cn:iam::{ACCOUNT}:role/deploy": "role/deploy",
    "secret:0a1b2c3d": "secret:0a1b2c3d",
    f"{ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com/app:1": "*.dkr.ecr.*.amazonaws.com/app:1",
    "vpc-0123456789abcdef0": "vpc-*",
}


@pytest.mark.parametrize(("cause", "shared"), CAUSES.items())
def test_what_differs_from_account_to_account_is_left_open(cause: str, shared: str) -> None:
    assert shared_cause(cause, ACCOUNT, ("payments-prod",)) == shared


def test_a_short_name_of_an_account_is_not_looked_for_in_everything() -> None:
    assert shared_cause(f"arn:aws:iam::{ACCOUNT}:role/a-b", ACCOUNT, ("a", "b")) == "role/a-b"


def test_an_account_name_is_text_and_no_pattern() -> None:
    assert shared_cause(f"arn:aws:iam::{ACCOUNT}:role/x", ACCOUNT, ("(((", ".*", "a|b")) == "role/x"


def test_secrets_are_never_taken_together_by_their_spelling() -> None:
    assert merged({f"secret:{n}-a-b": str(n) for n in range(5)}) == {}
