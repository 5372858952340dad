"""CSV holds one row per result, whatever is in it, and no formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from auditor.evaluate.registry import renderers
from auditor.model.report import Report
from tests.reports import samples

Render = Callable[[str, Report], str]


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


@pytest.mark.parametrize("report", [samples.report(), samples.hostile(), samples.large(300)])
def test_there_is_one_row_per_result(render: Render, report: Report) -> None:
    head, *body = rows(render("csv", report))
    assert [row[0] for row in body] == [result.id for result in report.results]
    assert {len(row) for row in body} == {len(head)}


def test_no_cell_begins_a_formula(render: Render) -> None:
    cells = [cell for row in rows(render("csv", samples.hostile())) for cell in row]
    assert not [
        c for c in cells if c.lstrip()[:1] in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") - {""}
    ]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)


def test_no_cell_holds_anything_invisible(render: Render) -> None:
    cells = [cell for row in rows(render("csv", samples.hostile())) for cell in row]
    assert all(cell.isprintable() for cell in cells)


def test_lines_end_as_the_standard_has_it(render: Render) -> None:
    text = render("csv", samples.report())
    assert text.count("\r\n") == text.count("\n") == 4


def test_columns_stay_where_they_are(render: Render) -> None:
    assert rows(render("csv", samples.empty())) == [
        [
            *("id", "account", "region", "function", "function_arn", "check", "title"),
            *("category", "severity", "outcome", "confidence", "message", "reason", "evidence"),
            *("cause", "remedy", "reference", "first_seen", "captured_at"),
            *("waiver", "waiver_owner", "waiver_reason", "waiver_expires"),
            "owner",
        ]
    ]


def test_a_row_reads_as_the_result(render: Render) -> None:
    head, waived, _, failed = rows(render("csv", samples.report()))
    assert dict(zip(head, waived, strict=True))["waiver_owner"] == "billing@example.com"
    row = dict(zip(head, failed, strict=True))
    assert row["function"] == "orders"
    assert row["message"].startswith("Failed asynchronous events")
    assert row["evidence"].startswith('{"qualifiers":["live","$LATEST"]')


def test_the_variant_for_excel_begins_with_a_byte_order_mark() -> None:
    content = renderers()["csv-excel"].render(samples.report())
    assert content == b"\xef\xbb\xbf" + renderers()["csv"].render(samples.report())
