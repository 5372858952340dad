from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from auditor.analysis.invocation import Mode, sources_of
from auditor.model import (
    ApiIntegration,
    EventInvokeConfig,
    EventSourceMapping,
    FunctionUrl,
    Known,
    Loss,
    Subscription,
    Unknown,
)
from auditor.model.audit import Audit

ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
PLACE = "eu-west-1:111122223333"


def statement(principal: Any, **differences: Any) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": principal,
        "Action": "lambda:InvokeFunction",
        "Resource": ARN,
        **differences,
    }


def policies(*statements: dict[str, Any], qualifier: str = "$LATEST") -> dict[str, Any]:
    text = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
    return {"policies": Known({qualifier: Known(text)})}


@pytest.fixture
def invocation(function: Any, region: Any, account: Any) -> Any:
    """Derive how a function with these differences is invoked, among a region's facts."""

    def derive(facts: dict[str, Any] | None = None, **differences: Any) -> Any:
        whole = account(region(function(**differences), **(facts or {})))
        return sources_of(Audit(whole), ARN)

    return derive


def modes(found: Any) -> set[tuple[str, str | None]]:
    return {(source.mode.value, source.qualifier) for source in found.sources}


@pytest.mark.parametrize(
    "service",
    ["s3", "sns", "events", "scheduler", "ses", "logs", "config", "codecommit", "cloudformation"],
)
def test_services_that_forget_the_event_are_asynchronous(invocation: Any, service: str) -> None:
    found = invocation(**policies(statement({"Service": f"{service}.amazonaws.com"})))
    assert modes(found) == {("asynchronous", "$LATEST")}


@pytest.mark.parametrize(
    "service",
    [
        "apigateway.amazonaws.com",
        "elasticloadbalancing.amazonaws.com",
        "appsync.amazonaws.com",
        "cognito-idp.amazonaws.com",
        "lexv2.amazonaws.com",
        "alexa-appkit.amazon.com",
        "edgelambda.amazonaws.com",
        "batchoperations.s3.amazonaws.com",
    ],
)
def test_services_that_wait_are_synchronous(invocation: Any, service: str) -> None:
    assert modes(invocation(**policies(statement({"Service": service})))) == {
        ("synchronous", "$LATEST")
    }


@pytest.mark.parametrize(
    "principal",
    ["logs.eu-west-1.amazonaws.com", "S3.amazonaws.com", "sns.amazonaws.com.cn",
     "logs.us-gov-west-1.amazonaws.com"],
)  # fmt: skip
def test_regional_and_partition_forms_are_the_same_service(invocation: Any, principal: str) -> None:
    found = invocation(**policies(statement({"Service": principal})))
    assert modes(found) == {("asynchronous", "$LATEST")}


@pytest.mark.parametrize("principal", ["*", {"AWS": "*"}])
def test_anybody_on_behalf_of_a_topic_is_that_topic(invocation: Any, principal: Any) -> None:
    source = {"ArnLike": {"AWS:SourceArn": "arn:aws:sns:eu-west-1:999988887777:theirs"}}
    found = invocation(**policies(statement(principal, Condition=source)))
    assert [(s.mode, s.service) for s in found.sources] == [
        (Mode.ASYNCHRONOUS, "sns.amazonaws.com")
    ]


