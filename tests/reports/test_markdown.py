"""Markdown holds whatever an account is called, and fits where it is sent."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from auditor.evaluate.registry import renderers
from auditor.model import Severity
from auditor.model.report import Report
from tests.reports import samples

Render = Callable[[str, Report], str]
FORMATS = ("markdown", "markdown-comment")
OWN_TAGS = {"details", "summary", "b", "code"}
# What GitHub makes of text that is neither code nor a link.
RECOGNISED = re.compile(
    r"(?<!\w)@\w|\#\d|\bGH-\d|https?://|\bwww\.|(?<!\w):[a-z0-9_+-]+:", re.IGNORECASE
)


def parsed(text: str) -> Any:
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)


class Plain(HTMLParser):
    """What a reader sees, apart from code and links, and the tags that are used."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.prose: list[str] = []
        self.everything: list[str] = []
        options = {"html": True, "linkify": False}
        self.feed(MarkdownIt("gfm-like", options).render(text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.open.append(tag)
        self.attributes.extend(attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.everything.append(data)
        if not {"code", "pre", "a"} & set(self.open):
            self.prose.append(data)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize(
    "report", [samples.report(), samples.hostile(), samples.empty(), samples.large(700)]
)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(
    render: Render, name: str, report: Report
) -> None:
    tables = 0
    cells: list[int] = []
    for token in parsed(render(name, report)):
        if token.type == "table_open":
            tables, cells = tables + 1, []
        elif token.type == "tr_open":
            cells.append(0)
        elif token.type in {"th_open", "td_open"}:
            cells[-1] += 1
        elif token.type == "table_close":
            assert len(set(cells)) == 1
    assert tables or not report.functions
    # What looks like a row is one: no table was broken off.
    lines = [line for line in render(name, report).splitlines() if line.startswith("| ")]
    rows = sum(token.type == "tr_open" for token in parsed(render(name, report)))
    assert len(lines) == rows + tables


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_makes_no_markup(render: Render, name: str) -> None:
    found = Plain(render(name, samples.hostile()))
    drawn = {"h3", "h4", "p", "table", "thead", "tbody", "tr", "th", "td", "blockquote"}
    drawn |= {"strong", "pre", "a", "ul", "li"}
    assert found.tags <= drawn | OWN_TAGS
    links = {value for key, value in found.attributes if key == "href"}
    assert links == {"https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html"}
    assert {key for key, _ in found.attributes} <= {"href", "class", "style"}


@pytest.mark.parametrize("name", FORMATS)
def test_hostile_text_mentions_no_one_and_links_nowhere(render: Render, name: str) -> None:
    prose = "".join(Plain(render(name, samples.hostile())).prose)
    own = prose.replace("evil@example.com", "")
    assert RECOGNISED.findall(own) == []


def test_hostile_text_is_shown_as_it_is(render: Render) -> None:
    seen = "".join(Plain(render("markdown", samples.hostile())).everything)
    for part in (
        "<script>alert(1)</script>",
        "](javascript:alert(1))",
        "**bold**",
        "&lt;",
        "~~x~~",
    ):
        assert part in seen
    assert "[U+202E]gnp.exe" in seen


@pytest.mark.parametrize("name", FORMATS)
def test_nothing_invisible_is_written(render: Render, name: str) -> None:
    text = render(name, samples.hostile())
    assert all(c.isprintable() or c == "\n" for c in text)


LIMITS = {"markdown": 1_000_000, "markdown-comment": 60_000}


def size(name: str, text: str) -> int:
    return len(text.encode()) if name == "markdown" else len(text.encode("utf-16-le")) // 2


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("findings", [0, 1, 500, 60_000])
def test_a_document_of_any_size_fits(render: Render, name: str, findings: int) -> None:
    report = samples.large(findings) if findings else samples.empty()
    text = render(name, report)
    assert size(name, text) <= LIMITS[name]
    assert text.endswith("-->\n")
    assert text.count("<details>") == text.count("</details>")
    # The worst are also told in sentences, before the list.
    shown = len(re.findall(r"Case \d+", text.partition("#### Findings")[2]))
    left_out = re.search(r"\*\*([\d,]+) findings? left out", text)
    assert shown + (int(left_out[1].replace(",", "")) if left_out else 0) == findings
    assert findings < 500 or size(name, text) > 0.1 * LIMITS[name]  # and wastes no place


@pytest.mark.parametrize("name", FORMATS)
def test_the_worst_findings_stay(render: Render, name: str) -> None:
    text = render(name, samples.large(60_000))
    assert "<b>CRITICAL</b>" in text
    critical = {c.id for c in samples.large(25).checks if c.severity is Severity.CRITICAL}
    assert all(f"<code>{check}</code>, " in text for check in critical)


@pytest.mark.parametrize("name", FORMATS)
def test_values_of_any_length_fit(render: Render, name: str) -> None:
    huge = "@" * 65_536
    many = samples.hostile()
    report = replace(
        many,
        results=tuple(
            samples.result(
                id=f"{n:016x}",
                function=samples.arn(huge),
                findings=(samples.finding(message=huge, evidence={huge: huge}),),
            )
            for n in range(100)
        ),
        waivers=tuple(replace(many.waivers[0], note=huge) for _ in range(300)),
        gaps=tuple(replace(many.gaps[0], message=huge, region=huge) for _ in range(300)),
        notes=(huge,) * 300,
        gap_policy=huge,
    )
    text = render(name, report)
    assert size(name, text) <= LIMITS[name]
    assert "100 findings left out" in text or "left out" in text or "more." in text


def test_a_bot_finds_its_own_comment_again(render: Render) -> None:
    text = render("markdown-comment", samples.report())
    assert text.splitlines()[-1] == "<!-- lambda-auditor:111122223333:eu-west-1,us-east-1 -->"


def test_the_first_line_is_the_verdict(render: Render) -> None:
    first = render("markdown-comment", samples.report()).splitlines()[0]
    assert first == "### F? 48.9/100 · Lambda audit of 111122223333 (acme-prod)"


def test_an_incomplete_audit_says_so_before_everything_else(render: Render) -> None:
    third = render("markdown", samples.report()).splitlines()[2]
    assert third.startswith("> **This audit is incomplete:** 1 verdict is unknown")


WORDS = st.text(
    alphabet=st.one_of(
        st.sampled_from(list("|`*_[]()<>#@:/\\\n\r\t&;!~$-=+.1 aW")), st.characters()
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=60)
@given(WORDS, WORDS)
def test_any_two_texts_stay_in_their_cells(message: str, name: str) -> None:
    result = samples.result(
        function=samples.arn(name),
        findings=(samples.finding(message=message, fix=samples.finding().fix),),
    )
    report = samples.report(results=(result,), functions=(samples.function(name),))
    text = renderers()["markdown-comment"].render(report).decode()
    rows = [token for token in parsed(text) if token.type == "inline"]
    own = html.unescape(" ".join(token.content for token in rows))
    assert own
    tables = text.split("<details>")[1].split("</details>")[0]
    counts = [token.type for token in parsed(tables)]
    assert counts.count("td_open") == 4
    assert counts.count("tr_open") == 2
