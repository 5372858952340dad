"""The package of docs/plugins.md, installed as it is written there, and run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType

import pytest

from auditor import plugin
from auditor.model import Account, Function, FunctionDetails, Known, Region
from auditor.storage import snapshot

PAGE = Path(__file__).parents[2] / "docs" / "plugins.md"
FILE = re.compile(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ID = "acme-missing-cost-centre"
Run = Callable[..., subprocess.CompletedProcess[str]]


def call(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own program, and pip
        words, capture_output=True, text=True, check=False, timeout=120,
        env={**os.environ, **variables},
    )  # fmt: skip


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """Install the package into a folder of its own and run the program with it."""
    source, site = tmp_path_factory.mktemp("acme-auditor"), tmp_path_factory.mktemp("site")
    for name, text in FILE.findall(PAGE.read_text(encoding="utf-8")):
        (source / name).parent.mkdir(exist_ok=True)
        (source / name).write_text(text, encoding="utf-8")
    made = call(
        *(sys.executable, "-m", "pip", "install", "--quiet", "--no-index", "--no-build-isolation"),
        *("--no-deps", "--target", str(site), str(source)),
    )
    assert made.returncode == 0, made.stderr
    auditor = str(Path(sys.executable).parent / "auditor")
    return lambda *words: call(auditor, *words, PYTHONPATH=str(site))


@pytest.fixture
def snapshot_file(
    tmp_path: Path,
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> str:
    tagged = FunctionDetails(tags=Known(MappingProxyType({"cost-centre": "1"})))
    functions = (
        function(),
        function(name="paid", arn=f"{function().arn}-paid", details=Known(tagged)),
    )
    path = tmp_path / "account.snapshot"
    path.write_bytes(snapshot.dump(account(region(*functions))))
    return str(path)


def test_a_check_of_a_package_is_listed_and_explained(run: Run) -> None:
    listed = json.loads(run("checks", "--format", "json").stdout)
    assert [row["needs"] for row in listed if row["id"] == ID] == [["function-details"]]
    assert "Tag the function with its team's cost centre." in run("explain", ID).stdout


def test_a_check_and_a_format_of_a_package_run(run: Run, snapshot_file: str) -> None:
    found = run("evaluate", snapshot_file, "--check", ID, "-q", "-o", "acme-ticket:-")
    assert found.stdout.splitlines() == [
        "111122223333: 1 open result",
        "low orders: The function has no tag cost-centre.",
    ]


def test_the_permissions_of_a_check_of_a_package_are_printed(run: Run) -> None:
    printed = json.loads(run("permissions", "--check", ID).stdout)
    actions = {action for row in printed["Statement"] for action in row["Action"]}
    assert "lambda:GetFunction" in actions


def test_every_name_of_the_interface_exists() -> None:
    assert [name for name in plugin.__all__ if not hasattr(plugin, name)] == []
    assert sorted(set(plugin.__all__)) == sorted(plugin.__all__)
