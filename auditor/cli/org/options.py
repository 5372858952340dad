"""Options that the `org` commands share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import click

from auditor.cli.option_groups import FILE, FOLDER, THRESHOLD, Number, grouped, option
from auditor.cli.report_options import EXIT_ZERO
from auditor.evaluate import settings
from auditor.model.errors import UsageError
from auditor.organization.listing import Filters
from auditor.organization.member import ROLE, wrong_external_id, wrong_role
from auditor.organization.rollup import DEADLINES
from auditor.organization.source import AccountSource, source

WORKERS = option(
    "--workers",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help="Accounts to read at the same time.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """Which accounts, and who asks for their list."""

    organization: Annotated[
        bool,
        option("--organization", is_flag=True, help="The accounts of the caller's organization."),
    ]
    accounts: Annotated[
        Path | None,
        option(
            "--accounts",
            type=FILE,
            help="The accounts of a file: ids, CSV, JSON Lines or cloud-custodian's accounts.yml.",
        ),
    ]
    profiles: Annotated[
        str | None,
        option("--profiles", metavar="GLOB", help="The accounts of matching AWS profiles."),
    ]
    ou: Annotated[
        tuple[str, ...],
        option(
            "--ou", multiple=True, metavar="ID", help="Only accounts below this unit; repeatable."
        ),
    ]
    skip_ou: Annotated[
        tuple[str, ...],
        option(
            "--skip-ou",
            multiple=True,
            metavar="ID",
            help="No accounts below this unit; repeatable.",
        ),
    ]
    skip_account: Annotated[
        tuple[str, ...],
        option("--skip-account", multiple=True, metavar="ID", help="Not this account; repeatable."),
    ]
    profile: Annotated[
        str | None,
        option("--profile", metavar="NAME", help="Profile of the caller, who assumes the roles."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleOptions:
    """The role that is assumed in each account."""

    role_name: Annotated[
        str,
        option(
            "--role-name",
            default=ROLE,
            show_default=True,
            metavar="NAME",
            help="Role to assume in each account.",
        ),
    ]
    external_id: Annotated[
        str | None,
        option("--external-id", metavar="ID", help="External id that the roles ask for."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationGateOptions:
    """What makes a command on an organization fail."""

    fail_on: Annotated[
        str,
        option(
            "--fail-on",
            type=THRESHOLD,
            default="high",
            show_default=True,
            help="Fail if a finding this severe is open in any account.",
        ),
    ]
    fail_under: Annotated[
        float | None,
        option(
            "--fail-under",
            type=Number(0, 100),
            metavar="N",
            help="Fail if fewer per cent of the accounts are clean.",
        ),
    ]
    fail_on_new: Annotated[
        bool,
        option(
            "--fail-on-new",
            is_flag=True,
            help="Apply --fail-on only to findings that the run before did not have.",
        ),
    ]
    fail_on_overdue: Annotated[
        bool,
        option(
            "--fail-on-overdue",
            is_flag=True,
            help="Apply --fail-on only to findings open longer than their --deadline.",
        ),
    ]
    deadline: Annotated[
        tuple[str, ...],
        option(
            "--deadline",
            multiple=True,
            metavar="SEVERITY=DAYS",
            help="Days that a finding may be open; also [organization] deadline in the"
            " configuration [default: critical=7, high=30].",
        ),
    ]
    max_open_accounts: Annotated[
        tuple[str, ...],
        option(
            "--max-open-accounts",
            multiple=True,
            metavar="SEVERITY=N",
            help="Allow so many accounts with such a finding; replaces --fail-on for it.",
        ),
    ]
    allow_unknown: Annotated[
        float,
        option(
            "--allow-unknown",
            type=Number(0, 100),
            default=0.0,
            metavar="PCT",
            help="Per cent of the accounts that may be not audited completely [default: 0].",
        ),
    ]
    exit_zero: Annotated[bool, EXIT_ZERO]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """The run: where it is kept, and what it is compared with."""

    dir: Annotated[
        Path,
        option(
            "--dir",
            type=FOLDER,
            required=True,
            help="Folder of the runs; made where it does not exist.",
        ),
    ]
    resume: Annotated[
        bool, option("--resume", is_flag=True, help="Go on with the newest run in --dir.")
    ]
    workers: Annotated[int, WORKERS]
    baseline: Annotated[
        str | None,
        option(
            "--baseline",
            metavar="RUN",
            help="Earlier run in --dir to compare with [default: the newest whole one].",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialOptions:
    """How the roles are tried."""

    workers: Annotated[int, WORKERS]


SOURCES = grouped("sources", SourceOptions)
ROLES = grouped("roles", RoleOptions)
RUN = grouped("run_options", RunOptions)
TRIAL = grouped("trial", TrialOptions)
ORGANIZATION_GATE = grouped("gate", OrganizationGateOptions)
OUTPUT = click.option(
    "-o",
    "--output",
    multiple=True,
    metavar="[FORMAT:]PATH",
    help="Write a report: html, json, csv or markdown; - is stdout; repeatable.",
)


def source_of(options: SourceOptions) -> AccountSource | None:
    """Return the source of accounts that the options name, its file read.

    Raises:
        UsageError: an option or the file is wrong; nothing was called.
    """
    return source(
        organization=options.organization,
        file=options.accounts,
        profiles=options.profiles,
        filters=Filters(
            units=options.ou,
            skip_units=options.skip_ou,
            skip_accounts=options.skip_account,
        ),
    )


def demand_source(options: SourceOptions) -> AccountSource:
    """Return the source of accounts.

    Raises:
        UsageError: no source is named, or it is wrong.
    """
    found = source_of(options)
    if found is None:
        raise no_source()
    return found


def no_source() -> UsageError:
    """Return the error of a command that was told no accounts."""
    return UsageError("name the accounts: --organization, --accounts FILE or --profiles GLOB")


def check_role(options: RoleOptions) -> None:
    """Refuse a role or an external id that cannot be right.

    Raises:
        UsageError: one is wrong.
    """
    if wrong := wrong_role(options.role_name):
        raise UsageError(f"--role-name: {wrong}")
    if options.external_id is not None and (wrong := wrong_external_id(options.external_id)):
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


def deadlines(options: OrganizationGateOptions, config: Path | None) -> dict[str, int]:
    """Return the days that findings may be open: the options', then the configuration's.

    Raises:
        UsageError: an option or the configuration is wrong.
    """
    typed = numbers(options.deadline, "--deadline", tuple(DEADLINES))
    return {**DEADLINES, **settings.deadlines(config or settings.find(Path.cwd())), **typed}
