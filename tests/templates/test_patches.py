"""`--fix-patch`: what is offered is safe, applies, and resolves what it names."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from auditor.templates.patches.edits import Edit, UnsafeEditError, apply
from tests.templates.conftest import Audited, account_of, results_of

HEAD = "Transform: AWS::Serverless-2016-10-31\n"
SAM = """# the shop
Resources:
  Orders:  # takes orders
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      InlineCode: |
        def handler(event, context): return 1

      # what invokes it
      Events:
        Upload: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: 's3:ObjectCreated:*'}}
        Work: {Type: SQS, Properties: {Queue: !GetAtt Queue.Arn}}

  Bucket: {Type: AWS::S3::Bucket}
  Queue: {Type: AWS::SQS::Queue}  # orders to be sent
"""
RESOLVED = ("missing-tracing", "missing-dlq", "queue-without-redrive", "unbounded-log-retention")


def patched(folder: Path) -> tuple[Result, str]:
    """Run the command in a folder; return its result and the patch."""
    patch = folder / "out.patch"
    arguments = ["template", "template.yaml", "--fix-patch", str(patch), "--exit-zero", "-q"]
    result = CliRunner().invoke(main, arguments)
    return result, patch.read_text(encoding="utf-8") if patch.exists() else ""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_patch_applies_with_git_and_keeps_every_line_that_was_there(
    here: Path, newline: str
) -> None:
    path = here / "template.yaml"
    path.write_bytes((HEAD + SAM).replace("\n", newline).encode())
    before = path.read_bytes().splitlines()
    result, _ = patched(here)
    assert result.exit_code == 0, result.output
    git = shutil.which("git") or pytest.skip("git is not installed")
    subprocess.run(  # noqa: S603  a fixed command
        [git, "apply", "--unsafe-paths", "out.patch"], cwd=here, check=True
    )
    after = path.read_bytes().splitlines()
    # All that was there is there, but for the queue, whose braces take a property in.
    assert [line for line in before if line not in after] == [before[-1]]
    found = Audited(results_of(account_of(path)))
    assert {check: found.outcome(check, "Orders") for check in RESOLVED} == dict.fromkeys(
        RESOLVED, "pass"
    )


def test_a_fix_that_needs_a_decision_is_named_and_not_offered(here: Path) -> None:
    variables = "      Environment: {Variables: {DB_PASSWORD: hunter2-Kx9vQz71}}\n"
    (here / "template.yaml").write_text(
        HEAD + SAM.replace("      Handler", f"{variables}      Handler")
    )
    result, patch = patched(here)
    assert "not in the patch: plaintext-secret of Orders" in result.output
    assert "hunter2" not in result.output
    assert "+      Environment" not in patch


def test_a_property_that_a_function_sets_is_not_overwritten(here: Path) -> None:
    tracing = "      Tracing: !If [Yes, PassThrough, PassThrough]\n"
    condition = 'Conditions: {"Yes": !Equals [a, a]}\n'
    text = HEAD + condition + SAM.replace("      Handler", f"{tracing}      Handler")
    (here / "template.yaml").write_text(text)
    result, patch = patched(here)
    assert "missing-tracing of Orders: Properties.Tracing is set by a function" in " ".join(
        line.replace("Orders.", "") for line in result.output.splitlines()
    )
    assert "Tracing: Active" not in patch


def test_a_role_outside_the_file_keeps_a_fix_from_being_offered(here: Path) -> None:
    role = "      Role: arn:aws:iam::111122223333:role/shared\n"
    (here / "template.yaml").write_text(HEAD + SAM.replace("      Handler", f"{role}      Handler"))
    result, patch = patched(here)
    assert "not in the patch: missing-dlq of Orders: its role is not a resource" in result.output
    assert "DeadLetterQueue" not in patch


def test_a_json_template_gets_no_patch(here: Path) -> None:
    (here / "template.yaml").write_text(
        '{"Resources": {"F": {"Type": "AWS::Lambda::Function", "Properties": {"Handler": "a.b",'
        ' "Runtime": "python3.13", "Code": {"ZipFile": "x"}, "Role": "arn:aws:iam::1:role/x"}}}}'
    )
    result, patch = patched(here)
    assert not patch
    assert "patches are made for YAML" in result.output


TEXTS = {
    "a block": "Resources:\n  F:\n    Type: T\n    Properties:\n      A: 1\n",
    "braces": "Resources: {F: {Type: T, Properties: {A: 1}}}\n",
    "no properties": "Resources:\n  F:\n    Type: T\n  G:\n    Type: T\n",
    "no end of line": "Resources:\n  F:\n    Type: T\n    Properties:\n      A: 1",
    "a block of text": "Resources:\n  F:\n    Properties:\n      A: |\n        x\n\n# end\n",
    "a value to replace": 'Resources:\n  F:\n    Properties:\n      B: "old"  # why\n      A: 1\n',
    "a value in braces": "Resources:\n  F:\n    Properties: {A: 1, B: old}\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_an_edit_changes_its_part_alone(text: str) -> None:
    written = apply(text, [Edit(path=("Resources", "F", "Properties", "B"), value="new: x")])
    assert '"new: x"' in written
    kept = written.replace('"new: x"', "").split()
    assert all(
        word in "".join(kept) for word in text.replace("{", " ").split() if "old" not in word
    )


SHARED = """Resources:
  F: &same
    Type: T
    Properties: &properties
      A: 1
  G: *same
  H: {Properties: *properties}
"""


def test_what_two_resources_share_by_an_alias_is_not_changed() -> None:
    with pytest.raises(UnsafeEditError):
        apply(SHARED, [Edit(path=("Resources", "G", "Properties", "B"), value=1)])
