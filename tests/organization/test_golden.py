"""Whole reports of organizations. UPDATE_GOLDEN=1 writes them anew; then read the diff."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from auditor.assess import schema
from auditor.evaluate.organization_renderers import organization_renderers
from auditor.model.organization import Organization, Status
from auditor.organization.member import Member
from auditor.organization.rollup import RolledUp, roll_up
from auditor.organization.summary import CauseCounts, CheckCounts, GapCounts, Summary
from auditor.storage import codec
from tests.organization.test_rollup import NOW, opened, summary
from tests.reports.samples import FORMULAS, HOSTILE
from tests.reports.test_golden import static

GOLDEN = Path(__file__).parents[1] / "golden/organization"
FORMATS = {
    "csv": "csv", "csv-excel": "excel.csv", "html": "html", "json": "json", "markdown": "md",
    "terminal": "txt",
    "terminal-color": "ansi",
}  # fmt: skip
PRODUCTION = "o-ab12cd34ef/r-ab12/ou-ab12-production"
TOOL = {
    "name": "lambda-auditor", "version": "1.2.3", "score_model": 1, "checks_digest": "ab12",
    "data": {},
}  # fmt: skip


def counts(title: str, **numbers: Any) -> CheckCounts:
    zero = {"fail": 0, "unknown": 0, "waived": 0, "passed": 0, "not_applicable": 0}
    return CheckCounts(**{"severity": "high", "title": title, **zero, **numbers})


def cause(name: str, **differences: Any) -> CauseCounts:
    known = {"checks": {"wildcard-action": 2}, "severity": "high", "functions": 2, "results": 2}
    return CauseCounts(**{"cause": name, **known, "severe": 2, **differences})


def gap(text: str) -> GapCounts:
    return GapCounts(
        operation=text, iam_action="lambda:ListFunctions", code=text, region="eu-south-1",
        message=text, functions=0,
    )  # fmt: skip


def audited(number: int, text: str, **differences: Any) -> Summary:
    found: dict[str, Any] = {
        "checks": {"wildcard-action": counts(f"Wildcard {text}", fail=2, passed=1)},
        "causes": (cause(f"role/{text}"),), "open": opened(high=2, low=1),
        "first_seen": {"high": {"2026-10-01": 2}}, "grade": "D", "score": 48.5, "tool": TOOL,
        "new": {"high": 1}, "compared": True, "waived": 1, "digest": "ab",
    }  # fmt: skip
    return summary(number, **{**found, **differences})


def made(text: str, name: str) -> Organization:
    """Return an organization with an account of each status; `text` is what AWS said."""
    members = tuple(
        Member(id=f"{n:012d}", name=f"{name}{n}", path=path, skipped=skipped)
        for n, path, skipped in (
            *((n, PRODUCTION, "") for n in range(1, 7)),
            (7, "", ""),
            (8, "", f"the account is {text}"),
        )
    )
    summaries = (
        *(audited(n, text) for n in (1, 2)),
        summary(3, tool=TOOL, digest="ab"),
        audited(
            4, text, status=Status.INCOMPLETE, reason=text, action=text, gaps=(gap(text),),
            score=None, grade="n/a",
        ),
        summary(5, status=Status.UNREACHABLE, reason=text, action=text, digest=""),
        summary(6, status=Status.UNREACHABLE, reason=text, action=text, digest=""),
    )  # fmt: skip
    given = RolledUp(
        run="20261130T063000Z", captured_at=NOW, members=members, notes=(text,),
        unit_names={"ou-ab12-production": text},
    )  # fmt: skip
    earlier = roll_up(
        replace(given, run="20261123T063000Z", captured_at=NOW - timedelta(days=7)), summaries[:3]
    )
    whole = roll_up(replace(given, before=earlier), summaries)
    pages = (replace(row, page=f"members/{row.id}.html") for row in whole.accounts)
    return replace(whole, accounts=tuple(pages))


def empty() -> Organization:
    return roll_up(RolledUp(run="20261130T063000Z", captured_at=NOW, members=()), ())


ORGANIZATIONS: dict[str, Callable[[], Organization]] = {
    "ordinary": lambda: made("not authorized", "team-"),
    "hostile": lambda: made(HOSTILE, f"{FORMULAS[0]}{HOSTILE}"),
    "empty": empty,
}


@pytest.mark.parametrize("id_", FORMATS)
@pytest.mark.parametrize("name", ORGANIZATIONS)
def test_documents_match_their_golden_files(name: str, id_: str) -> None:
    actual = organization_renderers()[id_].render(ORGANIZATIONS[name]()).decode()
    if id_ == "json":
        actual = json.dumps(json.loads(actual), indent=1) + "\n"
    if id_ == "html":
        actual = static(actual)
    path = GOLDEN / f"{name}.{FORMATS[id_]}"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(actual, encoding="utf-8", newline="")
    assert actual == path.read_bytes().decode()


def test_every_format_has_golden_files() -> None:
    assert set(organization_renderers()) == set(FORMATS), "add it to FORMATS in this file"


@pytest.mark.parametrize("name", ORGANIZATIONS)
def test_the_json_is_valid_by_its_schema_and_read_back(name: str) -> None:
    organization = ORGANIZATIONS[name]()
    content = codec.organization_to_json(organization)
    validator = Draft202012Validator(schema.schema("organization", strict=True))
    assert list(validator.iter_errors(json.loads(content))) == []
    assert codec.organization_from_json(content, name) == organization


@pytest.mark.parametrize("id_", ["csv", "markdown", "terminal", "json"])
def test_nothing_that_a_terminal_obeys_is_in_a_document(id_: str) -> None:
    text = organization_renderers()[id_].render(ORGANIZATIONS["hostile"]()).decode()
    assert not set(text) & {"\x1b", "\x9b", "\u202e", "\u2028", "\x7f"}


def test_no_cell_of_the_csv_is_a_formula() -> None:
    text = organization_renderers()["csv"].render(ORGANIZATIONS["hostile"]()).decode()
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    assert not [cell for cell in cells if cell[:1] in set("=+-@\t\r")]
