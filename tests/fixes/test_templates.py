"""Each snippet pasted into a template of the function and judged as a template: gone, no new."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from auditor.evaluate.alternatives import evaluate_account
from auditor.model import FixKind, Outcome, Result
from auditor.model.audit import Audit
from tests.fixes import as_sam, as_terraform
from tests.fixes.test_dialects import _filled
from tests.fixes.test_model import FOLLOWS, VARIANTS
from tests.fixes.variants import Made
from tests.templates.conftest import EVERYTHING, account_of

NOT_PLANNED: Mapping[str, str] = {
    "cold-start-exposed": "the size of the package is not in the plan",
    "pinned-runtime": "no reader of plans knows the resource of runtime management",
    "recursive-loop-allowed": "no reader of plans knows the resource of loop detection",
}
Verdicts = Mapping[tuple[str, str], Result]
# What no template of these variants shows, and why. The model shows these fixes.
NOT_DECIDED = {
    "idle-provisioned-concurrency": "only a running function shows it",
    "memory-misfit": "only a running function shows it",
    "nat-for-aws-services": "the subnets are not in the template",
    "no-concurrency-guard": "what limits an API or a URL is not in the template",
    "outdated-layer": "newer versions are in the account",
    "public-subnet": "the subnets are not in the template",
    "single-az": "the subnets are not in the template",
    "throttled": "only a running function shows it",
    "timeout-near-limit": "only a running function shows it",
    "unversioned-deployment": "SAM points what it makes at the alias",
    "untagged-function": "tags of the stack are not in the template",
}


def scanned(path: Path, document: Any) -> Verdicts:
    """Return the verdicts on a template."""
    path.write_text(json.dumps(document), encoding="utf-8")
    account = account_of(path)
    results = evaluate_account(account, Audit(account, EVERYTHING.options), EVERYTHING)
    assert not [result for result in results if result.crashed]
    return {(result.check, result.function): result for result in results}


def failing(verdicts: Verdicts) -> set[tuple[str, str]]:
    return {case for case, result in verdicts.items() if result.outcome is Outcome.FAIL}


def snippets(result: Result, dialect: str) -> list[str]:
    """Return the different snippets of the findings that have commands to paste."""
    found = (f.fix for f in result.findings if f.fix.kind is FixKind.FIX and f.fix.cli)
    return list(dict.fromkeys(_filled(getattr(fix, dialect)) for fix in found))


@pytest.mark.parametrize(("check", "made"), VARIANTS)
def test_a_sam_snippet_resolves_the_finding_of_its_template(
    check: str, made: Made, tmp_path: Path
) -> None:
    document = as_sam.document(made)
    before = scanned(tmp_path / "template.json", document)
    case = (check, made.function.arn)
    if case not in failing(before):
        assert check in NOT_DECIDED or _is_elsewhere(before[case]), before[case].reason
        return
    found = snippets(before[case], "sam")
    assert found
    for snippet in found:
        as_sam.paste(document, snippet)
    after = scanned(tmp_path / "template.json", document)
    new = {c for c, _ in failing(after) - failing(before)}
    assert case not in failing(after), after[case].findings
    assert {c for c in new if (check, c) not in FOLLOWS} == set()


@pytest.mark.parametrize(("check", "made"), VARIANTS)
def test_a_terraform_snippet_resolves_the_finding_of_its_plan(
    check: str, made: Made, tmp_path: Path
) -> None:
    rows = as_terraform.resources(made)
    before = scanned(tmp_path / "plan.json", as_terraform.plan(rows))
    case = (check, made.function.arn)
    if case not in failing(before):
        assert check in {**NOT_DECIDED, **NOT_PLANNED} or _is_elsewhere(before[case])
        return
    found = snippets(before[case], "terraform")
    assert found
    for snippet in found:
        as_terraform.paste(rows, snippet)
    after = scanned(tmp_path / "plan.json", as_terraform.plan(rows))
    new = {c for c, _ in failing(after) - failing(before)}
    assert case not in failing(after), after[case].findings
    assert {c for c in new if (check, c) not in FOLLOWS} == set()


def _is_elsewhere(result: Result) -> bool:
    """Return whether the verdict needs what is in the account and not in the template."""
    return result.outcome is Outcome.UNKNOWN and "--live SNAPSHOT" in result.reason
