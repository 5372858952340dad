"""Nothing is called that changes no verdict, and nothing is faster than what it waits for."""

from __future__ import annotations

import gc
import json

import pytest

from auditor.collect import UNPACED, CollectOptions, Progress, collect
from auditor.collect.aws.clients import Clients
from auditor.collect.aws.operations import rates
from auditor.model import Known, Need, Unknown
from auditor.model.fact import NOT_ASKED
from tests.collect.conftest import NEEDS, Read
from tests.simulator import SimulatedAccount, Simulator, function, generated

WARM = "lambda:ListProvisionedConcurrencyConfigs"


def admits(service: str) -> str:
    return json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": service},
                    "Action": "lambda:InvokeFunction",
                    "Resource": "*",
                }
            ],
        }
    )


@pytest.mark.parametrize(
    ("service", "configuration", "asked"),
    [
        ("apigateway.amazonaws.com", {"Runtime": "java21"}, 1),
        ("iot.amazonaws.com", {"Runtime": "java21"}, 1),  # an authorizer's caller waits
        ("events.amazonaws.com", {"Runtime": "java21"}, 0),
        ("apigateway.amazonaws.com", {"Runtime": "nodejs22.x"}, 0),
        (
            "apigateway.amazonaws.com",
            {"Runtime": "java21", "SnapStart": {"ApplyOn": "PublishedVersions"}},
            0,
        ),
    ],
)
@pytest.mark.parametrize("place", ["function", "alias"])
def test_what_is_kept_warm_is_asked_where_a_caller_may_wait_for_a_cold_start(
    read: Read, service: str, configuration: dict[str, object], asked: int, place: str
) -> None:
    policy = admits(service)
    grant = {"policies": {"live": policy}} if place == "alias" else {"policy": policy}
    one = function(
        "orders",
        configuration=configuration,
        aliases={"live": "1"},
        versions=[1],
        provisioned={"live": 3},
        **grant,
    )
    found, simulator = read(SimulatedAccount(functions={"eu-west-1": [one]}), needs=NEEDS)
    assert simulator.count()[WARM] == asked
    kept = found.functions()[0].provisioned_concurrency
    assert isinstance(kept, Known) if asked else kept == NOT_ASKED


def test_what_is_kept_warm_is_asked_everywhere_when_its_use_is_measured(read: Read) -> None:
    one = function("orders", aliases={"live": "1"}, versions=[1], provisioned={"live": 3})
    given = SimulatedAccount(functions={"eu-west-1": [one]})
    found, _ = read(given, needs=NEEDS | {Need.METRICS})
    (warm,) = found.functions()[0].provisioned_concurrency.get()
    assert (warm.qualifier, warm.requested) == ("live", 3)


def test_a_function_that_an_api_names_is_asked_without_a_policy(read: Read) -> None:
    one = function("orders", aliases={"live": "1"}, versions=[1])
    arn = one["configuration"]["FunctionArn"]
    given = SimulatedAccount(
        functions={"eu-west-1": [one]},
        lists={
            ("eu-west-1", "apigatewayv2:GetApis"): [{"ApiId": "a1", "ProtocolType": "HTTP"}],
            ("eu-west-1", "apigatewayv2:GetIntegrations"): [
                {"IntegrationId": "i1", "IntegrationUri": arn, "IntegrationType": "AWS_PROXY"}
            ],
        },
    )
    _, simulator = read(given, needs=NEEDS)
    assert simulator.count()[WARM] == 1


def test_without_the_policies_of_aliases_nothing_is_asked_that_only_they_would_decide(
    read: Read,
) -> None:
    one = function("orders", aliases={"live": "1"}, versions=[1], urls={"live": "NONE"})
    given = SimulatedAccount(functions={"eu-west-1": [one]})
    found, simulator = read(given, needs=NEEDS, alias_policies=False)
    (orders,) = found.functions()
    assert isinstance(orders.policies.get()["live"], Unknown)
    assert isinstance(orders.urls, Unknown)
    assert isinstance(orders.event_invoke_configs, Unknown)
    assert simulator.count()["lambda:ListFunctionUrlConfigs"] == 0
    assert simulator.count()["lambda:ListFunctionEventInvokeConfigs"] == 0


def test_details_come_twice_as_fast_as_the_policies_that_follow_them() -> None:
    assert rates({Need.FUNCTION_DETAILS})["lambda:GetFunction"] == 100
    assert rates(NEEDS)["lambda:GetFunction"] == 30
    assert rates(NEEDS)["lambda:GetPolicy"] == 15


def test_the_time_left_is_known_when_the_functions_are_listed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[float] = []

    def look(progress: Progress) -> None:
        listed = progress.stages.get("functions")
        if listed is not None and listed.total == 60 and progress.seconds_left:
            said.append(progress.seconds_left)

    needs = {Need.FUNCTION_DETAILS, Need.RESOURCE_POLICY}
    with Simulator(generated(60)) as simulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        collect(needs, CollectOptions(quota_share=1.0), Progress(look))
    # 60 policies at 15 a second, and at most as many again of aliases.
    assert 2.5 < max(said) < 8.5


def test_nothing_of_the_sdk_outlives_collecting(read: Read) -> None:
    read(generated(5), quota_share=UNPACED)
    assert not [thing for thing in gc.get_objects() if isinstance(thing, Clients)]
