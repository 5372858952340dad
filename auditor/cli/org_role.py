"""`org role`: the template of the role in each account, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from auditor.cli.options import SELECTION, tag_pairs
from auditor.cli.setup import Configured, load_plan
from auditor.collect import permissions
from auditor.organization.member import ROLE
from auditor.organization.role import FORMATS, RoleTrust, render


@click.command("role", cls=Configured)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="stackset",
    show_default=True,
    help="For all accounts by a StackSet, for one by a stack, or for Terraform.",
)
@click.option(
    "--trust", required=True, metavar="ARN", help="Who may assume it: a role, a user or a root."
)
@click.option("--external-id", metavar="ID", help="External id that the caller must give.")
@click.option(
    "--organization-id", metavar="ID", help="Organization that the caller must belong to."
)
@click.option(
    "--role-name", default=ROLE, show_default=True, metavar="NAME", help="Name of the role."
)
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
def role_command(**values: Any) -> None:  # noqa: ANN401
    """Print the role that each account needs: exactly what `auditor permissions` prints."""
    trust = RoleTrust(
        arn=values["trust"],
        external_id=values["external_id"],
        organization=values["organization_id"],
    )
    plan, _ = load_plan(values)
    text = render(permissions(plan.facts), trust, values["role_name"], values["form"])
    click.echo(text, nl=False)
