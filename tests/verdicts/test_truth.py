"""Every case of the truth, read over HTTP from a simulated account and judged as in a scan."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

import pytest

# At the end, so that an installed auditor still comes before the one in this folder.
sys.path.append(str(Path(__file__).parents[2]))

from auditor.collect import UNPACED, CollectOptions, collect
from auditor.evaluate.engine import judge
from auditor.evaluate.plan import INVENTORY_NEEDS
from auditor.evaluate.registry import METRICS_NEEDS, PACKAGES_NEEDS, checks, defaults
from auditor.model import Finding, Need, Outcome, Result
from auditor.model.audit import Audit
from tests.simulator import Fault, Simulator
from tests.simulator.credentials import sign_in
from tests.verdicts import (
    cases_deployment,
    cases_edges,
    cases_events,
    cases_inventory,
    cases_kinds,
    cases_logs_alarms,
    cases_network,
    cases_tracing,
    cases_upkeep,
    cases_vpc,
)
from tests.verdicts.truth import CLEAN, Case, account

CASES = tuple(
    case
    for module in (
        cases_tracing,
        cases_kinds,
        cases_logs_alarms,
        cases_network,
        cases_deployment,
        cases_inventory,
        cases_events,
        cases_vpc,
        cases_upkeep,
        cases_edges,
    )
    for case in module.CASES
)
FAULTS: Mapping[str, tuple[Fault, ...]] = {
    "far-denied": (Fault(kind="deny", operations="logs:*", region="ap-southeast-2"),),
    "mappings-denied": (Fault(kind="deny", operations="lambda:ListEventSourceMappings"),),
}


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch)


@cache
def _audit(world: str) -> Audit:
    """Return the audit of a world: collected once, with what its cases' checks ask for."""
    cases = [case for case in CASES if case.world == world]
    asked = [checks()[name] for name in {c.check for c in cases} if name in checks()]
    needs: frozenset[Need] = frozenset().union(*(check.needs | check.uses for check in asked))
    options = CollectOptions(quota_share=UNPACED, threads=8, read_timeout=20.0)
    served = Simulator(account(cases), FAULTS.get(world, ()))
    with served as simulator, pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_ENDPOINT_URL", simulator.url)
        others = INVENTORY_NEEDS if world == cases_inventory.WORLD else frozenset()
        read = collect((needs | others) - METRICS_NEEDS - PACKAGES_NEEDS, options)
    return Audit(read, defaults(checks().values()))


def _judged(case: Case) -> Result:
    audit = _audit(case.world)
    function = next(f for f in audit.functions() if f.name == case.name)
    return judge(checks()[case.check], function, audit)


def _said(result: Result) -> str:
    return "\n".join((result.reason, *(text for f in result.findings for text in _texts(f))))


def _texts(finding: Finding) -> Iterable[str]:
    evidence = "\n".join(map(str, finding.evidence.values()))
    return (finding.message, evidence, finding.fix.cli, finding.fix.sam, finding.fix.terraform)


def _wrong(case: Case, result: Result) -> list[str]:
    """Return how the verdict differs from the truth."""
    wanted = {"pass", "not_applicable"} if case.want == CLEAN else {case.want}
    problems = [] if result.outcome.value in wanted else [f"{result.outcome.value}"]
    if case.severity and result.severity.value != case.severity:
        problems.append(f"severity {result.severity.value}")
    if case.confidence and {f.confidence.value for f in result.findings} != {case.confidence}:
        problems.append(f"confidence {[f.confidence.value for f in result.findings]}")
    said = _said(result).lower()
    problems += [f"does not say {text!r}" for text in case.says if text.lower() not in said]
    problems += [f"says {text!r}" for text in case.omits if text.lower() in said]
    return problems


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.name}-{case.check}")
def test_a_verdict_is_as_the_sources_say(case: Case) -> None:
    result = _judged(case)
    problems = _wrong(case, result)
    assert not problems, f"{case.why}: want {case.want}, is {problems}\n{_said(result)}"
    assert result.outcome is not Outcome.UNKNOWN or result.reason
