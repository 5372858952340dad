"""CSV: one row per account, for spreadsheets."""

from __future__ import annotations

import csv
import io

from auditor.plugin import AccountRow, Organization, organization_renderer

from ..csv import BOM, cell

SEVERITIES = ("critical", "high", "medium", "low", "info")
# A column is never removed and never moves; new ones are added at the end.
COLUMNS = (
    *("account", "name", "path", "status", "reason", "action", "score", "grade", "functions"),
    *SEVERITIES,
    *("unknown", "waived", "oldest", "clean", "report", "run", "captured_at"),
)


@organization_renderer("csv", extensions=[".csv"])
def plain(organization: Organization) -> bytes:
    """CSV (RFC 4180, UTF-8): one row per account; formulas are neutralised."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in organization.accounts:
        writer.writerow([cell(value) for value in _row(organization, row)])
    return text.getvalue().encode("utf-8", errors="backslashreplace")


@organization_renderer("csv-excel")
def excel(organization: Organization) -> bytes:
    """The same with a byte order mark, without which Excel takes UTF-8 for something else."""
    return BOM + plain.render(organization)


def _row(organization: Organization, row: AccountRow) -> tuple[str, ...]:
    return (
        row.id, row.name, row.path, row.status.value, row.reason, row.action,
        "" if row.score is None else f"{row.score:.1f}", row.grade, str(row.functions),
        *(str(row.open.get(word, 0)) for word in SEVERITIES),
        str(row.unknown), str(row.waived), row.oldest, "yes" if row.clean else "no", row.report,
        organization.run, organization.captured_at.isoformat().replace("+00:00", "Z"),
    )  # fmt: skip
