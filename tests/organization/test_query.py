"""Questions in SQL: the ten of the documentation, and the same numbers as the report."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from auditor.cli import main
from auditor.organization.tables import TABLES, ddl
from tests.organization.conftest import Org, Ran, member, serve

PAGE = Path(__file__).parents[2] / "docs/organization.md"
QUESTIONS = re.findall(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def audited(org: Org) -> Ran:
    with serve(member(1), member(2), member(3, has_role=False)) as simulator:
        return org(simulator, "--fail-on", "none")


def ask(ran: Ran, question: str) -> list[list[str]]:
    words = ["org", "query", str(ran.folder), question, "--format", "csv"]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    return list(csv.reader(io.StringIO(result.stdout)))


def test_an_id_keeps_its_leading_zeros(audited: Ran) -> None:
    _, *rows = ask(audited, "select account from accounts where status = 'audited' order by 1")
    assert rows[0] == ["000000000001"]


def test_the_results_are_those_of_the_report(audited: Ran) -> None:
    _, *rows = ask(
        audited,
        "select \"check\", count(*) from results where outcome = 'fail' group by 1 order by 1",
    )
    expected = sorted(
        [c["id"], str(c["fail"])] for c in audited.organization["checks"] if c["fail"]
    )
    assert rows == expected


def test_every_question_of_the_documentation_is_answered(audited: Ran) -> None:
    assert len(QUESTIONS) >= 10
    for question in QUESTIONS:
        assert ask(audited, question)


def test_a_question_reaches_no_file_of_this_machine(audited: Ran, tmp_path: Path) -> None:
    (tmp_path / "private.csv").write_text("a\n1\n")
    words = ["org", "query", str(audited.folder), f"from '{tmp_path}/private.csv'"]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 2
    assert "can't be answered" in result.stderr


def test_the_tables_of_athena_have_the_same_columns() -> None:
    text = ddl("s3://reports/")
    for table, columns in TABLES.items():
        assert f"CREATE EXTERNAL TABLE {table}" in text
        for column in columns:
            assert f"`{column}`" in text
    assert "s3://reports/tables/results/run=${run}/" in text


AS_DUCKDB = {"string": "VARCHAR", "double": "DOUBLE", "int": "INTEGER"}


def as_athena(text: str, root: Path, run: str) -> duckdb.DuckDBPyConnection:
    """Make the tables that the statements describe, with their types, of the files they name."""
    connection = duckdb.connect(":memory:")
    for made in text.split("\n\n"):
        table = re.findall(r"CREATE EXTERNAL TABLE (\w+)", made)[0]
        columns = dict(re.findall(r"^  `(\w+)` (\w+),?$", made, re.MULTILINE))
        place = re.findall(r"'storage.location.template' = 's3://reports/([^']+)'", made)[0]
        files = root / place.replace("${run}", run) / "*.jsonl.gz"
        listed = ", ".join(f"'{name}': '{AS_DUCKDB[kind]}'" for name, kind in columns.items())
        connection.execute(
            f"CREATE TABLE {table} AS SELECT '{run}' AS run, * FROM read_json('{files}',"  # noqa: S608
            f" format = 'newline_delimited', columns = {{{listed}}}, hive_partitioning = false)"
        )
    return connection


def test_the_exported_rows_answer_as_the_run_does(audited: Ran, tmp_path: Path) -> None:
    words = ["org", "query", str(audited.folder), "--export", str(tmp_path / "rows")]
    result = CliRunner().invoke(main, words, catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    run = str(audited.organization["run"])
    tables = as_athena(ddl("s3://reports"), tmp_path / "rows", run)
    for question in QUESTIONS:
        answer = tables.execute(question).fetchall()
        found = [["" if cell is None else str(cell) for cell in row] for row in answer]
        assert sorted(found) == sorted(ask(audited, question)[1:])
    rows = tables.execute("select count(*) from results").fetchall()
    assert rows > [(0,)]


@pytest.mark.parametrize("words", [["select * from results"], ["--export", "rows"]])
def test_an_account_whose_report_is_damaged_is_named_and_not_left_out(
    words: list[str], org: Org, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with serve(member(1), member(2)) as simulator:
        audited = org(simulator, "--fail-on", "none")
        report = audited.run / "reports/000000000002.json.gz"
        report.write_bytes(report.read_bytes()[:-20])
        asked = ["org", "query", str(audited.folder), *words]
        result = CliRunner().invoke(main, asked, catch_exceptions=False)
        assert result.exit_code == 2
        assert "the report of account 000000000002 is missing or damaged" in result.stderr
        org(simulator, "--fail-on", "none", "--resume")
    again = CliRunner().invoke(main, asked, catch_exceptions=False)
    assert again.exit_code == 0, again.stderr


def test_an_export_needs_a_run(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["org", "query", "--export", str(tmp_path)])
    assert result.exit_code == 2
    assert "--export needs the DIR of the run" in result.stderr
