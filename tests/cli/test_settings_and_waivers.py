"""What a user reads when a configuration or waiver is shown, added or wrong."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main


@pytest.fixture
def auditor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


WAIVER = (
    *("waivers", "add", "w.yaml", "--id", "one", "--check", "missing-dlq", "--ticket", "A-1"),
    *("--kind", "accepted_risk", "--reason", "the events may be lost", "--owner", "team-a"),
)


def test_the_effective_configuration_is_shown_as_toml(auditor: Callable[..., Result]) -> None:
    Path("auditor.toml").write_text(
        'enable = ["pinned-runtime"]\n[scan]\ntag = ["team=a"]\n[severity]\nmonolith = "info"\n'
        '[checks.deprecated-runtime.deprecation_dates]\n"python3.14" = "2029-10-31"\n'
    )
    shown = tomllib.loads(auditor("config", "show", "--origin").stdout)
    assert shown["enable"] == ["pinned-runtime"]
    assert shown["scan"]["tag"] == ["team=a"]
    assert shown["severity"] == {"monolith": "info"}
    assert shown["checks"]["deprecated-runtime"]["deprecation_dates"] == {
        "python3.14": "2029-10-31"
    }
    assert shown["checks"]["untagged-function"]["required"] == []


def test_a_wrong_value_of_the_configuration_names_its_file(auditor: Callable[..., Result]) -> None:
    Path("auditor.toml").write_text('[scan]\nfail-on = "hihg"\n')
    result = auditor("scan")
    assert result.exit_code == 2
    assert "auditor.toml: scan.fail-on: 'hihg' is not one of" in result.stderr


def test_a_typed_wrong_value_is_not_blamed_on_the_configuration(
    auditor: Callable[..., Result],
) -> None:
    Path("auditor.toml").write_text('[scan]\nfail-on = "high"\n')
    result = auditor("scan", "--fail-on", "hihg")
    assert result.exit_code == 2
    assert "auditor.toml" not in result.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "with --function or --tag"),
        (["--function", "*", "--expires", "2020-01-01"], "before it was created"),
        (["--function", "*", "--reason", "short"], "shorter than 15 characters"),
    ],
)
def test_a_waiver_that_could_not_hold_is_not_added(
    words: list[str], message: str, auditor: Callable[..., Result]
) -> None:
    result = auditor(*WAIVER, *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not Path("w.yaml").exists()


def test_waivers_that_end_soon_are_counted_in_words(auditor: Callable[..., Result]) -> None:
    assert auditor(*WAIVER, "--function", "*").exit_code == 0
    result = auditor("waivers", "expiring", "w.yaml", "--days", "365")
    assert result.exit_code == 1
    assert "1 waiver has ended, or will within 365 days" in result.stderr


def test_an_unknown_format_is_answered_with_those_that_exist(
    auditor: Callable[..., Result],
) -> None:
    result = auditor("scan", "-o", "report.docx")
    assert ".html" in result.stderr
    assert "sarif" in result.stderr
