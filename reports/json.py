"""JSON: the report as the public contract has it, whole or one fact a line."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from auditor.plugin import SCHEMA, Report, renderer
from auditor.storage.codec import plain, report_pieces, report_to_json

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
def whole(report: Report) -> Iterator[bytes]:
    """The source of truth: everything, for `render`, `diff`, `--baseline` and programs."""
    for piece in report_pieces(report):
        # Only a piece that needs it is copied as text.
        yield _shown(piece.decode()).encode() if OBEYED_BYTES.search(piece) else piece


@renderer("jsonl", extensions=[".jsonl", ".ndjson"])
def lines(report: Report) -> Iterator[bytes]:
    """JSON Lines: one fact a line, for log pipelines and data lakes.

    The first line is the report without its lists, the last one counts the lines before it, so
    that a file that was cut is seen to be cut.
    """
    yield from map(_line, _rows(report))


def _rows(report: Report) -> Iterator[Mapping[str, Any]]:
    bare: dict[str, Any] = dict.fromkeys(LISTS, ())
    document = json.loads(report_to_json(replace(report, **bare)))
    whose = {"account": document["account"]["id"], "captured_at": document["captured_at"]}
    head = {key: value for key, value in document.items() if key not in LISTS}
    yield {"type": "report", **head}
    counted: Counter[str] = Counter({"report": 1})
    for key, word in LISTS.items():
        for row in getattr(report, key):
            counted[word] += 1
            yield {"type": word, **whose, **plain(row)}
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
