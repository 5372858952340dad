"""No role of a function has a right too many: without any one of them, something fails.

The emulator lets a state machine do what it likes; tests/organization/test_machine.py compares
the rights of its role with what its states do.
"""

from __future__ import annotations

import copy
import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from tests.organization.deployed.test_deployment import (  # noqa: F401  a fixture
    Deployed,
    deployed,
)
from tests.selfaudit.emulator import ACCOUNT

EXECUTION = "rights"
# The emulator's functions write no log or trace by their role, and S3 says 404 there to whoever may
# not list; whoever lists needs the right there too, as `Missing` does.
UNSEEN = {
    "logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTelemetryRecords",
    "xray:PutTraceSegments", "s3:ListBucket",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Right:
    """One action on one resource, in one policy of a role."""

    role: str
    policy: str
    statement: int
    action: str
    resource: str

    def __str__(self) -> str:
        return f"{self.role}: {self.action} on {self.resource}"


class Broken(Exception):  # noqa: N818  what the tests wait for
    """A step did not do what it is there for."""


@pytest.fixture(scope="module")
def small(deployed: Deployed) -> dict[str, Any]:  # noqa: F811
    """Leave one account to the planner, and plan two runs, the second compared with the first."""
    keep = next(a for a, kind in deployed.accounts.items() if kind == "healthy")
    others = {ACCOUNT, *deployed.accounts} - {keep}
    aws = deployed.client("lambda")
    name = deployed.resources["Plan"]
    variables = aws.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    variables["SKIP_ACCOUNTS"] = " ".join(sorted(others))
    aws.update_function_configuration(FunctionName=name, Environment={"Variables": variables})
    first = plan(deployed)
    member = {"id": keep, "name": "", "path": "", "state": "ACTIVE"}
    item = {"run": first["run"], "before": "", "part": 1, "member": member}
    work(deployed, item)
    roll_up(deployed, first)
    second = plan(deployed)
    missing(deployed, second)
    again = {**item, "run": second["run"], "before": first["run"]}
    work(deployed, again)
    third = plan(deployed)
    large = deployed.of("goes-on")
    return {"planned": second, "unfinished": third, "item": again, "large": large}


def invoked(aws: Deployed, function: str, event: Any) -> Any:
    """Invoke a function in an environment of its own, which has kept nothing of earlier ones."""
    lambda_ = aws.client("lambda")
    name = aws.resources[function]
    about = lambda_.get_function_configuration(FunctionName=name).get("Description", "")
    lambda_.update_function_configuration(FunctionName=name, Description=f"{about[:200]}.")
    answer = lambda_.invoke(FunctionName=name, Payload=json.dumps(event).encode())
    found = json.loads(answer["Payload"].read())
    if answer.get("FunctionError"):
        raise Broken(found)
    return found


def plan(aws: Deployed) -> Any:
    made = invoked(aws, "Plan", {"execution": EXECUTION})
    settings = json.loads(aws.read(f"runs/run={made['run']}/run.json"))
    rows = aws.read(f"runs/run={made['run']}/plan.jsonl").decode().splitlines()
    if settings["notes"] or not all(json.loads(row)["path"] for row in rows):
        raise Broken("the units are missing")
    return made


def work(aws: Deployed, item: Any) -> None:
    if not invoked(aws, "Work", item)["done"]:
        raise Broken("it was put off")
    key = f"runs/run={item['run']}/summaries/{item['member']['id']}.json.gz"
    summary = json.loads(gzip.decompress(aws.read(key)))
    if summary["status"] != "audited":
        raise Broken(summary["reason"])


def put_off(aws: Deployed, item: Any) -> None:
    """Let the large account run out of time."""
    if invoked(aws, "Work", item)["done"]:
        raise Broken("nothing was put off")


def missing(aws: Deployed, planned: Any) -> None:
    found = invoked(aws, "Missing", {**planned, "round": 1})
    if not found["again"] or found["missing"] != 1:
        raise Broken(found)


def roll_up(aws: Deployed, planned: Any) -> None:
    invoked(aws, "RollUp", planned)


def rights(aws: Deployed, role: str) -> Iterator[Right]:
    iam, name = aws.client("iam"), aws.resources[role]
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
        for number, statement in enumerate(document["Statement"]):
            for action in listed(statement["Action"]):
                for resource in listed(statement["Resource"]):
                    if action not in UNSEEN:
                        yield Right(
                            role=role, policy=policy, statement=number, action=action,
                            resource=resource,
                        )  # fmt: skip


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


@contextmanager
def without(aws: Deployed, right: Right) -> Iterator[None]:
    """Take one right away for a while."""
    iam, name = aws.client("iam"), aws.resources[right.role]
    known = {"RoleName": name, "PolicyName": right.policy}
    before = iam.get_role_policy(**known)["PolicyDocument"]
    less = copy.deepcopy(before)
    statement = less["Statement"].pop(right.statement)
    for action in listed(statement["Action"]):
        for resource in listed(statement["Resource"]):
            if (action, resource) != (right.action, right.resource):
                one = {"Effect": "Allow", "Action": action, "Resource": resource}
                less["Statement"].append(one)
    iam.put_role_policy(**known, PolicyDocument=json.dumps(less))
    try:
        yield
    finally:
        iam.put_role_policy(**known, PolicyDocument=json.dumps(before))


def superfluous(aws: Deployed, role: str, step: Callable[[Right], None]) -> list[str]:
    """Return the rights of a role without which a step does the same."""
    found = []
    for right in rights(aws, role):
        with without(aws, right):
            try:
                step(right)
            except Broken:
                continue
            found.append(str(right))
    return found


@pytest.mark.timeout(1200)
def test_the_planner_has_no_right_too_many(deployed: Deployed, small: Any) -> None:  # noqa: F811
    del small
    plan(deployed)
    assert superfluous(deployed, "PlanRole", lambda _: plan(deployed)) == []


@pytest.mark.timeout(1200)
def test_the_worker_has_no_right_too_many(deployed: Deployed, small: Any) -> None:  # noqa: F811
    large = {**small["item"], "member": {**small["item"]["member"], "id": small["large"]}}

    def step(right: Right) -> None:
        if right.action == "s3:PutObject" and "checkpoints" in right.resource:
            put_off(deployed, large)
        else:
            work(deployed, small["item"])

    work(deployed, small["item"])
    put_off(deployed, large)
    assert superfluous(deployed, "WorkRole", step) == []


@pytest.mark.timeout(1200)
def test_what_finds_missing_accounts_has_no_right_too_many(
    deployed: Deployed,  # noqa: F811
    small: Any,
) -> None:
    planned = small["unfinished"]
    assert superfluous(deployed, "MissingRole", lambda _: missing(deployed, planned)) == []


@pytest.mark.timeout(1200)
def test_the_roll_up_has_no_right_too_many(deployed: Deployed, small: Any) -> None:  # noqa: F811
    roll_up(deployed, small["planned"])
    assert superfluous(deployed, "RollUpRole", lambda _: roll_up(deployed, small["planned"])) == []
