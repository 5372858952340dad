"""The GitHub Action: its scripts run here with programs that write down how they were called."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from auditor.cli import main
from auditor.evaluate.registry import renderers
from tests.reports import samples

HERE = Path(__file__).parents[2] / "deploy" / "github"
ACTION: dict[str, Any] = yaml.safe_load((HERE / "action.yml").read_text())

AUDITOR = """#!/bin/sh
printf '%s\\n' "$@" > "$CALLS"
[ "$CODE" = 2 ] && exit 2
for word in "$@"; do case "$word" in */report.*)
echo '{"score": {"value": 48.9, "grade": "F?"}}' > "${word#*:}" ;; esac; done
exit "$CODE"
"""
GH = """#!/bin/sh
case "$*" in
*--paginate*) printf '%s' "$EARLIER" ;;
*) printf '%s\\n' "$@" > "$CALLS" ;;
esac
"""


def program(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


def run(script: str, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "CALLS": str(folder / "calls")}
    return subprocess.run(  # noqa: S603  our own script
        [str(HERE / script)],
        env=environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )


def scan(folder: Path, **variables: str) -> tuple[int, list[str], str, str]:
    """Return the exit code, the auditor's arguments, the outputs and the job summary."""
    output, summary = folder / "output", folder / "summary"
    output.touch()
    summary.touch()
    inputs = {
        "AUDITOR": str(program(folder / "auditor", AUDITOR)),
        "FOLDER": str(folder / "reports"),
        "GITHUB_OUTPUT": str(output),
        "GITHUB_STEP_SUMMARY": str(summary),
        "FAIL_ON": "high",
        "FAIL_ON_NEW": "false",
        "CODE": "0",
        **dict.fromkeys(("REGIONS", "CONFIG", "WAIVERS", "BASELINE", "ARGUMENTS"), ""),
    }
    done = run("scan.sh", folder, **{**inputs, **variables})
    called = (folder / "calls").read_text().splitlines()
    return done.returncode, called, output.read_text(), summary.read_text()


def test_the_scan_writes_every_document_and_its_summary(tmp_path: Path) -> None:
    code, called, output, summary = scan(tmp_path)
    assert code == 0
    assert called[:4] == ["scan", "--no-progress", "--fail-on", "high"]
    assert "--region" not in called
    (folder,) = (tmp_path / "reports").iterdir()
    assert output == f"exit-code=0\nfolder={folder}\nscore=48.9\ngrade=F?\n"
    assert "score" in summary


@pytest.mark.parametrize(("code", "reported"), [("1", True), ("3", True), ("2", False)])
def test_a_gate_that_fails_does_not_keep_the_reports_back(
    tmp_path: Path, *, code: str, reported: bool
) -> None:
    status, _, output, _ = scan(tmp_path, CODE=code)
    assert status == 0
    assert f"exit-code={code}\n" in output
    assert ("folder=" in output) is reported


def test_templates_are_audited_in_place_of_an_account(tmp_path: Path) -> None:
    hostile = f"$(touch {tmp_path}/pwned)"
    _, called, _, _ = scan(
        tmp_path, TEMPLATES=f"template.yaml\ncdk.out\n{hostile}\n", PARAMETERS="Stage=prod\n"
    )
    assert called[:6] == [
        "template",
        "template.yaml",
        "cdk.out",
        hostile,
        "--parameter",
        "Stage=prod",
    ]
    assert "github:-" in called
    assert not (tmp_path / "pwned").exists()


def test_an_audit_without_a_report_publishes_nothing_of_an_earlier_one(tmp_path: Path) -> None:
    assert "score=48.9" in scan(tmp_path)[2]
    _, _, output, summary = scan(tmp_path, CODE="2")
    assert output.splitlines()[-1] == "exit-code=2"
    assert summary.count("score") == 1


