"""What a function's resource policies let strangers and other accounts do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType

from auditor.analysis.iam.actions import ANY_NAME
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
    stranger_actions,
)
from auditor.analysis.iam.conditions import Context
from auditor.analysis.iam.document import Document, Malformed, Statement
from auditor.analysis.iam.effective import parsed
from auditor.analysis.iam.function_actions import (
    INVOKE,
    INVOKE_URL,
    invoking,
    other_actions,
    unknown_actions,
)
from auditor.analysis.iam.matching import has_wildcard, matches
from auditor.analysis.iam.organization_control import with_refusals
from auditor.analysis.iam.request_contexts import RequestTarget, stranger, strangers_resource
from auditor.model import EVENT_FUNCTION, Fact, Function, Known, Unknown
from auditor.model.audit import Audit

EVERY_SERVICE = "every AWS service"
_ANY_ENDPOINT = f"/endpoint/{ANY_NAME}"
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
    # What would be public if no resource control policy of the organization refused it.
    refused: tuple[Opening, ...] = ()
    documents: Mapping[str, Document] = field(default_factory=lambda: MappingProxyType({}))
    unjudged: Unknown | None = None


def _public(
    document: Document,
    target: RequestTarget,
    qualifier: str,
    function: Function,
    deputies: Iterable[Opening],
) -> Iterator[Opening]:
    anybody = stranger(target)
    invoke = invoking(function.kind)
    called = {s.index: s for s in open_to_strangers(document, invoke, anybody)}
    more = dict(_further(document, anybody, function.kind))
    for statement in document.statements:
        actions = more.get(statement.index, ())
        if statement.index in called:
            actions = (invoke, *actions)
        if actions:
            how = "directly" if statement.index in called else ""
            yield Opening(
                qualifier=qualifier, statement=statement, who="anybody", how=how, actions=actions
            )
    if not called and function.kind == EVENT_FUNCTION:
        auths = _auth_types(function, qualifier)
        yield from _public_urls(document, target, qualifier, auths)
    yield from (
        replace(opening, who="anybody", how="through an AWS service, for a resource of their own")
        for opening in deputies
        if _open_to_all(opening)
    )


def _further(
    document: Document, context: Context, kind: str
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield what else than invoking each statement lets a stranger do, by its number."""
    unknown = dict.fromkeys(n for s in document.statements for n in unknown_actions(s) if s.allow)
    for statement, actions in stranger_actions(document, (*other_actions(kind), *unknown), context):
        yield statement.index, actions


def _open_to_all(deputy: Opening) -> bool:
    """Return whether every service may call that asks for a source which any stranger has."""
    asked = [t for t in deputy.statement.conditions if t.key.lower() in _SOURCES]
    wild = bool(asked) and all(any(has_wildcard(v) or "${" in v for v in t.values) for t in asked)
    return wild and deputy.who == EVERY_SERVICE


def _public_urls(
    document: Document, target: RequestTarget, qualifier: str, auths: Iterable[str]
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
                actions=(INVOKE_URL,),
            )
            return


def _deputies(
    document: Document, target: RequestTarget, qualifier: str, invoke: str
) -> Iterator[Opening]:
    for statement in document.statements:
        if not statement.allow or not names_action(statement, invoke):
            continue
        services: list[str | None] = [p.value for p in statement.principals if p.kind == "Service"]
        if statement.not_principal:
            services = []
        elif everybody(statement) and not applies(statement, stranger(target)):
            services = [None]
        for service in dict.fromkeys(services):
            context = strangers_resource(target, service)
            if applies(statement, context) and not denied(
                document, invoke, context, concerning(service)
            ):
                yield Opening(
                    qualifier=qualifier,
                    statement=statement,
                    who=service or EVERY_SERVICE,
                    actions=(invoke,),
                )


def function_target(audit: Audit, function: Function) -> RequestTarget:
    """Return the function as what is called."""
    organization = audit.account.organization
    return RequestTarget(
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
    read = {
        qualifier: _document(audit, qualifier, text)
        for qualifier, text in sorted(function.policies.get().items())
    }
    documents = {q: d for q, d in read.items() if isinstance(d, Document)}
    target = function_target(audit, function)
    about = {q: _about(d, function.arn) for q, d in documents.items()}
    limited = {q: with_refusals(audit, d, _qualified(function, q)) for q, d in about.items()}
    found = _openings(limited, target, function)
    before = found if limited == about else _openings(about, target, function)
    return replace(
        found,
        refused=tuple(o for o in before.public if not _still_open(o, found.public)),
        documents=MappingProxyType(documents),
        unjudged=next(filter(None, (_unjudged(q, d) for q, d in read.items())), None),
    )


def _openings(
    documents: Mapping[str, Document], target: RequestTarget, function: Function
) -> Exposure:
    invoke = invoking(function.kind)
    found = [(q, d, tuple(_deputies(d, target, q, invoke))) for q, d in documents.items()]
    public = (o for q, d, called in found for o in _public(d, target, q, function, called))
    return Exposure(
        public=tuple(public),
        foreign=tuple(o for q, d, _ in found for o in _foreign(d, target, q, function.kind)),
        deputies=tuple(o for _, _, called in found for o in called if not _open_to_all(o)),
    )


def _qualified(function: Function, qualifier: str) -> str:
    return function.arn if qualifier == "$LATEST" else f"{function.arn}:{qualifier}"


def _still_open(opening: Opening, found: Iterable[Opening]) -> bool:
    same = (opening.qualifier, opening.statement.index)
    return any((o.qualifier, o.statement.index) == same for o in found)


def _unjudged(qualifier: str, document: Document | Unknown) -> Unknown | None:
    """Return why a policy can't be judged, or not whole; None: it can."""
    if isinstance(document, Unknown):
        return document
    problem = problem_of(document)
    return _faulty(qualifier, problem) if problem else None


def _foreign(
    document: Document, target: RequestTarget, qualifier: str, kind: str
) -> Iterator[Opening]:
    """Yield what other accounts may do; invoking by URL takes lambda:InvokeFunction as well."""
    unknown = dict.fromkeys(n for s in document.statements for n in unknown_actions(s) if s.allow)
    direct = invoking(kind)
    asked = (direct, INVOKE_URL, *other_actions(kind), *unknown)
    found = tuple(foreign_openings(document, target, qualifier, asked))
    invokers = {o.who for o in found if direct in o.actions}
    for opening in found:
        actions = opening.actions
        if opening.who not in invokers and target.now >= BOTH_ACTIONS_FROM:
            actions = tuple(a for a in actions if a != INVOKE_URL)
        if actions:
            yield replace(opening, actions=actions)


def _about(document: Document, arn: str) -> Document:
    """Return the document without the Allow statements that are about other functions."""
    kept = (s for s in document.statements if not s.allow or _is_about(s, arn))
    return replace(document, statements=tuple(kept))


def _is_about(statement: Statement, arn: str) -> bool:
    if not statement.resources:
        return True
    if statement.not_resource:
        return not any(matches(r, arn) for r in statement.resources)
    # An alias or a version of a function, an endpoint of a Web Function.
    parts = (f"{arn}:", f"{arn}/")
    return any(
        matches(r, arn) or r.startswith(parts) or matches(r, f"{arn}{_ANY_ENDPOINT}")
        for r in statement.resources
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
    return _faulty(qualifier, document.reason) if isinstance(document, Malformed) else document
