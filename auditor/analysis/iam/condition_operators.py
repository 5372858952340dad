"""Condition operators, and how each compares the value of a policy with that of a request."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from auditor.analysis.iam.document import Term, operator_known
from auditor.analysis.iam.matching import matches
from auditor.model.arn import fields

_NEGATED = ("stringnot", "arnnot", "notip", "numericnot", "datenot")


@dataclass(frozen=True, slots=True)
class Operator:
    """A condition operator, taken apart."""

    base: str
    quantifier: str  # forallvalues, foranyvalue or empty
    lenient: bool  # holds where the key is absent: IfExists or ForAllValues

    @property
    def negated(self) -> bool:
        """Whether the operator excludes its values."""
        return self.base.startswith(_NEGATED)

    @property
    def patterned(self) -> bool:
        """Whether the operator reads `*` and `?` as wildcards."""
        return "like" in self.base or self.base.startswith("arn")


def operator_of(written: str, *, present: bool = False) -> Operator | None:
    """Return the operator; where its key must be present, IfExists and ForAllValues are strict."""
    if not operator_known(written):
        return None
    quantifier, _, base = written.lower().rpartition(":")
    lenient = base.endswith("ifexists") or quantifier == "forallvalues"
    return Operator(base.removesuffix("ifexists"), quantifier, lenient and not present)


def covers_everybody(ranges: Iterable[str]) -> bool:
    """Return whether the address ranges together hold every IPv4 or every IPv6 address."""
    networks = [network(text) for text in ranges]
    four = [n for n in networks if isinstance(n, ipaddress.IPv4Network)]
    six = [n for n in networks if isinstance(n, ipaddress.IPv6Network)]
    return any(n.prefixlen == 0 for n in ipaddress.collapse_addresses(four)) or any(
        n.prefixlen == 0 for n in ipaddress.collapse_addresses(six)
    )


def equal(base: str, wanted: str, got: str) -> bool:
    """Return whether a value of a request meets the policy's, by an operator in lower case."""
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
    operator = operator_of(term.operator)
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
        return network(value) is not None
    return True


def network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """Return an address or range; None where the text is neither."""
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
