"""The lifecycle of customer-managed runtimes: their publishers set it, on the runtime or an alias.

https://docs.aws.amazon.com/lambda/latest/dg/ (customer-managed runtimes), and the service model of
lambda-core in botocore 1.44.8.
"""

from __future__ import annotations

from datetime import date

from auditor.collect.aws.members import OddAnswerError, Raw, structure_if_any, text_or_none
from auditor.collect.scope import RegionScope
from auditor.model import Function, RuntimeLifecycle

_DATES = ("DeprecationDate", "FunctionCreateBlockDate", "FunctionUpdateBlockDate")


async def runtime_lifecycle(scope: RegionScope, function: Function) -> RuntimeLifecycle | None:
    """Return the dates of the runtime that a function follows; None: it has none of its own.

    The alias's lifecycle counts where the function follows an alias that has one.

    Raises:
        LostError: a call was lost.
        OddAnswerError: an answer is damaged.
    """
    runtime, alias = function.runtime_arn, function.runtime_alias
    if not runtime:
        return None
    if alias:
        answer = await scope.calls.get(
            "lambda-core:GetRuntimeAlias", scope.region, RuntimeName=runtime, Name=alias
        )
        if (found := _lifecycle(answer)) is not None:
            return found
    return _lifecycle(
        await scope.calls.get("lambda-core:GetRuntime", scope.region, RuntimeName=runtime)
    )


def _lifecycle(answer: Raw) -> RuntimeLifecycle | None:
    raw = structure_if_any(answer, "ReleaseLifecycle")
    if not raw:
        return None
    deprecated, create, update = (_date(raw, name) for name in _DATES)
    return RuntimeLifecycle(deprecated=deprecated, create_blocked=create, update_blocked=update)


def _date(raw: Raw, name: str) -> date | None:
    written = text_or_none(raw, name)
    if written is None:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as odd:
        raise OddAnswerError(name) from odd
