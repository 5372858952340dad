from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, cast

from botocore.exceptions import ClientError

from auditor.collect.aws.calls import Calls
from auditor.collect.aws.clients import Clients
from auditor.collect.aws.options import UNPACED, CollectOptions
from auditor.collect.facts.metrics import A_CALL, cost_cents, with_metrics
from auditor.collect.scope import RegionScope
from auditor.model import Function, Known, Metrics, Need, ProvisionedConcurrency, Unknown

UNTIL = datetime(2026, 11, 20, 12, 34, tzinfo=UTC)
VALUES = {"Invocations": 200.0, "Errors": 3.0, "Duration": 1500.0}


class Aws:
    """Answers as CloudWatch and Compute Optimizer do, and notes what was asked."""

    def __init__(self) -> None:
        self.asked: list[Mapping[str, Any]] = []
        self.refused: dict[str, str] = {}
        self.status = "Complete"
        self.values: Mapping[str, float] = VALUES
        self.recommendations: list[dict[str, Any]] = []

    def refreshable(self) -> bool:
        return False

    def call(self, operation: Any, _: str, parameters: Mapping[str, Any]) -> Any:
        if operation.id in self.refused:
            said = {"Error": {"Code": self.refused[operation.id], "Message": "no"}}
            raise ClientError(cast("Any", said), operation.name)
        if operation.name == "GetLambdaFunctionRecommendations":
            return {"lambdaFunctionRecommendations": self.recommendations}
        self.asked.append(parameters)
        return {"MetricDataResults": [self._result(q) for q in parameters["MetricDataQueries"]]}

    def _result(self, query: Mapping[str, Any]) -> dict[str, Any]:
        name = query["MetricStat"]["Metric"]["MetricName"]
        value = self.values.get(name)
        values = [] if value is None else [value]
        return {"Id": query["Id"], "Values": values, "StatusCode": self.status}


def collect(
    aws: Aws, *functions: Function, needs: tuple[Need, ...] = (Need.METRICS, Need.RIGHTSIZING)
) -> list[Function]:
    async def work() -> list[Function]:
        options = CollectOptions(quota_share=UNPACED, metrics_days=30)
        calls = Calls(cast("Clients", aws), options)
        scope = RegionScope(
            calls=calls,
            needs=frozenset(needs),
            options=options,
            classifier=cast("Any", None),
            account="111122223333",
            partition="aws",
            region="eu-west-1",
        )
        try:
            return await with_metrics(scope, functions, UNTIL)
        finally:
            calls.close()

    return asyncio.run(work())


def many(function: Callable[..., Function], count: int) -> list[Function]:
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:"
    return [function(arn=f"{arn}f{n}", name=f"f{n}") for n in range(count)]


def test_one_data_point_covers_the_window(function: Callable[..., Function]) -> None:
    aws = Aws()
    (found,) = collect(aws, function())
    assert found.metrics == Known(
        Metrics(
            window_days=30,
            invocations=200.0,
            errors=3.0,
            duration_maximum=1500.0,
            duration_p99=1500.0,
        )
    )
    asked = aws.asked[0]
    assert asked["EndTime"] == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert {q["MetricStat"]["Period"] for q in asked["MetricDataQueries"]} == {30 * 86_400}
    assert (asked["EndTime"] - asked["StartTime"]).days == 30


def test_five_hundred_metrics_go_into_a_call(function: Callable[..., Function]) -> None:
    aws = Aws()
    found = collect(aws, *many(function, 1000))
    sizes = [len(asked["MetricDataQueries"]) for asked in aws.asked]
    assert sizes == [A_CALL] * 16
    assert all(isinstance(f.metrics, Known) for f in found)


def test_the_cost_is_known_before() -> None:
    assert cost_cents(1000) == 8.0
    assert cost_cents(0) == 0.0