def test_every_action_is_named_by_the_hash_of_a_commit() -> None:
    for name in ("action.yml", "workflow.yml"):
        for line in (HERE / name).read_text().splitlines():
            _, uses, action = line.partition("uses: ")
            if uses and not action.startswith("OWNER/"):
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action


def test_inputs_are_words_and_never_code(tmp_path: Path) -> None:
    hostile = f"$(touch {tmp_path}/pwned) `id`; x"
    _, called, _, _ = scan(
        tmp_path,
        REGIONS="eu-west-1\n us-east-1",
        WAIVERS=hostile,
        FAIL_ON_NEW="true",
        BASELINE="old report.json",
        ARGUMENTS="--function\norders *\n",
    )
    assert called[called.index("--waivers") + 1] == hostile
    assert called[called.index("--baseline") + 1] == "old report.json"
    assert [called[n + 1] for n, word in enumerate(called) if word == "--region"] == [
        *("eu-west-1", "us-east-1"),
    ]
    assert called[-3:] == ["--fail-on-new", "--function", "orders *"]
    assert not (tmp_path / "pwned").exists()


def test_the_options_exist(tmp_path: Path) -> None:
    _, called, _, _ = scan(tmp_path, REGIONS="r", CONFIG="c", WAIVERS="w", BASELINE="b")
    scanned = main.get_command(None, "scan")  # type: ignore[arg-type]
    assert scanned is not None
    known = {name for parameter in scanned.params for name in parameter.opts}
    assert {word for word in called if word.startswith("-")} <= known
    formats = [called[n + 1] for n, word in enumerate(called) if word == "-o"]
    assert {f.partition(":")[0] for f in formats if ":" in f} <= set(renderers())


@pytest.mark.parametrize(
    ("earlier", "method", "address"),
    [
        ("", "POST", "repos/o/r/issues/7/comments"),
        ("42\n43\n", "PATCH", "repos/o/r/issues/comments/42"),
    ],
)
def test_the_comment_is_written_once_and_then_anew(
    tmp_path: Path, earlier: str, method: str, address: str
) -> None:
    program(tmp_path / "gh", GH)
    comment = tmp_path / "comment.md"
    comment.write_bytes(renderers()["markdown-comment"].render(samples.report()))
    done = run(
        "comment.sh",
        tmp_path,
        EARLIER=earlier,
        COMMENT=str(comment),
        PULL_REQUEST="7",
        GITHUB_REPOSITORY="o/r",
    )
    assert (done.returncode, done.stderr) == (0, "")
    called = (tmp_path / "calls").read_text().splitlines()
    assert called[:5] == ["api", "--silent", "--method", method, address]
    assert called[-1] == f"body=@{comment}"


def test_no_script_has_an_expression_in_its_text() -> None:
    steps = ACTION["runs"]["steps"]
    assert [s for s in steps if "${{" in str(s.get("run", ""))] == []


def test_every_input_is_used_and_documented() -> None:
    text, readme = (HERE / "action.yml").read_text(), (HERE / "README.md").read_text()
    for name in ACTION["inputs"]:
        assert f"inputs.{name}" in text
        assert f"`{name}`" in readme or name == "token"


def test_the_workflow_gives_inputs_that_exist_and_no_right_too_many() -> None:
    workflow = yaml.safe_load((HERE / "workflow.yml").read_text())
    (job,) = workflow["jobs"].values()
    given = job["steps"][-1]["with"]
    assert set(given) <= set(ACTION["inputs"])
    assert workflow["permissions"] == {"contents": "read"}
    assert job["permissions"] == {
        "contents": "read",
        "id-token": "write",
        "security-events": "write",
        "pull-requests": "write",
    }


def test_the_trust_policy_in_the_readme_names_one_repository() -> None:
    (policy,) = re.findall(r"```json\n(.*?)```", (HERE / "README.md").read_text(), re.DOTALL)
    (statement,) = json.loads(policy)["Statement"]
    condition = statement["Condition"]["StringEquals"]
    assert "*" not in json.dumps(condition)
