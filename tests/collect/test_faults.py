from __future__ import annotations

import pytest

from auditor.collect import UNPACED
from auditor.model import Known, Need, Unknown
from auditor.model.errors import CredentialsError
from tests.collect.conftest import NEEDS, Read, facts, unknowns
from tests.simulator import Fault, SimulatedAccount, function, generated

MIXED = (
    Fault(kind="throttle", rate=0.05),
    Fault(kind="500", rate=0.03),
    Fault(kind="cut", rate=0.02),
    Fault(kind="reset", rate=0.01),
    Fault(kind="truncate", rate=0.01),
    Fault(kind="html", rate=0.005),
)


def two_regions() -> SimulatedAccount:
    return SimulatedAccount(
        regions=("eu-west-1", "us-east-1"),
        functions={
            "eu-west-1": [function("a")],
            "us-east-1": [function("b", region="us-east-1")],
        },
    )


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="throttle", rate=0.1),
        Fault(kind="500", rate=0.1),
        Fault(kind="cut", rate=0.1),
        Fault(kind="reset", rate=0.1),
        Fault(kind="truncate", rate=0.1),
        Fault(kind="html", rate=0.1),
    ],
    ids=lambda fault: fault.kind,
)
def test_a_passing_fault_changes_no_fact(read: Read, fault: Fault) -> None:
    given = generated(25, 2)
    assert facts(read(given, fault)[0]) == facts(read(given)[0])


def test_mixed_faults_change_no_fact(read: Read) -> None:
    given = generated(40, 2)
    assert facts(read(given, *MIXED)[0]) == facts(read(given)[0])


@pytest.mark.parametrize(
    "operations",
    [
        {"lambda:ListFunctions"},
        {
            "cloudwatch:DescribeAlarms",
            "ec2:DescribeNetworkInterfaces",
            "ec2:DescribeSubnets",
            "events:ListRules",
            "lambda:GetPolicy",
            "lambda:ListAliases",
            "lambda:ListEventSourceMappings",
            "logs:DescribeLogGroups",
            "scheduler:ListSchedules",
            "sns:ListSubscriptions",
        },
        {
            "ec2:DescribeNetworkAcls",
            "ec2:DescribeRouteTables",
            "ec2:DescribeSecurityGroups",
            "ec2:DescribeVpcEndpoints",
            "lambda:GetFunction",
            "lambda:ListFunctionEventInvokeConfigs",
        },
    ],
    ids=len,
)
def test_answers_without_their_content_are_gaps_and_no_absences(
    read: Read, operations: set[str]
) -> None:
    faults = (Fault(kind="empty", operations=operation) for operation in sorted(operations))
    found, simulator = read(generated(12), *faults)
    called = simulator.count()
    assert {o for o in operations if called[o] < 2} == set()  # each was asked again
    assert operations <= unknowns(found)


def test_a_sweep_without_roles_is_lost_and_roles_are_read_one_by_one(read: Read) -> None:
    sweep = Fault(kind="empty", operations="iam:GetAccountAuthorizationDetails")
    found, simulator = read(generated(6), sweep, needs={Need.ROLES})
    assert simulator.count()["iam:GetRole"] > 0
    assert found.roles.get().keys() == read(generated(6), needs={Need.ROLES})[0].roles.get().keys()


@pytest.mark.parametrize("kind", ["throttle", "500", "cut", "empty", "html", "reset", "truncate"])
def test_a_policy_that_never_comes_is_unknown_and_never_absent(read: Read, kind: str) -> None:
    found, simulator = read(
        SimulatedAccount(functions={"eu-west-1": [function("orders")]}),
        Fault(kind=kind, operations="lambda:GetPolicy"),
        needs={Need.RESOURCE_POLICY},
    )
    policies = found.functions()[0].policies.get()
    assert isinstance(policies["$LATEST"], Unknown)
    assert policies["$LATEST"].operation == "lambda:GetPolicy"
    # A whole answer that lacks its content seldom gets better; the region waits for it meanwhile.
    assert simulator.count()["lambda:GetPolicy"] == (4 if kind == "empty" else 8)


@pytest.mark.parametrize("kind", ["throttle", "500", "cut", "empty", "html", "reset", "deny"])
def test_a_region_that_cannot_be_listed_is_never_an_empty_one(read: Read, kind: str) -> None:
    fault = Fault(kind=kind, operations="lambda:ListFunctions", region="us-east-1")
    found, _ = read(two_regions(), fault)
    states = {region.name: type(region.functions) for region in found.regions}
    assert states == {"eu-west-1": Known, "us-east-1": Unknown}


