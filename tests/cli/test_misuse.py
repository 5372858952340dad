"""A command line that is wrong ends as every other error: one line that says what to do."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from auditor.cli import main

WRONG = {
    "scn": "no such command 'scn'; did you mean 'scan'? `auditor --help`",
    "--nope": "no such option '--nope'; `auditor --help`",
    "scan --nope": "no such option '--nope'; did you mean '--no-progress'? `auditor scan --help`",
    "scan --fail-under x": "invalid value for '--fail-under': 'x' is not a valid number",
    "scan --region": "option '--region' requires an argument",
    "explain": "missing argument 'CHECK'; `auditor explain --help`",
    "render report.json": "missing option '-o' / '--output'; `auditor render --help`",
    "org foo": "no such command 'foo'",
    "org scan": "missing option '--dir'; `auditor org scan --help`",
    "completion": "choose from: bash, zsh, fish; `auditor completion --help`",
    "completion tcsh": "'tcsh' is not one of 'bash', 'zsh', 'fish'",
}


@pytest.mark.parametrize(("words", "said"), WRONG.items(), ids=WRONG)
def test_a_wrong_command_line_is_one_line_with_its_exit_code(words: str, said: str) -> None:
    result = CliRunner().invoke(main, words.split(), prog_name="auditor")
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("exit 2: ")
    assert said in line


def test_a_group_without_a_command_shows_its_help() -> None:
    result = CliRunner().invoke(main, ["org"], prog_name="auditor")
    assert result.exit_code == 2
    assert "Commands" in result.stderr


@pytest.mark.parametrize(
    "words", [("explain", "x" * 5_000), ("x" * 5_000,), ("render", "y" * 9_000)]
)
def test_a_value_without_an_end_is_told_by_its_beginning(words: tuple[str, ...]) -> None:
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 2
    assert len(result.stderr) < 600
