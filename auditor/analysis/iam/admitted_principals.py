"""Whom a policy with principals admits: strangers, named accounts, organizations, services."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from auditor.analysis.iam.actions import ANY_NAME
from auditor.analysis.iam.condition_operators import unreadable
from auditor.analysis.iam.conditions import (
    Context,
    Doubt,
    Truth,
    equal_values,
    evaluate,
    is_negated,
)
from auditor.analysis.iam.document import Document, Principal, Statement, Term
from auditor.analysis.iam.matching import covers, has_wildcard, matches
from auditor.analysis.iam.request_contexts import (
    RequestTarget,
    account_of,
    member,
    organization_member,
)
from auditor.analysis.iam.statements import condition_values

# Everybody, an account, an ARN, or the id that is left of a deleted user or role.
_AWS_PRINCIPAL = re.compile(r"\*|\d{12}|arn:[\w-]+:\w+:[^:]*:[^:]*:.+|[A-Z0-9]{16,128}")
_ACCOUNT_KEYS = ("aws:PrincipalAccount", "aws:PrincipalArn")
_ORGANIZATION_KEYS = ("aws:principalorgid", "aws:principalorgpaths")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A statement that admits callers from outside the account."""

    qualifier: str  # of the function; empty for a trust policy
    statement: Statement
    who: str  # "anybody", an account id, an organization, a service principal
    how: str = ""  # "directly", "through its URL" …; for accounts the principal as written
    actions: tuple[str, ...] = ()  # what it opens, in lower case


def names_action(statement: Statement, action: str) -> bool:
    """Return whether the statement's Action or NotAction takes in an action in lower case."""
    named = any(matches(a.lower(), action) for a in statement.actions)
    return named is not statement.not_action


def everybody(statement: Statement) -> bool:
    """Return whether the principals include accounts that the policy does not name."""
    if statement.not_principal:
        return not any(_is_star(p) for p in statement.principals)
    return any(_is_star(p) for p in statement.principals)


def _is_star(principal: Principal) -> bool:
    return principal.kind == "*" or (principal.kind == "AWS" and account_of(principal.value) == "*")


def applies(statement: Statement, context: Context) -> bool:
    """Return whether the statement lets in a caller who sends what it asks for."""
    verdict = evaluate(statement.conditions, context)
    return verdict.truth is Truth.YES or (
        verdict.truth is Truth.MAYBE and verdict.doubts <= {Doubt.REQUESTER, Doubt.ROUTE}
    )


def denied(
    document: Document,
    action: str,
    context: Context,
    concerned: Callable[[Statement], bool],
    *,
    mostly: bool = False,
) -> bool:
    """Return whether a Deny that concerns the caller surely applies to the request.

    With `mostly`, one that lets through only callers with something (an external id, MFA, an
    address) counts too: it narrows as a condition of the Allow would.
    """
    return any(
        not s.allow
        and names_action(s, action)
        and concerned(s)
        and _reaches(s, document)
        and _forbids(s, context, mostly=mostly)
        for s in document.statements
    )


def _forbids(deny: Statement, context: Context, *, mostly: bool) -> bool:
    verdict = evaluate((t for t in deny.conditions if not _surely_there(t, context)), context)
    if verdict.truth is Truth.MAYBE and mostly:
        asks_for_presence = any(t.operator.lower() == "null" for t in deny.conditions)
        return verdict.doubts == {Doubt.ROUTE} and not asks_for_presence
    return verdict.truth is Truth.YES


def _surely_there(term: Term, context: Context) -> bool:
    """Return whether the term asks for the presence of what AWS itself sends about strangers."""
    key = term.key.lower()
    asked = term.operator.lower() == "null" and {v.lower() for v in term.values} == {"false"}
    sent = key.startswith("aws:source") or key.endswith((":sub", ":aud"))
    return asked and sent and context(key) is Doubt.FOREIGN


def _reaches(deny: Statement, document: Document) -> bool:
    """Return whether the Deny covers all that is allowed: one for an alias leaves the rest."""
    if deny.not_resource:
        return False
    return not deny.resources or all(
        any(covers(d, a) for d in deny.resources)
        for s in document.statements
        if s.allow
        for a in s.resources
    )


def open_to_strangers(document: Document, action: str, context: Context) -> Iterator[Statement]:
    """Yield the Allow statements by which a stranger may do the action."""
    if denied(document, action, context, everybody):
        return
    yield from (
        s
        for s in document.statements
        if s.allow and everybody(s) and names_action(s, action) and applies(s, context)
    )


def stranger_actions(
    document: Document, actions: Iterable[str], context: Context
) -> Iterator[tuple[Statement, tuple[str, ...]]]:
    """Yield the Allow statements that strangers may use, with those of the actions they open."""
    for statement in document.statements:
        if statement.allow and everybody(statement) and applies(statement, context):
            opened = tuple(
                action
                for action in actions
                if names_action(statement, action)
                and not denied(document, action, context, everybody)
            )
            if opened:
                yield statement, opened


