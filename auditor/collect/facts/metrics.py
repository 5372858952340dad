"""CloudWatch statistics of many functions in few calls, and Compute Optimizer's findings.

One data point a metric: the period is the whole window. CloudWatch bills the metrics asked for,
so what an account costs is known before anything is asked (`cost_cents`).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from auditor.collect.aws.fact_barrier import ODD, LostError, odd_answer
from auditor.collect.aws.members import (
    OddAnswerError,
    Raw,
    finite_numbers,
    function_arn,
    number,
    structures,
    structures_if_any,
    text,
    text_or_none,
    texts_if_any,
)
from auditor.collect.scope import RegionScope
from auditor.model import (
    Fact,
    Function,
    Known,
    Loss,
    Metrics,
    Need,
    ProvisionedConcurrency,
    Unknown,
    with_facts,
)
from auditor.model.arn import unqualified

OPERATION = "cloudwatch:GetMetricData"
RECOMMENDATIONS = "compute-optimizer:GetLambdaFunctionRecommendations"
A_CALL = 500  # queries; AWS's limit
CENTS_A_THOUSAND = 1.0  # https://aws.amazon.com/cloudwatch/pricing/, read 2026-11
DAY = 86_400

# Field of the model, metric, statistic.
STATISTICS = (
    ("invocations", "Invocations", "Sum"),
    ("errors", "Errors", "Sum"),
    ("throttles", "Throttles", "Sum"),
    ("duration_maximum", "Duration", "Maximum"),
    ("duration_p99", "Duration", "p99"),
    ("async_events_received", "AsyncEventsReceived", "Sum"),
    ("dead_letter_errors", "DeadLetterErrors", "Sum"),
    ("destination_delivery_failures", "DestinationDeliveryFailures", "Sum"),
)
UTILIZATION = ("ProvisionedConcurrencyUtilization", "Average")
_FOLD = {"Sum": sum, "Average": lambda values: sum(values) / len(values)}
_ENROLL = re.compile(r"OptInRequired")


def cost_cents(functions: int) -> float:
    """Return what the statistics of so many functions cost at most, in US cents."""
    return functions * len(STATISTICS) * CENTS_A_THOUSAND / 1000


async def with_metrics(
    scope: RegionScope, functions: Sequence[Function], until: datetime | None = None
) -> list[Function]:
    """Return the functions with `metrics`, the use of provisioned concurrency and `rightsizing`.

    What was not asked for stays as it is; what an earlier run brought is not asked again. The
    window ends at the last full hour before `until`, which is now by default.
    """
    found = list(functions)
    if Need.METRICS in scope.needs:
        found = await _measure(scope, found, until or datetime.now(UTC))
    if Need.RIGHTSIZING in scope.needs:
        found = await _rightsize(scope, found)
    return found


@dataclass(frozen=True, slots=True)
class _Query:
    function: Function
    target: str  # field of Metrics, or the qualifier of a provisioned concurrency
    metric: str
    statistic: str
    qualified: bool = False

    @property
    def key(self) -> tuple[str, str, bool]:
        """Return what the answer is kept under."""
        return self.function.arn, self.target, self.qualified

    def request(self, id: str, period: int) -> dict[str, Any]:
        dimensions = [{"Name": "FunctionName", "Value": self.function.name}]
        if self.qualified:
            resource = f"{self.function.name}:{self.target}"
            dimensions.append({"Name": "Resource", "Value": resource})
        metric = {"Namespace": "AWS/Lambda", "MetricName": self.metric, "Dimensions": dimensions}
        statistic = {"Metric": metric, "Period": period, "Stat": self.statistic}
        return {"Id": id, "MetricStat": statistic, "ReturnData": True}


@dataclass(slots=True)
class _Answers:
    """What came of each query; a lost one stands for all of its function."""

    values: dict[tuple[str, str, bool], float] = field(default_factory=dict)
    lost: dict[str, Unknown] = field(default_factory=dict)  # by function ARN


def _queries(function: Function) -> Iterator[_Query]:
    for target, metric, statistic in STATISTICS:
        yield _Query(function, target, metric, statistic)
    warm = function.provisioned_concurrency
    for configured in warm.value if isinstance(warm, Known) else ():
        yield _Query(function, configured.qualifier, *UTILIZATION, qualified=True)


def _batches(functions: Iterable[Function]) -> Iterator[list[_Query]]:
    """Yield the queries, as many a call as AWS takes."""
    batch: list[_Query] = []
    for query in (query for function in functions for query in _queries(function)):
        batch.append(query)
        if len(batch) == A_CALL:
            yield batch
            batch = []
    if batch:
        yield batch


async def _measure(
    scope: RegionScope, functions: list[Function], until: datetime
) -> list[Function]:
    wanted = [f for f in functions if not isinstance(f.metrics, Known)]
    answers = _Answers()
    window = scope.options.metrics_days
    end = until.replace(minute=0, second=0, microsecond=0)
    await asyncio.gather(*(_ask(scope, batch, answers, end, window) for batch in _batches(wanted)))
    asked = {function.arn for function in wanted}
    return [_filled(f, answers, window) if f.arn in asked else f for f in functions]


async def _ask(
    scope: RegionScope, batch: list[_Query], answers: _Answers, end: datetime, days: int
) -> None:
    asked = {f"q{number}": query for number, query in enumerate(batch)}
    try:
        seen = await _values(scope, asked, end, days)
    except LostError as lost:
        answers.lost.update({query.function.arn: lost.unknown for query in batch})
        return
    except ODD as odd:
        unknown = odd_answer(odd, OPERATION, scope.region)
        answers.lost.update({query.function.arn: unknown for query in batch})
        return
    for name, query in asked.items():
        status, values = seen.get(name, ("", []))
        if status != "Complete":
            answers.lost[query.function.arn] = _incomplete(status, scope.region)
        elif values:
            # The window may fall into two periods, and p99 of a whole is not above the larger.
            answers.values[query.key] = float(_FOLD.get(query.statistic, max)(values))


async def _values(
    scope: RegionScope, asked: Mapping[str, _Query], end: datetime, days: int
) -> dict[str, tuple[str, list[float]]]:
    """Return the last status and all values of each query."""
    seen: dict[str, tuple[str, list[float]]] = {}
    async for page in scope.calls.pages(
        OPERATION,
        scope.region,
        MetricDataQueries=[q.request(name, days * DAY) for name, q in asked.items()],
        StartTime=end - timedelta(days=days),
        EndTime=end,
    ):
        for result in structures(page, "MetricDataResults"):
            name = text(result, "Id")
            _, values = seen.get(name, ("", []))
            values.extend(finite_numbers(result, "Values"))
            seen[name] = (text(result, "StatusCode"), values)
    return seen


def _incomplete(status: str, region: str) -> Unknown:
    return Unknown(
        reason=f"CloudWatch gave no complete statistics ({status or 'no answer'})",
        operation=OPERATION,
        code=status or "IncompleteAnswer",
        region=region,
        loss=Loss.UNEXPECTED,
    )


def _filled(function: Function, answers: _Answers, days: int) -> Function:
    lost = answers.lost.get(function.arn)
    if lost is not None:
        return with_facts(function, metrics=lost)
    fields: dict[str, Any] = {}
    use: dict[str, float] = {}
    for query in _queries(function):
        value = answers.values.get(query.key)
        if not query.qualified:
            fields[query.target] = value
        elif value is not None:
            use[query.target] = value
    measured = with_facts(function, metrics=Known(Metrics(window_days=days, **fields)))
    warm = function.provisioned_concurrency
    if not isinstance(warm, Known):
        return measured
    used = tuple(_used(configured, use) for configured in warm.value)
    return with_facts(measured, provisioned_concurrency=Known(used))


def _used(configured: ProvisionedConcurrency, use: Mapping[str, float]) -> ProvisionedConcurrency:
    return replace(configured, utilization=use.get(configured.qualifier))


async def _rightsize(scope: RegionScope, functions: list[Function]) -> list[Function]:
    if all(isinstance(f.rightsizing, Known) for f in functions):
        return functions
    found = await _recommendations(scope)
    if isinstance(found, Unknown):
        return [
            f if isinstance(f.rightsizing, Known) else with_facts(f, rightsizing=found)
            for f in functions
        ]
    return [_recommended(f, found.value.get(f.arn)) for f in functions]


async def _recommendations(scope: RegionScope) -> Fact[Mapping[str, Any]]:
    try:
        return Known(_by_function(await scope.calls.all(RECOMMENDATIONS, scope.region)))
    except LostError as lost:
        # An account that has not enrolled has no recommendations: that is no lost call.
        return Known({}) if _ENROLL.search(lost.unknown.code) else lost.unknown
    except ODD as odd:
        return odd_answer(odd, RECOMMENDATIONS, scope.region)


def _by_function(raw: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return one recommendation a function; that of $LATEST where there are several."""
    found: dict[str, Any] = {}
    for row in raw:
        arn = unqualified(function_arn(row, "functionArn"))
        if arn not in found or text_or_none(row, "functionVersion") == "$LATEST":
            found[arn] = row
    return found


def _recommended(function: Function, row: Mapping[str, Any] | None) -> Function:
    if isinstance(function.rightsizing, Known):
        return function
    if row is None:
        return with_facts(function, rightsizing=Known(None))
    try:
        finding, memory = _finding(row)
    except OddAnswerError as odd:
        return with_facts(function, rightsizing=odd_answer(odd, RECOMMENDATIONS, function.region))
    return with_facts(function, rightsizing=Known(finding), recommended_memory=memory)


def _finding(row: Raw) -> tuple[str, int | None]:
    """Return Compute Optimizer's finding, and the memory that it recommends first."""
    reasons = [r for r in texts_if_any(row, "findingReasonCodes") if r.startswith("Memory")]
    finding = text(row, "finding")
    if finding == "NotOptimized" and reasons:
        finding = reasons[0]
    options = structures_if_any(row, "memorySizeRecommendationOptions")
    first = min(options, key=lambda option: number(option, "rank"), default=None)
    return finding, None if first is None else number(first, "memorySize", 1)
