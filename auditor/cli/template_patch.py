"""`template --fix-patch`: the safe fixes of the templates as one patch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from auditor.cli.template_reading import TemplateReading
from auditor.evaluate.alternatives import evaluate_account
from auditor.evaluate.plan import Plan
from auditor.model import Account
from auditor.model.audit import Audit
from auditor.model.wording import counted
from auditor.storage import files
from auditor.templates.loading import Template
from auditor.templates.patches.diff import unified
from auditor.templates.patches.offers import Offers, Patcher, Verdicts

_SHOWN = 3  # functions that a line names


def write_patch(reading: TemplateReading, live: Account | None, plan: Plan, path: Path) -> None:
    """Write the patch of all fixes that are safe, and name the others on stderr."""

    def judge(changed: Sequence[Template]) -> Verdicts:
        account = reading.account(live, changed)
        results = evaluate_account(account, Audit(account, plan.options), plan)
        return {(result.function, result.check): result for result in results}

    offers = Patcher(reading.templates, reading.deployment(), judge).run()
    files.write(path, unified(offers.changed).encode("utf-8"))
    _tell(offers, path)


def _tell(offers: Offers, path: Path) -> None:
    count, changed = len(offers.fixed), len(offers.changed)
    if count:
        click.echo(
            f"{path}: resolves {counted(count, 'finding')} in {counted(changed, 'file')};"
            f" apply it with `git apply {path}`",
            err=True,
        )
    else:
        click.echo(f"{path}: empty; no finding has a fix that is safe to place", err=True)
    functions: dict[tuple[str, str], list[str]] = {}
    for refusal in offers.refused:
        functions.setdefault((refusal.check, refusal.reason), []).append(refusal.function)
    counts = Counter(refusal.check for refusal in offers.refused)
    for (check, reason), named in sorted(functions.items(), key=lambda r: (-counts[r[0][0]], r[0])):
        more = f" and {len(named) - _SHOWN} more" if len(named) > _SHOWN else ""
        click.echo(
            f"not in the patch: {check} of {', '.join(named[:_SHOWN])}{more}: {reason}", err=True
        )
