from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from auditor.model import Confidence, Known, Layer, LogGroup, Outcome, Policy, Unknown

LOG = "no-log-permission"
GROUP = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/lambda/orders"
WRITE = ("logs:CreateLogStream", "logs:PutLogEvents")


def roles(role: Any, resource: str, *actions: str) -> dict[str, Any]:
    listed = ", ".join(f'"{action}"' for action in actions)
    text = f'{{"Statement": {{"Effect": "Allow", "Action": [{listed}], "Resource": "{resource}"}}}}'
    made = role(inline=(Policy(name="p", text=Known(text)),))
    return {"roles": Known(MappingProxyType({made.arn: made}))}


def test_a_role_that_may_write_its_log_passes(run: Any, function: Any) -> None:
    assert run(LOG, function()).outcome is Outcome.PASS


@pytest.mark.parametrize(
    "resource", ["*", "arn:aws:logs:*:*:*", f"{GROUP}:*", "arn:aws:logs:eu-west-1:111122223333:*"]
)
def test_the_usual_resources_suffice(run: Any, function: Any, role: Any, resource: str) -> None:
    account = roles(role, resource, *WRITE)
    assert run(LOG, function(), account=account).outcome is Outcome.PASS


def test_another_group_does_not_suffice(run: Any, function: Any, role: Any) -> None:
    account = roles(role, GROUP.replace("orders", "other") + ":*", *WRITE)
    result = run(LOG, function(), account=account)
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].message == (
        "The role orders lacks logs:CreateLogStream and logs:PutLogEvents on /aws/lambda/orders."
    )
    assert result.findings[0].cause == role().arn


def test_the_configured_group_counts(run: Any, function: Any, role: Any) -> None:
    account = roles(role, f"{GROUP}:*", *WRITE)
    shared = {"log_groups": Known((LogGroup(name="shared"),))}
    result = run(LOG, function(log_group="shared"), account=account, region=shared)
    assert result.outcome is Outcome.FAIL


def test_a_group_that_is_not_there_must_be_created(run: Any, function: Any, role: Any) -> None:
    account = roles(role, "*", *WRITE)
    none = {"log_groups": Known(())}
    result = run(LOG, function(), account=account, region=none)
    assert result.findings[0].evidence["missing"] == ("logs:CreateLogGroup",)


def test_a_group_that_may_not_be_there_makes_it_unknown_unless_it_may_be_created(
    run: Any, function: Any, role: Any
) -> None:
    unread = {"log_groups": Unknown(reason="denied")}
    account = roles(role, "*", *WRITE)
    assert run(LOG, function(), account=account, region=unread).outcome is Outcome.UNKNOWN
    account = roles(role, "*", *WRITE, "logs:CreateLogGroup")
    assert run(LOG, function(), account=account, region=unread).outcome is Outcome.PASS
    account = roles(role, "*", "logs:PutLogEvents")
    assert run(LOG, function(), account=account, region=unread).outcome is Outcome.FAIL


def test_an_extension_may_ship_the_log(run: Any, function: Any, role: Any) -> None:
    arn = "arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension:1"
    shipped = function(layers=(Layer(arn=arn, code_size=1),))
    result = run(LOG, shipped, account=roles(role, "*", "s3:GetObject"))
    assert result.findings[0].confidence is Confidence.MEDIUM


def test_a_role_that_does_not_exist_is_told_elsewhere(run: Any, function: Any) -> None:
    account: dict[str, Any] = {"roles": Known(MappingProxyType({}))}
    assert run(LOG, function(), account=account).outcome is Outcome.NOT_APPLICABLE


def test_roles_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    account = {"roles": Unknown(reason="denied")}
    assert run(LOG, function(), account=account).outcome is Outcome.UNKNOWN