def test_a_call_that_hangs_ends_with_its_time_out(read: Read) -> None:
    fault = Fault(kind="hang", operations="sns:ListSubscriptions", seconds=30)
    found, _ = read(two_regions(), fault, read_timeout=0.3, needs={Need.SUBSCRIPTIONS})
    assert unknowns(found) == {"sns:ListSubscriptions"}


def test_a_region_that_refuses_the_credentials_is_unknown(read: Read) -> None:
    found, _ = read(two_regions(), Fault(kind="disable", operations="lambda:*", region="us-east-1"))
    refused = found.regions[1].functions
    assert isinstance(refused, Unknown)
    assert refused.code == "UnrecognizedClientException"


@pytest.mark.parametrize(
    ("operation", "lost"),
    [
        ("lambda:GetPolicy", {"lambda:GetPolicy"}),
        ("lambda:GetFunction", {"lambda:GetFunction"}),
        ("lambda:ListEventSourceMappings", {"lambda:ListEventSourceMappings"}),
        ("sns:ListSubscriptions", {"sns:ListSubscriptions"}),
        ("cloudwatch:DescribeAlarms", {"cloudwatch:DescribeAlarms"}),
        ("logs:DescribeLogGroups", {"logs:DescribeLogGroups"}),
        ("iam:ListAccountAliases", set()),
        ("iam:GetAccountAuthorizationDetails", set()),  # read role by role instead
        ("iam:Get*", {"iam:GetAccountAuthorizationDetails"}),  # the right that the policy prints
        ("organizations:*", {"organizations:DescribeOrganization"}),
    ],
)
def test_a_denied_call_makes_its_own_facts_unknown_and_no_others(
    read: Read, operation: str, lost: set[str]
) -> None:
    found, _ = read(generated(12), Fault(kind="deny", operations=operation))
    assert unknowns(found) == lost


def test_regions_that_cannot_be_discovered_leave_the_own_one_and_a_gap(read: Read) -> None:
    found, _ = read(two_regions(), Fault(kind="deny", operations="ec2:DescribeRegions"))
    assert [region.name for region in found.regions] == ["eu-west-1"]
    assert [gap.operation for gap in found.gaps] == ["ec2:DescribeRegions"]


def test_credentials_that_have_expired_are_an_error_of_their_own(read: Read) -> None:
    with pytest.raises(CredentialsError, match="aws sso login"):
        read(two_regions(), Fault(kind="expire"))


def test_credentials_that_expire_in_the_middle_end_it_with_what_there_is(read: Read) -> None:
    fault = Fault(kind="expire", operations="lambda:GetPolicy")
    found, simulator = read(generated(60), fault)
    assert found.interrupted
    assert len(found.functions()) == 60
    assert found.gaps[-1].code == "ExpiredTokenException"
    assert simulator.count()["lambda:GetPolicy"] < 60


def test_an_interrupted_reading_is_taken_up_where_it_ended(read: Read) -> None:
    given = generated(30)
    first, before = read(given, Fault(kind="expire", operations="lambda:GetPolicy"))
    second, after = read(given, resume=first)
    assert not second.interrupted
    assert facts(second) == facts(read(given)[0])
    assert after.count()["lambda:ListFunctions"] == 0
    both = before.count() + after.count()
    assert both["lambda:GetFunction"] <= before.count()["lambda:GetFunction"] + 30
    assert after.count()["lambda:GetFunction"] == 30 - sum(
        isinstance(f.details, Known) for f in first.functions()
    )


def test_the_quota_share_holds_in_every_second(read: Read) -> None:
    needs = {Need.RESOURCE_POLICY, Need.FUNCTION_DETAILS}
    _, simulator = read(generated(40), throttle=True, needs=needs, quota_share=0.6)
    peaks = simulator.peaks()
    assert peaks["eu-west-1", "lambda:GetPolicy"] <= 9
    assert peaks["eu-west-1", "lambda:GetFunction"] <= 60
    assert simulator.throttled == 0


def test_the_whole_quota_is_used_without_being_throttled(read: Read) -> None:
    needs = {Need.RESOURCE_POLICY, Need.FUNCTION_DETAILS}
    found, simulator = read(generated(60), throttle=True, needs=needs, quota_share=1.0)
    assert found.calls.throttled <= 1
    assert unknowns(found) == set()
    times = [call[0] for call in simulator.calls if call[2] == "lambda:GetPolicy"]
    assert max(times) - min(times) < len(times) / 15 * 1.2 + 0.5


def test_unpaced_calls_that_are_throttled_still_bring_every_fact(read: Read) -> None:
    given = generated(40)
    found, simulator = read(
        given, throttle=True, quota_share=1.5, needs=NEEDS - {Need.EVENT_INVOKE_CONFIGS}
    )
    assert simulator.throttled > 0
    assert "lambda:GetPolicy" not in unknowns(found)
    assert UNPACED > 1
