from __future__ import annotations

from types import MappingProxyType
from typing import Any

from auditor.model import Known, Outcome, Policy, Unknown

BROKEN = "broken-tracing"


def roles(role: Any, statements: str) -> dict[str, Any]:
    text = f'{{"Version": "2012-10-17", "Statement": [{statements}]}}'
    made = role(inline=(Policy(name="p", text=Known(text)),))
    return {"roles": Known(MappingProxyType({made.arn: made}))}


def allow(*actions: str, more: str = "") -> str:
    listed = ", ".join(f'"{action}"' for action in actions)
    return f'{{"Effect": "Allow", "Action": [{listed}], "Resource": "*"{more}}}'


def test_a_role_that_may_send_traces_passes(run: Any, function: Any) -> None:
    assert run(BROKEN, function()).outcome is Outcome.PASS


def test_a_wildcard_may_send_traces(run: Any, function: Any, role: Any) -> None:
    account = roles(role, allow("xray:Put*"))
    assert run(BROKEN, function(), account=account).outcome is Outcome.PASS


def test_a_missing_permission_fails_and_is_named(run: Any, function: Any, role: Any) -> None:
    account = roles(role, allow("xray:PutTelemetryRecords"))
    result = run(BROKEN, function(), account=account)
    assert result.outcome is Outcome.FAIL
    finding = result.findings[0]
    assert finding.message == "The role orders lacks xray:PutTraceSegments."
    assert finding.cause == role().arn
    assert "attach-role-policy --role-name orders" in finding.fix.cli


def test_without_tracing_there_is_nothing_to_break(run: Any, function: Any) -> None:
    assert run(BROKEN, function(tracing_mode="PassThrough")).outcome is Outcome.NOT_APPLICABLE


def test_a_role_that_does_not_exist_is_told_elsewhere(run: Any, function: Any) -> None:
    account: dict[str, Any] = {"roles": Known(MappingProxyType({}))}
    assert run(BROKEN, function(), account=account).outcome is Outcome.NOT_APPLICABLE


def test_roles_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    account = {"roles": Unknown(reason="iam:GetAccountAuthorizationDetails was denied")}
    assert run(BROKEN, function(), account=account).outcome is Outcome.UNKNOWN


def test_a_condition_that_nothing_decides_is_unknown(run: Any, function: Any, role: Any) -> None:
    tagged = ', "Condition": {"StringEquals": {"aws:PrincipalTag/x": "y"}}'
    account = roles(role, allow("xray:*", more=tagged))
    assert run(BROKEN, function(), account=account).outcome is Outcome.UNKNOWN
