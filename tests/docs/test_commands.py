"""Every command in the documentation runs, or is named here with what it needs."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from tests.docs.markdown import Command, commands
from tests.organization.conftest import hub, member
from tests.simulator.organization import OrganizationSimulator

# Commands that no test of this module runs, by how they begin, and why.
NEEDS = {
    "aws ": "an AWS account",
    "sam ": "an AWS account; tests/selfaudit/run runs it against an emulator",
    "docker ": "docker",
    "terraform ": "Terraform",
    "git ": "a checkout",
    "pip install": "the network; every CI step does it",
    "make ": "is a step of .ci/run",
    "auditor demo": "an emulator; tests/demo runs it",
    "auditor bundle": "pip; tests/selfaudit runs it",
    "auditor org watch": "a state machine; tests/organization/deployed runs it",
    "auditor org report s3:": "a bucket; tests/organization/deployed runs it",
}
SUBSTITUTION = "$("  # asks AWS for one of the arguments
TEMPLATE = """
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties: {Handler: a.b, Runtime: python3.13, InlineCode: "", Tracing: Active}
"""
CHECK = """
from auditor.plugin import Category, Severity, check


@check("own-rule", category=Category.UPKEEP, severity=Severity.LOW)
def own_rule(function, audit):
    \"\"\"A rule of our own.

    Because it is ours.

    Fix: nothing.
    \"\"\"
    yield from ()
"""
SYNTHESIZED = '{"Resources": {"Orders": {"Type": "AWS::Lambda::Function", "Properties": {}}}}'
PLAN = '{"format_version": "1.2", "planned_values": {"root_module": {}}, "configuration": {}}'
WAIVERS = "version: 1\nwaivers: []\n"
SHOWN = sorted({one.words: one for one in commands()}.values(), key=str)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A folder with the files that the pages speak of, and the address of an organization."""
    folder = tmp_path_factory.mktemp("documented")
    for name in ("template.yaml", "a.yaml"):
        (folder / name).write_text(TEMPLATE)
    (folder / "b.yaml").write_text(TEMPLATE.replace("Orders", "Bills"))
    (folder / "plan.json").write_text(PLAN)
    (folder / "auditor-waivers.yaml").write_text(WAIVERS)
    for name, text in {
        ".serverless/cloudformation-template-update-stack.json": SYNTHESIZED,
        "cdk.out/Shop.template.json": SYNTHESIZED,
        "my-checks/own_rule.py": CHECK,
    }.items():
        (folder / name).parent.mkdir()
        (folder / name).write_text(text)
    with OrganizationSimulator([hub(), member(1)]) as simulator, pytest.MonkeyPatch.context() as at:
        at.chdir(folder)
        done = run("auditor scan -o report.json --save-snapshot account.json.gz", simulator.url)
        assert done.exit_code == 0, done.output
        for name in ("old.json", "new.json", "main.json"):
            shutil.copy(folder / "report.json", folder / name)
        run("auditor org scan --organization --dir audit", simulator.url)
        yield folder, simulator.url


def run(words: str, url: str) -> Result:
    """Run a command in this process, with credentials that are worth nothing."""
    environment = {
        "AWS_ENDPOINT_URL": url, "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "none",
        "AUDITOR_QUOTA_SHARE": "inf",
    }  # fmt: skip
    words, _, target = words.partition(" > ")
    result = CliRunner().invoke(main, shlex.split(words)[1:], env=environment)
    if target:
        Path(target.strip()).write_text(result.stdout)
    return result


@pytest.mark.parametrize("command", SHOWN, ids=str)
def test_a_documented_command_runs(
    command: Command, prepared: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if SUBSTITUTION in command.words or command.words.startswith(tuple(NEEDS)):
        return
    folder, url = prepared
    monkeypatch.chdir(folder)
    result = run(command.words, url)
    assert result.exit_code in {0, 1, 3}, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def test_what_no_test_here_runs_is_in_some_page() -> None:
    shown = [one.words for one in SHOWN]
    assert [start for start in NEEDS if not any(w.startswith(start) for w in shown)] == []
