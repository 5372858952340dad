"""The rows of a run as tables: for DuckDB on this machine, and for Athena over a bucket.

Both have equal columns; every column is text or a number that is named here, so that an account's
leading zeros are never read as a number's.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from auditor.model.errors import UsageError
from auditor.model.organization import Organization
from auditor.model.report import Report
from auditor.organization.run_files import RunFiles, RunStore

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
FOLDER = "tables"
TABLES: Mapping[str, Mapping[str, str]] = {"accounts": ACCOUNTS, "results": RESULTS}
_ATHENA = {"VARCHAR": "string", "DOUBLE": "double", "INTEGER": "int"}


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

    Raises:
        UsageError: the report of an account can't be read.
    """
    for account, report in _reports(files, organization):
        yield from rows_of(report, account, organization.run)


def _reports(files: RunFiles, organization: Organization) -> Iterator[tuple[str, Report]]:
    """Yield every account that was audited, and its report.

    Raises:
        UsageError: one can't be read; rows without it would be taken for those of all accounts.
    """
    for row in organization.accounts:
        if not row.report:
            continue
        report = files.report(row.id)
        if report is None:
            raise UsageError(
                f"the report of account {row.id} is missing or damaged; auditor org scan --resume"
                " audits it again"
            )
        yield row.id, report


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


def keep_rows(store: RunStore, files: RunFiles, organization: Organization) -> None:
    """Write the rows of both tables to where the tables of Athena look for them.

    Raises:
        UsageError: the report of an account can't be read, or a file can't be written.
    """
    for account, report in _reports(files, organization):
        keep_results(store, report, account, organization.run)
    keep_accounts(store, organization)


def keep_accounts(store: RunStore, organization: Organization) -> None:
    """Write the rows of `accounts` to where the tables of Athena look for them."""
    _keep(store, "accounts", organization.run, "accounts", account_rows(organization))


def keep_results(store: RunStore, report: Report, account: str, run: str) -> None:
    """Write the rows of `results` of one account, whatever the account's own run wrote before."""
    _keep(store, "results", run, account, rows_of(report, account, run))


def _keep(
    store: RunStore, table: str, run: str, name: str, rows: Iterable[Mapping[str, Any]]
) -> None:
    content = gzip.compress(b"".join(map(line, rows)), compresslevel=6, mtime=0)
    store.write(f"{FOLDER}/{table}/run={run}/{name}.jsonl.gz", content)


def line(row: Mapping[str, Any]) -> bytes:
    """Return a row as a line of JSON, in characters that every reader understands."""
    return f"{json.dumps(row, ensure_ascii=True)}\n".encode()


def ddl(place: str) -> str:
    """Return the statements that make both tables in Athena over the exports at a place.

    `run` alone is a partition: with one for each account, 10,000 accounts would be as many.
    """
    return "\n\n".join(_athena(table, columns, place) for table, columns in TABLES.items()) + "\n"


def _athena(table: str, columns: Mapping[str, str], place: str) -> str:
    fields = ",\n".join(f"  `{n}` {_ATHENA[k]}" for n, k in columns.items() if n != "run")
    where = f"{place.rstrip('/')}/{FOLDER}/{table}"
    return (
        f"CREATE EXTERNAL TABLE {table} (\n{fields}\n)\n"
        "PARTITIONED BY (`run` string)\n"
        "ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'\n"
        f"LOCATION '{where}/'\n"
        "TBLPROPERTIES (\n  'projection.enabled' = 'true',\n"
        "  'projection.run.type' = 'injected',\n"
        f"  'storage.location.template' = '{where}/run=${{run}}/'\n);"
    )
