"""Who may call: resource policies and trust policies, judged for strangers and named accounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

from auditor.audit import Audit
from auditor.model import Fact, Function, Known, Unknown
from auditor.policy.callers import (
    Target,
    account_of,
    member,
    own_function,
    stranger,
    strangers_resource,
)
from auditor.policy.conditions import Context, Doubt, Truth, evaluate
from auditor.policy.document import Document, Malformed, Principal, Statement
from auditor.policy.effective import parsed
from auditor.policy.matching import has_wildcard, matches
from auditor.policy.statements import condition_values

INVOKE = "lambda:invokefunction"
INVOKE_URL = "lambda:invokefunctionurl"
ASSUME = "sts:assumerole"

# From this day a function URL answers only where both actions are granted (announced 2025-10).
BOTH_ACTIONS_FROM = datetime(2026, 11, 1, tzinfo=UTC)

_ACCOUNT_KEYS = ("aws:PrincipalAccount", "aws:PrincipalArn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A statement that lets somebody in."""

    qualifier: str  # of the function; empty for a trust policy
    statement: Statement
    who: str  # "anybody", an account id, an organization, a service principal
    how: str = ""  # "by invoking it", "through its URL" …


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a function's policies open, and which of them could not be judged."""

    public: tuple[Opening, ...] = ()
    foreign: tuple[Opening, ...] = ()
    deputies: tuple[Opening, ...] = ()
    unjudged: Unknown | None = None


def names_action(statement: Statement, action: str) -> bool:
    """Return whether the statement's Action or NotAction takes in an action in lower case."""
    named = any(matches(a.lower(), action) for a in statement.actions)
    return named is not statement.not_action


def everybody(statement: Statement) -> bool:
    """Return whether the principals take in accounts that nobody named."""
    if statement.not_principal:
        return not any(_is_star(p) for p in statement.principals)
    return any(_is_star(p) for p in statement.principals)


def _is_star(principal: Principal) -> bool:
    return principal.kind == "*" or (principal.kind == "AWS" and account_of(principal.value) == "*")


def _applies(statement: Statement, context: Context) -> bool:
    verdict = evaluate(statement.conditions, context)
    return verdict.truth is Truth.YES or (
        verdict.truth is Truth.MAYBE and verdict.doubts <= {Doubt.REQUESTER, Doubt.ROUTE}
    )


def _denied(
    document: Document, action: str, context: Context, concerned: Callable[[Statement], bool]
) -> bool:
    return any(
        not s.allow
        and names_action(s, action)
        and concerned(s)
        and evaluate(s.conditions, context).truth is Truth.YES
        for s in document.statements
    )


def _open_to_strangers(document: Document, action: str, context: Context) -> Iterator[Statement]:
    if _denied(document, action, context, everybody):
        return
    yield from (
        s
        for s in document.statements
        if s.allow and everybody(s) and names_action(s, action) and _applies(s, context)
    )


def _public(
    document: Document, target: Target, qualifier: str, auths: Iterable[str]
) -> Iterator[Opening]:
    direct = stranger(target)
    found = tuple(_open_to_strangers(document, INVOKE, direct))
    yield from (
        Opening(qualifier=qualifier, statement=s, who="anybody", how="by invoking it")
        for s in found
    )
    if not found:
        yield from _public_urls(document, target, qualifier, auths)


def _public_urls(
    document: Document, target: Target, qualifier: str, auths: Iterable[str]
) -> Iterator[Opening]:
    for auth in auths:
        through = stranger(
            replace(
                target,
                extra=MappingProxyType(
                    {
                        "lambda:functionurlauthtype": (auth,),
                        "lambda:invokedviafunctionurl": ("true",),
                    }
                ),
            )
        )
        urls = tuple(_open_to_strangers(document, INVOKE_URL, through))
        both = any(_open_to_strangers(document, INVOKE, through))
        if urls and (both or target.now < BOTH_ACTIONS_FROM):
            yield Opening(
                qualifier=qualifier,
                statement=urls[0],
                who="anybody",
                how=f"through its URL ({auth})",
            )
            return


def _deputies(document: Document, target: Target, qualifier: str) -> Iterator[Opening]:
    for statement in document.statements:
        if not statement.allow or not names_action(statement, INVOKE):
            continue
        services: list[str | None] = [p.value for p in statement.principals if p.kind == "Service"]
        if statement.not_principal:
            services = []
        elif everybody(statement) and not _applies(statement, stranger(target)):
            services = [None]
        for service in dict.fromkeys(services):
            context = strangers_resource(target, service)
            if _applies(statement, context) and not _denied(
                document, INVOKE, context, _concerning(service)
            ):
                yield Opening(
                    qualifier=qualifier, statement=statement, who=service or "every AWS service"
                )


def _concerning(service: str | None) -> Callable[[Statement], bool]:
    def concerned(statement: Statement) -> bool:
        named = any(
            p.kind == "*" or (p.kind == "Service" and p.value == service)
            for p in statement.principals
        )
        return named is not statement.not_principal

    return concerned


def _named_accounts(statement: Statement, target: Target) -> Iterator[tuple[str, str]]:
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


def _foreign(
    document: Document, target: Target, qualifier: str, actions: tuple[str, ...]
) -> Iterator[Opening]:
    for statement in document.statements:
        if not statement.allow or not any(names_action(statement, a) for a in actions):
            continue
        for account, written in dict(_named_accounts(statement, target)).items():
            context = _member_as_named(target, account, written)
            verdict = evaluate(statement.conditions, context)
            open_ = verdict.truth is Truth.YES or (
                verdict.truth is Truth.MAYBE and verdict.doubts <= {Doubt.REQUESTER}
            )
            if open_ and not _denied(document, actions[0], context, _about(account)):
                yield Opening(
                    qualifier=qualifier, statement=statement, who=account or written, how=written
                )
        yield from _foreign_organization(statement, target, qualifier)


