from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from auditor.analysis.tables.runtimes import RUNTIMES
from auditor.model import Outcome, Severity

RUNTIME = "deprecated-runtime"


def test_a_supported_runtime_passes(run: Any, function: Any) -> None:
    assert run(RUNTIME, function(runtime="python3.13")).outcome is Outcome.PASS


def test_a_deprecated_runtime_is_high_and_names_its_successor(run: Any, function: Any) -> None:
    result = run(RUNTIME, function(runtime="python3.9"))
    finding = result.findings[0]
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.HIGH)
    assert finding.message == (
        "The runtime python3.9 was deprecated 340 days ago (2025-12-15); new functions will be"
        " blocked from 2027-02-01; updates will be blocked from 2027-03-03; move to python3.14."
    )
    assert finding.evidence["days_left"] == -340
    assert finding.evidence["table_as_of"] == "2026-06-02"
    assert "--runtime python3.14" in finding.fix.cli


def test_one_that_is_deprecated_within_180_days_is_medium(run: Any, function: Any) -> None:
    result = run(RUNTIME, function(runtime="ruby3.3"))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    assert result.findings[0].evidence["days_left"] == 131
    assert run(RUNTIME, function(runtime="java11")).outcome is Outcome.PASS


def test_the_day_of_deprecation_is_deprecated(run: Any, function: Any) -> None:
    today = {"captured_at": datetime(2025, 12, 15, tzinfo=UTC)}
    result = run(RUNTIME, function(runtime="python3.9"), account=today)
    assert result.severity is Severity.HIGH


@pytest.mark.parametrize(
    "runtime", ["python2.7", "python3.6", "nodejs12.x", "nodejs10.x", "dotnetcore3.1", "ruby2.5"]
)
def test_blocked_updates_are_critical(run: Any, function: Any, runtime: str) -> None:
    assert run(RUNTIME, function(runtime=runtime)).severity is Severity.CRITICAL


@pytest.mark.parametrize("runtime", ["provided", "provided.al2", "go1.x"])
def test_an_old_system_under_a_custom_runtime_counts(run: Any, function: Any, runtime: str) -> None:
    assert run(RUNTIME, function(runtime=runtime)).severity is Severity.HIGH


def test_the_current_system_for_custom_runtimes_passes(run: Any, function: Any) -> None:
    assert run(RUNTIME, function(runtime="provided.al2023")).outcome is Outcome.PASS


@pytest.mark.parametrize("runtime", ["python9.9", "", None, "PYTHON3.9"])
def test_a_runtime_that_the_table_lacks_is_unknown(
    run: Any, function: Any, runtime: str | None
) -> None:
    result = run(RUNTIME, function(runtime=runtime))
    assert result.outcome is Outcome.UNKNOWN
    assert "deprecation_dates" in result.reason


def test_an_image_has_no_runtime_of_aws(run: Any, function: Any) -> None:
    result = run(RUNTIME, function(package_type="Image", runtime=None))
    assert result.outcome is Outcome.NOT_APPLICABLE


def test_configured_dates_win(run: Any, function: Any) -> None:
    options = {"deprecation_dates": {"python3.13": "2026-11-01", "python9.9": "2099-01-01"}}
    result = run(RUNTIME, function(runtime="python3.13"), options=options)
    assert result.severity is Severity.HIGH
    assert result.findings[0].evidence["source"] == "configuration"
    assert run(RUNTIME, function(runtime="python9.9"), options=options).outcome is Outcome.PASS
    blocked = {"update_block_dates": {"python3.9": "2026-11-20"}}
    result = run(RUNTIME, function(runtime="python3.9"), options=blocked)
    assert result.severity is Severity.CRITICAL


def test_a_configured_date_that_is_none_is_unknown(run: Any, function: Any) -> None:
    options = {"deprecation_dates": {"python3.13": "soon"}}
    result = run(RUNTIME, function(runtime="python3.13"), options=options)
    assert result.outcome is Outcome.UNKNOWN


def test_a_runtime_without_announced_end_passes(run: Any, function: Any) -> None:
    assert run(RUNTIME, function(runtime="nodejs26.x")).outcome is Outcome.PASS


def test_every_successor_is_a_runtime_that_lasts_longer() -> None:
    for runtime, row in RUNTIMES.items():
        if row.successor:
            later = RUNTIMES[row.successor].deprecated
            assert row.deprecated is not None, runtime
            assert later is not None, runtime
            assert later > row.deprecated, runtime
