"""From the account to the report, without AWS: what `scan`, `evaluate` and the Lambda share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from auditor.assess.assemble import Evaluated, assemble
from auditor.assess.compare import with_baseline
from auditor.assess.score import COUNTED
from auditor.assess.waivers import Waivers, WaiverSummary, apply
from auditor.assess.waivers.declared import with_declared
from auditor.evaluate.ahead import JudgedAhead
from auditor.evaluate.alternatives import evaluate_account
from auditor.evaluate.engine import Early, Judged, judge_all
from auditor.evaluate.plan import Plan
from auditor.model import Account, Outcome
from auditor.model.audit import Audit, Derived
from auditor.model.provisional import PendingError
from auditor.model.report import Report
from auditor.storage import gc_pause


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """What goes into a report in addition to the account."""

    plan: Plan
    waivers: Waivers | None = None
    baseline: Report | None = None
    all_results: bool = False
    ahead: JudgedAhead | None = None  # what was judged while the account was read

    @property
    def listed(self) -> frozenset[Outcome]:
        """Return the outcomes whose results the report lists; others are only counted."""
        return frozenset(Outcome) if self.all_results else COUNTED


def judged_ahead(inputs: Inputs) -> JudgedAhead:
    """Return what can judge an account for these inputs while it is read."""
    return JudgedAhead(inputs.plan, listed=inputs.listed)


def report(account: Account, inputs: Inputs) -> Report:
    """Judge an account and return its report, compared with the baseline if there is one."""
    with gc_pause.paused():
        made = _ahead(account, inputs) or _report(account, inputs, {}, {})
        return made if inputs.baseline is None else with_baseline(inputs.baseline, made)


def _ahead(account: Account, inputs: Inputs) -> Report | None:
    """Return the report that is made with what was judged ahead, if that may be relied upon."""
    ahead = inputs.ahead
    held = None if ahead is None else ahead.holding_in(account)
    if ahead is None or held is None:
        return None
    with suppress(PendingError):
        made = _report(account, inputs, *held)
        return None if ahead.misled() else made
    return None


def _report(
    account: Account, inputs: Inputs, ahead: Mapping[str, Sequence[Early]], derived: Derived
) -> Report:
    audit = Audit(account, inputs.plan.options, derived)
    judged = _judged(account, audit, inputs, ahead)
    results = judged.results
    summaries: tuple[WaiverSummary, ...] = ()
    waivers = with_declared(account, inputs.waivers)
    if waivers is not None:
        results, summaries = apply(results, waivers, audit.functions(), account.captured_at)
    return assemble(
        Evaluated(
            audit=audit,
            plan=inputs.plan,
            results=results,
            counted=judged.counted,
            waivers=summaries,
            all_results=inputs.all_results,
        )
    )


def _judged(
    account: Account, audit: Audit, inputs: Inputs, ahead: Mapping[str, Sequence[Early]]
) -> Judged:
    """Return the results; those that the report does not list are only counted."""
    if account.alternatives:  # of a template: few functions, judged several times
        return Judged(results=evaluate_account(account, audit, inputs.plan), counted={})
    return judge_all(audit, inputs.plan.checks, listed=inputs.listed, ahead=ahead)