def _member_as_named(target: Target, account: str, written: str) -> Context:
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


def _foreign_organization(
    statement: Statement, target: Target, qualifier: str
) -> Iterator[Opening]:
    if target.organization is None or not everybody(statement):
        return
    named = condition_values(statement, "aws:PrincipalOrgID")
    others = [o for o in named if o != target.organization and not has_wildcard(o)]
    if others and len(statement.conditions) == 1 and not _refuses(statement, "aws:PrincipalOrgID"):
        yield Opening(qualifier=qualifier, statement=statement, who=f"organization {others[0]}")


def _target(audit: Audit, function: Function) -> Target:
    organization = audit.account.organization
    return Target(
        arn=function.arn,
        region=function.region,
        account=audit.account.id,
        now=audit.account.captured_at,
        organization=organization.value if isinstance(organization, Known) else None,
    )


def _auth_types(function: Function, qualifier: str) -> tuple[str, ...]:
    """Return how the URLs on a qualifier are protected; both ways where there is none yet."""
    if isinstance(function.urls, Known):
        on = None if qualifier == "$LATEST" else qualifier
        types = tuple(u.auth_type for u in function.urls.value if u.qualifier == on)
        if types:
            return types
    return ("NONE", "AWS_IAM")


def exposure(audit: Audit, function_arn: str) -> Exposure:
    """Return what a function's resource policies open: a derivation for `audit.once`.

    Raises:
        UnavailableError: the function's policies were not read.
    """
    function = audit.function(function_arn)
    if function is None:
        return Exposure()
    target = _target(audit, function)
    public: list[Opening] = []
    foreign: list[Opening] = []
    deputies: list[Opening] = []
    unjudged: Unknown | None = None
    for qualifier, text in sorted(function.policies.get().items()):
        document = _document(audit, qualifier, text)
        if isinstance(document, Unknown):
            unjudged = unjudged or document
            continue
        if problem := _problem(document):
            unjudged = unjudged or _faulty(qualifier, problem)
        public += _public(document, target, qualifier, _auth_types(function, qualifier))
        foreign += _foreign(document, target, qualifier, (INVOKE,))
        deputies += _deputies(document, target, qualifier)
    return Exposure(
        public=tuple(public), foreign=tuple(foreign), deputies=tuple(deputies), unjudged=unjudged
    )


def _problem(document: Document) -> str:
    """Return the first thing wrong with a policy that must name principals; empty: nothing."""
    if document.problems:
        return document.problems[0]
    bare = next((s for s in document.statements if not s.principals), None)
    return "" if bare is None else f"{bare.label} names no principal"


def _faulty(qualifier: str, reason: str) -> Unknown:
    return Unknown(
        reason=f"the resource policy of {qualifier} can't be judged whole: {reason}",
        operation="lambda:GetPolicy",
    )


def _document(audit: Audit, qualifier: str, text: Fact[str]) -> Document | Unknown:
    if isinstance(text, Unknown):
        return text
    document = audit.once(parsed, text.value)
    if isinstance(document, Malformed):
        return _faulty(qualifier, document.reason)
    return document


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """What a role's trust policy opens."""

    openings: tuple[Opening, ...] = ()
    problem: str = ""  # why it can't be judged, or not whole


def trust(audit: Audit, role_arn: str) -> Trust | None:
    """Return whom the trust policy lets assume the role; None: there is no such role.

    A derivation for `audit.once`.
    """
    role = audit.account.roles.get().get(role_arn)
    if role is None:
        return None
    document = audit.once(parsed, role.trust)
    if isinstance(document, Malformed):
        return Trust(problem=f"the trust policy can't be judged: {document.reason}")
    organization = audit.account.organization
    target = Target(
        arn=role.arn,
        region="us-east-1",
        account=audit.account.id,
        now=audit.account.captured_at,
        organization=organization.value if isinstance(organization, Known) else None,
    )
    openings = [
        Opening(qualifier="", statement=s, who="anybody")
        for s in _open_to_strangers(document, ASSUME, stranger(target))
    ]
    openings += _foreign(document, target, "", (ASSUME,))
    problem = _problem(document)
    if problem:
        problem = f"the trust policy can't be judged whole: {problem}"
    return Trust(openings=tuple(openings), problem=problem)


def lambda_may_assume(audit: Audit, function: Function, text: str) -> bool | str:
    """Return whether Lambda may assume a role with this trust policy, or why that can't be told."""
    document = audit.once(parsed, text)
    if isinstance(document, Malformed):
        return f"the trust policy can't be judged: {document.reason}"
    service = "lambda.amazonaws.com"
    context = own_function(_target(audit, function), service)
    if _denied(document, ASSUME, context, _concerning(service)):
        return False
    allowed = any(
        s.allow
        and names_action(s, ASSUME)
        and _names_lambda(s)
        and evaluate(s.conditions, context).truth is not Truth.NO
        for s in document.statements
    )
    if not allowed and (problem := _problem(document)):
        return f"the trust policy can't be judged whole: {problem}"
    return allowed


def _names_lambda(statement: Statement) -> bool:
    named = any(
        p.kind == "*"
        or (p.kind == "AWS" and p.value == "*")
        or (p.kind == "Service" and p.value.lower().startswith("lambda."))
        for p in statement.principals
    )
    return named is not statement.not_principal
