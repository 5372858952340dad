"""Every fact about the account around the functions, read from an account that has one of each."""

from __future__ import annotations

from typing import Any

import pytest

from auditor.collect import UNPACED, CollectOptions
from auditor.collect.doctor import diagnose
from auditor.model import Account, Known, Need, Region, Role, SecurityGroupRule, Unknown
from tests.collect.conftest import NEEDS, Read
from tests.simulator import Fault, SimulatedAccount, Simulator, function
from tests.simulator.accounts import ID
from tests.simulator.everything import LIVE, ORDERS, REGION, STACK, arn, everything

ENABLED = {"State": "Enabled", "BatchSize": 10}


@pytest.fixture
def account(read: Read) -> Account:
    return read(everything())[0]


@pytest.fixture
def region(account: Account) -> Region:
    return account.regions[0]


def test_who_and_whose(account: Account) -> None:
    assert (account.id, account.partition, account.alias) == (ID, "aws", "example")
    assert account.caller == f"arn:aws:iam::{ID}:user/auditor"
    assert account.organization == Known("o-1")
    assert account.captured_at.tzinfo is not None


def test_roles_with_their_policies_and_boundary(account: Account) -> None:
    role = account.roles.get()[f"arn:aws:iam::{ID}:role/orders"]
    assert [p.name for p in role.attached] == ["p"]
    assert role.attached[0].text == Known('{"Statement": []}')
    assert role.inline[0].text == Known("{}")
    boundary = role.boundary.get()
    assert boundary is not None
    assert boundary.arn == f"arn:aws:iam::{ID}:policy/p"
    assert "lambda.amazonaws.com" in role.trust


def test_who_invokes(region: Region) -> None:
    assert [m.function_arn for m in region.event_source_mappings.get()] == [LIVE]
    assert [s.function_arn for s in region.subscriptions.get()] == [ORDERS]
    assert [r.function_arns for r in region.event_rules.get()] == [(ORDERS,)]
    assert [s.role_arn for s in region.schedules.get()] == [f"arn:aws:iam::{ID}:role/s"]
    notifications = region.bucket_notifications.get()
    assert [(n.bucket, n.function_arn) for n in notifications] == [("uploads", ORDERS)]


def test_the_tags_of_the_stacks_that_own_functions(region: Region) -> None:
    assert region.stack_tags == Known({STACK: Known({"empty": "", "team": "media"})})
    assert region.asked["stack_tags"] == (STACK,)


def test_stacks_are_asked_for_only_where_no_function_names_its_owner(read: Read) -> None:
    given = everything()
    image = given.function(REGION, "image")
    assert image is not None
    image["tags"]["team"] = "pictures"
    found, simulator = read(given, owner_tags=("team",))
    assert found.regions[0].stack_tags == Known({})
    assert "cloudformation:DescribeStacks" not in simulator.count()


def test_apis_with_their_time_outs(region: Region) -> None:
    found = {
        (i.api_kind, i.route): (i.timeout, i.asynchronous) for i in region.api_integrations.get()
    }
    assert found == {
        ("REST", "GET /orders"): (9000, False),
        ("REST", "POST /orders"): (29_000, True),
        ("HTTP", "GET /a"): (5000, False),
    }


def test_queues_and_destinations(region: Region) -> None:
    queue = region.queues[arn("sqs", "source")].get()
    assert queue is not None
    assert (queue.visibility_timeout, queue.serves_as_dead_letter_queue) == (30, False)
    kinds = {name.split(":")[2]: fact for name, fact in region.destinations.items()}
    assert set(kinds) == {"sqs", "sns", "events", "s3"}
    assert all(isinstance(fact, Known) and fact.value is not None for fact in kinds.values())
    topic = kinds["sns"].get()
    assert topic is not None
    assert topic.fifo