def test_the_use_of_provisioned_concurrency_is_asked_by_qualifier(
    function: Callable[..., Function],
) -> None:
    aws = Aws()
    aws.values = {**VALUES, "ProvisionedConcurrencyUtilization": 0.25}
    warm = Known((ProvisionedConcurrency(qualifier="live", requested=10),))
    (found,) = collect(aws, function(provisioned_concurrency=warm))
    query = aws.asked[0]["MetricDataQueries"][-1]["MetricStat"]["Metric"]
    assert query["Dimensions"][1] == {"Name": "Resource", "Value": "orders:live"}
    assert found.provisioned_concurrency == Known(
        (ProvisionedConcurrency(qualifier="live", requested=10, utilization=0.25),)
    )


def test_a_window_in_two_periods_is_put_together(function: Callable[..., Function]) -> None:
    class Split(Aws):
        def _result(self, query: Mapping[str, Any]) -> dict[str, Any]:
            return {"Id": query["Id"], "Values": [2.0, 5.0], "StatusCode": "Complete"}

    (found,) = collect(Split(), function())
    metrics = found.metrics.get()
    assert (metrics.invocations, metrics.duration_maximum, metrics.duration_p99) == (7.0, 5.0, 5.0)


def test_a_denied_call_is_unknown(function: Callable[..., Function]) -> None:
    aws = Aws()
    aws.refused["cloudwatch:GetMetricData"] = "AccessDeniedException"
    (found,) = collect(aws, function())
    assert isinstance(found.metrics, Unknown)
    assert found.metrics.iam_action == "cloudwatch:GetMetricData"


def test_an_incomplete_answer_is_unknown(function: Callable[..., Function]) -> None:
    aws = Aws()
    aws.status = "InternalError"
    (found,) = collect(aws, function())
    assert isinstance(found.metrics, Unknown)
    assert "InternalError" in found.metrics.reason


def test_a_missing_answer_is_unknown(function: Callable[..., Function]) -> None:
    class Forgetful(Aws):
        def call(self, operation: Any, _: str, parameters: Mapping[str, Any]) -> Any:
            answer = super().call(operation, _, parameters)
            return {**answer, "MetricDataResults": answer.get("MetricDataResults", [])[1:]}

    (found,) = collect(Forgetful(), function(), needs=(Need.METRICS,))
    assert isinstance(found.metrics, Unknown)


def test_what_was_not_asked_for_costs_nothing(function: Callable[..., Function]) -> None:
    aws = Aws()
    assert collect(aws, function(), needs=()) == [function()]
    assert aws.asked == []


def recommended(**differences: Any) -> dict[str, Any]:
    return {
        "functionArn": "arn:aws:lambda:eu-west-1:111122223333:function:orders:$LATEST",
        "functionVersion": "$LATEST",
        "finding": "NotOptimized",
        "findingReasonCodes": ["MemoryOverprovisioned"],
        "memorySizeRecommendationOptions": [
            {"rank": 2, "memorySize": 128},
            {"rank": 1, "memorySize": 256},
        ],
        **differences,
    }


def test_compute_optimizer_says_what_fits(function: Callable[..., Function]) -> None:
    aws = Aws()
    aws.recommendations = [recommended()]
    (found,) = collect(aws, function())
    assert found.rightsizing == Known("MemoryOverprovisioned")
    assert found.recommended_memory == 256


def test_an_account_that_is_not_enrolled_has_no_recommendation(
    function: Callable[..., Function],
) -> None:
    aws = Aws()
    aws.refused["compute-optimizer:GetLambdaFunctionRecommendations"] = "OptInRequiredException"
    (found,) = collect(aws, function())
    assert found.rightsizing == Known(None)


def test_denied_recommendations_are_unknown(function: Callable[..., Function]) -> None:
    aws = Aws()
    aws.refused["compute-optimizer:GetLambdaFunctionRecommendations"] = "AccessDeniedException"
    (found,) = collect(aws, function())
    assert isinstance(found.rightsizing, Unknown)
