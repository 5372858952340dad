from __future__ import annotations

import base64
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

import pytest

from auditor.evaluate.registry import renderers
from auditor.model import FixKind, Outcome
from auditor.model.report import Report

GOLDEN = Path(__file__).parent / "golden"
VOID = {"meta", "link", "br", "img", "input", "rect", "path", "circle"}

Render = Callable[[Report], str]
Data = Callable[[str], dict[str, Any]]


class Page(HTMLParser):
    """The elements of a page; an unclosed or stray tag is an error."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.errors: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.stack or self.stack.pop() != tag:
            self.errors.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1] not in {"script", "style"}:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", "".join(self.words))


def static(page: str) -> str:
    """Return the page without style, script, data and their hashes."""
    page = re.sub(r"(<style>).*?(</style>)", r"\1\2", page, flags=re.DOTALL)
    page = re.sub(r"(<script[^>]*>).*?(</script>)", r"\1\2", page, flags=re.DOTALL)
    return re.sub(r"sha256-[A-Za-z0-9+/=]+'", "sha256-…'", page)


@pytest.mark.parametrize("name", ["believable", "empty", "single", "hostile"])
def test_the_page_is_well_formed_and_its_ids_are_unique(
    name: str, samples: ModuleType, render: Render
) -> None:
    page = Page(render(getattr(samples, name)()))

    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert page.errors == []
    assert page.stack == []
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("name", ["believable", "empty", "single"])
def test_every_link_within_the_page_has_its_target(
    name: str, samples: ModuleType, render: Render
) -> None:
    report = getattr(samples, name)()
    page = Page(render(report))

    ids = {attributes.get("id") for _, attributes in page.elements}
    hrefs = [attributes.get("href") or "" for tag, attributes in page.elements if tag == "a"]
    links = {href[1:] for href in hrefs if href.startswith("#")}
    scripted = {link for link in links if link.startswith(("q=", "view="))}
    pages = {link for link in links if link.startswith("fn/")}
    functions = {f"fn/{f.region}/{f.name}" for f in report.functions}
    assert links - scripted - pages - ids == set()
    assert pages <= functions


@pytest.mark.parametrize("name", ["believable", "empty"])
def test_the_static_part_is_the_golden_one(name: str, samples: ModuleType, render: Render) -> None:
    golden = GOLDEN / f"{name}.html"
    page = static(render(getattr(samples, name)()))
    if "UPDATE_GOLDEN" in os.environ:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(page, "utf-8")

    assert page == golden.read_text("utf-8")


def test_the_scripts_share_a_scope_in_which_no_name_is_declared_twice(
    samples: ModuleType, render: Render
) -> None:
    script = re.findall(r"<script>(.*?)</script>", render(samples.empty()), re.DOTALL)[0]
    declared = re.findall(r"^(?:async )?(?:function|const|let|class) (\w+)", script, re.MULTILINE)

    assert len(declared) > 50
    assert sorted(declared) == sorted(set(declared))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("`s3:*` means all", "<code>s3:*</code> means all"),
        ("put `a` and `b`", "put <code>a</code> and <code>b</code>"),
        ("`<b>` & <i>", "<code>&lt;b&gt;</code> &amp; &lt;i&gt;"),
        ("an odd ` stays", "an odd ` stays"),
        ("so do `` empty ones", "so do `` empty ones"),
    ],
)
def test_names_in_backticks_are_code_in_a_checks_words(
    words: str, shown: str, samples: ModuleType, render: Render
) -> None:
    report = samples.believable()
    checks = tuple(replace(check, rationale=words, remedy=words) for check in report.checks)

    page = static(render(replace(report, checks=checks)))

    assert f"<p>{shown}</p>" in page
    assert f"<p><b>Fix:</b> {shown}</p>" in page


def test_the_policy_names_the_hashes_of_the_one_style_and_the_one_script(
    samples: ModuleType, render: Render
) -> None:
    page = render(samples.believable())

    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    script = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [
        base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()
        for part in (*script, *style)
    ]
    assert policy is not None
    assert len(hashes) == 2
    assert policy[1].replace("&#39;", "'") == (
        f"default-src 'none'; script-src 'sha256-{hashes[0]}'; style-src 'sha256-{hashes[1]}';"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )
    assert not re.search(r"\s(style|on[a-z]+)=", static(page))
    assert not re.search(r'(src|href)="(?!#|https://docs\.aws|data:image)', page)


@pytest.mark.parametrize("number", range(17))
def test_hostile_text_stays_text_wherever_it_is(
    number: int, samples: ModuleType, render: Render
) -> None:
    report = samples.hostile()
    harmless = replace(report, account=replace(report.account, alias="plain"))
    expected = [tag for tag, _ in Page(render(harmless)).elements]
    page = render(replace(report, account=replace(report.account, alias=samples.HOSTILE[number])))

    assert [tag for tag, _ in Page(page).elements] == expected
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]", page)


def test_hidden_characters_are_shown_and_not_obeyed(samples: ModuleType, render: Render) -> None:
    text = Page(render(samples.hostile())).text

    for shown in (
        "abc[U+202E]gnp.exe",
        "nul\u2400bell\u2407esc\u241b[31m",
        "[U+D800]lone",
        "line[U+2028]para[U+2029]end",
        "{{ 7*7 }}{% raw %}",
    ):
        assert shown in text


def test_the_running_header_cannot_leave_its_string(samples: ModuleType, render: Render) -> None:
    report = samples.single()
    account = replace(report.account, id='1";}</style><script>alert(1)</script>\\')
    page = render(replace(report, account=account))

    style = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(style) == 1
    assert "alert" in style[0]
    assert "<" not in style[0].partition("@top-left")[2].partition("@bottom-right")[0]


def test_equal_reports_are_equal_bytes_in_another_process(samples: ModuleType) -> None:
    script = (
        "import hashlib, runpy, sys; from auditor.evaluate.registry import renderers;"
        "import importlib.util as u; s = u.spec_from_file_location('s', sys.argv[1]);"
        "m = u.module_from_spec(s); sys.modules['s'] = m; s.loader.exec_module(m);"
        "print(hashlib.sha256(renderers()['html'].render(m.believable())).hexdigest())"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "41", "TZ": "Asia/Tokyo"}
    made = subprocess.run(  # noqa: S603
        [sys.executable, "-c", script, str(samples.__file__)],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    here = hashlib.sha256(renderers()["html"].render(samples.believable())).hexdigest()
    assert made.stdout.strip() == here


def test_the_data_holds_every_result_that_the_static_part_leaves_out(
    samples: ModuleType, render: Render, data: Data
) -> None:
    report = samples.large(400)
    page = render(report)
    found = data(page)

    failed = [result for result in report.results if result.outcome is Outcome.FAIL]
    items = [a for tag, a in Page(page).elements if tag == "li" and (a.get("id") or "")[:2] == "f-"]
    assert len(items) == 500
    assert len(found["function"]) == len(report.results) > len(failed) > 500
    assert f"and {len(failed) - 500:,} more findings in report.json" in Page(page).text
    assert found["ids"] == "".join(result.id[:12] for result in report.results)


def test_placeholders_give_back_the_very_text(
    samples: ModuleType, render: Render, data: Data
) -> None:
    report = samples.believable()
    found = data(render(report))

    position = 0
    for row, result in enumerate(report.results):
        function = report.functions[found["function"][row]]
        assert function.arn == result.function
        for finding in result.findings:
            message = found["texts"][found["message"][position]]
            fix = found["fixes"][found["fix"][position]]
            names = (function.arn, function.role, function.name, function.role.rpartition("/")[2])
            for mark, name in zip("\x80\x81\x82\x83", names, strict=True):
                message, fix = message.replace(mark, name), fix.replace(mark, name)
            assert message == finding.message
            kind = str([*FixKind].index(finding.fix.kind))
            own = finding.fix
            assert fix.split("\x7f") == [own.cli, own.sam, own.terraform, kind]
            position += 1


def test_all_criticals_are_listed_before_anything_else(samples: ModuleType, render: Render) -> None:
    report = samples.large(3_000)
    critical = {
        f"f-{result.check}-{result.id[:12]}"
        for result in report.results
        if result.severity.value == "critical" and result.outcome is Outcome.FAIL
    }
    listed = [a["id"] for tag, a in Page(render(report)).elements if tag == "li" and "id" in a]

    assert 10 < len(critical) < 500
    assert set(listed[: len(critical)]) == critical


def test_ten_thousand_functions_stay_within_the_budget(samples: ModuleType, render: Render) -> None:
    page = render(samples.large())

    assert len(page.encode()) <= 2_000_000
    assert len(Page(page).elements) <= 5_000


def test_an_incomplete_audit_says_so_above_everything(samples: ModuleType, render: Render) -> None:
    page = static(render(samples.believable()))

    assert page.index("This audit is incomplete") < page.index("<h1>")
    assert "lambda:GetPolicy" in page[page.index('id="not-assessed"') :]
    assert "This audit is incomplete" not in static(render(samples.single()))


def test_an_interrupted_audit_without_gaps_is_incomplete(
    samples: ModuleType, render: Render
) -> None:
    report = replace(samples.single(), complete=False, partial=True)

    assert "Reading the account was interrupted" in Page(render(report)).text


def test_no_score_is_said_and_not_shown_as_zero(samples: ModuleType, render: Render) -> None:
    text = Page(render(samples.empty())).text

    assert "No score" in text
    assert "0.0" not in text


def test_reports_that_cannot_be_compared_show_no_difference(
    samples: ModuleType, render: Render
) -> None:
    report = samples.believable()
    comparison = replace(report.comparison, comparable=False, note="score model 2 then, 1 now")
    text = Page(render(replace(report, comparison=comparison))).text

    assert "cannot be compared with this one by score: score model 2 then, 1 now" in text
    assert "not comparable" in text
    assert "\u22122.3" not in text


def test_a_result_of_a_function_that_is_not_listed_is_shown(
    samples: ModuleType, render: Render, data: Data
) -> None:
    report = replace(samples.single(), functions=())
    page = render(report)

    assert [function[0] for function in data(page)["functions"]] == ["catalog-api"]
    assert "catalog-api" in Page(page).text


def test_a_waiver_says_its_age_and_what_is_left(samples: ModuleType, render: Render) -> None:
    text = Page(render(samples.believable())).text

    assert "in 61 days, signed 23 days ago" in text
    assert "19 days ago, signed 292 days ago" in text


def test_a_trend_of_one_report_draws_no_line(samples: ModuleType, render: Render) -> None:
    report = samples.believable()
    page = render(replace(report, trend=report.trend[:1], comparison=None))

    assert '<path class="line"' not in page
    assert "There is no earlier report to compare with" in Page(page).text


def test_a_trend_within_one_moment_is_drawn(samples: ModuleType, render: Render) -> None:
    report = samples.believable()
    first = report.trend[0]
    same = replace(report, trend=(first, replace(first, captured_at=first.captured_at)))

    assert "nan" not in render(same).lower().partition("<script")[0]
    later = replace(first, captured_at=first.captured_at + timedelta(days=1), score=100.0)
    assert "100.0" in render(replace(report, trend=(first, later)))


def test_tags_layers_and_evidence_of_any_type_are_printed(
    samples: ModuleType, render: Render
) -> None:
    report = samples.single()
    result = report.results[0]
    finding = replace(
        result.findings[0],
        evidence=MappingProxyType(
            {"parts": ("a", "b"), "none_there": None, "on": True, "size": 1_234_567, "share": 0.25}
        ),
    )
    text = Page(render(replace(report, results=(replace(result, findings=(finding,)),)))).text

    for words in ("none there", "yes", "1,234,567", "0.25"):
        assert words in text
