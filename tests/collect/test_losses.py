"""Answers that never end, say two things, or hold no sense: each is lost, told, and no crash."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError

from auditor.analysis.secrets import Classifier
from auditor.collect.aws.attempt import failure_of
from auditor.collect.aws.members import OddAnswerError
from auditor.collect.aws.operations import OPERATIONS
from auditor.collect.aws.page_progress import PageProgress
from auditor.collect.facts.values import tags_of
from auditor.model import Known, Need, Unknown
from tests.collect.conftest import Read
from tests.simulator import Fault, SimulatedAccount, function
from tests.simulator.accounts import ID, managed, role, statement

POLICIES = frozenset({Need.RESOURCE_POLICY})
FUNCTIONS = SimulatedAccount(
    functions={"eu-west-1": [function(name, policy=statement("*")) for name in "ab"]}
)


def test_a_call_whose_answer_drips_in_is_lost_at_its_deadline(read: Read) -> None:
    # Each read is short: only a deadline of the whole call ends it.
    drip = Fault(kind="drip", operations="lambda:GetPolicy", seconds=0.3)
    found, simulator = read(FUNCTIONS, drip, needs=POLICIES, call_seconds=1.0)
    policies = [f.policies.get()["$LATEST"] for f in found.functions()]
    assert {p.code for p in policies if isinstance(p, Unknown)} == {"CallDeadline"}
    assert len(policies) == 2
    assert simulator.count()["lambda:GetPolicy"] == 4  # each twice, and no more


def test_a_list_that_drips_in_is_lost_at_its_deadline(read: Read) -> None:
    drip = Fault(kind="drip", operations="lambda:ListFunctions", seconds=0.3)
    found, _ = read(FUNCTIONS, drip, needs=POLICIES, call_seconds=1.0)
    functions = found.regions[0].functions
    assert isinstance(functions, Unknown)
    assert functions.code == "CallDeadline"


def test_pages_that_bring_nothing_new_end_the_list_with_a_gap(read: Read) -> None:
    endless = Fault(kind="endless", operations="lambda:ListFunctions")
    found, simulator = read(FUNCTIONS, endless, needs=POLICIES)
    assert {f.name for f in found.functions()} == {"a", "b"}
    assert [gap.code for gap in found.gaps] == ["RepeatedMarker"]
    assert simulator.count()["lambda:ListFunctions"] < 30


@pytest.mark.parametrize("kind", ["duplicate", "deep", "null", "list"])
@pytest.mark.parametrize("operation", ["lambda:ListFunctions", "lambda:GetPolicy"])
def test_an_answer_that_can_be_read_in_two_ways_or_in_none_is_lost(
    read: Read, kind: str, operation: str
) -> None:
    found, _ = read(FUNCTIONS, Fault(kind=kind, operations=operation), needs=POLICIES)
    if operation == "lambda:ListFunctions":
        assert isinstance(found.regions[0].functions, Unknown)
    else:
        policies = [f.policies.get()["$LATEST"] for f in found.functions()]
        assert all(isinstance(policy, Unknown) for policy in policies)


@pytest.mark.parametrize("kind", ["elsewhere", "foreign"])
def test_functions_of_another_region_or_account_are_not_this_one_s(read: Read, kind: str) -> None:
    answered = Fault(kind=kind, operations="lambda:ListFunctions")
    found, _ = read(FUNCTIONS, answered, needs=POLICIES)
    assert found.functions() == ()
    assert "FunctionArn is missing or damaged" in found.unlisted()[0].reason


def test_the_roles_of_another_account_do_not_show_that_a_role_is_gone(read: Read) -> None:
    account = SimulatedAccount(functions={"eu-west-1": [function("a", role="r")]})
    account.roles = [role("r")]
    foreign = Fault(kind="foreign", operations="iam:GetAccountAuthorizationDetails")
    found, simulator = read(account, foreign, needs={Need.ROLES})
    assert [name.rpartition("/")[2] for name in found.roles.get()] == ["r"]
    assert simulator.count()["iam:GetRole"] == 1  # the role by itself


@pytest.mark.parametrize(
    ("code", "kept"),
    [
        ("AWS.SimpleQueueService.NonExistentQueue", "AWS.SimpleQueueService.NonExistentQueue"),
        ("a.b#ThrottlingException:http://x/", "a.b#ThrottlingException:http://x/"),
        ("\x1b[31mEvil\nexit 0: passed\u202e", "31mEvilexit0:passed"),
        ("x" * 10**6, "x" * 100),
        ("\u202e\n", "403"),
        (None, "403"),
    ],
)
def test_an_error_code_is_one_word(code: object, kept: str) -> None:
    said: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": 403}}
    assert failure_of(ClientError(said, "GetPolicy"), "lambda:GetPolicy").code == kept


@pytest.mark.parametrize("sweep", [True, False])
def test_a_policy_that_is_attached_and_not_found_is_unknown_and_not_lacking(
    read: Read, *, sweep: bool
) -> None:
    attached = [
        {"PolicyName": name, "PolicyArn": f"arn:aws:iam::{ID}:policy/{name}"}
        for name in ("gone", "there")
    ]
    account = SimulatedAccount(functions={"eu-west-1": [function("a", role="r")]})
    account.roles = [role("r", AttachedManagedPolicies=attached)]
    account.policies = [managed(f"arn:aws:iam::{ID}:policy/there", {"Statement": []})]
    denied = Fault(kind="deny", operations="iam:GetAccountAuthorizationDetails")
    found, _ = read(account, *(() if sweep else (denied,)), needs={Need.ROLES})
    (read_role,) = found.roles.get().values()
    texts = {policy.name: policy.text for policy in read_role.attached}
    assert isinstance(texts["there"], Known) or not sweep
    assert isinstance(texts["gone"], Unknown)


@pytest.mark.parametrize(
    ("kind", "operation", "direct"),
    [
        ("huge", "lambda:ListFunctions", True),
        ("huge", "lambda:GetPolicy", True),
        ("huge", "lambda:GetPolicy", False),
        # A hundred megabytes each: once on each transport.
        ("torrent", "lambda:GetPolicy", True),
        ("torrent", "lambda:GetPolicy", False),
    ],
)
def test_a_body_larger_than_any_of_awss_is_given_up_while_it_arrives(
    read: Read, kind: str, operation: str, *, direct: bool
) -> None:
    account = SimulatedAccount(functions={"eu-west-1": [function("a", policy=statement("*"))]})
    fault = Fault(kind=kind, operations=operation)
    found, simulator = read(account, fault, needs=POLICIES, direct_calls=direct)
    whole = operation == "lambda:ListFunctions"
    lost: object = found.regions[0].functions
    lost = lost if whole else found.functions()[0].policies.get()["$LATEST"]
    assert isinstance(lost, Unknown)
    assert lost.code == "LargeAnswerError"
    assert "more than any of AWS's" in lost.reason
    assert simulator.count()[operation] == 2


def test_a_page_that_is_not_the_last_and_names_no_next_one_is_a_lost_list() -> None:
    entry = OPERATIONS["iam:ListRolePolicies"]
    page = {"PolicyNames": ["a"], "IsTruncated": True}
    assert PageProgress(entry).marker_after({**page, "Marker": "m"}, "Marker") == "m"
    with pytest.raises(OddAnswerError):
        PageProgress(entry).marker_after(page, "Marker")


@pytest.mark.parametrize("value", [True, 7, ["media"], {"team": "media"}])
def test_a_tag_whose_value_is_no_text_is_not_read_as_another_tag(value: object) -> None:
    with pytest.raises(OddAnswerError):
        tags_of({"Tags": [{"Key": "team", "Value": value}]}, Classifier.new())
