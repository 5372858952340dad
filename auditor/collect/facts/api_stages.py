"""Stages of the APIs in front of functions, and how many requests a second they let through."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from auditor.collect.aws.members import Raw, rate_or_none, structure_if_any, text
from auditor.collect.scope import RegionScope
from auditor.model import ApiStage

_ALL_METHODS = "*/*"
# Requests a second: API Gateway's default for an account, which it also reports for a stage that
# has other settings but no limit of its own.
_ACCOUNT_LIMIT = 10_000


async def api_stages(scope: RegionScope, apis: Iterable[str]) -> tuple[ApiStage, ...]:
    """Return the stages of these APIs, named as KIND/ID, by API and name."""
    answers = await asyncio.gather(*(_stages(scope, *api.split("/", 1)) for api in apis))
    found = [stage for answer in answers for stage in answer]
    return tuple(sorted(found, key=lambda stage: (stage.api_id, stage.name)))


async def _stages(scope: RegionScope, kind: str, api: str) -> list[ApiStage]:
    if kind == "REST":
        listed = await scope.calls.all("apigateway:GetStages", scope.region, restApiId=api)
        return [_rest(api, raw) for raw in listed]
    listed = await scope.calls.all("apigatewayv2:GetStages", scope.region, ApiId=api)
    return [_newer(api, raw) for raw in listed]


def _rest(api: str, raw: Raw) -> ApiStage:
    settings = structure_if_any(structure_if_any(raw, "methodSettings"), _ALL_METHODS)
    limit = _own(rate_or_none(settings, "throttlingRateLimit"))
    return ApiStage(api_id=api, name=text(raw, "stageName"), rate_limit=limit)


def _newer(api: str, raw: Raw) -> ApiStage:
    settings = structure_if_any(raw, "DefaultRouteSettings")
    limit = _own(rate_or_none(settings, "ThrottlingRateLimit"))
    return ApiStage(api_id=api, name=text(raw, "StageName"), rate_limit=limit)


def _own(limit: float | None) -> float | None:
    return limit if limit is not None and 0 <= limit < _ACCOUNT_LIMIT else None
