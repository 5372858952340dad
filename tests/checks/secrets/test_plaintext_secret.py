from __future__ import annotations

import shlex
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from auditor.evaluate.engine import judge
from auditor.evaluate.registry import checks
from auditor.model import (
    Account,
    Confidence,
    EventSourceMapping,
    Function,
    Known,
    Layer,
    Outcome,
    PackageContents,
    Region,
    Result,
    SecretSearch,
    Severity,
    Sighting,
    Unknown,
)
from auditor.model.audit import Audit

Build = Callable[..., Function]
Run = Callable[..., Result]

DENIED = Unknown(
    reason="the environment variables could not be decrypted", iam_action="kms:Decrypt"
)


def sighting(**differences: Any) -> Sighting:
    seen = Sighting(
        place="environment",
        name="DB_PASSWORD",
        detector="name-password",
        confidence="medium",
        reason="a password's name with a value that can be one",
        fingerprint="0123abcd",
    )
    return replace(seen, **differences)


def test_a_function_without_sightings_passes(run: Run, function: Build) -> None:
    assert run("plaintext-secret", function()).outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("confidence", "severity"),
    [("high", Severity.CRITICAL), ("medium", Severity.HIGH), ("low", Severity.LOW)],
)
def test_the_surer_the_sighting_the_worse_the_finding(
    run: Run, function: Build, confidence: str, severity: Severity
) -> None:
    result = run("plaintext-secret", function(secrets=Known((sighting(confidence=confidence),))))
    assert result.outcome is Outcome.FAIL
    assert result.severity is severity
    assert result.findings[0].confidence is Confidence(confidence)
    assert result.findings[0].cause == "secret:0123abcd"


def test_every_sighting_is_a_finding_that_names_its_variable(run: Run, function: Build) -> None:
    seen = (sighting(), sighting(name="API_KEY", fingerprint="ffff0000"))
    findings = run("plaintext-secret", function(secrets=Known(seen))).findings
    assert [finding.evidence["name"] for finding in findings] == ["API_KEY", "DB_PASSWORD"]
    assert "variable DB_PASSWORD" in findings[1].message


def test_an_environment_that_could_not_be_decrypted_is_unknown(run: Run, function: Build) -> None:
    result = run("plaintext-secret", function(secrets=DENIED, environment=DENIED))
    assert result.outcome is Outcome.UNKNOWN
    assert result.missing is not None
    assert result.missing.iam_action == "kms:Decrypt"


def test_a_secret_in_a_tag_stays_a_failure_when_the_environment_is_denied(
    run: Run, function: Build
) -> None:
    seen = Known((sighting(place="tag", name="token"),))
    result = run("plaintext-secret", function(secrets=seen, environment=DENIED))
    assert result.outcome is Outcome.FAIL
    assert "lambda:ListTags" in result.findings[0].message


def test_a_denied_environment_without_sightings_is_no_pass(run: Run, function: Build) -> None:
    result = run("plaintext-secret", function(secrets=Known(()), environment=DENIED))
    assert result.outcome is Outcome.UNKNOWN


def test_a_token_in_the_package_is_a_finding(run: Run, function: Build) -> None:
    package = PackageContents(
        uncompressed=10, entry_count=1, secrets=(sighting(place="package", name="app.py"),)
    )
    result = run("plaintext-secret", function(package=Known(package)))
    assert "file app.py" in result.findings[0].message


def test_the_same_secret_elsewhere_is_counted(
    function: Build, region: Callable[..., Region], account: Callable[..., Account]
) -> None:
    functions = [
        function(arn=f"{function().arn}{at}", name=f"f{at}", secrets=Known((sighting(),)))
        for at in range(7)
    ]
    audit = Audit(account(region(*functions)))
    result = judge(checks()["plaintext-secret"], functions[0], audit)
    assert "the same secret is in 7 functions" in result.findings[0].message
    assert result.findings[0].evidence["functions_with_this_secret"] == 7


def commands(text: str) -> list[list[str]]:
    return [shlex.split(line) for line in text.splitlines() if not line.startswith("#")]


