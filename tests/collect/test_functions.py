from __future__ import annotations

import json
from types import MappingProxyType

import pytest

from auditor.model import (
    EventInvokeConfig,
    Function,
    FunctionUrl,
    Known,
    Loss,
    Need,
    UnavailableError,
    Unknown,
    VpcConfig,
    setting_gaps,
)
from tests.collect.conftest import Read, unknowns
from tests.simulator import Fault, SimulatedAccount, function
from tests.simulator.accounts import ID, statement

QUEUE = f"arn:aws:sqs:eu-west-1:{ID}:dead"


def account(*functions: dict[str, object]) -> SimulatedAccount:
    return SimulatedAccount(functions={"eu-west-1": list(functions)})


def one(read: Read, found: dict[str, object], *faults: Fault, **options: object) -> Function:
    return read(account(found), *faults, **options)[0].functions()[0]


def test_what_the_list_says_is_kept(read: Read) -> None:
    vpc = {"VpcId": "vpc-1", "SubnetIds": ["subnet-2", "subnet-1"], "SecurityGroupIds": ["sg-1"]}
    found = one(
        read,
        function(
            "orders",
            configuration={
                "VpcConfig": vpc,
                "Layers": [{"Arn": "arn:layer:1", "CodeSize": 7}],
                "EphemeralStorage": {"Size": 1024},
                "DeadLetterConfig": {"TargetArn": QUEUE},
                "LoggingConfig": {"LogFormat": "JSON", "LogGroup": "/custom"},
                "SnapStart": {"ApplyOn": "PublishedVersions"},
            },
        ),
    )
    assert found.vpc == VpcConfig(
        vpc_id="vpc-1", subnet_ids=("subnet-1", "subnet-2"), security_group_ids=("sg-1",)
    )
    assert (found.layers[0].code_size, found.ephemeral_storage) == (7, 1024)
    assert (found.dead_letter_target, found.log_group) == (QUEUE, "/custom")
    assert (found.snap_start, found.architecture) == ("PublishedVersions", "arm64")
    assert found.last_modified is not None


def test_settings_that_aws_always_sends_are_unknown_where_they_are_missing(read: Read) -> None:
    bare = {
        "FunctionName": "broken",
        "FunctionArn": f"arn:aws:lambda:eu-west-1:{ID}:function:broken",
        "Version": "$LATEST",
        "VpcConfig": {"VpcId": ""},
        "LastModified": "yesterday",
        "Timeout": 7,
        "FieldOfTomorrow": {"a": 1},
    }
    found = one(read, {"configuration": bare})
    assert (found.vpc, found.timeout, found.layers) == (None, 7, ())
    assert {"role_arn", "runtime", "last_modified", "log_group"} <= setting_gaps(found).keys()
    with pytest.raises(UnavailableError, match=r"lambda:ListFunctions .*Role"):
        _ = found.role_arn


def test_no_value_of_a_variable_survives_the_collector(read: Read) -> None:
    secret = "k3J9sd02lLqpZx81"  # noqa: S105  it has to look like one
    found = one(
        read,
        function(
            "orders",
            configuration={"Environment": {"Variables": {"DB_PASSWORD": secret}}},
            tags={"api_token": secret, "team": "orders"},
        ),
    )
    assert [v.name for v in found.environment.get()] == ["DB_PASSWORD"]
    assert {s.place for s in found.secrets.get()} == {"environment", "tag"}
    assert secret not in repr(found)
    assert dict(found.details.get().tags.get()) == {"api_token": "[secret]", "team": "orders"}


def test_the_presigned_location_reaches_no_fact(read: Read) -> None:
    assert "X-Amz-Signature" not in repr(read(account(function("orders")))[0])


