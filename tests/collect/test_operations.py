from __future__ import annotations

import ast
import re
from importlib import import_module
from pathlib import Path
from typing import Any

import botocore.session
import pytest

import auditor.collect
from auditor.collect import permissions
from auditor.collect.aws.operations import (
    ALWAYS,
    BUCKETS,
    COURTESY,
    FACTS,
    NEEDS,
    OPERATIONS,
    FactRow,
    Operation,
)
from auditor.collect.table.rows import Names, Owner
from auditor.model import Account, Function, Need, Region, Role

COLLECT = Path(auditor.collect.__file__).parent
TABLE = COLLECT / "table"
OWNERS: dict[Owner, Any] = {
    Owner.ACCOUNT: Account,
    Owner.REGION: Region,
    Owner.FUNCTION: Function,
    Owner.ROLE: Role,
}
READS = re.compile(r"(Get|List|Describe|BatchGet)[A-Z]\w*")
# It makes IAM write a report about a role for the caller to read, and changes nothing.
REPORTS = {"iam:GenerateServiceLastAccessedDetails"}
every_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=lambda o: o.id)


@every_operation
def test_every_operation_only_reads(operation: Operation) -> None:
    assert READS.fullmatch(operation.name) or operation.id in REPORTS
    verb = operation.action.split(":")[1]
    assert READS.fullmatch(verb) or verb == "GET" or operation.id in REPORTS


def test_the_one_report_is_only_made_for_an_opt_in_fact() -> None:
    users = [need for need, names in NEEDS.items() if REPORTS & set(names)]
    assert users == [Need.LAST_ACCESSED]


@every_operation
def test_every_operation_is_as_botocore_knows_it(operation: Operation) -> None:
    session = botocore.session.Session()
    if operation.service not in session.get_available_services():
        pytest.skip("this SDK is older than the service")
    model = session.get_service_model(operation.service).operation_model(operation.name)
    answer = set(model.output_shape.members) if model.output_shape else set()
    asked = set(model.input_shape.members) if model.input_shape else set()
    assert {k for k in (operation.items, *operation.also, *operation.required) if k} <= answer
    request, told = operation.token
    assert not request or (request in asked and told in answer)
    assert not operation.page[0] or operation.page[0] in asked


# Their lists are left out where they are empty, or the answer has no list.
MAY_BE_EMPTY = {
    "apigateway:GetResources",
    "apigateway:GetRestApis",
    "apigatewayv2:GetApis",
    "apigatewayv2:GetIntegrations",
    "apigatewayv2:GetRoutes",
    "iam:GetServiceLastAccessedDetails",  # has no list before its report is ready
    "s3:GetBucketNotificationConfiguration",
    "sqs:ListDeadLetterSourceQueues",
}


@every_operation
def test_an_answer_without_its_list_counts_as_lost(operation: Operation) -> None:
    known = {operation.items} if operation.items else set(operation.required)
    assert (known != set() and known <= set(operation.required)) != (operation.id in MAY_BE_EMPTY)


@every_operation
def test_every_operation_has_a_bucket_and_a_user(operation: Operation) -> None:
    assert operation.bucket in BUCKETS
    used = {name for names in NEEDS.values() for name in names}
    assert operation.id in used | set(ALWAYS) | set(COURTESY)


def test_every_need_has_one_row() -> None:
    assert set(NEEDS) == set(Need)
    rows = [row for path in TABLE.glob("*.py") for row in facts_of(path)]
    assert sorted(rows) == sorted(need.name for need in Need)


def facts_of(path: Path) -> list[str]:
    """Return the needs that a module of the table has rows for."""
    source = path.read_text(encoding="utf-8")
    return re.findall(r"FactRow\(\s+need=Need\.(\w+)", source)


@pytest.mark.parametrize("row", FACTS.values(), ids=lambda row: row.field)
def test_a_row_names_a_field_of_the_model_and_a_reader(row: FactRow) -> None:
    assert row.field in OWNERS[row.owner].__dataclass_fields__
    assert set(row.operations) <= set(OPERATIONS)
    assert row.item is None or not (row.read or row.names)
    if row.read:
        module, name = row.read.split(".")
        assert callable(getattr(import_module(f"auditor.collect.facts.{module}"), name))
    assert row.names is None or isinstance(row.names, Names)


def called() -> set[str]:
    """Return every operation that the collector's sources name."""
    found = {row.operations[0] for row in FACTS.values() if row.item is not None}
    for path in COLLECT.rglob("*.py"):
        if path.parent == TABLE or path.name in {"operations.py", "doctor.py"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found |= {node.value} & set(OPERATIONS)
                if f"ec2:{node.value}" in OPERATIONS:
                    found.add(f"ec2:{node.value}")
    return found


def test_everything_in_the_table_is_called_and_nothing_else_can_be() -> None:
    assert called() == set(OPERATIONS)
    for path in COLLECT.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if path.name not in {"clients.py", "sign_in.py"}:  # the second one for AssumeRole
            assert "create_client" not in source
            assert ".client(" not in source


def test_rights_are_sorted_named_once_and_explained() -> None:
    rights = permissions(Need)
    keys = [(right.action, right.resource) for right in rights]
    assert keys == sorted(set(keys))
    assert all(right.why for right in rights)


def test_rights_follow_from_the_needs() -> None:
    actions = {right.action for right in permissions({Need.SUBSCRIPTIONS})}
    assert "sns:ListSubscriptions" in actions
    assert "lambda:ListFunctions" in actions
    assert "lambda:GetPolicy" not in actions
    assert {"s3:GetBucketNotification", "apigateway:GET"} <= {r.action for r in permissions(Need)}


def test_tags_take_a_right_that_no_operation_is_named_after() -> None:
    actions = {right.action for right in permissions({Need.FUNCTION_DETAILS})}
    assert {"lambda:GetFunction", "lambda:ListTags"} <= actions
