"""What the shell offers: values, not only names of options."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from auditor.cli import main
from auditor.storage import codec
from tests.reports import samples


def offered(*words: str, typed: str) -> list[str]:
    complete = ShellComplete(main, {}, "auditor", "_AUDITOR_COMPLETE")
    return [item.value for item in complete.get_completions(list(words), typed)]


def test_checks_are_completed_by_id_and_category() -> None:
    assert offered("scan", "--check", typed="missing-d") == ["missing-dlq"]
    assert offered("scan", "--skip-check", typed="reliab") == ["reliability"]
    assert "public-function" in offered("explain", typed="public")


def test_regions_are_completed() -> None:
    assert "eu-west-1" in offered("scan", "--region", typed="eu-w")


def test_functions_are_completed_from_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert offered("explain", "missing-dlq", "--function", typed="or") == []
    (tmp_path / "report.json").write_bytes(codec.report_to_json(samples.report()))
    assert offered("explain", "missing-dlq", "--function", typed="or") == ["orders"]
    assert offered("fix-plan", "report.json", "--function", typed="or") == ["orders"]


def test_names_are_completed_from_the_report_on_the_line(tmp_path: Path) -> None:
    path = tmp_path / "other.json"
    path.write_bytes(codec.report_to_json(samples.report()))
    assert offered("fix-plan", str(path), "--owner", typed="or") == ["orders"]
    assert offered("fix-plan", str(path), "--function", typed="or") == ["orders"]
    assert offered("explain", "missing-dlq", str(path), "--function", typed="or") == ["orders"]
