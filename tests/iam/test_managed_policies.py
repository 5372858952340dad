"""AWS's own policies, as moto carries them: real input, and the canary."""

from __future__ import annotations

import json
from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from auditor.analysis.iam import Judgement, judge_role
from auditor.analysis.iam.conditions import Doubt
from auditor.analysis.iam.exemptions import AWS_BASELINE_POLICIES
from auditor.analysis.iam.strong_policies import STRONG_POLICIES
from auditor.model import Account, Function, Known, Policy, Region, Role
from auditor.model.audit import Audit

POLICIES: dict[str, dict[str, Any]] = json.loads(aws_managed_policies_data)
QUIET = (
    "AWSLambdaBasicExecutionRole",
    "AWSLambdaVPCAccessExecutionRole",
    "AWSXRayDaemonWriteAccess",
    "CloudWatchLambdaInsightsExecutionRolePolicy",
)
NOT_ESCALATING = ("ReadOnlyAccess", "SecurityAudit", "ViewOnlyAccess", "AmazonS3FullAccess")
ESCALATING = ("IAMFullAccess", "PowerUserAccess", "AWSLambda_FullAccess")


@pytest.fixture
def judged(
    function: Callable[..., Function],
    role: Callable[..., Role],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> Callable[..., Judgement]:
    def judge(*names: str) -> Judgement:
        attached = tuple(
            Policy(
                name=name,
                arn=f"arn:aws:iam::aws:policy{POLICIES[name]['Path']}{name}",
                text=Known(json.dumps(POLICIES[name]["Document"])),
            )
            for name in names
        )
        one = role(attached=attached, inline=())
        whole = account(region(function()), roles=Known(MappingProxyType({one.arn: one})))
        found = judge_role(Audit(whole), one.arn)
        assert found is not None
        return found

    return judge


def test_the_canary_an_administrator_is_always_found(judged: Callable[..., Judgement]) -> None:
    found = judged("AdministratorAccess")
    assert found.administrator == frozenset()
    assert found.whole_services
    assert found.any_resources
    assert {"put-role-policy", "lambda-invoke", "update-function-code"} <= {
        e.path.id for e in found.escalations
    }


@pytest.mark.parametrize("name", QUIET)
def test_the_basic_policies_of_lambda_are_quiet(
    name: str, judged: Callable[..., Judgement]
) -> None:
    found = judged(name)
    assert (found.whole_services, found.any_resources, found.escalations) == ((), (), ())
    assert found.unjudged is None


@pytest.mark.parametrize("name", NOT_ESCALATING)
def test_reading_everything_is_no_escalation(name: str, judged: Callable[..., Judgement]) -> None:
    assert judged(name).escalations == ()


@pytest.mark.parametrize("name", ESCALATING)
def test_wide_policies_escalate_without_being_administrators(
    name: str, judged: Callable[..., Judgement]
) -> None:
    found = judged(name)
    assert found.escalations
    assert found.administrator is None


def is_strong(found: Judgement) -> bool:
    if found.administrator is not None:
        return True
    return any(not e.path.weak and Doubt.UNVERIFIED not in e.doubts for e in found.escalations)


def test_the_strong_policies_are_those_that_escalate_alone(
    judged: Callable[..., Judgement],
) -> None:
    every = {name: judged(name) for name in sorted(POLICIES)}
    assert all(found.unjudged is None for found in every.values())
    strong = [name for name, found in every.items() if is_strong(found)]
    assert sorted(f"{POLICIES[n]['Path'][1:]}{n}" for n in strong) == sorted(STRONG_POLICIES)


def test_the_baseline_names_policies_that_aws_publishes() -> None:
    assert len(AWS_BASELINE_POLICIES - set(POLICIES)) <= 2
