"""Options that several commands share: which checks run, as whom, and on what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from auditor.cli import completing
from auditor.cli.option_groups import (
    FILE,
    FOLDER,
    Number,
    grouped,
    option,
    tag_pairs,
)

CONFIG = option(
    "--config",
    type=FILE,
    help="Configuration file [default: auditor.toml, or pyproject.toml].",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectionOptions:
    """Which checks run, and what they may look at."""

    check: Annotated[
        tuple[str, ...],
        option(
            "--check",
            multiple=True,
            metavar="ID|CATEGORY",
            help="Run only these checks; repeatable.",
            shell_complete=completing.checks_and_categories,
        ),
    ]
    skip_check: Annotated[
        tuple[str, ...],
        option(
            "--skip-check",
            multiple=True,
            metavar="ID|CATEGORY",
            help="Leave these checks out; repeatable.",
            shell_complete=completing.checks_and_categories,
        ),
    ]
    metrics: Annotated[
        bool,
        option(
            "--metrics",
            is_flag=True,
            help="Also judge by CloudWatch metrics; reading them may cost cents.",
        ),
    ]
    packages: Annotated[
        bool,
        option("--packages", is_flag=True, help="Also inspect the file lists of zip packages."),
    ]
    package_secrets: Annotated[
        bool,
        option(
            "--package-secrets",
            is_flag=True,
            help="Also search the files of packages and layers for secrets; implies --packages.",
        ),
    ]
    web_functions: Annotated[
        bool,
        option(
            "--web-functions",
            is_flag=True,
            help="Also audit Lambda Web Functions and MicroVM images.",
        ),
    ]
    organization_policies: Annotated[
        bool,
        option(
            "--organization-policies",
            is_flag=True,
            help="Also judge by the organization's service and resource control policies, which"
            " its management account or a delegated administrator may read.",
        ),
    ]
    owner_tag: Annotated[
        tuple[str, ...],
        option(
            "--owner-tag",
            multiple=True,
            metavar="KEY",
            help="Tag that names a function's owner; repeatable: the first that is there.",
        ),
    ]
    checks_dir: Annotated[
        Path | None,
        option("--checks-dir", type=FOLDER, help="A folder of checks of your own."),
    ]
    config: Annotated[Path | None, CONFIG]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallerOptions:
    """As whom AWS is called."""

    profile: Annotated[
        str | None, option("--profile", metavar="NAME", help="Profile of the AWS configuration.")
    ]
    role_arn: Annotated[
        str | None, option("--role-arn", metavar="ARN", help="Role to assume first.")
    ]
    external_id: Annotated[
        str | None, option("--external-id", metavar="ID", help="External id for --role-arn.")
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """What of an account is read, and how fast."""

    region: Annotated[
        tuple[str, ...],
        option(
            "--region",
            multiple=True,
            metavar="REGION",
            help="Audit only this region; repeatable [default: all enabled].",
            shell_complete=completing.regions,
        ),
    ]
    function: Annotated[
        str | None,
        option("--function", metavar="GLOB", help="Audit only functions whose name matches."),
    ]
    tag: Annotated[
        Mapping[str, str],
        option(
            "--tag",
            callback=tag_pairs,
            multiple=True,
            metavar="K=V",
            help="Audit only functions with this tag; repeatable.",
        ),
    ]
    all_versions: Annotated[
        bool,
        option(
            "--all-versions",
            is_flag=True,
            help="Also read the resource policies of all published versions; takes long.",
        ),
    ]
    no_alias_policies: Annotated[
        bool,
        option(
            "--no-alias-policies",
            is_flag=True,
            help="Skip alias policies: faster, but some verdicts become unknown.",
        ),
    ]
    quota_share: Annotated[
        float,
        option(
            "--quota-share",
            type=Number(0.01),
            metavar="SHARE",
            default=0.6,
            show_default=True,
            help="Share of an account's API quota to use; inf for an emulator, which has none.",
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class TagOptions:
    """What makes a scan read tags, for commands that tell what a scan needs."""

    tag: Annotated[
        Mapping[str, str],
        option(
            "--tag",
            callback=tag_pairs,
            multiple=True,
            metavar="K=V",
            help="For a scan of functions with this tag; repeatable.",
        ),
    ]
    waivers: Annotated[
        Path | None,
        option("--waivers", type=FILE, help="For a scan with waivers, which may match by tag."),
    ]


SELECTION = grouped("selection", SelectionOptions)
CALLER = grouped("caller", CallerOptions)
READING = grouped("reading", ReadingOptions)
TAGS = grouped("tags", TagOptions)
