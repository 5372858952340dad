"""Fixes of a role's trust policy: one statement changes, every other one stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from auditor.analysis.fix_text import (
    block,
    hcl,
    hcl_json,
    placeholder,
    resource,
    role_name,
    shell,
    shown_json,
)
from auditor.analysis.fix_text import text as quoted
from auditor.analysis.fix_warnings import with_warnings
from auditor.analysis.iam.admitted_principals import Opening
from auditor.analysis.iam.document import Document, Malformed, Statement, Term
from auditor.analysis.iam.federation import SHARED
from auditor.analysis.iam.policy_json import statement_object
from auditor.analysis.policy_text import JsonStatement, document_text
from auditor.model import Fix, FixKind

LAMBDA_TRUST: Mapping[str, object] = MappingProxyType(
    {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
)


def closing_fix(role_arn: str, document: Document | None, openings: Iterable[Opening]) -> Fix:
    """Return the fix that closes every opening of the trust policy."""
    if document is None:
        return Fix(kind=FixKind.INVESTIGATE)
    by_index: dict[int, list[Opening]] = {}
    for opening in openings:
        by_index.setdefault(opening.statement.index, []).append(opening)
    statements = [
        statement_object(kept)
        for statement in document.statements
        for kept in _closed(statement, by_index.get(statement.index, []))
    ]
    return _replacing(role_arn, statements or [dict(LAMBDA_TRUST)], unread=_unread(document))


def admitting_fix(
    role_arn: str, document: Document | Malformed, admits: Callable[[str], bool]
) -> Fix:
    """Return the fix that lets Lambda assume the role, and keeps who else may.

    Args:
        role_arn: the role.
        document: its trust policy.
        admits: whether Lambda may assume a role with a trust policy, by its text.
    """
    statements = () if isinstance(document, Malformed) else document.statements
    unread = _unread(document)
    # A Deny was written on purpose, so taking Lambda out of it is a decision.
    undenied = [left for s in statements if (left := _without_lambda(s)) is not None]
    for kept, kind in ((statements, FixKind.FIX), (undenied, FixKind.DECIDE)):
        objects = [*map(statement_object, kept), dict(LAMBDA_TRUST)]
        if admits(document_text(objects)):
            return replace(_replacing(role_arn, objects, unread=unread), kind=kind)
    return Fix(kind=FixKind.INVESTIGATE)


def _without_lambda(statement: Statement) -> Statement | None:
    """Return a Deny without Lambda among its principals, or None if it is the only one."""
    if statement.allow or statement.not_principal:
        return statement
    kept = tuple(p for p in statement.principals if not p.value.lower().startswith("lambda."))
    return replace(statement, principals=kept) if kept else None


def _unread(document: Document | Malformed) -> bool:
    return isinstance(document, Malformed) or bool(document.problems)


def _closed(statement: Statement, openings: list[Opening]) -> Iterator[Statement]:
    """Yield what is left of a statement without the principals that it should not admit."""
    if not openings:
        yield statement
        return
    hosts = [o.how for o in openings if o.how in SHARED]
    if hosts:
        yield _owned(statement, hosts[0])
        return
    named = {o.how for o in openings}
    everyone = any(o.who == "anybody" or not o.how for o in openings)
    kept = tuple(
        p
        for p in statement.principals
        if p.value not in named and not (everyone and p.kind in ("*", "AWS") and "*" in p.value)
    )
    if kept and not statement.not_principal:
        yield replace(statement, principals=kept)


def _owned(statement: Statement, host: str) -> Statement:
    """Return the statement with a condition that asks whose token it is."""
    claim = "aud" if "sub" not in SHARED[host] or host.startswith("cognito") else "sub"
    key = f"{host}:{claim}"
    others = tuple(t for t in statement.conditions if t.key.lower() != key)
    owner = Term("StringEquals", key, (placeholder("OWNER_OF_THE_TOKEN"),))
    return replace(statement, conditions=(*others, owner))


def _replacing(role_arn: str, statements: list[JsonStatement], *, unread: bool) -> Fix:
    text, name = document_text(statements), role_name(role_arn)
    update = ("aws", "iam", "update-assume-role-policy", "--role-name", name)
    note = "# parts of the trust policy could not be read: compare it first\n" if unread else ""
    return Fix(
        cli=with_warnings(note + shell(*update, "--policy-document", text)),
        sam=resource(
            "AWS::IAM::Role",
            f"RoleName: {quoted(name)}",
            f"AssumeRolePolicyDocument: {shown_json(text)}",
        ),
        terraform=block(
            "aws_iam_role",
            name,
            f"name               = {hcl(name)}",
            f"assume_role_policy = jsonencode({hcl_json(text)})",
        ),
    )
