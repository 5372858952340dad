"""`org doctor`: which accounts can be reached, before they are audited."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable

import click

from auditor.cli.failure import INCOMPLETE
from auditor.cli.org.options import (
    ROLES,
    SOURCES,
    TRIAL,
    RoleOptions,
    SourceOptions,
    TrialOptions,
    check_role,
    demand_source,
)
from auditor.collect import CollectOptions
from auditor.collect.hub import open_hub
from auditor.model.wording import counted, printable
from auditor.organization.reach import AccountTrial, try_all
from auditor.organization.source import list_accounts


@click.command("doctor")
@SOURCES
@ROLES
@TRIAL
def doctor_command(*, sources: SourceOptions, roles: RoleOptions, trial: TrialOptions) -> None:
    """Try the role in each account with one list call, and say what to do where it fails.

    Exits 3 if an account can't be reached.
    """
    check_role(roles)
    given = demand_source(sources)
    options = CollectOptions(profile=sources.profile)
    hub = open_hub(options)
    click.echo(f"caller   {hub.caller}")
    found = list_accounts(given, hub, options)
    trials = try_all(
        hub,
        found.members,
        options,
        role=roles.role_name,
        external_id=roles.external_id,
        workers=trial.workers,
    )
    _show(trials)
    failed = sum(not trial.reached for trial in trials)
    if failed:
        click.echo(
            f"exit {INCOMPLETE}: {failed} of {counted(len(trials), 'account')} can't be read",
            err=True,
        )
        sys.exit(INCOMPLETE)
    click.echo("exit 0: every account that is not skipped can be read", err=True)


def _show(trials: Iterable[AccountTrial]) -> None:
    actions: Counter[str] = Counter()
    for trial in trials:
        click.echo(
            f"{trial.outcome:<12} {trial.account}  {printable(trial.name)}  {trial.reason}".rstrip()
        )
        actions.update(filter(None, [trial.action]))
    for action, number in actions.most_common():
        click.echo(f"\n{counted(number, 'account')}: {action}")
