"""Files for each owner, the list of findings, and one finding explained, on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from auditor.storage import codec
from tests.reports import samples


@pytest.fixture
def auditor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command line in a folder with a report."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.json").write_bytes(codec.report_to_json(samples.report()))
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


def test_each_owner_gets_a_file_in_a_folder_that_is_made(
    auditor: Callable[..., Result], tmp_path: Path
) -> None:
    run = auditor("render", "report.json", "-o", "markdown:by-owner/{owner}.md")
    assert run.exit_code == 0, run.output
    assert sorted(p.name for p in (tmp_path / "by-owner").iterdir()) == ["no-owner.md", "orders.md"]
    assert "billing" in (tmp_path / "by-owner/orders.md").read_text()
    assert "billing" not in (tmp_path / "by-owner/no-owner.md").read_text()


def test_a_report_without_owners_says_which_option_names_them(
    auditor: Callable[..., Result], tmp_path: Path
) -> None:
    bare = samples.report(owner_tags=())
    (tmp_path / "bare.json").write_bytes(codec.report_to_json(bare))
    run = auditor("render", "bare.json", "-o", "markdown:{owner}.md")
    assert run.exit_code == 2
    assert "--owner-tag KEY" in run.output


def test_a_finding_is_explained_with_evidence_and_commands(auditor: Callable[..., Result]) -> None:
    run = auditor("explain", "missing-dlq", "--function", "orders", "report.json")
    assert run.exit_code == 0, run.output
    assert "source: s3.amazonaws.com" in run.output
    assert "aws lambda update-function-configuration --function-name orders" in run.output
    assert "owner       orders" in run.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("missing-dlq", "--function", "order", "report.json"), "did you mean 'orders'?"),
        (("missing-dqls", "--function", "orders", "report.json"), "did you mean 'missing-dlq'?"),
        (("missing-dlq", "--function", "billing", "report.json"), "it has results at orders"),
        (("missing-dlq", "--function", "x", "report.json"), "missing-dlq has results at orders"),
        (("missing-dlq", "--function", "orders"), "needs the report too"),
        (("missing-dlq", "absent.json"), "can't be read"),
    ],
)
def test_what_can_not_be_explained_is_said_and_the_nearest_named(
    auditor: Callable[..., Result], words: tuple[str, ...], said: str
) -> None:
    run = auditor("explain", *words)
    assert run.exit_code == 2
    assert said in run.output
    assert run.output.startswith("exit 2: ")


def test_the_list_holds_every_open_finding(auditor: Callable[..., Result], tmp_path: Path) -> None:
    many = samples.large(60)
    (tmp_path / "many.json").write_bytes(codec.report_to_json(many))
    every = auditor("render", "many.json", "-o", "list:-").output
    first = auditor("render", "many.json", "-o", "list-first:-").output
    assert every.count("  fix: ") == 60
    assert first.count("  fix: ") == 20
    assert "40 more findings are open: --format list prints all." in first
