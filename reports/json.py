"""JSON: the report as the public contract has it, whole or one fact a line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.plugin import SCHEMA, Report, renderer
from auditor.storage.codec import report_to_json

# C1 controls, line separators, and what turns the direction of writing.
OBEYED = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")
# The same in UTF-8.
OBEYED_BYTES = re.compile(rb"\x7f|\xc2[\x80-\x9f]|\xe2\x80[\x8e\x8f\xa8-\xae]|\xe2\x81[\xa6-\xa9]")
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
    content = report_to_json(report)
    # Of a large report, only one that needs it is copied as text.
    return _shown(content.decode()).encode() if OBEYED_BYTES.search(content) else content


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
    return _shown(text).encode("utf-8", errors="backslashreplace") + b"\n"


def _shown(text: str) -> str:
    """Escape what JSON may hold as it is, but what a terminal, an editor or a log obeys."""
    return OBEYED.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
