"""An audit of a template that is written in the test, in one call."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from auditor.analysis.secrets import Classifier
from auditor.evaluate import plan
from auditor.evaluate.alternatives import evaluate_account
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings
from auditor.model import Account, Result
from auditor.model.audit import Audit
from auditor.templates.given import Given
from auditor.templates.surroundings import Surroundings
from auditor.templates.templates import TemplateRequest, read_templates

NOW = datetime(2026, 11, 30, tzinfo=UTC)
EVERYTHING = plan.make(
    checks(),
    plan.Selection(packages=True, metrics=True),
    Settings(enabled=frozenset(check.id for check in checks().values() if check.opt_in)),
)


def account_of(*paths: Path, **parameters: str) -> Account:
    request = TemplateRequest(
        paths=paths,
        given=Given(values=parameters),
        surroundings=Surroundings(account="111122223333", region="eu-west-1"),
    )
    return read_templates(request, Classifier.new(), NOW)


def results_of(account: Account) -> Mapping[tuple[str, str], Result]:
    """Return the results by logical id and check."""
    names = {function.arn: function.logical_id for function in account.functions()}
    results = evaluate_account(account, Audit(account, EVERYTHING.options), EVERYTHING)
    assert not [result for result in results if result.crashed]
    return {(names[result.function], result.check): result for result in results}


class Audited:
    """The verdicts on one template."""

    def __init__(self, results: Mapping[tuple[str, str], Result]) -> None:
        self.results = results

    def outcome(self, check: str, function: str = "Function") -> str:
        return self.results[function, check].outcome.value

    def reason(self, check: str, function: str = "Function") -> str:
        return self.results[function, check].reason

    def messages(self, check: str, function: str = "Function") -> str:
        return " ".join(finding.message for finding in self.results[function, check].findings)


PlanAudit = Callable[[Mapping[str, Any]], Audited]
"""Takes a plan as `terraform show -json` writes it."""


@pytest.fixture
def audit(tmp_path: Path) -> Callable[..., Audited]:
    def audited(text: str, **parameters: str) -> Audited:
        path = tmp_path / "template.yaml"
        path.write_text(text, encoding="utf-8")
        return Audited(results_of(account_of(path, **parameters)))

    return audited


@pytest.fixture
def audit_plan(tmp_path: Path) -> PlanAudit:
    def audited(document: Mapping[str, Any]) -> Audited:
        path = tmp_path / "plan.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        return Audited(results_of(account_of(path)))

    return audited
