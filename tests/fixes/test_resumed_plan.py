"""A script that failed in the middle goes on where it failed; one that ended does nothing more."""

from __future__ import annotations

import gzip
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli import main
from auditor.evaluate.registry import renderers
from auditor.model.report import Report
from auditor.storage.codec import report_to_json
from tests.fixes.test_golden_plan import _report
from tests.reports import samples

# Writes down each call that changes something, and fails at the one that the file `fail` counts.
_AWS = """\
#!/bin/bash
cat >/dev/null 2>&1 </dev/null
[ "$1" = sts ] && { echo "$ACCOUNT"; exit 0; }
case "$2" in get-*|list-*|describe-*|wait) exit 0 ;; esac
n=$(($(wc -l <"$CALLS") + 1))
[ "$n" = "$(cat "$FAIL")" ] && { echo 0 >"$FAIL"; exit 254; }
printf '%s\\n' "$*" | tr '\\n' ' ' >>"$CALLS"; echo >>"$CALLS"
"""


def _few() -> Report:
    """Return the reviewed report with a sixth of its results: each call starts programs."""
    report = _report()
    return replace(report, results=report.results[::6])


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """A folder with programs that change nothing, and what the scripts called there."""

    folder: Path

    def run(self, form: str, fail: int = 0, account: str = "") -> int:
        """Run the script of the reviewed report; return its status."""
        script = self.folder / f"{form}.sh"
        script.write_bytes(renderers()[form].render(_few()))
        (self.folder / "fail").write_text(str(fail))
        done = subprocess.run(  # noqa: S603
            ["/bin/bash", str(script)],
            env={
                "PATH": f"{self.folder}:/usr/bin:/bin",
                "CALLS": str(self.folder / "calls"),
                "FAIL": str(self.folder / "fail"),
                "ACCOUNT": account or _few().account.id,
            },
            cwd=self.folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        return done.returncode

    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    for name, text in (("aws", _AWS), ("jq", "#!/bin/sh\ncat\n"), ("sleep", "#!/bin/sh\n")):
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    (tmp_path / "calls").touch()
    return Shell(folder=tmp_path)


def test_a_script_goes_on_with_the_command_that_failed(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("fix-plan") == 0
    whole = shell.calls()
    assert len(whole) > 12
    (tmp_path / "calls").write_text("")
    (folder,) = tmp_path.glob("fix-plan-backup-*")
    folder.rename(tmp_path / "moved-away")
    assert shell.run("fix-plan", fail=9) != 0
    assert shell.calls() == whole[:8]
    assert shell.run("fix-plan") == 0
    assert shell.calls() == whole


def test_a_script_that_ended_does_nothing_more(shell: Shell) -> None:
    assert shell.run("fix-plan") == 0
    once = shell.calls()
    assert shell.run("fix-plan") == 0
    assert shell.calls() == once


def test_after_the_undo_the_script_does_everything_again(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("fix-plan") == 0
    once = shell.calls()
    assert shell.run("fix-plan-undo") == 0
    (tmp_path / "calls").write_text("")
    assert shell.run("fix-plan") == 0
    assert shell.calls() == once


@pytest.mark.parametrize("form", ["fix-plan", "fix-plan-undo"])
def test_in_another_account_a_script_does_nothing(shell: Shell, form: str) -> None:
    assert shell.run("fix-plan") == 0
    once = shell.calls()
    assert shell.run(form, account="999999999999") == 1
    assert shell.calls() == once


def test_a_plan_without_a_step_says_so_in_every_format() -> None:
    texts = {
        form: renderers()[form].render(samples.empty()).decode()
        for form in ("fix-plan", "fix-plan-markdown", "fix-plan-sam", "fix-plan-terraform")
    }
    assert [form for form, text in texts.items() if "o finding of the report has" not in text] == []


def test_the_compressed_report_of_an_organization_is_read(tmp_path: Path) -> None:
    report = tmp_path / "111122223333.json.gz"
    report.write_bytes(gzip.compress(report_to_json(_few())))
    done = CliRunner().invoke(main, ["fix-plan", str(report)])
    assert done.exit_code == 0
    assert "# Step 1 of" in done.output
    report.write_bytes(report.read_bytes()[:200])
    cut = CliRunner().invoke(main, ["fix-plan", str(report)])
    assert cut.exit_code == 2
    assert "can't be read" in cut.output
