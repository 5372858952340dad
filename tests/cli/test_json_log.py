"""`--log-format json`: what is said on stderr, for programs that collect logs."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

RUN = "from auditor.cli import main; main()"


def said(*words: str, cwd: Path) -> tuple[int, list[dict[str, Any]]]:
    """Run the command line with a log of JSON; return its exit code and the lines."""
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", RUN, "--log-format", "json", *words],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
    )
    return done.returncode, [json.loads(line) for line in done.stderr.splitlines()]


def test_each_line_has_its_time_and_the_last_one_the_exit_code(tmp_path: Path) -> None:
    code, lines = said("demo", "--template", cwd=tmp_path)
    assert code == 0
    assert len(lines) > 5
    assert all(datetime.fromisoformat(line["time"]).tzinfo for line in lines)
    assert [line["exit"] for line in lines if "exit" in line] == [0]
    assert lines[-1]["message"].startswith("exit 0: ")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("render", "missing.json", "-o", "report.html"), 2),
        (("scna",), 2),
        (("scan", "--fail-on", "everything"), 2),
        (("--log-format", "json", "checks", "--format", "json"), 0),
    ],
)
def test_an_error_is_one_object(words: tuple[str, ...], code: int, tmp_path: Path) -> None:
    ended, lines = said(*words, cwd=tmp_path)
    assert ended == code
    assert [line["exit"] for line in lines] == [code] * bool(code)