def test_a_hostile_name_stays_one_word_of_the_command(run: Run, function: Build) -> None:
    hostile = "X'; rm -rf ~; '\n$(reboot)"
    for place in ("environment", "tag", "package", "description"):
        seen = Known((sighting(name=hostile, place=place),))
        fix = run("plaintext-secret", function(secrets=seen, name="a'b; ls")).findings[0].fix
        words = shlex.split(fix.cli, comments=True)
        assert "$(reboot" not in words
        assert "rm" not in words
        assert not any(word.startswith("$(") for word in words)


@pytest.mark.parametrize("place", ["environment", "tag", "description", "package"])
def test_two_secrets_of_a_role_get_a_policy_each(run: Run, function: Build, place: str) -> None:
    seen = (sighting(place=place), sighting(place=place, name="API_KEY", fingerprint="ffff0000"))
    findings = run("plaintext-secret", function(secrets=Known(seen))).findings
    names = {
        line[line.index("--policy-name") + 1]
        for finding in findings
        for line in commands(finding.fix.cli)
        if "put-role-policy" in line
    }
    assert len(names) == (1 if place == "description" else 2)


def test_the_new_value_is_stored_without_a_line_break_and_not_as_an_argument(
    run: Run, function: Build
) -> None:
    fix = run("plaintext-secret", function(secrets=Known((sighting(),)))).findings[0].fix
    store = next(line for line in commands(fix.cli) if "create-secret" in line)
    assert store[:2] == ["printf", "%s"]
    assert store[-1] == "file:///dev/stdin"


def test_removing_the_variable_keeps_the_others(run: Run, function: Build) -> None:
    fix = run("plaintext-secret", function(secrets=Known((sighting(),)))).findings[0].fix
    change = next(line for line in commands(fix.cli) if "update-function-configuration" in line)
    assert "get-function-configuration" in change
    assert change[change.index("old") + 1] == "DB_PASSWORD"
    assert change[change.index("secret") + 1] == "orders/DB_PASSWORD"


def test_rotation_comes_first_but_a_doubtful_value_is_looked_at_before(
    run: Run, function: Build
) -> None:
    sure, doubtful = (
        run("plaintext-secret", function(secrets=Known((sighting(confidence=confidence),))))
        for confidence in ("high", "low")
    )
    assert sure.findings[0].fix.cli.startswith("# 1. Rotate the secret")
    assert doubtful.findings[0].fix.cli.startswith("# 1. Find out whether")
    assert "If it is a real secret" in doubtful.findings[0].message


def test_sam_says_what_role_does_to_policies(run: Run, function: Build) -> None:
    fix = run("plaintext-secret", function(secrets=Known((sighting(),)))).findings[0].fix
    assert "SAM ignores Policies if Role is set" in fix.sam


def test_a_package_whose_handler_was_not_searched_is_no_pass(run: Run, function: Build) -> None:
    search = SecretSearch(
        files=3, size=90, handler_searched=False, skipped=(("binary or media", 1, 700),)
    )
    package = PackageContents(uncompressed=10, entry_count=1, search=search)
    result = run("plaintext-secret", function(package=Known(package)))
    assert result.outcome is Outcome.UNKNOWN
    assert "binary or media (1 file, 700 bytes)" in result.reason
    whole = replace(package, search=replace(search, handler_searched=True))
    assert run("plaintext-secret", function(package=Known(whole))).outcome is Outcome.PASS


def test_the_remedy_names_the_function_and_never_asks_for_the_value_in_a_command(
    run: Run, function: Build
) -> None:
    fix = run("plaintext-secret", function(secrets=Known((sighting(),)))).findings[0].fix
    assert "orders/DB_PASSWORD" in fix.cli
    assert "/dev/stdin" in fix.cli
    assert "secretsmanager:GetSecretValue" in fix.cli
    assert "parameters.get_secret" in fix.cli
    assert "FunctionName" in fix.sam
    assert "aws_secretsmanager_secret" in fix.terraform


def test_a_secret_of_an_alias_or_of_a_filter_is_a_finding(
    function: Build, region: Callable[..., Region], account: Callable[..., Account]
) -> None:
    one = function(alias_secrets=(sighting(place="alias", name="live"),))
    mapping = EventSourceMapping(
        uuid="0f1e",
        function_arn=one.arn,
        secrets=(sighting(place="event source mapping", name="0f1e", fingerprint="ffff0000"),),
    )
    place = replace(region(one), event_source_mappings=Known((mapping,)))
    result = judge(checks()["plaintext-secret"], one, Audit(account(place)))
    assert [finding.evidence["place"] for finding in result.findings] == [
        "alias",
        "event source mapping",
    ]
    assert "lambda:ListAliases" in result.findings[0].message
    assert "without the value" in result.findings[1].fix.cli


