"""One builder of a flawless function and account, so that a test shows only what matters."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from auditor.evaluate.engine import judge
from auditor.evaluate.registry import checks, defaults
from auditor.model import (
    Account,
    Alarm,
    AlarmMetric,
    EnvironmentVariable,
    Function,
    FunctionDetails,
    Known,
    LogGroup,
    Policy,
    Region,
    Result,
    Role,
)
from auditor.model.audit import Audit
from auditor.model.fact import NOT_ASKED

# Properties never measure time. On a machine that decides what lands, they try the same examples in
# each run; everywhere else, new ones.
settings.register_profile(
    "timeless",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("timeless")

REGION = "eu-west-1"
ACCOUNT_ID = "111122223333"
ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT_ID}:function:orders"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT_ID}:role/orders"

# How a finding's message is written: it is alone in a table, a list or a line of a log.
SENTENCES = re.compile(r"[A-Z0-9].*[^.]\.", re.DOTALL)

LAMBDA_TRUST = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",'
    ' "Principal": {"Service": "lambda.amazonaws.com"}}]}'
)
LOG_POLICY = (
    '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action":'
    ' ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource":'
    f' "arn:aws:logs:{REGION}:{ACCOUNT_ID}:log-group:/aws/lambda/orders:*"}},'
    ' {"Effect": "Allow", "Action": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],'
    ' "Resource": "*"}]}'
)


def flawless_role() -> Role:
    return Role(
        arn=ROLE_ARN,
        name="orders",
        trust=LAMBDA_TRUST,
        boundary=Known(None),
        inline=(Policy(name="logs", text=Known(LOG_POLICY)),),
    )


def flawless_function() -> Function:
    return Function(
        arn=ARN,
        name="orders",
        region=REGION,
        role_arn=ROLE_ARN,
        runtime="python3.13",
        handler="app.handler",
        code_size=120_000,
        code_sha256="c2hhMjU2",
        timeout=30,
        memory=512,
        architecture="arm64",
        tracing_mode="Active",
        last_modified=datetime(2026, 9, 1, tzinfo=UTC),
        log_group="/aws/lambda/orders",
        log_format="JSON",
        snap_start="None",
        environment=Known((EnvironmentVariable(name="LOG_LEVEL"),)),
        secrets=Known(()),
        versions=Known(()),
        aliases=Known(MappingProxyType({})),
        details=Known(
            FunctionDetails(
                tags=Known(MappingProxyType({"team": "orders"})),
                state="Active",
                last_update_status="Successful",
            )
        ),
        policies=Known(MappingProxyType({})),
        urls=Known(()),
        event_invoke_configs=Known(()),
        provisioned_concurrency=Known(()),
        code_signing=Known("Enforce"),
        runtime_update_mode=Known("Auto"),
        recursive_loop=Known("Terminate"),
        image=Known(None),
    )


def _watched() -> Iterator[AlarmMetric]:
    for name in ("Errors", "Throttles"):
        yield AlarmMetric(namespace="AWS/Lambda", name=name, function="orders")


# Facts of a region that are no list, or that no audit reads unless asked to.
_NO_LISTS = {
    *("prefix_lists", "layer_versions", "layer_contents", "web_functions", "microvm_images"),
    "stack_tags",
}
_LISTS = {f.name for f in fields(Region) if f.default is NOT_ASKED} - _NO_LISTS


def flawless_region(*functions: Function, **differences: Any) -> Region:
    lists: dict[str, Any] = dict.fromkeys(_LISTS, Known(()))
    lists["log_groups"] = Known((LogGroup(name="/aws/lambda/orders", retention_days=30),))
    lists["alarms"] = Known((Alarm(name="orders", metrics=tuple(_watched())),))
    region = Region(
        name=REGION,
        functions=Known(functions),
        prefix_lists=Known(MappingProxyType({})),
        layer_versions=Known(MappingProxyType({})),
        **lists,
    )
    return replace(region, **differences)


def flawless_account(*regions: Region, **differences: Any) -> Account:
    account = Account(
        id=ACCOUNT_ID,
        caller=f"arn:aws:sts::{ACCOUNT_ID}:assumed-role/auditor/test",
        captured_at=datetime(2026, 11, 20, 12, tzinfo=UTC),
        regions=regions,
        roles=Known(MappingProxyType({ROLE_ARN: flawless_role()})),
        organization=Known(None),
    )
    return replace(account, **differences)


@pytest.fixture
def function() -> Callable[..., Function]:
    """Build a function that passes every check, but for the differences given."""

    def build(**differences: Any) -> Function:
        return replace(flawless_function(), **differences)

    return build


@pytest.fixture
def region() -> Callable[..., Region]:
    """Build a region of the functions given, with nothing else in it but the differences."""
    return flawless_region


@pytest.fixture
def account() -> Callable[..., Account]:
    """Build an account of the regions given, with one good role, but for the differences."""
    return flawless_account


@pytest.fixture
def role() -> Callable[..., Role]:
    """Build the flawless role, but for the differences given."""

    def build(**differences: Any) -> Role:
        return replace(flawless_role(), **differences)

    return build


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run one check, by id, on one function inside an account that is flawless otherwise.

    Keyword arguments `region` and `account` are differences of those, `options` are the check's.
    Every message must be a sentence: it begins with a capital or a number, and ends with a stop.
    """

    def run(
        check: str,
        function: Function,
        *,
        region: dict[str, Any] | None = None,
        account: dict[str, Any] | None = None,
        options: dict[str, Any] | None = None,
    ) -> Result:
        chosen = checks()[check]
        whole = flawless_account(flawless_region(function, **(region or {})), **(account or {}))
        configured = {check: {**defaults([chosen])[check], **(options or {})}}
        result = judge(chosen, function, Audit(whole, configured))
        for finding in result.findings:
            assert SENTENCES.fullmatch(finding.message), finding.message
        return result

    return run
