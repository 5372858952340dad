"""What is proven stays proven where the rest could not be read."""

from __future__ import annotations

from collections.abc import Callable

from auditor.analysis.secrets import Classifier
from auditor.collect.facts.function_calls import with_tag_secrets
from auditor.collect.facts.values import environment
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