@pytest.mark.parametrize(
    "differences",
    [
        {"Condition": {"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}}},
        {"Condition": {"Bool": {"lambda:InvokedViaFunctionUrl": "true"}}},
        {"Action": "lambda:InvokeFunctionUrl"},
    ],
)
def test_statements_for_a_url_are_synchronous(invocation: Any, differences: dict[str, Any]) -> None:
    found = invocation(**policies(statement("*", **differences)))
    assert modes(found) == {("synchronous", "$LATEST")}


@pytest.mark.parametrize(
    "action", ["lambda:*", "LAMBDA:invokefunction", "lambda:Invoke*", "*", ["x:Y", "lambda:*"]]
)
def test_every_spelling_of_the_action_counts(invocation: Any, action: Any) -> None:
    found = invocation(**policies(statement({"Service": "s3.amazonaws.com"}, Action=action)))
    assert modes(found) == {("asynchronous", "$LATEST")}


def test_other_actions_and_denials_do_not(invocation: Any) -> None:
    service = {"Service": "s3.amazonaws.com"}
    found = invocation(
        **policies(
            statement(service, Action="lambda:GetFunction"), statement(service, Effect="Deny")
        )
    )
    assert found.sources == ()
    assert found.gaps == ()


def test_the_resource_names_the_qualifier(invocation: Any) -> None:
    aliased = statement({"Service": "s3.amazonaws.com"}, Resource=f"{ARN}:live")
    assert modes(invocation(**policies(aliased))) == {("asynchronous", "live")}


def test_an_iot_authorizer_waits_while_a_rule_does_not(invocation: Any) -> None:
    def condition(kind: str) -> dict[str, Any]:
        return {"ArnLike": {"aws:SourceArn": f"arn:aws:iot:{PLACE}:{kind}/x"}}

    iot = {"Service": "iot.amazonaws.com"}
    rule = invocation(**policies(statement(iot, Condition=condition("rule"))))
    authorizer = invocation(**policies(statement(iot, Condition=condition("authorizer"))))
    assert modes(rule) == {("asynchronous", "$LATEST")}
    assert modes(authorizer) == {("synchronous", "$LATEST")}


def test_a_topic_that_no_longer_notifies_is_stale(invocation: Any) -> None:
    topic = f"arn:aws:sns:{PLACE}:t"
    condition = {"ArnLike": {"aws:SourceArn": topic}}
    admitted = policies(statement({"Service": "sns.amazonaws.com"}, Condition=condition))
    assert [s.origin for s in invocation(**admitted).stale] == [topic]
    live = {"subscriptions": Known((Subscription(topic_arn=topic, function_arn=ARN),))}
    assert invocation(live, **admitted).stale == ()


TOPIC = f"arn:aws:sns:{PLACE}:t"
SUBSCRIBED = {"subscriptions": Known((Subscription(topic_arn=TOPIC, function_arn=ARN),))}
LOST = Unknown(reason="denied", operation="sns:ListSubscriptions", loss=Loss.DENIED)
ANYONE = statement("*")
EVENTS = statement({"Service": "events.amazonaws.com"})
TOPICS = statement({"Service": "sns.amazonaws.com"})


@pytest.mark.parametrize("admitted", [policies(), policies(EVENTS)])
def test_a_topic_that_no_policy_admits_invokes_nothing(invocation: Any, admitted: Any) -> None:
    found = invocation(SUBSCRIBED, **admitted)
    assert "sns.amazonaws.com" not in {source.service for source in found.sources}
    assert [source.origin for source in found.refused] == [TOPIC]
    assert invocation({"subscriptions": LOST}, **admitted).unseen == ()


@pytest.mark.parametrize(("place", "refused"), [("eu-west-1", 1), ("us-east-1", 0)])
def test_a_version_may_be_admitted_by_a_policy_that_only_lists_of_its_region_make_read(
    invocation: Any, place: str, refused: int
) -> None:
    topic = f"arn:aws:sns:{place}:111122223333:t"
    subscription = Subscription(topic_arn=topic, function_arn=f"{ARN}:3")
    found = invocation({"subscriptions": Known((subscription,))}, **policies())
    assert (len(found.refused), len(found.sources)) == (refused, 1 - refused)


@pytest.mark.parametrize(
    "admitted",
    [
        policies(TOPICS),
        policies(ANYONE),
        policies(EVENTS, statement({"AWS": ["*"]})),
        policies({"Effect": "Allow", "NotPrincipal": {"AWS": "1"}, "Action": "*", "Resource": ARN}),
        policies(TOPICS, qualifier="live"),
        {"policies": Known({"$LATEST": Unknown(reason="denied")})},
        {"policies": Unknown(reason="denied")},
        {"policies": Known({"$LATEST": Known("{")})},
    ],
)
def test_a_lost_list_of_topics_counts_where_a_policy_may_admit_one(
    invocation: Any, admitted: Any
) -> None:
    assert invocation({"subscriptions": LOST}, **admitted).unseen == (LOST,)
    found = invocation(SUBSCRIBED, **admitted)
    assert "sns.amazonaws.com" in {source.service for source in found.sources}
    assert found.refused == ()


@pytest.mark.parametrize("lost", ["event_rules", "api_integrations"])
def test_a_lost_list_of_senders_that_may_use_a_role_counts_whatever_policies_admit(
    invocation: Any, lost: str
) -> None:
    assert invocation({lost: LOST}, **policies()).unseen == (LOST,)


@pytest.mark.parametrize(
    "source",
    [
        f"arn:aws:events:{PLACE}:rule/*",
        "arn:aws:events:eu-west-1:999988887777:rule/theirs",
        "arn:aws:events:us-east-1:111122223333:rule/elsewhere",
    ],
)
def test_what_cannot_be_looked_up_is_not_stale(invocation: Any, source: str) -> None:
    condition = {"ArnLike": {"aws:SourceArn": source}}
    found = invocation(
        **policies(statement({"Service": "events.amazonaws.com"}, Condition=condition))
    )
    assert modes(found) == {("asynchronous", "$LATEST")}


def test_mappings_urls_and_integrations_are_sources(invocation: Any) -> None:
    facts = {
        "event_source_mappings": Known(
            tuple(
                EventSourceMapping(uuid=service, function_arn=f"{ARN}:live", source_arn=arn)
                for service, arn in (
                    ("sqs", f"arn:aws:sqs:{PLACE}:q"),
                    ("kinesis", f"arn:aws:kinesis:{PLACE}:stream/s"),
                    ("mq", f"arn:aws:mq:{PLACE}:broker:b:1"),
                )
            )
        ),
        "api_integrations": Known(
            (
                ApiIntegration(
                    api_id="a", api_kind="REST", function_arn=ARN, timeout=1, asynchronous=True
                ),
            )
        ),
    }
    urls = Known((FunctionUrl(qualifier="live", auth_type="NONE"),))
    assert modes(invocation(facts, urls=urls)) == {
        ("queue", "live"),
        ("stream", "live"),
        ("polled", "live"),
        ("asynchronous", "$LATEST"),
        ("synchronous", "live"),
    }


def test_being_the_destination_of_another_function_is_asynchronous(
    function: Any, region: Any, account: Any
) -> None:
    config = Known((EventInvokeConfig(qualifier="$LATEST", on_success=f"{ARN}:live"),))
    other = function(name="first", arn=f"{ARN[:-6]}first", event_invoke_configs=config)
    found = sources_of(Audit(account(region(function(), other))), ARN)
    assert modes(found) == {("asynchronous", "live")}
    assert found.qualifiers(Mode.ASYNCHRONOUS) == ("live",)


def test_equal_facts_give_equal_evidence(invocation: Any) -> None:
    pair = (
        statement({"Service": ["s3.amazonaws.com", "sns.amazonaws.com"]}, Sid="one"),
        statement({"Service": "events.amazonaws.com"}, Sid="two"),
    )
    forwards, backwards = (invocation(**policies(*p)).describe() for p in (pair, pair))
    assert forwards == backwards
    assert forwards == tuple(sorted(forwards))


def test_a_function_that_is_not_listed_has_no_sources(account: Any, region: Any) -> None:
    assert sources_of(Audit(account(region())), ARN).sources == ()


def test_a_function_that_could_not_be_listed_may_name_another_as_its_destination(
    function: Any, region: Any, account: Any
) -> None:
    lost = Unknown(
        reason="an entry is damaged", operation="lambda:ListFunctions", region="eu-west-1"
    )
    assert sources_of(Audit(account(region(function()), gaps=(lost,))), ARN).gaps == (lost,)
    elsewhere = replace(lost, region="ap-south-1")
    assert sources_of(Audit(account(region(function()), gaps=(elsewhere,))), ARN).gaps == ()
