"""`org doctor`: which accounts can be reached, before they are audited."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from auditor.cli.org_options import ROLES, SOURCES, check_role, demand_source

if TYPE_CHECKING:
    from auditor.organization.reach import AccountTrial

_INCOMPLETE = 3


@click.command("doctor")
@SOURCES
@ROLES
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help="Accounts to try at the same time.",
)
def doctor_command(**values: Any) -> None:  # noqa: ANN401
    """Try the role in each account with one list call, and say what to do where it fails.

    Exits 3 if an account can't be reached.
    """
    from auditor.collect import CollectOptions  # noqa: PLC0415  this is where AWS is asked
    from auditor.collect.hub import open_hub  # noqa: PLC0415
    from auditor.organization.reach import try_all  # noqa: PLC0415
    from auditor.organization.source import list_accounts  # noqa: PLC0415

    check_role(values)
    given = demand_source(values)
    options = CollectOptions(profile=values["profile"])
    hub = open_hub(options)
    click.echo(f"caller   {hub.caller}")
    found = list_accounts(given, hub, options)
    trials = try_all(
        hub,
        found.members,
        options,
        role=values["role_name"],
        external_id=values["external_id"],
        workers=values["workers"],
    )
    _show(trials)
    failed = sum(not trial.reached for trial in trials)
    if failed:
        click.echo(
            f"exit {_INCOMPLETE}: {failed} of {len(trials)} accounts can't be read", err=True
        )
        sys.exit(_INCOMPLETE)
    click.echo("exit 0: every account that is not skipped can be read", err=True)


def _show(trials: Iterable[AccountTrial]) -> None:
    actions: Counter[str] = Counter()
    for trial in trials:
        name = "".join(c if c.isprintable() else "?" for c in trial.name)
        click.echo(f"{trial.outcome:<12} {trial.account}  {name}  {trial.reason}".rstrip())
        actions.update(filter(None, [trial.action]))
    for action, number in actions.most_common():
        click.echo(f"\n{number} account{'' if number == 1 else 's'}: {action}")
