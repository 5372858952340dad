"""The token formats as a list to read: what `auditor checks --formats` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable

from auditor.analysis.secrets.format import Format, NamedFormat
from auditor.analysis.secrets.formats import FORMATS, NAMED_FORMATS

HEAD = ("format", "confidence", "recognized by", "source")


def listed(form: str, extra: Iterable[Format] = ()) -> str:
    """Return the formats as "table", "markdown" or "json"; `extra` are the user's own."""
    rows = [*map(_row, (*extra, *FORMATS)), *map(_named_row, NAMED_FORMATS)]
    rows = sorted(dict.fromkeys(rows))
    if form == "json":
        keys = ("id", "confidence", "recognized_by", "source")
        return json.dumps([dict(zip(keys, row, strict=True)) for row in rows], indent=2) + "\n"
    if form == "markdown":
        lines = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD)]
        lines += [
            "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows
        ]
        return "\n".join(lines) + "\n"
    widths = [max(len(row[at]) for row in (HEAD, *rows)) for at in range(len(HEAD) - 1)]
    return "".join(
        "  ".join([*(c.ljust(w) for c, w in zip(row, widths, strict=False)), row[-1]]) + "\n"
        for row in (HEAD, *rows)
    )


def _row(row: Format) -> tuple[str, str, str, str]:
    return row.id, row.confidence, f'"{row.literal}" in the value', row.source


def _named_row(row: NamedFormat) -> tuple[str, str, str, str]:
    words = " ".join(sorted(row.words))
    return row.id, "high", f'"{words}" in the name', row.source
