"""`permissions`: the rights that a scan takes, offline."""

from __future__ import annotations

import click

from auditor.cli.options import SELECTION, TAGS, SelectionOptions, TagOptions
from auditor.cli.setup import Configured, load_plan
from auditor.collect import permissions
from auditor.collect.aws import iam_policy


@click.command("permissions", cls=Configured)
@SELECTION
@TAGS
@click.option(
    "--format",
    type=click.Choice(["policy", "sam", "terraform"]),
    default="policy",
    show_default=True,
)
def permissions_command(*, selection: SelectionOptions, tags: TagOptions, format: str) -> None:
    """Print the least IAM policy for a scan with the same options and configuration."""
    plan, _ = load_plan(selection, tags=bool(tags.tag or tags.waivers))
    click.echo(iam_policy.render(permissions(plan.facts), format), nl=False)
