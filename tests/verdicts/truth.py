"""Cases of verdicts: an account's raw AWS answers, one check, and what it must say.

Each case is a function of its own name in one simulated account, read by the collector and judged
as in a scan. Cases of one world share an account; a world is only needed where a fact of the whole
region (a rule, a denied call, a partition) would disturb the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.simulator.accounts import ID, TRUST, SimulatedAccount, function, role

REGION = "eu-west-1"
EDGE = "us-east-1"
REGIONS = (REGION, EDGE, "ap-southeast-2")  # the last one has no function

LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
TRACES = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")

PASS, FAIL, NOT_APPLICABLE, UNKNOWN = "pass", "fail", "not_applicable", "unknown"
CLEAN = "clean"  # pass or not applicable


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One verdict; texts of `says` and `omits` are looked for in messages, fixes and reasons."""

    name: str  # of the function
    check: str
    want: str
    why: str
    severity: str = ""
    confidence: str = ""
    says: tuple[str, ...] = ()
    omits: tuple[str, ...] = ()
    configuration: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)  # see tests.simulator.accounts.function
    allow: tuple[Any, ...] = (*LOGS, *TRACES)  # actions on "*", or whole statements
    trust: tuple[str, ...] = ("lambda.amazonaws.com",)
    lists: Mapping[str, Iterable[Any]] = field(default_factory=dict)  # "ec2:DescribeSubnets" …
    elsewhere: Mapping[str, Mapping[str, Iterable[Any]]] = field(default_factory=dict)  # by region
    queues: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # name -> attributes
    answers: Mapping[tuple[str, str], Mapping[str, Any]] = field(default_factory=dict)
    region: str = REGION
    world: str = "main"

    @property
    def arn(self) -> str:
        return f"arn:aws:lambda:{self.region}:{ID}:function:{self.name}"


def account(cases: Iterable[Case]) -> SimulatedAccount:
    """Return the account that holds all these cases."""
    made = SimulatedAccount(regions=REGIONS)
    names: set[str] = set()
    for case in cases:
        if case.name in names:
            continue  # a second check of the same function
        names.add(case.name)
        _add(made, case)
    return made


def _add(made: SimulatedAccount, case: Case) -> None:
    if not case.extra.get("unlisted"):
        made.functions.setdefault(case.region, []).append(_function(case))
    if "web" in case.extra:
        made.web[case.name] = case.extra["web"]
    if "microvm" in case.extra:
        made.microvms[case.name] = case.extra["microvm"]
    trust = json.loads(json.dumps(TRUST))
    trust["Statement"][0]["Principal"]["Service"] = list(case.trust)
    made.roles.append(
        role(
            case.name,
            AssumeRolePolicyDocument=json.dumps(trust),
            RolePolicyList=[{"PolicyName": "own", "PolicyDocument": json.dumps(_policy(case))}],
        )
    )
    places = {case.region: case.lists, **case.elsewhere}
    if case.region in case.elsewhere:
        places[case.region] = {**case.lists, **case.elsewhere[case.region]}
    for region, lists in places.items():
        for operation, items in lists.items():
            made.lists.setdefault((region, operation), []).extend(items)
    made.answers.update({key: dict(answer) for key, answer in case.answers.items()})
    for name, attributes in case.queues.items():
        arn = f"arn:aws:sqs:{case.region}:{ID}:{name}"
        made.queues[arn] = {"QueueArn": arn, "VisibilityTimeout": "30", **attributes}


def _function(case: Case) -> dict[str, Any]:
    extra = {k: v for k, v in case.extra.items() if k != "unlisted"}
    return function(
        case.name,
        region=case.region,
        role=case.name,
        configuration=dict(case.configuration),
        **extra,
    )


def _policy(case: Case) -> Mapping[str, Any]:
    actions = [item for item in case.allow if isinstance(item, str)]
    statements = [item for item in case.allow if not isinstance(item, str)]
    if actions:
        statements.append({"Effect": "Allow", "Action": actions, "Resource": "*"})
    return {"Version": "2012-10-17", "Statement": statements}


def variables(**values: str) -> dict[str, Any]:
    return {"Environment": {"Variables": values}}


def layers(*arns: str) -> dict[str, Any]:
    return {"Layers": [{"Arn": arn, "CodeSize": 1000} for arn in arns]}


def sqs(name: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ID}:{name}"


def mapping(function_name: str, source: str, **more: Any) -> dict[str, Any]:
    """Return an event source mapping of a function in the default region."""
    name, _, qualifier = function_name.partition(":")
    arn = f"arn:aws:lambda:{REGION}:{ID}:function:{name}"
    return {
        "UUID": f"{name}-mapping",
        "FunctionArn": f"{arn}:{qualifier}" if qualifier else arn,
        "EventSourceArn": source,
        "State": "Enabled",
        "BatchSize": 1,
        **more,
    }
