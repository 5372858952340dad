"""The summary fits a terminal, obeys nothing that an account says, and ends with what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from auditor.assess import compare
from auditor.model import Category
from auditor.model.report import CategoryScore, Report
from tests.reports import samples

Render = Callable[[str, Report], str]


def fullest() -> Report:
    """Return a report that has everything a summary can show."""
    made = samples.hostile()
    score = replace(
        made.score,
        categories={c.value: CategoryScore(value=48.9, grade="F") for c in Category},
    )
    made = replace(
        made, score=score, partial=True, top_fixes=made.top_fixes * 10, waivers=made.waivers * 9
    )
    return compare.with_baseline(samples.large(3000), made)


@pytest.mark.parametrize(
    "report",
    [samples.report(), samples.hostile(), samples.empty(), samples.large(9000), fullest()],
)
def test_a_summary_has_at_most_25_lines_of_80_columns(render: Render, report: Report) -> None:
    lines = render("terminal", report).splitlines()
    assert len(lines) <= 25
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize("report", [samples.report(), samples.hostile(), fullest()])
def test_a_summary_ends_with_what_to_do_next(render: Render, report: Report) -> None:
    text = render("terminal", report)
    assert "Next: auditor explain missing-dlq" in text
    assert text.splitlines()[-1].strip().startswith("auditor doctor")


def test_nothing_hostile_reaches_the_terminal(render: Render) -> None:
    for text in (render("terminal", fullest()), render("diff", fullest())):
        assert all(c.isprintable() or c == "\n" for c in text)


def test_colours_add_nothing_but_colours(render: Render) -> None:
    colored = render("terminal-color", fullest())
    assert re.sub(r"\x1b\[[\d;]*m", "", colored) == render("terminal", fullest())
    assert all(c.isprintable() or c in "\n\x1b" for c in colored)


def test_an_account_that_could_not_be_listed_has_no_score(render: Render) -> None:
    report = samples.report()
    score = replace(report.score, value=None, grade="n/a", cap="no score, because eu-west-1 failed")
    text = render("terminal", replace(report, score=score))
    assert "no score" in text
    assert "48.9 / 100" not in text
