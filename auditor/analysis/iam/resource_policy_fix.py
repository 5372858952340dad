"""The fix for a statement of a function's policy: only this statement changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from auditor.analysis.fix_text import block, hcl, lambda_cli, resource, shell, text
from auditor.analysis.iam.admitted_principals import Opening
from auditor.analysis.iam.document import Document, Principal, Statement, Term
from auditor.analysis.iam.exposure import Exposure
from auditor.analysis.iam.function_actions import is_single
from auditor.analysis.iam.policy_json import document_text, statement_object, to_fill_in
from auditor.model import Fix, Function

_SID = re.compile(r"[A-Za-z0-9_-]+")
# What add-permission can say of a condition: operator and key → its argument, and SAM's property.
_ARGUMENTS: Mapping[tuple[str, str], tuple[str, str, str]] = {
    ("arnlike", "aws:sourcearn"): ("--source-arn", "SourceArn", "source_arn"),
    ("stringequals", "aws:sourceaccount"): ("--source-account", "SourceAccount", "source_account"),
    ("stringequals", "aws:principalorgid"): (
        "--principal-org-id",
        "PrincipalOrgID",
        "principal_org_id",
    ),
    ("stringequals", "lambda:eventsourcetoken"): (
        "--event-source-token",
        "EventSourceToken",
        "event_source_token",
    ),
    ("stringequals", "lambda:functionurlauthtype"): (
        "--function-url-auth-type",
        "FunctionUrlAuthType",
        "function_url_auth_type",
    ),
}


@dataclass(frozen=True, slots=True)
class _Grant:
    """What one add-permission call grants."""

    sid: str
    action: str
    principal: str
    limits: tuple[tuple[tuple[str, str, str], str], ...]  # argument and its value


def removal(function: Function, exposed: Exposure, opening: Opening) -> Fix:
    """Return the fix that removes the statement and leaves the others as they are."""
    what = _named(opening.statement)
    return Fix(
        cli=_remove(function, exposed, opening, ()),
        sam=f"# remove the AWS::Lambda::Permission that makes {what}",
        terraform=f"# remove the aws_lambda_permission that makes {what}",
    )


def limitation(
    function: Function,
    exposed: Exposure,
    opening: Opening,
    principal: Principal,
    limits: tuple[Term, ...],
) -> Fix:
    """Return the fix that adds conditions to what one principal of the statement may do.

    The statement's other principals, actions and conditions stay.
    """
    statement = opening.statement
    kept = tuple(t for t in statement.conditions if t.key.lower() not in _keys(limits))
    limited = replace(statement, principals=(principal,), conditions=(*kept, *limits))
    grant = _as_grant(limited)
    others = tuple(p for p in statement.principals if p != principal)
    if others or grant is None or not statement.sid:
        rest = (replace(statement, principals=others),) if others else ()
        if others and statement.sid:
            limited = replace(limited, sid=f"{statement.sid}Limited")
        cli = _remove(function, exposed, opening, (*rest, limited))
    else:
        cli = f"{_remove(function, exposed, opening, ())}\n{_add(function, opening, grant)}"
    grant = grant or _Grant(statement.sid, statement.actions[0], principal.value, ())
    return Fix(cli=cli, sam=_sam(function, opening, grant), terraform=_terraform(function, grant))


def _keys(limits: tuple[Term, ...]) -> set[str]:
    return {t.key.lower() for t in limits}


def _named(statement: Statement) -> str:
    return f"the statement {statement.sid}" if statement.sid else statement.label


def _remove(
    function: Function, exposed: Exposure, opening: Opening, instead: tuple[Statement, ...]
) -> str:
    """Return the command that replaces the statement, without any other change."""
    statement, qualifier = opening.statement, opening.qualifier
    document = exposed.documents[qualifier]
    alone = sum(s.sid == statement.sid for s in document.statements) == 1
    if _SID.fullmatch(statement.sid) and alone and not instead:
        arguments = ("--statement-id", statement.sid, *_qualified(qualifier))
        return lambda_cli("remove-permission", function, *arguments)
    return _put(function, document, qualifier, statement, instead)


def _put(
    function: Function,
    document: Document,
    qualifier: str,
    statement: Statement,
    instead: tuple[Statement, ...],
) -> str:
    statements = [
        statement_object(s)
        for one in document.statements
        for s in (instead if one.index == statement.index else (one,))
    ]
    arn = function.arn + ("" if qualifier == "$LATEST" else f":{qualifier}")
    start = ("aws", "lambda")
    region = ("--region", function.region)
    if not statements:
        return shell(*start, "delete-resource-policy", "--resource-arn", arn, *region)
    words = ("--resource-arn", arn, *region, "--policy", document_text(statements))
    note = (
        "# the policy has statements that could not be read: compare it with get-policy first\n"
        if document.problems
        else ""
    )
    return note + shell(*start, "put-resource-policy", *words)


def _qualified(qualifier: str) -> tuple[str, ...]:
    return () if qualifier == "$LATEST" else ("--qualifier", qualifier)


def _as_grant(statement: Statement) -> _Grant | None:
    """Return the statement as one add-permission call; None: no such call says all of it."""
    if statement.not_action or not is_single(statement.actions) or len(statement.principals) != 1:
        return None
    limits = []
    for term in statement.conditions:
        argument = _ARGUMENTS.get((term.operator.lower(), term.key.lower()))
        if argument is None or len(term.values) != 1:
            return None
        limits.append((argument, to_fill_in(term.values[0])))
    principal = statement.principals[0].value
    return _Grant(statement.sid, statement.actions[0], principal, tuple(limits))


def _add(function: Function, opening: Opening, grant: _Grant) -> str:
    limits = [word for (argument, _, _), value in grant.limits for word in (argument, value)]
    return lambda_cli(
        "add-permission",
        function,
        *_qualified(opening.qualifier),
        *("--statement-id", grant.sid, "--action", grant.action),
        *("--principal", grant.principal, *limits),
    )


def _sam(function: Function, opening: Opening, grant: _Grant) -> str:
    name = function.arn if opening.qualifier != "$LATEST" else function.name
    if opening.qualifier != "$LATEST":
        name += f":{opening.qualifier}"
    return resource(
        "AWS::Lambda::Permission",
        f"FunctionName: {text(name)}",
        f"Action: {grant.action}",
        f"Principal: {text(grant.principal)}",
        *(f"{sam}: {text(value)}" for (_, sam, _), value in grant.limits),
    )


def _terraform(function: Function, grant: _Grant) -> str:
    return block(
        "aws_lambda_permission",
        grant.sid or "caller",
        f"function_name = {hcl(function.name)}",
        f"action = {hcl(grant.action)}",
        f"principal = {hcl(grant.principal)}",
        *(f"{tf} = {hcl(value)}" for (_, _, tf), value in grant.limits),
    )
