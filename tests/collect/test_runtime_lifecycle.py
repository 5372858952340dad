"""The dates of customer-managed runtimes: read from the alias, else from the runtime itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import botocore.session
import pytest

from auditor.model import Function, Known, Need, Outcome, Result, RuntimeLifecycle, Unknown
from tests.collect.conftest import Read
from tests.simulator import Fault, SimulatedAccount
from tests.simulator.accounts import function as listed

REGION = "eu-west-1"
RUNTIME = f"arn:aws:lambda:{REGION}:111122223333:runtime/swift"
DATES = {
    "ReleaseState": "GA",
    "DeprecationDate": "2026-12-31",
    "FunctionCreateBlockDate": "2027-03-01",
    "FunctionUpdateBlockDate": "2027-06-01",
}
LIFECYCLE = RuntimeLifecycle(
    deprecated=date(2026, 12, 31),
    create_blocked=date(2027, 3, 1),
    update_blocked=date(2027, 6, 1),
)

pytestmark = pytest.mark.skipif(
    "lambda-core" not in botocore.session.Session().get_available_services(),
    reason="this SDK is older than the service",
)


def given(alias: dict[str, Any], runtime: dict[str, Any], **config: Any) -> SimulatedAccount:
    used = {"RuntimeArn": RUNTIME, "RuntimeAlias": "prod", **config}
    custom = {"Runtime": "custom", "RuntimeConfig": used}
    made = SimulatedAccount(
        functions={REGION: [listed("f", configuration=custom), listed("plain")]}
    )
    for operation, answer in (("GetRuntimeAlias", alias), ("GetRuntime", runtime)):
        made.answers[f"lambda-core:{operation}", ""] = {"Arn": RUNTIME, **answer}
    return made


def read_one(read: Read, account: SimulatedAccount, *faults: Fault) -> Function:
    found, _ = read(account, *faults, needs={Need.RUNTIME_LIFECYCLE})
    plain = next(f for f in found.functions() if f.name == "plain")
    assert plain.runtime_lifecycle == Known(None)
    return next(f for f in found.functions() if f.name == "f")


def test_the_alias_that_a_function_follows_counts_before_the_runtime(read: Read) -> None:
    other = {**DATES, "DeprecationDate": "2030-01-01"}
    account = given({"ReleaseLifecycle": DATES}, {"ReleaseLifecycle": other})
    assert read_one(read, account).runtime_lifecycle == Known(LIFECYCLE)


def test_an_alias_without_a_lifecycle_has_that_of_its_runtime(read: Read) -> None:
    assert read_one(read, given({}, {"ReleaseLifecycle": DATES})).runtime_lifecycle == (
        Known(LIFECYCLE)
    )
    assert read_one(read, given({}, {})).runtime_lifecycle == Known(None)


def test_a_denied_call_and_a_damaged_date_are_unknown(read: Read) -> None:
    denied = Fault(kind="deny", operations="lambda-core:GetRuntimeAlias")
    account = given({"ReleaseLifecycle": DATES}, {})
    lost = read_one(read, account, denied).runtime_lifecycle
    assert isinstance(lost, Unknown)
    assert lost.iam_action == "lambda:GetRuntimeAlias"
    damaged = given({"ReleaseLifecycle": {**DATES, "DeprecationDate": "soon"}}, {})
    assert isinstance(read_one(read, damaged).runtime_lifecycle, Unknown)


@pytest.mark.parametrize(
    ("lifecycle", "outcome"),
    [
        (Known(LIFECYCLE), Outcome.FAIL),
        (Known(RuntimeLifecycle(deprecated=date(2030, 1, 1))), Outcome.PASS),
        (Known(RuntimeLifecycle()), Outcome.PASS),
        (Known(None), Outcome.NOT_APPLICABLE),
        (Unknown(reason="denied"), Outcome.NOT_APPLICABLE),
    ],
)
def test_the_check_judges_by_the_publishers_dates(
    lifecycle: Any, outcome: Outcome, function: Callable[..., Function], run: Callable[..., Result]
) -> None:
    custom = function(
        runtime="custom", runtime_arn=RUNTIME, runtime_alias="prod", runtime_lifecycle=lifecycle
    )
    result = run("deprecated-runtime", custom)
    assert result.outcome is outcome
    for finding in result.findings:
        assert "customer-managed runtime swift (prod)" in finding.message
        assert finding.evidence["deprecated"] == "2026-12-31"
