"""What could not be read, what that left undecided, and the policy that closes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from auditor.model import Account, Outcome, Result, Unknown
from auditor.model.arn import parse_arn
from auditor.model.fact import NOT_ASKED
from auditor.model.report import Gap

CRASH = "check crashed"


def gaps(account: Account, results: Sequence[Result]) -> tuple[Gap, ...]:
    """Return every gap, by region and operation, with the functions and checks that it touches."""
    touched: dict[tuple[str, str, str, str], list[Result]] = {}
    messages: dict[tuple[str, str, str, str], set[str]] = {}
    for result in results:
        if result.outcome is not Outcome.UNKNOWN:
            continue
        missing = result.missing or Unknown(reason=result.reason, code=CRASH)
        region = missing.region or parse_arn(result.function).region
        # Without a call there is nothing to group by but the reason itself.
        subject = missing.operation or missing.reason
        key = (region, subject, missing.iam_action, missing.code)
        touched.setdefault(key, []).append(result)
        messages.setdefault(key, set()).add(missing.reason)
    for unknown in _lost(account):
        key = (unknown.region, unknown.operation, unknown.iam_action, unknown.code)
        touched.setdefault(key, [])
        messages.setdefault(key, set()).add(unknown.reason)
    return tuple(
        Gap(
            region=region,
            operation=subject if messages[region, subject, action, code] != {subject} else "",
            iam_action=action,
            code=code,
            message=min(messages[region, subject, action, code]),
            functions=len({r.function for r in found}),
            checks=tuple(sorted({r.check for r in found})),
        )
        for (region, subject, action, code), found in sorted(touched.items())
    )


def _lost(account: Account) -> Iterable[Unknown]:
    yield from account.gaps
    for region in account.regions:
        for fact in (region.web_functions, region.microvm_images):
            if isinstance(fact, Unknown) and fact != NOT_ASKED:
                yield replace(fact, region=region.name)
        if isinstance(region.functions, Unknown):
            yield Unknown(
                reason=region.functions.reason,
                operation=region.functions.operation,
                iam_action=region.functions.iam_action,
                code=region.functions.code,
                region=region.name,
            )


def policy(found: Iterable[Gap]) -> str:
    """Return the IAM policy, as JSON, that grants what was missing; empty if rights are not it."""
    actions = sorted({gap.iam_action for gap in found if gap.iam_action})
    if not actions:
        return ""
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
