"""What checks remark reaches the report: each text once, and at its result with --all-results."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from auditor.assess.assemble import Evaluated, assemble
from auditor.evaluate import plan
from auditor.evaluate.engine import evaluate
from auditor.evaluate.settings import Settings
from auditor.model import Account, Category, Finding, Function, Outcome, Remark, Severity
from auditor.model.audit import Audit
from auditor.plugin import check
from auditor.storage.codec import report_to_json

Build = Callable[..., Any]
ARN = "arn:aws:lambda:eu-west-1:111122223333:function"


@check("half-looked", severity=Severity.LOW, category=Category.PACKAGE)
def half_looked(_: Function, __: Audit) -> Iterator[Finding | Remark]:
    """Half of it was looked at.

    Because.

    Fix: None.
    """
    yield Remark(text="the other half was not looked at")


@check("wrong-remark", severity=Severity.LOW, category=Category.PACKAGE)
def wrong_remark(_: Function, __: Audit) -> Iterator[Finding | Remark]:
    """A remark that is no text.

    Because.

    Fix: None.
    """
    text: Any = 7
    yield Remark(text=text)


def test_a_remark_is_no_finding_and_is_in_the_report(
    function: Build, region: Build, account: Build
) -> None:
    whole: Account = account(region(*(function(name=n, arn=f"{ARN}:{n}") for n in ("a", "b"))))
    made = plan.make({half_looked.id: half_looked}, plan.Selection(), Settings())
    audit = Audit(whole, made.options)
    results = evaluate(audit, made.checks)
    assert {r.outcome for r in results} == {Outcome.PASS}
    report = assemble(Evaluated(audit=audit, plan=made, results=results))
    assert report.results == ()
    assert report.notes[-1] == ("half-looked, 2 functions (a, b): the other half was not looked at")
    full = assemble(Evaluated(audit=audit, plan=made, results=results, all_results=True))
    written = json.loads(report_to_json(full))["results"]
    assert [row["remarks"] for row in written] == [["the other half was not looked at"]] * 2


def test_a_remark_that_is_no_text_is_a_crash_and_no_pass(
    function: Build, region: Build, account: Build
) -> None:
    audit = Audit(replace(account(region(function()))))
    (result,) = evaluate(audit, (wrong_remark,))
    assert result.outcome is Outcome.UNKNOWN
    assert result.crashed
