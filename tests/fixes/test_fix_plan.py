"""One script: ordered, without contradictions, and harmless until it is run."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.analysis import fix_text
from auditor.cli import main
from auditor.evaluate.registry import renderers
from auditor.model import Finding, Fix, FixKind, Severity
from auditor.model.report import ReportResult
from auditor.storage.codec import report_to_json
from tests.reports import samples

ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
TIMEOUT = "aws lambda update-function-configuration --function-name orders --region eu-west-1"


def failure(
    check: str, cli: str, *, severity: Severity = Severity.MEDIUM, kind: FixKind = FixKind.FIX
) -> ReportResult:
    return samples.result(
        id=hashlib.sha256(f"{check}{cli}".encode()).hexdigest()[:16],
        check=check,
        function=ARN,
        severity=severity,
        findings=(Finding(message=f"{check} is wrong", fix=Fix(cli=cli, kind=kind)),),
    )


def plan(*results: ReportResult) -> str:
    return renderers()["fix-plan"].render(replace(samples.empty(), results=results)).decode()


def test_two_fixes_of_one_setting_become_one_and_the_other_is_named() -> None:
    text = plan(
        failure("timeout-near-limit", f"{TIMEOUT} --timeout 120"),
        failure("api-timeout", f"{TIMEOUT} --timeout 28", severity=Severity.HIGH),
    )
    ran = [line for line in text.splitlines() if line.startswith("aws lambda update")]
    assert ran == [f"{TIMEOUT} --timeout 28"]
    assert "# Left out: timeout-near-limit at orders. It would undo step 1." in text
    assert f"#   {TIMEOUT} --timeout 120" in text


def test_fixes_of_different_settings_are_both_steps() -> None:
    text = plan(
        failure("a", f"{TIMEOUT} --timeout 120"), failure("b", f"{TIMEOUT} --memory-size 512")
    )
    assert "Step 2 of 2" in text
    assert "Left out" not in text


def test_equal_commands_run_once() -> None:
    text = plan(failure("a", f"{TIMEOUT} --timeout 9"), failure("b", f"{TIMEOUT} --timeout 9"))
    assert text.count("\naws lambda update") == 1
    assert "resolves 2 findings" in text


def test_what_an_earlier_step_removed_is_not_removed_again() -> None:
    remove = "aws lambda remove-permission --function-name orders --statement-id all"
    text = plan(failure("a", remove), failure("b", f"{remove}\necho then"))
    assert text.count(f"\n{remove}\n") == 1
    assert "\necho then\n" in text


def test_attributes_of_a_queue_are_settings_of_their_own() -> None:
    start = "aws sqs set-queue-attributes --queue-url https://q --region eu-west-1 --attributes"
    text = plan(
        failure("a", f"{start} VisibilityTimeout=360"),
        failure("b", start + """ '{"RedrivePolicy":"{}"}'"""),
        failure("c", start + """ '{"RedrivePolicy":"{1}"}'""", severity=Severity.LOW),
    )
    assert "Step 2 of 2" in text
    assert "# Left out: c at orders" in text


def test_what_needs_a_decision_or_a_look_is_a_comment() -> None:
    text = plan(
        failure("unused-function", "aws lambda delete-function --x", kind=FixKind.DECIDE),
        failure("high-error-rate", "aws logs filter-log-events", kind=FixKind.INVESTIGATE),
    )
    assert not [line for line in text.splitlines() if line.startswith("aws ")]
    assert "# Decide first" in text
    assert "# Investigate first" in text


def test_a_step_with_an_unset_value_is_skipped_and_the_next_one_runs(tmp_path: Path) -> None:
    topic = fix_text.placeholder("TOPIC_ARN")
    text = plan(
        failure("a", fix_text.shell("echo", "ran", topic), severity=Severity.HIGH),
        failure("b", "echo second"),
    )
    script = tmp_path / "plan.sh"
    script.write_text(text)
    done = subprocess.run(  # noqa: S603  the script under test
        ["/usr/bin/env", "-i", "PATH=/usr/bin:/bin", "bash", str(script)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "second\n")
    assert "skipped step 1: set STEP_1_TOPIC_ARN" in done.stderr


def test_nothing_of_the_account_runs(tmp_path: Path) -> None:
    evil = "x\n$(touch owned)`touch owned`'; touch owned #\r\u2028touch owned"
    cli = fix_text.shell("echo", evil)
    result = failure("a", cli)
    hostile = replace(result, check=evil, findings=(Finding(message=evil, fix=Fix(cli=cli)),))
    decide = replace(
        hostile, findings=(Finding(message=evil, fix=Fix(cli=cli, kind=FixKind.DECIDE)),)
    )
    script = tmp_path / "plan.sh"
    script.write_text(plan(hostile, decide))
    subprocess.run(["bash", str(script)], check=True, cwd=tmp_path, capture_output=True)  # noqa: S603, S607
    (backup,) = (path.name for path in tmp_path.iterdir() if path.name != "plan.sh")
    assert backup.startswith("fix-plan-backup-")


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="tests/fixes/run installs it")
def test_shellcheck_is_content(tmp_path: Path) -> None:
    script = tmp_path / "plan.sh"
    topic = fix_text.placeholder("TOPIC_ARN")
    script.write_text(
        plan(
            failure("a", f"{TIMEOUT} --timeout 120"),
            failure("b", fix_text.shell("aws", "sns", "x", topic, "$LATEST")),
        )
    )
    done = subprocess.run(["shellcheck", str(script)], capture_output=True, check=False)  # noqa: S603, S607
    assert done.stdout == b""


def test_the_command_takes_a_report_and_a_name(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(report_to_json(samples.empty()))
    done = CliRunner().invoke(main, ["fix-plan", str(file)])
    assert done.exit_code == 0
    assert done.stdout.startswith("#!/usr/bin/env bash")
    done = CliRunner().invoke(main, ["fix-plan", str(file), "--function", "nothing-*"])
    assert done.exit_code == 2
    assert "nothing-*" in done.output


def test_the_plan_of_one_owner_holds_no_fix_of_another(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    mine = failure("a", f"{TIMEOUT} --timeout 9")
    other = replace(mine, id="f" * 16, function=f"{ARN}-two")
    functions = (
        samples.function("orders", owner="shop"),
        samples.function("x", arn=f"{ARN}-two", owner=""),
    )
    report = replace(
        samples.empty(), results=(mine, other), functions=functions, owner_tags=("team",)
    )
    file.write_bytes(report_to_json(report))
    done = CliRunner().invoke(main, ["fix-plan", str(file), "--owner", "shop"])
    assert done.exit_code == 0
    assert "Step 1 of 1" in done.stdout
    done = CliRunner().invoke(main, ["fix-plan", str(file), "--owner", "no-such-owner"])
    assert done.exit_code == 2
    assert "no function has this owner, but shop" in done.output


def test_a_report_without_owners_says_how_to_get_them(tmp_path: Path) -> None:
    file = tmp_path / "report.json"
    file.write_bytes(report_to_json(replace(samples.empty(), owner_tags=())))
    done = CliRunner().invoke(main, ["fix-plan", str(file), "--owner", "shop"])
    assert done.exit_code == 2
    assert "--owner-tag" in done.output


def test_a_whole_policy_and_one_of_its_statements_are_not_both_changed() -> None:
    whole = (
        f"aws lambda put-resource-policy --resource-arn {ARN} --region eu-west-1 --policy '{{}}'"
    )
    part = "aws lambda remove-permission --function-name orders --region eu-west-1 --statement-id a"
    text = plan(failure("a", part, severity=Severity.HIGH), failure("b", whole))
    assert "# Left out: b at orders" in text
    text = plan(failure("a", part), failure("b", whole, severity=Severity.HIGH))
    assert "# Left out: a at orders" in text
    assert f"aws lambda put-resource-policy --resource-arn {ARN} --region eu-west-1" in text
    assert "# Careful: this replaces the whole policy of who may call the function." in text
