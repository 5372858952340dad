"""Whole documents, reviewed by eye. UPDATE_GOLDEN=1 writes them anew; then read the diff."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from auditor.assess import compare
from auditor.evaluate.registry import renderers
from auditor.model import Outcome, Severity
from auditor.model.report import Report
from tests.reports import samples

GOLDEN = Path(__file__).parents[1] / "golden" / "reports"
# How the golden files of a format end, where that is not its id.
ENDINGS = {
    "asff": "asff.json",
    "csv-excel": "excel.csv",
    "explain": "explain.txt",
    "explain-color": "explain.ansi",
    "list": "list.txt",
    "list-color": "list.ansi",
    "list-first": "list-first.txt",
    "list-first-color": "list-first.ansi",
    "diff": "diff.txt",
    "diff-json": "diff.json",
    "diff-markdown": "diff.md",
    "fix-plan": "plan.sh",
    "fix-plan-markdown": "plan.md",
    "fix-plan-sam": "plan.yaml",
    "fix-plan-undo": "undo.sh",
    "fix-plan-terraform": "plan.tf",
    "github": "github.txt",
    "junit": "xml",
    "markdown": "md",
    "markdown-comment": "comment.md",
    "ocsf": "ocsf.jsonl",
    "sarif-all": "all.sarif",
    "terminal": "txt",
    "terminal-color": "ansi",
}
FORMATS = {id_: ENDINGS.get(id_, id_) for id_ in sorted(renderers())}
HOSTILE = ("hostile", "hostile-compared")


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


def hostile_compared() -> Report:
    """Return a report whose differences from its baseline are hostile text."""
    before = samples.hostile()
    before = replace(before, captured_at=samples.AT - timedelta(days=7), results=(), scope=())
    return compare.with_baseline(before, samples.hostile())


REPORTS = {"ordinary": samples.report, "hostile": samples.hostile, "empty": samples.empty}
COMPARED = {"compared": compared, "hostile-compared": hostile_compared}
CASES = [
    *((name, id_) for name in REPORTS for id_ in FORMATS if not id_.startswith("diff")),
    *((name, id_) for name in COMPARED for id_ in FORMATS if id_.startswith("diff")),
    *(("compared", id_) for id_ in ("terminal", "sarif", "markdown", "asff")),
]


@pytest.mark.parametrize(("name", "id_"), CASES)
def test_documents_match_their_golden_files(
    render: Callable[[str, Report], str], name: str, id_: str
) -> None:
    report = (REPORTS | COMPARED)[name]()
    actual = render(id_, report)
    if FORMATS[id_].endswith(("json", "sarif")):
        # One value a line, so that a change can be read.
        actual = json.dumps(json.loads(actual), indent=1) + "\n"
    if id_ == "html":
        actual = static(actual)
    path = GOLDEN / f"{name}.{FORMATS[id_]}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(actual, encoding="utf-8", newline="")
    assert actual == path.read_bytes().decode()


def static(page: str) -> str:
    """Return an HTML page without style, scripts, data and their hashes."""
    page = re.sub(r"<(style|script)([^>]*)>.*?</\1>", r"<\1\2></\1>", page, flags=re.DOTALL)
    return re.sub(r"sha256-[A-Za-z0-9+/]+=*", "sha256-…", page)


def without_golden_file(formats: Iterable[str]) -> list[str]:
    """Return the formats that no golden file shows with hostile input."""
    return sorted(
        id_
        for id_ in formats
        if not any((GOLDEN / f"{n}.{ENDINGS.get(id_, id_)}").is_file() for n in HOSTILE)
    )


def test_every_format_has_a_golden_file_with_hostile_input() -> None:
    edit = "run UPDATE_GOLDEN=1 pytest tests/reports/test_golden.py, and read what it writes"
    assert without_golden_file(renderers()) == [], edit
    assert sorted(ENDINGS.keys() - renderers()) == []
    assert without_golden_file([*renderers(), "planted"]) == ["planted"]


def test_the_same_report_gives_the_same_bytes(render: Callable[[str, Report], str]) -> None:
    for id_ in FORMATS:
        if not id_.startswith("diff"):
            assert render(id_, samples.hostile()) == render(id_, samples.hostile())
