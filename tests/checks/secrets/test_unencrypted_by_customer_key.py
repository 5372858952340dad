from __future__ import annotations

from collections.abc import Callable

from auditor.model import Function, Known, Outcome, Result, Severity, Sighting, Unknown

SEEN = Sighting(
    place="environment",
    name="API_KEY",
    detector="name-key",
    confidence="medium",
    reason="a credential's name with a random value",
    fingerprint="0123abcd",
)
KEY = "arn:aws:kms:eu-west-1:111122223333:key/1"
CHECK = "unencrypted-by-customer-key"


def test_a_secret_without_a_customer_key_fails(
    run: Callable[..., Result], function: Callable[..., Function]
) -> None:
    result = run(CHECK, function(secrets=Known((SEEN,))))
    assert result.outcome is Outcome.FAIL
    assert result.severity is Severity.INFO
    assert result.findings[0].evidence["variables"] == ("API_KEY",)
    assert "--kms-key-arn" in result.findings[0].fix.cli


def test_a_customer_key_passes(
    run: Callable[..., Result], function: Callable[..., Function]
) -> None:
    assert run(CHECK, function(secrets=Known((SEEN,)), kms_key=KEY)).outcome is Outcome.PASS


def test_without_secrets_the_question_does_not_arise(
    run: Callable[..., Result], function: Callable[..., Function]
) -> None:
    assert run(CHECK, function()).outcome is Outcome.NOT_APPLICABLE


def test_an_unread_environment_is_unknown(
    run: Callable[..., Result], function: Callable[..., Function]
) -> None:
    denied = Unknown(reason="denied", iam_action="kms:Decrypt")
    assert run(CHECK, function(secrets=denied)).outcome is Outcome.UNKNOWN
