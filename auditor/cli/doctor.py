"""`doctor`: what an audit may read, before it is run."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

import click

from auditor.cli.collecting import as_caller, collect_options
from auditor.cli.failure import INCOMPLETE
from auditor.cli.options import (
    CALLER,
    READING,
    SELECTION,
    CallerOptions,
    ReadingOptions,
    SelectionOptions,
)
from auditor.cli.setup import Configured, load_plan
from auditor.collect import Permission, permissions
from auditor.collect.aws import iam_policy
from auditor.collect.doctor import Diagnosis, OperationTrial, diagnose
from auditor.evaluate.registry import Check
from auditor.model import Need
from auditor.model.wording import counted

_DENIED = "denied"


@click.command("doctor", cls=Configured)
@SELECTION
@READING
@CALLER
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Print lines for people, or one JSON object for programs.",
)
def doctor_command(
    *, selection: SelectionOptions, reading: ReadingOptions, caller: CallerOptions, form: str
) -> None:
    """Try each call that the chosen checks need, and say what will be unknown.

    Exits 3 if a right is missing or a call is not answered. For missing rights it prints the
    policy that closes the gap.
    """
    plan, settings = load_plan(selection, tags=bool(reading.tag))
    options = as_caller(collect_options(reading, selection, settings), caller)
    found = diagnose(plan.facts, options)
    denied = {trial.action for trial in found.trials if trial.outcome == _DENIED}
    if form == "json":
        click.echo(document(found, denied, plan.checks, permissions(plan.facts)))
    else:
        _print(found, denied, plan.checks, permissions(plan.facts))
    problems = _problems(found, denied)
    if problems:
        click.echo(f"exit {INCOMPLETE}: {'; '.join(problems)}", err=True)
        sys.exit(INCOMPLETE)
    click.echo("exit 0: every call that was tried is allowed", err=True)


def document(
    found: Diagnosis, denied: set[str], checks: Iterable[Check], wanted: Iterable[Permission]
) -> str:
    """Return the same as one object: who asks, each trial, what will be unknown, the policy."""
    policy = iam_policy.render((p for p in wanted if p.action in denied), "policy")
    document = {
        "schema": "auditor/doctor/1",
        "account": found.account,
        "caller": found.caller,
        "regions": found.regions,
        "trials": [
            {
                "operation": trial.operation,
                "region": trial.region,
                "iam_action": trial.action,
                "outcome": trial.outcome,
                "code": trial.code,
            }
            for trial in sorted(found.trials, key=lambda t: (t.operation, t.region))
        ],
        "gaps": [{"region": gap.region, "reason": gap.reason} for gap in found.gaps],
        "missing": sorted(denied),
        "unknown": {
            check: sorted(need.value for need in needs)
            for check, needs in _unknown(found.trials, checks).items()
        },
        "policy": json.loads(policy) if denied else None,
    }
    return json.dumps(document, indent=2)


def _print(
    found: Diagnosis, denied: set[str], checks: Iterable[Check], wanted: Iterable[Permission]
) -> None:
    click.echo(f"account  {found.account}\ncaller   {found.caller}")
    click.echo(f"regions  {', '.join(found.regions) or 'none'}\n")
    for trial in sorted(found.trials, key=lambda t: (t.outcome != _DENIED, t.operation, t.region)):
        code = f" ({trial.code})" if trial.code else ""
        click.echo(f"{trial.outcome:<9} {trial.operation}  {trial.region}{code}")
    for gap in found.gaps:
        click.echo(f"gap: {gap.reason}")
    if denied:
        _explain(denied, found.trials, checks, wanted)


def _unknown(trials: Iterable[OperationTrial], checks: Iterable[Check]) -> dict[str, set[Need]]:
    """Return the checks that will be unknown, each with the facts that it lacks."""
    missing: set[Need] = {n for t in trials if t.outcome == _DENIED for n in t.needs}
    return {c.id: set(c.needs & missing) for c in checks if c.needs & missing}


def _problems(found: Diagnosis, denied: set[str]) -> list[str]:
    """Return what an audit would lack: rights, answers, or the list of regions."""
    problems = []
    if denied:
        problems.append(f"{counted(len(denied), 'permission is', 'permissions are')} missing")
    unanswered = [t for t in found.trials if t.outcome in {"failed", "disabled"}]
    if unanswered:
        calls = counted(len(unanswered), "call was", "calls were")
        codes = ", ".join(sorted({trial.code for trial in unanswered if trial.code}))
        problems.append(f"{calls} not answered{f' ({codes})' if codes else ''}")
    problems += [f"{gap.region or 'account'}: {gap.reason}" for gap in found.gaps]
    return problems


def _explain(
    denied: set[str],
    trials: Iterable[OperationTrial],
    checks: Iterable[Check],
    wanted: Iterable[Permission],
) -> None:
    """Print what will be unknown, and the policy that is missing."""
    unknown = _unknown(trials, checks)
    if unknown:
        click.echo("\nunknown without them:")
    for check, needs in sorted(unknown.items()):
        click.echo(f"  {check}  ({', '.join(sorted(need.value for need in needs))})")
    click.echo("\nthe policy that closes the gap:")
    click.echo(iam_policy.render((p for p in wanted if p.action in denied), "policy"), nl=False)
