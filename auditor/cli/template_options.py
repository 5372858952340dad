"""Options of `template`: which templates, and how they will be deployed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from auditor.cli.option_groups import FILE, FOLDER, grouped, option, tag_pairs
from auditor.model import Account
from auditor.model.errors import UsageError
from auditor.templates.given import Given, parameters_file, samconfig
from auditor.templates.surroundings import Surroundings
from auditor.templates.templates import TemplateRequest

_ACCOUNT_DIGITS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentOptions:
    """How the templates will be deployed."""

    parameter: Annotated[
        Mapping[str, str],
        option(
            "--parameter",
            callback=tag_pairs,
            multiple=True,
            metavar="K=V",
            help="Value of a template's parameter; repeatable.",
        ),
    ]
    parameters: Annotated[
        tuple[Path, ...],
        option("--parameters", type=FILE, multiple=True, help="Parameters file; repeatable."),
    ]
    samconfig: Annotated[
        str | None,
        option("--samconfig", metavar="FILE[:ENV]", help="samconfig file [environment: default]."),
    ]
    deploy_account: Annotated[
        str | None,
        option("--account", metavar="ID", help="Account to deploy to [default: 000000000000]."),
    ]
    deploy_region: Annotated[
        str | None,
        option("--region", metavar="REGION", help="Region to deploy to [default: us-east-1]."),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOptions:
    """What is read and written in addition to the templates."""

    source: Annotated[
        Path | None,
        option("--source", type=FOLDER, help="Folder of the .tf files behind a Terraform plan."),
    ]
    live: Annotated[
        Path | None,
        option("--live", type=FILE, help="Snapshot of the account: judge it as it will be."),
    ]
    fix_patch: Annotated[
        Path | None,
        option(
            "--fix-patch",
            type=FILE,
            metavar="FILE",
            help="Write the safe fixes as a patch of the files.",
        ),
    ]
    keep: Annotated[
        Path | None,
        option("--keep", type=FILE, help="Keep what the templates describe as a snapshot."),
    ]


DEPLOYMENT = grouped("deployment", DeploymentOptions)
FILES = grouped("files", FileOptions)


def request(
    paths: tuple[Path, ...], options: DeploymentOptions, source: Path | None, live: Account | None
) -> TemplateRequest:
    """Return what is to be read, with the files of parameters that the options name.

    Raises:
        UsageError: a file can't be read, or an option is wrong.
    """
    given = _given(options)
    return TemplateRequest(
        paths=paths,
        given=given,
        surroundings=_surroundings(options, given, live),
        source=source,
    )


def _given(options: DeploymentOptions) -> Given:
    found = Given()
    if options.samconfig:
        path, _, environment = options.samconfig.partition(":")
        found = samconfig(Path(path), environment or "default")
    everything = dict(found.values)
    for file in options.parameters:
        everything.update(parameters_file(file))
    return Given(
        named=options.parameter,
        values=everything,
        stack_name=found.stack_name,
        region=found.region,
        tags=found.tags,
    )


def _surroundings(options: DeploymentOptions, given: Given, live: Account | None) -> Surroundings:
    known = (live.id, live.regions[0].name) if live and live.regions else ("0" * 12, "us-east-1")
    account = options.deploy_account or known[0]
    if live is not None and account != live.id:
        raise UsageError(f"--account {account}: --live is a snapshot of the account {live.id}")
    if not (account.isascii() and account.isdigit() and len(account) == _ACCOUNT_DIGITS):
        raise UsageError(f"--account {account}: an account id has {_ACCOUNT_DIGITS} digits")
    for name, value in (("account", options.deploy_account), ("region", options.deploy_region)):
        if value == "":  # as a variable of a script that was never set; a default would hide it
            raise UsageError(f"--{name} is empty; name one, or leave the option out")
    region = options.deploy_region or given.region or known[1]
    if not re.fullmatch(r"[a-z]{2}(-[a-z]+){1,3}-\d", region):
        raise UsageError(f"--region {region}: not the name of a region")
    return Surroundings(
        account=account, region=region, stack_name=given.stack_name, tags=given.tags
    )
