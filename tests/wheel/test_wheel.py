"""The installed program is whole: packages, data, entry points, metadata."""

from __future__ import annotations

import importlib.metadata
import importlib.resources
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.evaluate.registry import checks, renderers

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own program
        [BIN / "auditor", *words], cwd=cwd, capture_output=True, text=True, check=False, timeout=60
    )


def test_every_documented_check_is_installed() -> None:
    documented = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert [check for check in checks() if f"### {check}\n" not in documented] == []
    assert len(checks()) == documented.count("\n### ")


@pytest.mark.parametrize("id", ["html", "markdown", "json", "sarif", "csv", "junit", "terminal"])
def test_every_format_is_installed(id: str) -> None:
    assert id in renderers()


@pytest.mark.parametrize("name", ["py.typed", "evaluate/checks.json", "assess/report.schema.json"])
def test_data_files_are_installed(name: str) -> None:
    assert importlib.resources.files("auditor").joinpath(name).is_file()


def test_the_program_knows_its_version(tmp_path: Path) -> None:
    version = importlib.metadata.version("lambda-auditor")
    assert run("--version", cwd=tmp_path).stdout == f"auditor, version {version}\n"


def test_a_folder_named_checks_beside_the_user_shadows_nothing(tmp_path: Path) -> None:
    for name in ("checks", "reports"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('shadowed')")
    found = run("checks", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")


def test_dependencies_are_pinned_exactly() -> None:
    needed = importlib.metadata.requires("lambda-auditor") or []
    loose = [line for line in needed if "==" not in line and "lambda-auditor" not in line]
    assert loose == []
