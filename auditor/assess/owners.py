"""Who owns a function: the first of the chosen tags that it, its stack or its role has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from auditor.model import Fact, Function, Known, UnavailableError, Unknown
from auditor.model.account import STACK_ID
from auditor.model.audit import Audit
from auditor.model.wording import counted

# What a template's tag shows whose value depends on a parameter that was not given.
_OPEN = "[not known]"
_NOT_READ = Unknown(reason="the tags of its stack were not read for this owner-tag")


def owners(audit: Audit, tags: Sequence[str]) -> Mapping[str, Fact[str]]:
    """Return the owner of each function, by ARN; empty where no tags were chosen.

    `Known("")` is a function that none of the tags names an owner of.
    """
    if not tags:
        return {}
    return {function.arn: owner(audit, function, tags) for function in audit.functions()}


def owner(audit: Audit, function: Function, tags: Sequence[str]) -> Fact[str]:
    """Return the owner of a function.

    Its own tags come first, then its stack's, then its role's. Where tags can't be read, those
    after them decide nothing: the ones that are missing could name another owner.
    """
    for read in (_own, _of_stack, _of_role):
        try:
            named = _first(read(audit, function), tags)
            if named == _OPEN:
                return Unknown(reason=f"the value of the tag {' or '.join(tags)} is not known")
        except UnavailableError as missing:
            return missing.unknown
        if named:
            return Known(named)
    return Known("")


def _own(_: Audit, function: Function) -> Mapping[str, str]:
    return function.details.get().tags.get()


def _of_stack(audit: Audit, function: Function) -> Mapping[str, str]:
    """Return the tags of the function's stack.

    Raises:
        UnavailableError: it has a stack, and the stack's tags were not read.
    """
    stack = _own(audit, function).get(STACK_ID)
    if not stack:
        return {}
    region = audit.region(function)
    found = region.stack_tags.get()
    if stack in found:
        return found[stack].get()
    if stack in region.asked.get("stack_tags", ()):
        return {}  # it was deleted, and the function was kept
    raise UnavailableError(_NOT_READ)


def _of_role(audit: Audit, function: Function) -> Mapping[str, str]:
    role = audit.account.roles.get().get(function.role_arn)
    return {} if role is None else role.tags.get()


def _first(found: Mapping[str, str], tags: Sequence[str]) -> str:
    named = (found[tag].strip() for tag in tags if tag in found)
    return next((name for name in named if name), "")


def names(owners: Mapping[str, Fact[str]]) -> Mapping[str, str]:
    """Return the owners as the score groups by them: unknown ones count as none."""
    return {arn: fact.value if isinstance(fact, Known) else "" for arn, fact in owners.items()}


def notes(owners: Mapping[str, Fact[str]]) -> tuple[str, ...]:
    """Return why owners are not known, for the report's notes."""
    reasons = Counter(fact.reason for fact in owners.values() if isinstance(fact, Unknown))
    return tuple(
        f"the owner of {counted(number, 'function')} is not known: {reason}"
        for reason, number in sorted(reasons.items())
    )
