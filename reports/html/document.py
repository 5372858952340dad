"""The HTML renderer: puts words, style, script and data into one file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from auditor.plugin import Report, counted, renderer

from . import text
from .acts import ActFixes
from .payload import in_base64, payload
from .view import view

if TYPE_CHECKING:
    import jinja2

_SCRIPTS = ("data", "query", "dom", "diagram", "detail", "page", "list", "main")
_BUFFER = 50  # pieces of the page, most of them a word, that are written together


@renderer("html", extensions=(".html", ".htm"))
def html(report: Report) -> Iterator[bytes]:
    """One file to read, search and print, for people."""
    fixes = ActFixes(report)
    packed = payload(report, fixes)
    data = view(report, fixes)
    made = environment()
    style = made.get_template("style.css.j2").render(header=text.css_string(data.header))
    script = _script()
    page = made.get_template("page.html.j2").stream(
        view=data,
        report=report,
        style=Markup(style),  # noqa: S704  our own, and the header as a CSS string
        script=Markup(script),  # noqa: S704  our own, without a `</`
        policy=policy(script, style),
        payload=map(Markup, in_base64(packed)),
    )
    page.enable_buffering(_BUFFER)
    for piece in page:
        yield piece.encode("utf-8")


def environment() -> jinja2.Environment:
    """Return the templates of an account's report, and what they print with."""
    import jinja2  # noqa: PLC0415  160 ms that only a page needs

    made = jinja2.Environment(
        loader=jinja2.PackageLoader(__package__, "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        finalize=text.finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for convert in (
        text.brief, text.day, text.time, text.stamp, text.score, text.signed,
        text.percent, text.visible, text.words,
    ):  # fmt: skip
        made.filters[convert.__name__] = convert
    made.filters["plural"] = counted
    made.filters["block"] = _block
    made.filters["number"] = "{:,}".format
    return made


def _block(words: str) -> Markup:
    return escape(text.visible(words))


def _script() -> str:
    folder = files(__package__) / "script"
    parts = [(folder / f"{name}.js").read_text("utf-8") for name in _SCRIPTS]
    return '"use strict";\n(() => {\n' + "".join(parts) + "})();\n"


def policy(script: str, style: str) -> str:
    """Return the content security policy of a page: this script, this style, nothing else."""
    return (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)};"
        " img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(source: str) -> str:
    digest = hashlib.sha256(source.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
