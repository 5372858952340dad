from __future__ import annotations

from typing import Any

import pytest

from auditor.model import FunctionDetails, Known, Outcome, Severity, Unknown

CHECK = "zero-concurrency"


def test_a_reservation_of_zero_fails(run: Any, function: Any) -> None:
    off = Known(FunctionDetails(tags=Known({}), reserved_concurrency=0))
    result = run(CHECK, function(details=off))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    assert "delete-function-concurrency" in result.findings[0].fix.cli


@pytest.mark.parametrize("reserved", [None, 1, 100])
def test_no_or_some_concurrency_passes(run: Any, function: Any, reserved: int | None) -> None:
    on = Known(FunctionDetails(tags=Known({}), reserved_concurrency=reserved))
    assert run(CHECK, function(details=on)).outcome is Outcome.PASS


def test_unread_details_are_unknown(run: Any, function: Any) -> None:
    hidden = function(details=Unknown(reason="denied"))
    assert run(CHECK, hidden).outcome is Outcome.UNKNOWN
