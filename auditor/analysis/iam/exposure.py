"""Who may invoke a function: its resource policies, judged for strangers and named accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType

from auditor.analysis.iam.admitted_principals import (
    Opening,
    applies,
    concerning,
    denied,
    everybody,
    foreign_openings,
    names_action,
    open_to_strangers,
    problem_of,
)
from auditor.analysis.iam.document import Document, Malformed
from auditor.analysis.iam.effective import parsed
from auditor.analysis.iam.matching import has_wildcard
from auditor.analysis.iam.request_contexts import Target, stranger, strangers_resource
from auditor.model import Fact, Function, Known, Unknown
from auditor.model.audit import Audit

INVOKE = "lambda:invokefunction"
INVOKE_URL = "lambda:invokefunctionurl"
EVERY_SERVICE = "every AWS service"
# Which resource a service calls for.
_SOURCES = frozenset(
    {
        "aws:sourcearn",
        "aws:sourceaccount",
        "aws:sourceowner",
        "aws:sourceorgid",
        "aws:sourceorgpaths",
    }
)

# From this day a function URL answers only where both actions are granted (announced 2025-10).
BOTH_ACTIONS_FROM = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """What a function's policies open, and which of them could not be judged."""

    public: tuple[Opening, ...] = ()
    foreign: tuple[Opening, ...] = ()
    deputies: tuple[Opening, ...] = ()
    unjudged: Unknown | None = None


def _public(
    document: Document, target: Target, qualifier: str, auths: Iterable[str]
) -> Iterator[Opening]:
    direct = stranger(target)
    found = tuple(open_to_strangers(document, INVOKE, direct))
    yield from (
        Opening(qualifier=qualifier, statement=s, who="anybody", how="directly") for s in found
    )
    if not found:
        yield from _public_urls(document, target, qualifier, auths)
    yield from (
        replace(opening, who="anybody", how="through an AWS service, for a resource of their own")
        for opening in _deputies(document, target, qualifier)
        if _open_to_all(opening)
    )


def _open_to_all(deputy: Opening) -> bool:
    """Return whether every service may call that asks for a source which any stranger has."""
    asked = [t for t in deputy.statement.conditions if t.key.lower() in _SOURCES]
    wild = bool(asked) and all(any(map(has_wildcard, t.values)) for t in asked)
    return wild and deputy.who == EVERY_SERVICE


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
        urls = tuple(open_to_strangers(document, INVOKE_URL, through))
        both = any(open_to_strangers(document, INVOKE, through))
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
        elif everybody(statement) and not applies(statement, stranger(target)):
            services = [None]
        for service in dict.fromkeys(services):
            context = strangers_resource(target, service)
            if applies(statement, context) and not denied(
                document, INVOKE, context, concerning(service)
            ):
                yield Opening(
                    qualifier=qualifier, statement=statement, who=service or EVERY_SERVICE
                )


def function_target(audit: Audit, function: Function) -> Target:
    """Return the function as what is called."""
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
    target = function_target(audit, function)
    public: list[Opening] = []
    foreign: list[Opening] = []
    deputies: list[Opening] = []
    unjudged: Unknown | None = None
    for qualifier, text in sorted(function.policies.get().items()):
        document = _document(audit, qualifier, text)
        if isinstance(document, Unknown):
            unjudged = unjudged or document
            continue
        if problem := problem_of(document):
            unjudged = unjudged or _faulty(qualifier, problem)
        public += _public(document, target, qualifier, _auth_types(function, qualifier))
        foreign += foreign_openings(document, target, qualifier, (INVOKE,))
        deputies += (d for d in _deputies(document, target, qualifier) if not _open_to_all(d))
    return Exposure(
        public=tuple(public), foreign=tuple(foreign), deputies=tuple(deputies), unjudged=unjudged
    )


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
