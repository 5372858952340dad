"""Questions over all results of a run, in SQL, by DuckDB on this machine."""

from __future__ import annotations

import gzip
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from auditor.model.errors import UsageError
from auditor.model.organization import Organization
from auditor.model.wording import printable
from auditor.organization.run import Begun
from auditor.organization.tables import TABLES, account_rows, line, result_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryResult:
    """What a question brought."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def organization_of(begun: Begun) -> Organization:
    """Return the report of a run.

    Raises:
        UsageError: it has none yet.
    """
    organization = begun.files.organization()
    if organization is None:
        raise UsageError(f"run {begun.plan.run} has no report yet; go on with --resume")
    return organization


def ask(begun: Begun, question: str) -> QueryResult:
    """Answer a question about one run.

    Raises:
        UsageError: DuckDB is not installed, the question is no SQL that it understands, or the
            run or an account has no report that can be read.
    """
    try:
        import duckdb  # noqa: PLC0415  the extra [sql], larger than the program
    except ImportError as error:
        raise UsageError(
            "auditor org query needs DuckDB; install it with: pip install 'lambda-auditor[sql]'"
        ) from error
    organization = organization_of(begun)
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


def _load(table: str, columns: Mapping[str, str], path: Path) -> str:
    """Return the statement that loads a table; no column's type is guessed from the data."""
    listed = ", ".join(f"'{name}': '{kind}'" for name, kind in columns.items())
    quoted = str(path).replace("'", "''")
    return (
        f"CREATE TABLE {table} AS SELECT * FROM read_json('{quoted}',"  # noqa: S608  our own names
        f" format = 'newline_delimited', columns = {{{listed}}}, hive_partitioning = false)"
    )


def _write(path: Path, rows: Iterator[dict[str, Any]]) -> None:
    with gzip.open(path, "wb", compresslevel=1) as file:
        file.writelines(map(line, rows))


def table(answer: QueryResult) -> Sequence[Sequence[str]]:
    """Return an answer as text, one row a line, with nothing invisible in it."""
    return [[_text(value) for value in row] for row in (answer.columns, *answer.rows)]


def _text(value: object) -> str:
    return "" if value is None else printable(str(value))
