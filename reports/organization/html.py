"""The organization's report as one HTML file, in the style of an account's report."""

from __future__ import annotations

from importlib.resources import files

from markupsafe import Markup

from auditor.plugin import Organization, organization_renderer

from ..html import text
from ..html.document import environment, policy
from .heat import payload
from .view import view
from .words import cause_words, gain_words


@organization_renderer("html", extensions=(".html", ".htm"))
def html(organization: Organization) -> bytes:
    """One file to read, search and print, for people."""
    import jinja2  # noqa: PLC0415  160 ms that only a page needs

    made = environment()
    made.loader = jinja2.ChoiceLoader(
        [jinja2.PackageLoader(__package__, "templates"), made.loader]
        if made.loader
        else [jinja2.PackageLoader(__package__, "templates")]
    )
    header = f"Lambda audit of an organization, run {organization.run}"
    style = made.get_template("style.css.j2").render(header=text.css_string(header))
    style += made.get_template("organization.css.j2").render()
    script = (files(__package__) / "script" / "accounts.js").read_text("utf-8")
    page = made.get_template("organization.html.j2").render(
        view=view(organization),
        organization=organization,
        cause_words=cause_words,
        gain_words=gain_words,
        style=Markup(style),  # noqa: S704  our own, and the header as a CSS string
        script=Markup(script),  # noqa: S704  our own, without a `</`
        policy=policy(script, style),
        payload=Markup(payload(organization)),  # noqa: S704  JSON in which `<` is escaped
    )
    return page.encode("utf-8")
