"""`permissions`: the rights that a scan takes, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from auditor.cli.options import SELECTION, tag_pairs
from auditor.cli.setup import Configured, load_plan
from auditor.collect import permissions
from auditor.collect.aws import iam_policy


@click.command("permissions", cls=Configured)
@SELECTION
@click.option(
    "--tag",
    callback=tag_pairs,
    multiple=True,
    metavar="K=V",
    help="For a scan of functions with this tag; repeatable.",
)
@click.option(
    "--waivers",
    type=click.Path(dir_okay=False, path_type=Path),
    help="For a scan with waivers, which may match by tag.",
)
@click.option(
    "--format",
    type=click.Choice(["policy", "sam", "terraform"]),
    default="policy",
    show_default=True,
)
def permissions_command(**values: Any) -> None:  # noqa: ANN401
    """Print the least IAM policy for a scan with the same options and configuration."""
    plan, _ = load_plan(values)
    click.echo(iam_policy.render(permissions(plan.facts), values["format"]), nl=False)
