"""What findings quote of a role's statements."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.analysis.iam.conditions import Doubt, Truth
from auditor.analysis.iam.document import Statement
from auditor.analysis.iam.effective import EffectiveRole, Grant
from auditor.analysis.iam.judgement import Judgement, judge_role
from auditor.model import Function, NotApplicableError
from auditor.model.audit import Audit

_MOST = 12  # values of one kind that a finding quotes


def judgement_of(function: Function, audit: Audit) -> Judgement:
    """Return the judgement of the function's role.

    Raises:
        NotApplicableError: the role does not exist; the check `unusable-role` says so.
        UnavailableError: roles could not be read.
    """
    judged = audit.once(judge_role, function.role_arn)
    if judged is None:
        raise NotApplicableError("the role does not exist, so it grants nothing")
    return judged


def demand_whole(judged: Judgement) -> None:
    """Refuse to pass a role of which a policy is malformed or was not read.

    Raises:
        UnavailableError: naming the policy.
    """
    if judged.unjudged is not None:
        judged.unjudged.get()


def quoted(items: Iterable[str]) -> tuple[str, ...]:
    """Return the first few items and how many more there are."""
    listed = list(items)
    more = len(listed) - _MOST
    return (*listed[:_MOST], *((f"and {more} more",) if more > 0 else ()))


def condition_text(statement: Statement) -> str:
    """Return the conditions as one line; empty: there are none."""
    return "; ".join(
        f"{t.operator} {t.key} = {', '.join(t.values[:4])}" for t in statement.conditions
    )


def _condition(grant: Grant) -> str:
    text = condition_text(grant.statement)
    if not text:
        return "none"
    if grant.verdict.truth is Truth.YES:
        return f"{text} (does not narrow)"
    return f"{text} (" + ", ".join(sorted(d.value for d in grant.verdict.doubts)) + ")"


def grant_evidence(role: EffectiveRole, grant: Grant) -> dict[str, str | int | tuple[str, ...]]:
    """Return the policy of a statement, what it says, and what was judged with it."""
    statement = grant.statement
    return {
        "role": role.session.role_arn,
        "policy": grant.source.arn or grant.source.policy,
        "statement": statement.label,
        "NotAction" if statement.not_action else "Action": quoted(statement.actions),
        "NotResource" if statement.not_resource else "Resource": quoted(statement.resources),
        "condition": _condition(grant),
        "boundary": role.boundary_name or "none",
    }


def is_conditional(doubts: frozenset[Doubt]) -> bool:
    """Return whether a grant works from some places only, or under a key that was not verified."""
    return bool(doubts & {Doubt.ROUTE, Doubt.UNVERIFIED})


def condition_note(role: EffectiveRole, doubts: frozenset[Doubt], grants: Iterable[Grant]) -> str:
    """Return the part of a message that says what a grant depends on; empty: nothing."""
    if Doubt.UNVERIFIED in doubts:
        keys = (t.key for g in grants for t in g.statement.conditions if _unverified(role, t.key))
        named = ", ".join(list(dict.fromkeys(keys))[:2]) or "its conditions"
        return f", if {named} admits it, which could not be verified"
    return ", from the places that its condition names" if Doubt.ROUTE in doubts else ""


def _unverified(role: EffectiveRole, key: str) -> bool:
    return role.session.key(key.lower()) is Doubt.UNVERIFIED
