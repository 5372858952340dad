"""JSON: the report as the public contract has it, whole or one fact a line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.codec import report_to_json
from auditor.model.report import SCHEMA, Report
from auditor.registry import renderer

# The report's lists, and what one line of each is called.
LISTS = {
    "gaps": "gap",
    "checks": "check",
    "functions": "function",
    "results": "result",
    "top_fixes": "top_fix",
    "waivers": "waiver",
    "disabled": "disabled_check",
    "trend": "trend_point",
}


@renderer("json", extensions=[".json"])
def whole(report: Report) -> bytes:
    """The source of truth: everything, for `render`, `diff`, `--baseline` and programs."""
    return report_to_json(report)


@renderer("jsonl", extensions=[".jsonl", ".ndjson"])
def lines(report: Report) -> bytes:
    """JSON Lines: one fact a line, for log pipelines and data lakes.

    The first line is the report without its lists, the last one counts the lines before it, so
    that a file that was cut is seen to be cut.
    """
    document = json.loads(report_to_json(report))
    return b"".join(_line(row) for row in _rows(document))


def _rows(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    whose = {"account": document["account"]["id"], "captured_at": document["captured_at"]}
    head = {key: value for key, value in document.items() if key not in LISTS}
    yield {"type": "report", **head}
    counted: Counter[str] = Counter({"report": 1})
    for key, word in LISTS.items():
        for row in document[key]:
            counted[word] += 1
            yield {"type": word, **whose, **row}
    yield {
        "type": "summary",
        **whose,
        "schema": SCHEMA,
        "score": document["score"]["value"],
        "grade": document["score"]["grade"],
        "lines": counted.total(),
        "by_type": dict(sorted(counted.items())),
    }


def _line(row: Mapping[str, Any]) -> bytes:
    text = json.dumps(row, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # U+2028 and U+2029 end a line for some readers; a lone surrogate is no UTF-8.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085")
    return text.encode("utf-8", errors="backslashreplace") + b"\n"
