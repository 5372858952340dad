"""What could not be read, what that left undecided, and the policy that closes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

from auditor.analysis.policy_text import allow_statement, document_text
from auditor.model import Account, Outcome, Result, Unknown
from auditor.model.arn import parse_arn
from auditor.model.losses import losses
from auditor.model.report import Gap

CRASH = "check crashed"


_Key: TypeAlias = tuple[str, str, str, str, str]  # region, subject, action, code, kind


def gaps(account: Account, results: Sequence[Result]) -> tuple[Gap, ...]:
    """Return every gap, by region and operation, with the functions and checks that it touches.

    A call that was lost is a gap even if no verdict depends on it.
    """
    touched: dict[_Key, list[Result]] = {}
    messages: dict[_Key, set[str]] = {}
    for result in results:
        if result.outcome is not Outcome.UNKNOWN:
            continue
        missing = result.missing or Unknown(reason=result.reason, code=CRASH)
        # What was lost of the account as a whole belongs to no region.
        where = "" if missing in account.gaps else parse_arn(result.function).region
        key = _key(missing, missing.region or where)
        touched.setdefault(key, []).append(result)
        messages.setdefault(key, set()).add(missing.reason)
    told = {key[1:] for key in touched}
    for region, unknown in losses(account):
        key = _key(unknown, region)
        if not region and key[1:] in told:  # told at the functions that it touches
            continue
        touched.setdefault(key, [])
        messages.setdefault(key, set()).add(unknown.reason)
    return tuple(_gap(key, found, messages[key]) for key, found in sorted(touched.items()))


def _key(unknown: Unknown, region: str) -> _Key:
    # Without a call there is nothing to group by but the reason itself.
    subject = unknown.operation or unknown.reason
    return region, subject, unknown.iam_action, unknown.code, unknown.loss.value


def _gap(key: _Key, found: Sequence[Result], messages: set[str]) -> Gap:
    region, subject, action, code, kind = key
    return Gap(
        region=region,
        operation=subject if messages != {subject} else "",
        iam_action=action,
        code=code,
        kind=kind,
        message=min(messages),
        functions=len({r.function for r in found}),
        checks=tuple(sorted({r.check for r in found})),
    )


def policy(found: Iterable[Gap]) -> str:
    """Return the IAM policy, as JSON, that grants what was missing; empty if rights are not it."""
    actions = sorted({gap.iam_action for gap in found if gap.iam_action})
    if not actions:
        return ""
    return document_text([allow_statement(actions, "*")], indent=2)
