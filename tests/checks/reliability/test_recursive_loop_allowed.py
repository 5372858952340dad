from __future__ import annotations

from typing import Any

from auditor.evaluate.registry import checks
from auditor.model import Known, Outcome, Severity, Unknown

CHECK = "recursive-loop-allowed"


def test_allowing_loops_fails(run: Any, function: Any) -> None:
    result = run(CHECK, function(recursive_loop=Known("Allow")))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)
    assert "--recursive-loop Terminate" in result.findings[0].fix.cli


def test_terminating_loops_passes(run: Any, function: Any) -> None:
    assert run(CHECK, function()).outcome is Outcome.PASS


def test_an_unread_setting_is_unknown(run: Any, function: Any) -> None:
    hidden = function(recursive_loop=Unknown(reason="denied"))
    assert run(CHECK, hidden).outcome is Outcome.UNKNOWN


def test_it_is_not_applied_unless_asked_for() -> None:
    assert checks()[CHECK].opt_in is True
