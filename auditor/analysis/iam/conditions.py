"""Conditions, judged in three values: they hold, they fail, or they depend on what we don't see."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, unique
from typing import TypeAlias

from auditor.analysis.iam.document import Term, operator_known
from auditor.analysis.iam.matching import has_wildcard, matches
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
class Verdict:
    """A truth, and what it hangs on where it is MAYBE."""

    truth: Truth
    doubts: frozenset[Doubt] = frozenset()


YES = Verdict(Truth.YES)
NO = Verdict(Truth.NO)

_ACCOUNT = 4  # which part of an ARN is the account
# Wider address ranges are everybody's, as Amazon S3 counts in "The meaning of public" (2026-11).
_BROAD = {4: 8, 6: 32}
_VARIABLE = re.compile(r"\$\{([^{}]*)\}")
_NEGATED = ("stringnot", "arnnot", "notip", "numericnot", "datenot")


@dataclass(frozen=True, slots=True)
class _Operator:
    base: str
    quantifier: str  # forallvalues, foranyvalue or empty
    if_exists: bool

    @property
    def negated(self) -> bool:
        return self.base.startswith(_NEGATED)


def _operator(written: str) -> _Operator | None:
    if not operator_known(written):
        return None
    quantifier, _, base = written.lower().rpartition(":")
    return _Operator(base.removesuffix("ifexists"), quantifier, base.endswith("ifexists"))


def evaluate(terms: Iterable[Term], context: Context) -> Verdict:
    """Return whether a Condition block holds: every term must."""
    doubts: set[Doubt] = set()
    for term in terms:
        verdict = _term(term, context)
        if verdict.truth is Truth.NO:
            return NO
        doubts |= verdict.doubts
    return Verdict(Truth.MAYBE, frozenset(doubts)) if doubts else YES


def _maybe(doubt: Doubt) -> Verdict:
    return Verdict(Truth.MAYBE, frozenset({doubt}))


def _term(term: Term, context: Context) -> Verdict:
    operator = _operator(term.operator)
    if operator is None:
        return _maybe(Doubt.UNVERIFIED)
    value = context(term.key.lower())
    if operator.base == "null":
        return _null(term.values, value)
    if value is None:
        return YES if _holds_when_absent(operator) else NO
    if isinstance(value, Doubt):
        return _doubtful(operator, term.values, value)
    values = tuple(_filled(v, context) for v in term.values)
    if any("${" in v for v in values):
        return _maybe(Doubt.UNVERIFIED)
    return YES if _compare(operator, values, value) else NO


def _filled(value: str, context: Context) -> str:
    """Return the value with the policy variables whose value is certain."""
    if "${" not in value:
        return value

    def known(variable: re.Match[str]) -> str:
        found = context(variable.group(1).lower())
        return found[0] if isinstance(found, tuple) and len(found) == 1 else variable.group(0)

    return _VARIABLE.sub(known, value)


def _holds_when_absent(operator: _Operator) -> bool:
    if operator.quantifier == "foranyvalue":
        return False
    return operator.if_exists or operator.negated or operator.quantifier == "forallvalues"


def _null(values: tuple[str, ...], value: Value) -> Verdict:
    wants_absent = any(v.lower() == "true" for v in values)
    if isinstance(value, Doubt):
        # Asking for presence alone narrows nothing that we could name; strangers see to it.
        seen_to = (Doubt.REQUESTER, Doubt.FOREIGN)
        return _maybe(Doubt.REQUESTER if value in seen_to else Doubt.ROUTE)
    return YES if (value is None) == wants_absent else NO


def _doubtful(operator: _Operator, values: tuple[str, ...], doubt: Doubt) -> Verdict:
    if not operator.negated and _admits_all(operator, values):
        return YES
    if doubt is Doubt.FOREIGN:
        # Such keys are absent where the caller is anonymous or the service does not send them.
        if operator.negated or operator.if_exists or operator.quantifier == "forallvalues":
            return YES
        return YES if any(_admits_strangers(operator, v) for v in values) else NO
    if doubt is Doubt.UNVERIFIED and (operator.if_exists or operator.negated):
        return _maybe(Doubt.ROUTE)  # all but some: holds for most requests
    return _maybe(doubt)


def _admits_strangers(operator: _Operator, value: str) -> bool:
    """Return whether the value takes in something of an account that nobody named."""
    if operator.base == "ipaddress":
        network = _network(value)
        return network is not None and network.prefixlen < _BROAD[network.version]
    if "${" in value:
        return False
    patterned = "like" in operator.base or operator.base.startswith("arn")
    wild = patterned and has_wildcard(value)
    if value.startswith("o-"):  # an organization's id, perhaps with a path below it
        return wild and value.partition("/")[0].strip("*?") == "o-"
    parts = fields(value)
    if len(parts) <= _ACCOUNT:
        # ROLE_ID:* is one role, whatever its sessions are called.
        return wild and (len(parts) == 1 or parts[0] == "arn" or has_wildcard(parts[0]))
    # An ARN without an account (S3) never tells whose resource it is.
    return parts[_ACCOUNT] == "" or (wild and has_wildcard(parts[_ACCOUNT]))


def _admits_all(operator: _Operator, values: tuple[str, ...]) -> bool:
    if operator.base == "ipaddress":
        return covers_everybody(values)
    if "like" in operator.base or operator.base.startswith("arn"):
        return any(v.strip("*") == "" or v in ("arn:*", "arn:aws:*") for v in values)
    return False


def covers_everybody(ranges: Iterable[str]) -> bool:
    """Return whether the address ranges together hold every IPv4 or every IPv6 address."""
    networks = [_network(text) for text in ranges]
    four = [n for n in networks if isinstance(n, ipaddress.IPv4Network)]
    six = [n for n in networks if isinstance(n, ipaddress.IPv6Network)]
    return any(n.prefixlen == 0 for n in ipaddress.collapse_addresses(four)) or any(
        n.prefixlen == 0 for n in ipaddress.collapse_addresses(six)
    )


def _compare(operator: _Operator, wanted: tuple[str, ...], got: tuple[str, ...]) -> bool:
    def one(value: str) -> bool:
        hit = any(_equal(operator.base, w, value) for w in wanted)
        return not hit if operator.negated else hit

    return all(map(one, got)) if operator.quantifier == "forallvalues" else any(map(one, got))


def _equal(base: str, wanted: str, got: str) -> bool:
    if base.startswith("string"):
        if "like" in base:
            return matches(wanted, got)
        return wanted.lower() == got.lower() if "ignorecase" in base else wanted == got
    if base.startswith("arn"):
        return _arn_matches(wanted, got)
    if base == "bool":
        return wanted.lower() == got.lower()
    if base.startswith(("date", "numeric")):
        return _ordered(base, wanted, got)
    return wanted == got


def _arn_matches(pattern: str, arn: str) -> bool:
    if pattern == "*":
        return True
    mine, theirs = fields(pattern), fields(arn)
    return len(mine) == len(theirs) and all(map(matches, mine, theirs))


def moment(text: str) -> float | None:
    """Return a policy's date, ISO 8601 or epoch seconds, as epoch seconds."""
    try:
        return float(text)
    except ValueError:
        pass
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def unreadable(term: Term) -> str:
    """Return what is wrong with a condition whose value IAM could not read; empty: nothing."""
    operator = _operator(term.operator)
    if operator is None:
        return ""
    wrong = (v for v in term.values if "${" not in v and not _readable(operator.base, v))
    return next((f"has the condition {term.operator} {v!r:.60}" for v in wrong), "")


def _readable(base: str, value: str) -> bool:
    if base in ("bool", "null"):
        return value.lower() in ("true", "false")
    if base.startswith(("date", "numeric")):
        return moment(value) is not None
    if base.endswith("ipaddress"):
        return _network(value) is not None
    return True


def _network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    try:
        return ipaddress.ip_network(text.strip(), strict=False)
    except ValueError:
        return None


def _ordered(base: str, wanted: str, got: str) -> bool:
    left, right = moment(got), moment(wanted)
    if left is None or right is None:
        return False
    relation = base.removeprefix("date").removeprefix("numeric")
    return {
        "equals": left == right,
        "notequals": left == right,  # negated by the caller
        "lessthan": left < right,
        "lessthanequals": left <= right,
        "greaterthan": left > right,
        "greaterthanequals": left >= right,
    }[relation]
