from __future__ import annotations

from typing import Any

from auditor.model import Known, LogGroup, Outcome, Unknown

RETENTION = "unbounded-log-retention"


def groups(*found: LogGroup) -> dict[str, Any]:
    return {"log_groups": Known(found)}


def test_a_group_with_an_end_passes(run: Any, function: Any) -> None:
    assert run(RETENTION, function()).outcome is Outcome.PASS


def test_a_group_that_never_expires_fails(run: Any, function: Any) -> None:
    endless = LogGroup(name="/aws/lambda/orders", arn="arn:group", stored_bytes=5 * 1024 * 1024)
    finding = run(RETENTION, function(), region=groups(endless)).findings[0]
    assert finding.message == "The log group /aws/lambda/orders never expires; it holds 5.0 MB."
    assert finding.cause == "arn:group"
    assert "--retention-in-days 30" in finding.fix.cli


def test_the_configured_group_counts(run: Any, function: Any) -> None:
    bounded = LogGroup(name="/aws/lambda/orders", retention_days=7)
    endless = LogGroup(name="shared")
    both = groups(bounded, endless)
    result = run(RETENTION, function(log_group="shared"), region=both)
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].cause == "arn:aws:logs:eu-west-1:111122223333:log-group:shared"


def test_without_a_group_there_is_nothing_to_keep(run: Any, function: Any) -> None:
    assert run(RETENTION, function(), region=groups()).outcome is Outcome.NOT_APPLICABLE


def test_groups_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    denied = {"log_groups": Unknown(reason="logs:DescribeLogGroups was denied")}
    assert run(RETENTION, function(), region=denied).outcome is Outcome.UNKNOWN