def test_variables_that_could_not_be_decrypted_are_unknown(read: Read) -> None:
    environment = {"Error": {"ErrorCode": "AccessDeniedException", "Message": "no"}}
    found = one(read, function("orders", configuration={"Environment": environment}))
    assert isinstance(found.environment, Unknown)
    assert isinstance(found.secrets, Unknown)
    assert found.environment.iam_action == "kms:Decrypt"


def test_tags_that_get_function_leaves_out_are_unknown(read: Read) -> None:
    error = {"ErrorCode": "AccessDeniedException", "Message": "no"}
    found = one(read, function("orders", tags_error=error))
    assert isinstance(found.details.get().tags, Unknown)
    assert found.details.get().state == "Active"


def test_no_policy_is_known_to_be_none(read: Read) -> None:
    assert one(read, function("orders")).policies == Known(MappingProxyType({}))


@pytest.mark.parametrize("policy", ["", 7, {}, []])
def test_a_policy_that_is_no_text_is_unknown_and_never_none(read: Read, policy: object) -> None:
    found = one(read, function("orders", policy=policy)).policies.get()["$LATEST"]
    assert isinstance(found, Unknown)
    assert (found.loss, found.iam_action) == (Loss.UNEXPECTED, "")


def test_the_policies_of_aliases_are_read(read: Read) -> None:
    found = one(
        read,
        function(
            "orders",
            aliases={"live": "2", "beta": "$LATEST"},
            versions=[1, 2],
            policies={"live": statement("*")},
        ),
    )
    assert dict(found.policies.get()) == {"live": Known(statement("*"))}
    assert dict(found.aliases.get()) == {"beta": "$LATEST", "live": "2"}
    assert found.versions == Known(("1", "2"))


def test_an_alias_without_any_published_version_is_found(read: Read) -> None:
    found = one(read, function("f", aliases={"live": "$LATEST"}, policies={"live": statement("*")}))
    assert "live" in found.policies.get()


def test_aliases_that_may_not_be_listed_leave_a_mark_among_the_policies(read: Read) -> None:
    denied = Fault(kind="deny", operations="lambda:ListAliases")
    found = one(read, function("orders", aliases={"live": "1"}, versions=[1]), denied)
    assert isinstance(found.aliases, Unknown)
    assert [type(f) for f in found.policies.get().values()] == [Unknown]


def test_the_policy_of_a_version_is_read_where_something_names_it(read: Read) -> None:
    given = account(function("orders", versions=[1, 2], policies={"2": statement("*")}))
    given.lists["eu-west-1", "lambda:ListEventSourceMappings"] = [
        {
            "UUID": "u",
            "FunctionArn": f"arn:aws:lambda:eu-west-1:{ID}:function:orders:2",
            "EventSourceArn": f"arn:aws:kinesis:eu-west-1:{ID}:stream/s",
            "State": "Enabled",
            "BatchSize": 100,
        }
    ]
    assert "2" in read(given)[0].functions()[0].policies.get()


def test_all_versions_are_read_when_asked_for(read: Read) -> None:
    given = function("orders", versions=[1, 2], policies={"1": statement("*")})
    assert list(one(read, given).policies.get()) == []
    assert list(one(read, given, all_versions=True).policies.get()) == ["1"]


def test_urls_are_asked_for_only_where_a_policy_could_open_one(read: Read) -> None:
    closed = function("closed", urls={None: "NONE"})
    opened = function(
        "opened", urls={None: "NONE"}, policy=statement("*", "lambda:InvokeFunctionUrl")
    )
    found, simulator = read(account(closed, opened))
    assert [f.urls for f in found.functions()] == [
        Known(()),
        Known((FunctionUrl(qualifier=None, auth_type="NONE"),)),
    ]
    assert simulator.count()["lambda:ListFunctionUrlConfigs"] == 1