def concerning(service: str | None) -> Callable[[Statement], bool]:
    """Return the question whether a statement's principals take in a service."""

    def concerned(statement: Statement) -> bool:
        named = any(
            p.kind == "*" or (p.kind == "Service" and p.value == service)
            for p in statement.principals
        )
        return named is not statement.not_principal

    return concerned


def _named_accounts(statement: Statement, target: RequestTarget) -> Iterator[tuple[str, str]]:
    """Yield foreign accounts (and one way to say so) that the statement names."""
    if statement.not_principal:
        return
    for principal in statement.principals:
        if principal.kind == "CanonicalUser":
            yield "", f"the canonical user {principal.value:.16}…"
        elif principal.kind == "AWS":
            account = account_of(principal.value)
            if account not in (None, "*", target.account):
                yield account or "", principal.value
    if everybody(statement):
        for key in _ACCOUNT_KEYS:
            for value in condition_values(statement, key):
                account = account_of(value)
                if account not in (None, "*", target.account) and not _refuses(statement, key):
                    yield account or "", value


def _refuses(statement: Statement, key: str) -> bool:
    return any(
        t.key.lower() == key.lower() and "not" in t.operator.lower() for t in statement.conditions
    )


def foreign_openings(
    document: Document, target: RequestTarget, qualifier: str, actions: Sequence[str]
) -> Iterator[Opening]:
    """Yield the statements by which a foreign account may do some of the actions.

    A condition that tells callers of that account apart narrows, and closes the opening.
    """
    for statement in document.statements:
        named = [a for a in actions if names_action(statement, a)] if statement.allow else []
        if not named:
            continue
        for account, written in dict.fromkeys(_named_accounts(statement, target)):
            context = _member_as_named(target, account, written)
            opened = _opened(document, statement, named, context, _about(account))
            if opened:
                yield Opening(
                    qualifier=qualifier,
                    statement=statement,
                    who=account or written,
                    how=written,
                    actions=opened,
                )
        yield from _foreign_organizations(document, statement, named, target, qualifier)


def _opened(
    document: Document,
    statement: Statement,
    actions: Iterable[str],
    context: Context,
    concerned: Callable[[Statement], bool],
) -> tuple[str, ...]:
    """Return those of the actions that the statement allows and no other denies."""
    if not applies(statement, context):
        return ()
    return tuple(a for a in actions if not denied(document, a, context, concerned, mostly=True))


def _member_as_named(target: RequestTarget, account: str, written: str) -> Context:
    if not written.startswith("arn:") or has_wildcard(written):
        return member(target, account)
    extra = {**target.extra, "aws:principalarn": (written,)}
    return member(replace(target, extra=MappingProxyType(extra)), account)


def _about(account: str) -> Callable[[Statement], bool]:
    def concerned(statement: Statement) -> bool:
        named = any(
            _is_star(p) or (p.kind == "AWS" and account_of(p.value) == account)
            for p in statement.principals
        )
        return named is not statement.not_principal

    return concerned


def _foreign_organizations(
    document: Document,
    statement: Statement,
    actions: Iterable[str],
    target: RequestTarget,
    qualifier: str,
) -> Iterator[Opening]:
    """Yield what the members of other organizations may do, where conditions name these."""
    if target.organization is None or not everybody(statement):
        return
    for organization, path in dict(_organizations(statement, target.organization)).items():
        context = organization_member(target, organization, path)
        opened = _opened(document, statement, actions, context, everybody)
        if opened:
            yield Opening(
                qualifier=qualifier,
                statement=statement,
                who=f"organization {organization}",
                actions=opened,
            )


def _organizations(statement: Statement, own: str) -> Iterator[tuple[str, str]]:
    """Yield the other organizations that the conditions name, each with a path inside it."""
    for term in statement.conditions:
        key = term.key.lower()
        if key not in _ORGANIZATION_KEYS or is_negated(term):
            continue
        for value in term.values:
            organization = value.partition("/")[0]
            known = replace(term, values=(organization,))
            if has_wildcard(organization) or "${" in value or equal_values(known, own):
                continue
            path = value if "/" in value else f"{value}/"
            yield organization, path.replace("*", ANY_NAME).replace("?", "\ue000")


def _is_principal(principal: Principal) -> bool:
    if principal.kind != "AWS":
        return bool(principal.value)
    return _AWS_PRINCIPAL.fullmatch(principal.value) is not None


def problem_of(document: Document) -> str:
    """Return the first thing wrong with a policy that must name principals; empty: nothing."""
    if document.problems:
        return document.problems[0]
    bare = next((s for s in document.statements if not s.principals), None)
    if bare is not None:
        return f"{bare.label} names no principal"
    odd = next(
        (p.value for s in document.statements for p in s.principals if not _is_principal(p)), None
    )
    if odd is not None:
        return f"{odd!r:.60} is no principal"
    faults = ((s, unreadable(t)) for s in document.statements for t in s.conditions)
    return next((f"{s.label} {fault}" for s, fault in faults if fault), "")