SEARCHED = SecretSearch(
    files=3, size=90, handler_searched=True, skipped=(("in libraries", 2, 700),)
)


def test_what_was_not_searched_is_said_in_the_passing_result(run: Run, function: Build) -> None:
    package = PackageContents(uncompressed=10, entry_count=1, search=SEARCHED)
    result = run("plaintext-secret", function(package=Known(package)))
    assert result.outcome is Outcome.PASS
    (remark,) = result.remarks
    assert remark.startswith("3 files of the package (90 bytes) were searched for secrets")
    assert remark.endswith("not searched: in libraries (2 files, 700 bytes)")


def test_a_package_that_was_searched_whole_needs_no_remark(run: Run, function: Build) -> None:
    package = PackageContents(uncompressed=10, entry_count=1, search=replace(SEARCHED, skipped=()))
    assert run("plaintext-secret", function(package=Known(package))).remarks == ()


def test_a_package_that_was_to_be_searched_and_could_not_be_read_is_unknown(
    run: Run, function: Build
) -> None:
    unread = function(package=Unknown(reason="denied", operation="lambda:GetFunction"))
    asked = run("plaintext-secret", unread, account={"package_secrets": True})
    assert asked.outcome is Outcome.UNKNOWN
    assert run("plaintext-secret", unread).outcome is Outcome.PASS


def test_a_container_image_that_was_to_be_searched_passes_with_a_remark(
    run: Run, function: Build
) -> None:
    image = function(package_type="Image", package=Unknown(reason="no zip package"))
    result = run("plaintext-secret", image, account={"package_secrets": True})
    assert result.outcome is Outcome.PASS
    assert "container image" in result.remarks[0]


LAYER = "arn:aws:lambda:eu-west-1:111122223333:layer:common:3"


def with_layer(
    function: Build, account: Callable[..., Account], region: Callable[..., Region], contents: Any
) -> Result:
    user = function(layers=(Layer(arn=LAYER, code_size=1),))
    found = region(user, layer_contents=Known({LAYER: contents}))
    audit = Audit(account(found, package_secrets=True))
    return judge(checks()["plaintext-secret"], user, audit)


def test_a_secret_in_a_layer_names_the_file_and_the_layer(
    function: Build, account: Callable[..., Account], region: Callable[..., Region]
) -> None:
    seen = sighting(place="layer file", name="python/.env in layer common:3")
    contents = PackageContents(uncompressed=10, entry_count=1, secrets=(seen,))
    result = with_layer(function, account, region, Known(contents))
    assert "The file python/.env in layer common:3 seems to hold" in result.findings[0].message
    assert "lambda:GetLayerVersion" in result.findings[0].message
    assert "Publish a new version of the layer" in result.findings[0].fix.cli


def test_what_of_a_layer_was_not_searched_is_said(
    function: Build, account: Callable[..., Account], region: Callable[..., Region]
) -> None:
    contents = PackageContents(uncompressed=10, entry_count=1, search=SEARCHED)
    result = with_layer(function, account, region, Known(contents))
    assert result.outcome is Outcome.PASS
    assert result.remarks[0].startswith("3 files of the layer common:3 (90 bytes) were searched")


def test_a_layer_that_could_not_be_read_leaves_the_verdict_open(
    function: Build, account: Callable[..., Account], region: Callable[..., Region]
) -> None:
    denied = Unknown(reason="denied", iam_action="lambda:GetLayerVersion")
    result = with_layer(function, account, region, denied)
    assert result.outcome is Outcome.UNKNOWN
    assert result.missing == denied


def test_a_deleted_version_of_a_layer_is_a_remark(
    function: Build, account: Callable[..., Account], region: Callable[..., Region]
) -> None:
    result = with_layer(function, account, region, Known(None))
    assert result.outcome is Outcome.PASS
    assert result.remarks == (
        "the layer common:3 was not searched for secrets: this version was deleted",
    )
