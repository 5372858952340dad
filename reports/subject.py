"""What a report is of: an account, templates, or the functions of one owner."""

from __future__ import annotations

from auditor.plugin import Report

from . import digest


def account(report: Report) -> str:
    """Return the account's number, with its alias where it has one; before it, what part of it."""
    number = report.account.id
    if described(report):
        # Templates alone have an account of zeros.
        whole = f"templates for account {number}" if number.strip("0") else "templates"
    else:
        alias = report.account.alias
        whole = f"{number} ({digest.one_line(alias, 30)})" if alias else number
    return f"{_owner(report)} in {whole}" if report.of_owner is not None else whole


def _owner(report: Report) -> str:
    return digest.one_line(report.of_owner or "functions without an owner", digest.OWNER)


def heading(report: Report) -> str:
    """Return the title of a page that is not of a whole account; else nothing."""
    if report.of_owner is None and not described(report):
        return ""
    name = account(report)
    return name if report.of_owner else f"{name[0].upper()}{name[1:]}"


def described(report: Report) -> bool:
    """Return whether templates describe the functions, which are not deployed yet."""
    return report.origin == "template"


def narrowed(report: Report) -> str:
    """Return a sentence on the filters that left functions out, or nothing."""
    if not report.scope:
        return ""
    return f"This is a part of the account: {', '.join(map(digest.one_line, report.scope))}."