def test_the_network(region: Region) -> None:
    assert [s.availability_zone for s in region.subnets.get()] == ["az1"]
    (group,) = region.security_groups.get()
    ports: dict[str, Any] = {"protocol": "tcp", "from_port": 443, "to_port": 443}
    assert group.ingress == (
        SecurityGroupRule(cidr="10.0.0.0/8", **ports),
        SecurityGroupRule(cidr="::/0", **ports),
        SecurityGroupRule(group_id="sg-2", **ports),
        SecurityGroupRule(prefix_list_id="pl-1", **ports),
    )
    assert group.egress == (SecurityGroupRule(protocol="icmp", cidr="0.0.0.0/0"),)
    (interface,) = region.network_interfaces.get()
    assert (interface.addresses, interface.public_address) == (("10.0.0.5",), "198.51.100.7")
    (acl,) = region.network_acls.get()
    assert (acl.default, acl.entries[0].allow, acl.entries[0].to_port) == (True, True, 9)
    (table,) = region.route_tables.get()
    assert (table.main, table.subnet_ids) == (True, ("subnet-1",))
    assert [route.target for route in table.routes] == ["nat-1", "vpce-1"]
    assert [endpoint.kind for endpoint in region.vpc_endpoints.get()] == ["Gateway"]
    assert set(region.prefix_lists.get()) == {"pl-1", "pl-2"}


def test_logs_alarms_layers_and_signing(account: Account, region: Region) -> None:
    assert [g.retention_days for g in region.log_groups.get()] == [30]
    assert [m.function for a in region.alarms.get() for m in a.metrics] == ["orders"]
    assert dict(region.layer_versions.get()) == {arn("lambda", "layer:x"): 4}
    image, orders = account.functions()
    assert (orders.code_signing, image.code_signing) == (Known("Enforce"), Known(None))
    assert image.image.get() is not None
    assert [p.requested for p in orders.provisioned_concurrency.get()] == [5]


def test_a_composite_alarm_names_the_alarms_that_set_it_off(read: Read) -> None:
    given = SimulatedAccount(functions={REGION: [function("f")]})
    named = f"arn:aws:cloudwatch:{REGION}:{ID}:alarm:d"
    rule = f'(ALARM("a b") OR ALARM({named})) AND NOT ALARM(pause) OR (OK(c) AND NOT ALARM (e))'
    given.answers["cloudwatch:DescribeAlarms", ""] = {
        "MetricAlarms": [],
        "CompositeAlarms": [{"AlarmName": "all", "AlarmRule": rule, "ActionsEnabled": True}],
    }
    (alarm,) = read(given, needs={Need.ALARMS})[0].regions[0].alarms.get()
    assert alarm.children == ("a b", "d")


def test_a_queue_that_is_gone_is_known_to_be_gone_and_a_foreign_one_is_unknown(read: Read) -> None:
    given = SimulatedAccount(functions={REGION: [function("f")]})
    foreign = f"arn:aws:sqs:{REGION}:444455556666:q"
    given.lists[REGION, "lambda:ListEventSourceMappings"] = [
        {"UUID": str(n), "FunctionArn": ORDERS, "EventSourceArn": queue, **ENABLED}
        for n, queue in enumerate((arn("sqs", "gone"), foreign))
    ]
    queues = read(given, needs={Need.QUEUES})[0].regions[0].queues
    assert queues[arn("sqs", "gone")] == Known(None)
    refused = queues[foreign]
    assert isinstance(refused, Unknown)
    assert "444455556666" in refused.reason


def test_a_dead_letter_queue_is_recognised_by_the_queue_in_front_of_it(read: Read) -> None:
    given = SimulatedAccount(functions={REGION: [function("f")]})
    front, behind = arn("sqs", "front"), arn("sqs", "behind")
    redrive = f'{{"deadLetterTargetArn": "{behind}", "maxReceiveCount": "3"}}'
    told = {"VisibilityTimeout": "30"}
    given.queues = {
        front: {"QueueArn": front, "RedrivePolicy": redrive, **told},
        behind: {"QueueArn": behind, **told},
    }
    given.lists[REGION, "lambda:ListEventSourceMappings"] = [
        {"UUID": queue, "FunctionArn": ORDERS, "EventSourceArn": queue, **ENABLED}
        for queue in (front, behind)
    ]
    found, simulator = read(given, needs={Need.QUEUES})
    queues = {name: fact.get() for name, fact in found.regions[0].queues.items()}
    source, dead = queues[front], queues[behind]
    assert source is not None
    assert dead is not None
    assert (source.max_receive_count, dead.serves_as_dead_letter_queue) == (3, True)
    assert simulator.count()["sqs:ListDeadLetterSourceQueues"] == 0


