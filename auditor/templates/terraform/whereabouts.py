"""The account and region that a plan is made for, as far as it tells them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model.arn import parse_arn
from auditor.templates.terraform.planned import Planned
from auditor.templates.values import entry_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a plan's resources are; empty: the plan does not tell."""

    account: str = ""
    region: str = ""


def whereabouts(plan: Mapping[str, Any], resources: Iterable[Planned]) -> Whereabouts:
    """Return the account and region of most functions that exist, else of what the plan reads.

    A region that the provider has in its configuration is the last resort.
    """
    listed = tuple(resources)
    functions = Counter(_of(row) for row in listed if row.type == "aws_lambda_function")
    others = Counter(_of(row) for row in listed if row.type != "aws_lambda_function")
    found = [row for counted in (functions, others) for row, _ in counted.most_common()]
    account = next((row.account for row in found if row.account), "")
    account = account or _read(listed, "aws_caller_identity", "account_id")
    region = next((row.region for row in found if row.region), "")
    region = region or _read(listed, "aws_region", "region") or _read(listed, "aws_region", "name")
    return Whereabouts(account=account, region=region or _configured(plan))


def _of(resource: Planned) -> Whereabouts:
    arn = resource.after.get("arn")
    if not isinstance(arn, str) or not arn.startswith("arn:"):
        return Whereabouts()
    parsed = parse_arn(arn)
    known = parsed.account if parsed.account.isdigit() else ""
    return Whereabouts(account=known, region=parsed.region)


def _read(resources: Iterable[Planned], type: str, name: str) -> str:
    values = (row.after.get(name) for row in resources if row.type == type)
    return next((value for value in values if isinstance(value, str) and value), "")


def _configured(plan: Mapping[str, Any]) -> str:
    region = entry_at(
        plan, "configuration", "provider_config", "aws", "expressions", "region", "constant_value"
    )
    return region if isinstance(region, str) else ""
