"""Conditions, judged in three values: they hold, they fail, or they depend on what we don't see."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, unique
from typing import TypeAlias

from auditor.analysis.iam.condition_operators import (
    Operator,
    covers_everybody,
    equal,
    network,
    operator_of,
)
from auditor.analysis.iam.document import Term
from auditor.analysis.iam.matching import has_wildcard
from auditor.model.arn import fields


@unique
class Truth(Enum):
    """Whether a condition holds for the request in question."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


@unique
class Doubt(Enum):
    """Why a condition can't be decided."""

    REQUESTER = "the requester supplies it"
    ROUTE = "it depends on where the request comes from"
    FOREIGN = "it is the caller's own, never one of ours"  # a stranger's account, ARN, organization
    UNVERIFIED = "nothing that was collected says"


# What a context knows of a key: its values, None for absent, or why it can't say.
Value: TypeAlias = tuple[str, ...] | Doubt | None
Context: TypeAlias = Callable[[str], Value]


@dataclass(frozen=True, slots=True)
class ConditionVerdict:
    """A truth, and what it depends on where it is MAYBE."""

    truth: Truth
    doubts: frozenset[Doubt] = frozenset()


YES = ConditionVerdict(Truth.YES)
NO = ConditionVerdict(Truth.NO)

_ACCOUNT = 4  # which part of an ARN is the account
# Wider address ranges are everybody's, as Amazon S3 counts in "The meaning of public" (2026-11).
_BROAD = {4: 8, 6: 32}
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_ANYTHING = "\ue005"  # stands for a policy variable that callers fill with what they like


def is_negated(term: Term) -> bool:
    """Return whether the term's operator excludes its values."""
    operator = operator_of(term.operator)
    return operator is not None and operator.negated


def equal_values(term: Term, value: str) -> bool:
    """Return whether one of the term's values admits the value, compared as the operator does."""
    operator = operator_of(term.operator)
    return operator is not None and any(equal(operator.base, w, value) for w in term.values)


def _present(terms: Iterable[Term]) -> frozenset[str]:
    """Return the keys (in lower case) that a block demands: `Null` with the single value false."""
    return frozenset(
        t.key.lower()
        for t in terms
        if t.operator.lower() == "null" and [v.lower() for v in t.values] == ["false"]
    )


def evaluate(terms: Iterable[Term], context: Context) -> ConditionVerdict:
    """Return whether a Condition block holds: every term must."""
    doubts: set[Doubt] = set()
    listed = tuple(terms)
    present = _present(listed)
    for term in listed:
        verdict = _term(term, context, present)
        if verdict.truth is Truth.NO:
            return NO
        doubts |= verdict.doubts
    return ConditionVerdict(Truth.MAYBE, frozenset(doubts)) if doubts else YES


def _maybe(doubt: Doubt) -> ConditionVerdict:
    return ConditionVerdict(Truth.MAYBE, frozenset({doubt}))


def _term(term: Term, context: Context, present: frozenset[str]) -> ConditionVerdict:
    operator = operator_of(term.operator, present=term.key.lower() in present)
    if operator is None:
        return _maybe(Doubt.UNVERIFIED)
    value = context(term.key.lower())
    if operator.base == "null":
        return _null(term.values, value)
    if value is None:
        return YES if _holds_when_absent(operator) else NO
    if isinstance(value, Doubt):
        values = tuple(_filled(v, context, callers=_ANYTHING) for v in term.values)
        return _doubtful(operator, values, value)
    values = tuple(_filled(v, context) for v in term.values)
    if any("${" in v for v in values):
        return _maybe(Doubt.UNVERIFIED)
    return YES if _compare(operator, values, value) else NO


def _filled(value: str, context: Context, *, callers: str | None = None) -> str:
    """Return the value with the policy variables whose value is certain.

    `callers` replaces the variables that callers fill with what is their own, or with what they
    choose; None leaves them as they are.
    """
    if "${" not in value:
        return value

    def known(variable: re.Match[str]) -> str:
        # `${key, 'default'}` has a value for requests without the key.
        found = context(variable.group(1).partition(",")[0].strip().lower())
        if isinstance(found, tuple) and len(found) == 1:
            return found[0]
        filled = callers is not None and found in (Doubt.FOREIGN, Doubt.REQUESTER)
        return callers if filled and callers else variable.group(0)

    return _VARIABLE.sub(known, value)


def _holds_when_absent(operator: Operator) -> bool:
    if operator.quantifier == "foranyvalue":
        return False
    return operator.lenient or operator.negated


def _null(values: tuple[str, ...], value: Value) -> ConditionVerdict:
    wanted = {v.lower() for v in values}
    wants_absent = "true" in wanted
    if len(wanted) > 1:
        return YES
    if isinstance(value, Doubt):
        # Asking for presence alone narrows nothing that we could name; strangers see to it.
        seen_to = (Doubt.REQUESTER, Doubt.FOREIGN)
        return _maybe(Doubt.REQUESTER if value in seen_to else Doubt.ROUTE)
    return YES if (value is None) == wants_absent else NO


def _doubtful(operator: Operator, values: tuple[str, ...], doubt: Doubt) -> ConditionVerdict:
    if not operator.negated and _admits_all(operator, values):
        return YES
    if doubt is Doubt.FOREIGN:
        # Such keys are absent where the caller is anonymous or the service does not send them.
        if operator.negated:
            # A pattern that takes strangers in excludes them, unless they come without the key.
            excluded = any(_admits_strangers(operator, v) for v in values)
            return _maybe(Doubt.ROUTE) if excluded else YES
        if operator.lenient:
            return YES
        return YES if any(_admits_strangers(operator, v) for v in values) else NO
    if doubt is Doubt.UNVERIFIED and (operator.lenient or operator.negated):
        return _maybe(Doubt.ROUTE)  # all but some: holds for most requests
    return _maybe(doubt)


def _admits_strangers(operator: Operator, value: str) -> bool:
    """Return whether the value admits something of an account that the policy does not name."""
    if operator.base.endswith("ipaddress"):
        block = network(value)
        return block is not None and block.prefixlen < _BROAD[block.version]
    if "${" in value:
        return False

    def wild(text: str) -> bool:
        return _ANYTHING in text or (operator.patterned and has_wildcard(text))

    if value.startswith("o-"):  # an organization's id, perhaps with a path below it
        owner = value.partition("/")[0]
        return wild(owner) and owner.strip("*?" + _ANYTHING) == "o-"
    parts = fields(value)
    if len(parts) <= _ACCOUNT or not (parts[0] == "arn" or wild(parts[0])):
        # ROLE_ID:* is one role, whatever its sessions are called; so are claims of tokens.
        return wild(value) and (len(parts) == 1 or parts[0] == "arn" or wild(parts[0]))
    # An ARN without an account (S3) never tells whose resource it is.
    return parts[_ACCOUNT] == "" or wild(parts[_ACCOUNT])


def _admits_all(operator: Operator, values: tuple[str, ...]) -> bool:
    if operator.base == "ipaddress":
        return covers_everybody(values)
    if operator.patterned:
        return any(v.strip("*") == "" or v in ("arn:*", "arn:aws:*") for v in values)
    return False


def _compare(operator: Operator, wanted: tuple[str, ...], got: tuple[str, ...]) -> bool:
    def one(value: str) -> bool:
        hit = any(equal(operator.base, w, value) for w in wanted)
        return not hit if operator.negated else hit

    return all(map(one, got)) if operator.quantifier == "forallvalues" else any(map(one, got))