def test_a_role_that_does_not_exist_is_missing_among_the_roles(read: Read) -> None:
    given = SimulatedAccount(functions={REGION: [function("f", role="gone")]})
    assert read(given, needs={Need.ROLES})[0].roles == Known({})


@pytest.mark.parametrize("kind", ["deny", "500"])
def test_roles_are_read_one_by_one_where_the_sweep_fails(read: Read, kind: str) -> None:
    needs = {Need.ROLES}
    fault = Fault(kind=kind, operations="iam:GetAccountAuthorizationDetails")
    assert (
        read(everything(), fault, needs=needs)[0].roles == read(everything(), needs=needs)[0].roles
    )


def named_orders(account: Account) -> Role:
    (role,) = (role for role in account.roles.get().values() if role.name == "orders")
    return role


def test_an_emulator_that_leaves_out_boundaries_is_asked_for_them(read: Read) -> None:
    given = everything()
    del given.roles[0]["RoleLastUsed"]
    boundary = given.roles[0].pop("PermissionsBoundary")
    given.answers["iam:GetRole", "orders"] = {
        "Role": {**given.roles[0], "PermissionsBoundary": boundary}
    }
    role = named_orders(read(given, needs={Need.ROLES})[0])
    assert role.boundary.get() is not None


def test_a_policy_that_the_sweep_leaves_out_is_read_by_itself(read: Read) -> None:
    given = everything()
    given.roles[0]["AttachedManagedPolicies"] = [
        {"PolicyName": "x", "PolicyArn": "arn:aws:iam::aws:policy/x"}
    ]
    given.answers["iam:GetPolicy", "arn:aws:iam::aws:policy/x"] = {
        "Policy": {"DefaultVersionId": "v3"}
    }
    given.answers["iam:GetPolicyVersion", "arn:aws:iam::aws:policy/x"] = {
        "PolicyVersion": {"VersionId": "v3", "Document": "%7B%7D"}
    }
    role = named_orders(read(given, needs={Need.ROLES})[0])
    assert role.attached[0].text == Known("{}")


def test_a_malformed_document_is_kept_as_the_text_that_it_is(read: Read) -> None:
    given = everything()
    given.roles[0]["RolePolicyList"] = [{"PolicyName": "broken", "PolicyDocument": "%7Bnot json"}]
    role = named_orders(read(given, needs={Need.ROLES})[0])
    assert role.inline[0].text == Known("{not json")


def test_in_no_organization_is_known(read: Read) -> None:
    given = SimulatedAccount(functions={REGION: [function("f")]})
    assert read(given, needs={Need.ORGANIZATION})[0].organization == Known(None)


def test_the_doctor_says_what_is_denied_and_which_facts_that_costs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    denied = Fault(kind="deny", operations="sns:*")
    with Simulator(everything(), [denied]) as simulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        found = diagnose(frozenset(NEEDS), CollectOptions(quota_share=UNPACED))
        outcomes = {trial.operation: trial.outcome for trial in found.trials}
        needs = {trial.operation: trial.needs for trial in found.trials}
    assert (found.account, found.regions) == (ID, (REGION,))
    assert {name for name, outcome in outcomes.items() if outcome != "allowed"} == {
        "sns:ListSubscriptions",
        "sns:GetTopicAttributes",
    }
    assert needs["sns:ListSubscriptions"] == (Need.SUBSCRIPTIONS,)
