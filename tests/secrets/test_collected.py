"""What is proven stays proven where the rest could not be read."""

from __future__ import annotations

from collections.abc import Callable

from auditor.analysis.secrets import Classifier
from auditor.collect.facts.function_calls import with_tag_secrets
from auditor.collect.facts.values import environment, in_text, layer_arn
from auditor.model import Function, Known, Sighting, Unknown

DENIED = Unknown(reason="denied", iam_action="kms:Decrypt")
SEEN = Sighting(
    place="tag",
    name="token",
    detector="github-token",
    confidence="high",
    reason="the value has the format github-token",
    fingerprint="0123abcd",
)
REFUSED = {"Error": {"ErrorCode": "AccessDenied", "Message": "kms:Decrypt"}}


def test_a_secret_in_a_description_survives_a_denied_environment() -> None:
    text = "postgres://svc:" + "Zx81abQQ" + "@db.example.com/app"
    raw = {"Description": text, "Environment": REFUSED}
    variables, secrets = environment(raw, Classifier.new())
    assert isinstance(variables, Unknown)
    assert isinstance(secrets, Known)
    assert [s.place for s in secrets.value] == ["description"]
    assert "Zx81" not in repr(secrets)


def test_a_denied_environment_alone_is_unknown() -> None:
    variables, secrets = environment({"Environment": REFUSED}, Classifier.new())
    assert isinstance(variables, Unknown)
    assert isinstance(secrets, Unknown)


def test_a_secret_in_a_tag_survives_a_denied_environment(function: Callable[..., Function]) -> None:
    denied = function(secrets=DENIED, environment=DENIED)
    assert with_tag_secrets(denied, Known((SEEN,))) == Known((SEEN,))
    assert with_tag_secrets(denied, Known(())) == DENIED


def test_a_secret_in_a_variable_survives_denied_tags(function: Callable[..., Function]) -> None:
    assert with_tag_secrets(function(secrets=Known((SEEN,))), DENIED) == Known((SEEN,))
    assert with_tag_secrets(function(), DENIED) == DENIED


LEAKED = "gh" + "p_" + "0123456789abcdefghijABCDEFGHIJ012345"


def test_a_layer_that_is_called_as_a_token_is_seen_and_not_kept() -> None:
    classifier = Classifier.new()
    arn = f"arn:aws:lambda:eu-west-1:111122223333:layer:{LEAKED}:3"
    _, secrets = environment({"Layers": [{"Arn": arn}]}, classifier)
    assert isinstance(secrets, Known)
    assert [(s.place, s.name) for s in secrets.value] == [("layer", "number 1")]
    assert LEAKED not in repr(secrets)
    kept = layer_arn(arn, classifier)
    assert LEAKED not in kept
    assert kept.endswith(":3")
    plain = arn.replace(LEAKED, "orders-common")
    assert layer_arn(plain, classifier) == plain


def test_a_secret_in_a_text_of_free_form_is_seen_with_its_place() -> None:
    text = f'{{"body": {{"token": ["{LEAKED}"]}}}}'
    (seen,) = in_text("event source mapping", "0f1e", text, Classifier.new())
    assert (seen.place, seen.name, seen.detector) == (
        "event source mapping",
        "0f1e",
        "github-token",
    )
    assert not in_text("alias", "live", "Points at what serves orders", Classifier.new())
