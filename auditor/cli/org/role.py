"""`org role`: the template of the role in each account, offline."""

from __future__ import annotations

import click

from auditor.cli.options import SELECTION, TAGS, SelectionOptions, TagOptions
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
@TAGS
def role_command(
    *,
    form: str,
    trust: str,
    external_id: str | None,
    organization_id: str | None,
    role_name: str,
    selection: SelectionOptions,
    tags: TagOptions,
) -> None:
    """Print the role that each account needs: exactly what `auditor permissions` prints."""
    who = RoleTrust(arn=trust, external_id=external_id, organization=organization_id)
    plan, _ = load_plan(selection, tags=bool(tags.tag or tags.waivers))
    click.echo(render(permissions(plan.facts), who, role_name, form), nl=False)
