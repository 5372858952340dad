"""Statements whose condition no request can meet, because a wildcard is taken literally."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.analysis.iam.condition_operators import operator_of
from auditor.analysis.iam.document import Document, Statement, Term
from auditor.analysis.iam.matching import has_wildcard

_EXACT = frozenset({"stringequals", "stringequalsignorecase"})
_FREE_TEXT = frozenset({"aws:useragent", "aws:referer"})  # the caller may send any character


@dataclass(frozen=True, slots=True)
class Unmatchable:
    """A statement, and the condition that keeps it from ever applying."""

    statement: Statement
    term: Term


def unmatchable_statements(document: Document) -> Iterator[Unmatchable]:
    """Yield each statement with principals that no request can meet.

    The values of these policies are accounts, ARNs, ids and claims of tokens, none of which can
    hold `*` or `?`.
    """
    for statement in document.statements:
        term = next((t for t in statement.conditions if _never_holds(t)), None)
        if term is not None:
            yield Unmatchable(statement, term)


def _never_holds(term: Term) -> bool:
    operator = operator_of(term.operator)
    if operator is None or operator.base not in _EXACT or operator.lenient:
        return False
    if term.key.lower() in _FREE_TEXT or not term.values:
        return False
    return all(has_wildcard(_without_variables(value)) for value in term.values)


def _without_variables(value: str) -> str:
    """Return the text outside of policy variables: `${*}` stands for a star that is meant."""
    start, _, rest = value.partition("${")
    while rest:
        _, _, after = rest.partition("}")
        more, _, rest = after.partition("${")
        start += more
    return start
