"""Whole documents, reviewed by eye. UPDATE_GOLDEN=1 writes them anew; then read the diff."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.assess import compare
from auditor.model import Outcome, Severity
from auditor.model.report import Report
from tests.reports import samples

GOLDEN = Path(__file__).parents[1] / "golden" / "reports"
FORMATS = {
    "asff": "asff.json",
    "csv": "csv",
    "diff": "diff.txt",
    "diff-json": "diff.json",
    "diff-markdown": "diff.md",
    "json": "json",
    "jsonl": "jsonl",
    "junit": "xml",
    "markdown": "md",
    "markdown-comment": "comment.md",
    "ocsf": "ocsf.jsonl",
    "sarif": "sarif",
    "sarif-all": "all.sarif",
    "terminal": "txt",
    "terminal-color": "ansi",
}


def compared() -> Report:
    before = samples.report(
        captured_at=samples.AT - timedelta(days=7),
        results=(
            samples.result(id="f" * 16, check="admin-role", severity=Severity.CRITICAL),
            samples.result(outcome=Outcome.WAIVED, waiver=samples.WAIVER),
        ),
        functions=tuple(samples.function(name) for name in ("billing", "gone", "orders")),
    )
    before = replace(before, score=replace(before.score, value=41.0))
    return compare.with_baseline(before, samples.report())


REPORTS = {"ordinary": samples.report, "hostile": samples.hostile, "empty": samples.empty}
CASES = [
    *((name, id_) for name in REPORTS for id_ in FORMATS if not id_.startswith("diff")),
    *(("compared", id_) for id_ in ("diff", "diff-json", "diff-markdown", "terminal", "sarif")),
    *(("compared", id_) for id_ in ("markdown", "asff")),
]


@pytest.mark.parametrize(("name", "id_"), CASES)
def test_documents_match_their_golden_files(
    render: Callable[[str, Report], str], name: str, id_: str
) -> None:
    report = compared() if name == "compared" else REPORTS[name]()
    actual = render(id_, report)
    if FORMATS[id_].endswith(("json", "sarif")):
        # One value a line, so that a change can be read.
        actual = json.dumps(json.loads(actual), indent=1) + "\n"
    path = GOLDEN / f"{name}.{FORMATS[id_]}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(actual, encoding="utf-8", newline="")
    assert actual == path.read_bytes().decode()


def test_the_same_report_gives_the_same_bytes(render: Callable[[str, Report], str]) -> None:
    for id_ in FORMATS:
        if not id_.startswith("diff"):
            assert render(id_, samples.hostile()) == render(id_, samples.hostile())