def test_asynchronous_settings_are_asked_for_where_events_may_be_asynchronous(read: Read) -> None:
    pushed = function(
        "pushed",
        policy=statement({"Service": "s3.amazonaws.com"}),
        event_invoke={"$LATEST": QUEUE},
    )
    called = function("called", policy=statement({"Service": "apigateway.amazonaws.com"}))
    quiet = function("quiet")
    found, simulator = read(account(pushed, called, quiet))
    configs = {f.name: f.event_invoke_configs for f in found.functions()}
    assert configs == {
        "pushed": Known(
            (EventInvokeConfig(qualifier="$LATEST", on_failure=QUEUE, maximum_retry_attempts=1),)
        ),
        "called": Known(()),
        "quiet": Known(()),
    }
    assert simulator.count()["lambda:ListFunctionEventInvokeConfigs"] == 1


def test_a_function_that_is_a_destination_is_asked_too(read: Read) -> None:
    target = f"arn:aws:lambda:eu-west-1:{ID}:function:target"
    first = function(
        "first", policy=statement({"Service": "sns.amazonaws.com"}), event_invoke={"live": target}
    )
    found, _ = read(account(first, function("target", event_invoke={"$LATEST": QUEUE})))
    assert [len(f.event_invoke_configs.get()) for f in found.functions()] == [1, 1]


def test_without_policies_every_function_is_asked(read: Read) -> None:
    _, simulator = read(account(function("quiet")), needs={Need.EVENT_INVOKE_CONFIGS})
    assert simulator.count()["lambda:ListFunctionEventInvokeConfigs"] == 1
    assert simulator.count()["lambda:GetPolicy"] == 0


def test_a_function_that_vanishes_leaves_the_report_and_is_counted(read: Read) -> None:
    found, _ = read(account(function("stays"), function("gone", gone=True)))
    assert [f.name for f in found.functions()] == ["stays"]
    assert found.regions[0].vanished == 1


def test_an_entry_that_cannot_be_understood_is_a_gap(read: Read) -> None:
    found, _ = read(
        account(
            function("good"), {"configuration": {"FunctionName": "broken", "FunctionArn": None}}
        )
    )
    assert [f.name for f in found.functions()] == ["good"]
    assert [g.operation for g in found.gaps] == ["lambda:ListFunctions"]


def test_only_functions_of_the_glob_are_looked_at(read: Read) -> None:
    given = account(function("orders-api"), function("other"))
    found, simulator = read(given, function_glob="orders-*")
    assert [f.name for f in found.functions()] == ["orders-api"]
    assert simulator.count()["lambda:GetFunction"] == 1


def test_only_functions_with_the_tags_are_kept(read: Read) -> None:
    given = account(function("a", tags={"team": "x"}), function("b", tags={"team": "y"}))
    found, _ = read(given, tags={"team": "x"}, needs={Need.RESOURCE_POLICY})
    assert [f.name for f in found.functions()] == ["a"]


def test_nothing_is_called_that_no_need_wants(read: Read) -> None:
    found, simulator = read(account(function("orders")), needs=())
    assert unknowns(found) == set()
    assert set(simulator.count()) == {
        "sts:GetCallerIdentity",
        "ec2:DescribeRegions",
        "iam:ListAccountAliases",
        "lambda:ListFunctions",
    }


def test_an_empty_region_costs_one_call(read: Read) -> None:
    given = SimulatedAccount(
        regions=("eu-west-1", "us-east-1"),
        functions={"us-east-1": [function("a", region="us-east-1")]},
    )
    _, simulator = read(given)
    here = [call[2] for call in simulator.calls if call[1] == "eu-west-1"]
    world = ("sts:", "iam:", "organizations:", "ec2:DescribeRegions")
    assert [name for name in here if not name.startswith(world)] == ["lambda:ListFunctions"]


def test_nothing_is_asked_twice(read: Read) -> None:
    policy = json.loads(statement({"Service": "sns.amazonaws.com"}))
    functions = [function(f"f{n}", policy=json.dumps(policy)) for n in range(60)]
    _, simulator = read(account(*functions))
    assert simulator.duplicates().total() == 0
