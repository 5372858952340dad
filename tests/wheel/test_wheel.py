"""The installed program is whole: packages, data, entry points, metadata."""

from __future__ import annotations

import importlib.metadata
import importlib.resources
import re
import subprocess
import sys
from collections.abc import Iterator
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


@pytest.mark.parametrize(
    "name",
    [
        "py.typed",
        "evaluate/checks.json",
        "assess/report.schema.json",
        "assess/organization.schema.json",
    ],
)
def test_data_files_are_installed(name: str) -> None:
    assert importlib.resources.files("auditor").joinpath(name).is_file()


def test_the_program_knows_its_version(tmp_path: Path) -> None:
    version = importlib.metadata.version("lambda-auditor")
    assert run("--version", cwd=tmp_path).stdout == f"auditor, version {version}\n"


def test_a_folder_named_checks_where_the_user_works_shadows_nothing(tmp_path: Path) -> None:
    for name in ("checks", "reports"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('shadowed')")
    found = run("checks", cwd=tmp_path)
    assert (found.returncode, found.stderr) == (0, "")


def test_dependencies_have_a_lowest_version_and_end_below_the_next_major_one() -> None:
    needed = importlib.metadata.requires("lambda-auditor") or []
    own = [line for line in needed if "extra ==" not in line]
    assert own
    assert [line for line in own if not re.fullmatch(r"[\w-]+<\d+,>=\d[\d.]*", line)] == []


def test_every_dependency_has_its_exact_and_its_lowest_version_written_down() -> None:
    needed = importlib.metadata.requires("lambda-auditor") or []
    names = {re.match(r"[\w-]+", line)[0].lower(): line for line in needed}  # type: ignore[index]
    exact = dict(pinned(ROOT / "constraints.txt"))
    lowest = dict(pinned(ROOT / ".ci" / "lowest.txt"))
    assert names.keys() - exact.keys() == {"lambda-auditor"}
    for name, line in names.items():
        if name in lowest and 'extra == "dev"' not in line:
            assert f">={lowest[name]}" in line, "run: .ci/lock"


def pinned(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, version = line.partition(";")[0].strip().partition("==")
        yield name, version


@pytest.mark.parametrize("name", ["auditor", "lambda-auditor"])
def test_the_program_goes_by_two_names(name: str) -> None:
    scripts = importlib.metadata.entry_points(group="console_scripts", name=name)
    assert [script.value for script in scripts] == ["auditor.cli:main"]
