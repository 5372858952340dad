"""Options that the `org` commands share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from auditor.cli.options import stacked, tag_pairs
from auditor.evaluate import settings
from auditor.model.errors import UsageError
from auditor.organization.listing import Filters
from auditor.organization.member import ROLE, wrong_external_id, wrong_role
from auditor.organization.source import AccountSource, source

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)
_SEVERE = ("critical", "high")

SOURCES = stacked(
    click.option("--organization", is_flag=True, help="The accounts of the caller's organization."),
    click.option(
        "--accounts",
        type=_FILE,
        help="The accounts of a file: ids, CSV, JSON Lines or cloud-custodian's accounts.yml.",
    ),
    click.option("--profiles", metavar="GLOB", help="The accounts of matching AWS profiles."),
    click.option(
        "--ou", multiple=True, metavar="ID", help="Only accounts below this unit; repeatable."
    ),
    click.option(
        "--skip-ou", multiple=True, metavar="ID", help="No accounts below this unit; repeatable."
    ),
    click.option(
        "--skip-account", multiple=True, metavar="ID", help="Not this account; repeatable."
    ),
    click.option("--profile", metavar="NAME", help="Profile of the caller, who assumes the roles."),
)

ROLES = stacked(
    click.option(
        "--role-name",
        default=ROLE,
        show_default=True,
        metavar="NAME",
        help="Role to assume in each account.",
    ),
    click.option("--external-id", metavar="ID", help="External id that the roles ask for."),
)

READING = stacked(
    click.option(
        "--region",
        multiple=True,
        metavar="REGION",
        help="Audit only this region; repeatable [default: all enabled in each account].",
    ),
    click.option("--function", metavar="GLOB", help="Audit only functions whose name matches."),
    click.option(
        "--tag",
        callback=tag_pairs,
        multiple=True,
        metavar="K=V",
        help="Audit only functions with this tag; repeatable.",
    ),
    click.option(
        "--all-versions",
        is_flag=True,
        help="Read the resource policies of all published versions too; takes long.",
    ),
    click.option(
        "--no-alias-policies",
        is_flag=True,
        help="Skip alias policies: faster, but some verdicts become unknown.",
    ),
    click.option(
        "--quota-share",
        type=click.FloatRange(0.01),
        metavar="SHARE",
        default=0.6,
        show_default=True,
        help="Share of each account's API quota to use; inf for an emulator.",
    ),
)

GATES = stacked(
    click.option(
        "--fail-on",
        type=click.Choice(["critical", "high", "medium", "low", "none"]),
        default="high",
        show_default=True,
        help="Fail if a finding this severe is open in any account.",
    ),
    click.option(
        "--fail-under",
        type=click.FloatRange(0, 100),
        metavar="N",
        help="Fail if fewer per cent of the accounts are clean.",
    ),
    click.option(
        "--fail-on-new",
        is_flag=True,
        help="Apply --fail-on only to findings that the run before did not have.",
    ),
    click.option(
        "--fail-on-overdue",
        is_flag=True,
        help="Apply --fail-on only to findings open longer than their --deadline.",
    ),
    click.option(
        "--deadline",
        multiple=True,
        metavar="SEVERITY=DAYS",
        help="Days that a finding may be open; also [organization] deadline in the configuration"
        " [default: critical=7, high=30].",
    ),
    click.option(
        "--max-open-accounts",
        multiple=True,
        metavar="SEVERITY=N",
        help="Allow so many accounts with such a finding; replaces --fail-on for it.",
    ),
    click.option(
        "--allow-unknown",
        type=click.FloatRange(0, 100),
        default=0.0,
        metavar="PCT",
        help="Per cent of the accounts that may be not audited completely [default: 0].",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit 0 whatever was found."),
)

DIRECTORY = click.option(
    "--dir", type=_FOLDER, required=True, help="Folder of the runs; made where it does not exist."
)
OUTPUT = click.option(
    "-o",
    "--output",
    multiple=True,
    metavar="[FORMAT:]PATH",
    help="Write a report: html, json, csv or markdown; - is stdout; repeatable.",
)


def source_of(values: Mapping[str, Any]) -> AccountSource | None:
    """Return the source of accounts that the options name, its file read.

    Raises:
        UsageError: an option or the file is wrong; nothing was called.
    """
    return source(
        organization=values["organization"],
        file=values["accounts"],
        profiles=values["profiles"],
        filters=Filters(
            units=values["ou"],
            skip_units=values["skip_ou"],
            skip_accounts=values["skip_account"],
        ),
    )


def demand_source(values: Mapping[str, Any]) -> AccountSource:
    """Return the source of accounts.

    Raises:
        UsageError: no source is named, or it is wrong.
    """
    found = source_of(values)
    if found is None:
        raise UsageError("name the accounts: --organization, --accounts FILE or --profiles GLOB")
    return found


def check_role(values: Mapping[str, Any]) -> None:
    """Refuse a role or an external id that cannot be right.

    Raises:
        UsageError: one is wrong.
    """
    if wrong := wrong_role(values["role_name"]):
        raise UsageError(f"--role-name: {wrong}")
    if values["external_id"] is not None and (wrong := wrong_external_id(values["external_id"])):
        raise UsageError(f"--external-id: {wrong}")


def numbers(texts: tuple[str, ...], option: str, severities: tuple[str, ...]) -> dict[str, int]:
    """Return SEVERITY=NUMBER options as a mapping.

    Raises:
        UsageError: one is something else.
    """
    found: dict[str, int] = {}
    for text in texts:
        word, _, number = text.partition("=")
        if word not in severities or not number.isdecimal() or len(number) > 6:  # noqa: PLR2004
            raise UsageError(
                f"{option} {text!r}: write SEVERITY=NUMBER, with one of {', '.join(severities)}"
            )
        found[word] = int(number)
    return found


def deadlines(values: Mapping[str, Any]) -> dict[str, int]:
    """Return the days that findings may be open: the options', then the configuration's.

    Raises:
        UsageError: an option or the configuration is wrong.
    """
    from auditor.organization.rollup import DEADLINES  # noqa: PLC0415  only where one is judged

    typed = numbers(values["deadline"], "--deadline", _SEVERE)
    path = values["config"] or settings.find(Path.cwd())
    return {**DEADLINES, **settings.deadlines(path), **typed}
