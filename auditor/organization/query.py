"""Questions over all results of a run, in SQL: DuckDB on this machine, Athena over the bucket.

Both see the tables `accounts` and `results`, with equal columns; every column is text or a number
that is named here, so that an account's leading zeros are never read as a number's.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.model.errors import UsageError
from auditor.model.organization import Organization
from auditor.model.report import Report
from auditor.model.wording import printable
from auditor.organization.run import Begun
from auditor.organization.run_files import RunFiles

ACCOUNTS = {
    "run": "VARCHAR", "account": "VARCHAR", "name": "VARCHAR", "path": "VARCHAR",
    "status": "VARCHAR", "reason": "VARCHAR", "score": "DOUBLE", "grade": "VARCHAR",
    "functions": "INTEGER", "critical": "INTEGER", "high": "INTEGER", "medium": "INTEGER",
    "low": "INTEGER", "unknown": "INTEGER", "oldest": "VARCHAR",
}  # fmt: skip
RESULTS = {
    "run": "VARCHAR", "account": "VARCHAR", "region": "VARCHAR", "function": "VARCHAR",
    "runtime": "VARCHAR", "check": "VARCHAR", "severity": "VARCHAR", "outcome": "VARCHAR",
    "cause": "VARCHAR", "id": "VARCHAR", "first_seen": "VARCHAR", "message": "VARCHAR",
    "waiver": "VARCHAR",
}  # fmt: skip
TABLES: Mapping[str, Mapping[str, str]] = {"accounts": ACCOUNTS, "results": RESULTS}
_ATHENA = {"VARCHAR": "string", "DOUBLE": "double", "INTEGER": "int"}


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult:
    """What a question brought."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def ask(begun: Begun, question: str) -> QueryResult:
    """Answer a question about one run.

    Raises:
        UsageError: DuckDB is not installed, or the question is no SQL that it understands.
    """
    try:
        import duckdb  # noqa: PLC0415  the extra [sql], larger than the program
    except ImportError as error:
        raise UsageError(
            "auditor org query needs DuckDB; install it with: pip install 'lambda-auditor[sql]'"
        ) from error
    organization = begun.files.organization()
    if organization is None:
        raise UsageError(f"run {begun.plan.run} has no report yet; go on with --resume")
    with tempfile.TemporaryDirectory(prefix="auditor-query-") as folder:
        rows = {
            "accounts": account_rows(organization),
            "results": result_rows(begun.files, organization),
        }
        connection = duckdb.connect(":memory:")
        try:
            for table, columns in TABLES.items():
                path = Path(folder) / f"{table}.jsonl.gz"
                _write(path, rows[table])
                connection.execute(_load(table, columns, path))
            # From here on the question sees the tables alone, and no file of this machine.
            connection.execute("SET enable_external_access = false")
            found = connection.execute(question)
            names = tuple(str(column[0]) for column in found.description or ())
            return QueryResult(columns=names, rows=tuple(map(tuple, found.fetchall())))
        except duckdb.Error as error:
            raise UsageError(f"the question can't be answered: {error}") from error
        finally:
            connection.close()


def account_rows(organization: Organization) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table `accounts`."""
    for row in organization.accounts:
        counts = {word: row.open.get(word, 0) for word in ("critical", "high", "medium", "low")}
        yield {
            "run": organization.run, "account": row.id, "name": row.name, "path": row.path,
            "status": row.status.value, "reason": row.reason, "score": row.score,
            "grade": row.grade, "functions": row.functions, **counts, "unknown": row.unknown,
            "oldest": row.oldest,
        }  # fmt: skip


def result_rows(files: RunFiles, organization: Organization) -> Iterator[dict[str, Any]]:
    """Yield the rows of the table `results`: failures, unknowns and waived ones of every account.

    With --all-results they hold passes too.
    """
    for row in organization.accounts:
        report = files.report(row.id) if row.report else None
        if report is not None:
            yield from rows_of(report, row.id, organization.run)


def rows_of(report: Report, account: str, run: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of one account's results."""
    functions = {function.arn: function for function in report.functions}
    for result in report.results:
        function = functions.get(result.function)
        causes = {finding.cause for finding in result.findings if finding.cause}
        yield {
            "run": run,
            "account": account,
            "region": function.region if function else "",
            "function": function.name if function else result.function,
            "runtime": (function.runtime or "") if function else "",
            "check": result.check,
            "severity": result.severity.value,
            "outcome": result.outcome.value,
            "cause": causes.pop() if len(causes) == 1 else "",
            "id": result.id,
            "first_seen": result.first_seen.isoformat(),
            "message": " · ".join(f.message for f in result.findings) or result.reason,
            "waiver": result.waiver.id if result.waiver else "",
        }


def ddl(place: str) -> str:
    """Return the statements that make both tables in Athena over the exports at a place.

    `run` alone is a partition: with one for each account, 10,000 accounts would be as many.
    """
    return "\n\n".join(_athena(table, columns, place) for table, columns in TABLES.items()) + "\n"


def _athena(table: str, columns: Mapping[str, str], place: str) -> str:
    fields = ",\n".join(f"  `{n}` {_ATHENA[k]}" for n, k in columns.items() if n != "run")
    where = f"{place.rstrip('/')}/tables/{table}"
    return (
        f"CREATE EXTERNAL TABLE {table} (\n{fields}\n)\n"
        "PARTITIONED BY (`run` string)\n"
        "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'\n"
        f"LOCATION '{where}/'\n"
        "TBLPROPERTIES (\n  'projection.enabled' = 'true',\n"
        "  'projection.run.type' = 'injected',\n"
        f"  'storage.location.template' = '{where}/run=${{run}}/'\n);"
    )


def _load(table: str, columns: Mapping[str, str], path: Path) -> str:
    """Return the statement that loads a table; no column's type is guessed from the data."""
    listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    quoted = str(path).replace("'", "''")
    return (
        f"CREATE TABLE {table} AS SELECT * FROM read_json('{quoted}',"  # noqa: S608  our own names
        f" format = 'newline_delimited', columns = {{{listed}}}, hive_partitioning = false)"
    )


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", compresslevel=1) as file:
        for row in rows:
            file.write(json.dumps(row, ensure_ascii=True))
            file.write("\n")


def table(answer: QueryResult) -> Sequence[Sequence[str]]:
    """Return an answer as text, one row a line, with nothing invisible in it."""
    return [[_text(value) for value in row] for row in (answer.columns, *answer.rows)]


def _text(value: object) -> str:
    return "" if value is None else printable(str(value))
