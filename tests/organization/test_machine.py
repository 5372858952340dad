"""deploy/org.yaml: what the state machine does, and what its role may do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


class Loader(yaml.SafeLoader):
    """Reads CloudFormation's short forms as the texts and lists that they hold."""


def _plain(loader: Loader, _: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    assert isinstance(node, yaml.SequenceNode)
    return loader.construct_sequence(node, deep=True)


Loader.add_multi_constructor("!", _plain)
RESOURCES = yaml.load((ROOT / "deploy/org.yaml").read_text(), Loader)["Resources"]  # noqa: S506  it is safe
MACHINE = RESOURCES["Run"]["Properties"]["Definition"]


def states(machine: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every state, those inside of maps too."""
    for state in machine["States"].values():
        yield state
        if "ItemProcessor" in state:
            yield from states(state["ItemProcessor"])


def allowed(*policies: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the pairs of action and resource of policies."""
    return {
        (action, resource)
        for policy in policies
        for statement in policy["Statement"]
        for action in listed(statement["Action"])
        for resource in listed(statement["Resource"])
    }


def listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def test_the_machine_may_do_exactly_what_its_states_do() -> None:
    role = RESOURCES["RunRole"]["Properties"]["Policies"]
    own = RESOURCES["RunItself"]["Properties"]["PolicyDocument"]
    itself = "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}"
    tasks = {s["Resource"] for s in states(MACHINE) if s["Type"] == "Task"}
    readers = [s["ItemReader"] for s in states(MACHINE) if "ItemReader" in s]
    assert [reader["Resource"].rpartition(":")[2] for reader in readers] == ["getObject"]
    assert allowed(*(policy["PolicyDocument"] for policy in role), own) == {
        *(("lambda:InvokeFunction", task) for task in tasks),
        ("s3:GetObject", "${Reports.Arn}/runs/*/round-*.jsonl"),
        # A distributed map starts executions of its own machine, and stops them with itself.
        ("states:StartExecution", f"{itself}:stateMachine:${{AWS::StackName}}"),
        ("states:DescribeExecution", f"{itself}:execution:${{AWS::StackName}}/*"),
        ("states:StopExecution", f"{itself}:execution:${{AWS::StackName}}/*"),
    }


def test_what_ten_thousand_children_put_out_fits_into_256_kib() -> None:
    (accounts,) = (s for s in states(MACHINE) if s["Type"] == "Map")
    inside = accounts["ItemProcessor"]["States"].values()
    ends = [state for state in inside if state.get("End")]
    assert ends
    assert all(state["Type"] == "Pass" and state["Result"] == {} for state in ends)
    assert 10_000 * len("{},") < 256 * 1024


def test_one_account_that_fails_never_ends_the_map() -> None:
    (accounts,) = (s for s in states(MACHINE) if s["Type"] == "Map")
    assert accounts["ToleratedFailurePercentage"] == 100
    audit = accounts["ItemProcessor"]["States"]["Audit"]
    assert [catch["ErrorEquals"] for catch in audit["Catch"]] == [["States.ALL"]]


def test_no_role_of_the_stack_may_change_anything_in_an_account() -> None:
    outside = ("arn:${AWS::Partition}:iam::*:role/${RoleName}", "*")
    for name in ("PlanRole", "WorkRole", "MissingRole", "RollUpRole", "RunRole"):
        documents = [
            policy["PolicyDocument"]
            for policy in RESOURCES[name]["Properties"]["Policies"]
            if isinstance(policy, dict)
        ]
        for action, resource in allowed(*documents):
            if resource in outside:
                verb = action.partition(":")[2]
                assert verb.startswith(("List", "AssumeRole", "PutT")), (name, action)
