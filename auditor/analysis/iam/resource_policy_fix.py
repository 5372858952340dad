"""The fix for a statement of a function's policy: only this statement changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.analysis.fix_text import block, comment, hcl, lambda_cli, resource, shell, text
from auditor.analysis.fix_warnings import with_warnings
from auditor.analysis.iam.admitted_principals import Opening
from auditor.analysis.iam.document import Document, Principal, Statement, Term
from auditor.analysis.iam.exposure import Exposure
from auditor.analysis.iam.function_actions import is_single
from auditor.analysis.iam.policy_json import statement_object, to_fill_in
from auditor.analysis.policy_text import document_text
from auditor.model import WEB_FUNCTION, Fix, Function

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


@dataclass(frozen=True, slots=True)
class PolicyDemand:
    """What is wanted of a statement: that it goes, or that a principal meets more conditions."""

    opening: Opening
    principal: Principal | None = None  # None: the statement goes
    limits: tuple[Term, ...] = ()


def policy_fix(
    function: Function, exposed: Exposure, demand: PolicyDemand, demands: Sequence[PolicyDemand]
) -> Fix:
    """Return the fix for one demand, which leaves every other statement as it is.

    Where a demand on the policy can only be met by writing all of it anew, that is done once for
    all the demands: two such documents would undo one another.

    Args:
        function: whose policy it is.
        exposed: the function's policies.
        demand: the one to meet.
        demands: all of the check, this one included.
    """
    opening = demand.opening
    together = [d for d in demands if d.opening.qualifier == opening.qualifier]
    if function.kind == WEB_FUNCTION:  # it has no add-permission, and no template of its own
        return Fix(cli=with_warnings(_rewritten(function, exposed, together)))
    if any(_needs_document(exposed, d) for d in together) and len(together) > 1:
        cli = _rewritten(function, exposed, together)
    elif _needs_document(exposed, demand):
        cli = _rewritten(function, exposed, [demand])
    else:
        cli = _changed(function, demand)
    cli = with_warnings(cli)
    if demand.principal is None:
        what = _named(opening.statement)
        return Fix(
            cli=cli,
            sam=comment(f"remove the AWS::Lambda::Permission that makes {what}"),
            terraform=comment(f"remove the aws_lambda_permission that makes {what}"),
        )
    limited = _limited(demand)
    grant = _as_grant(limited) or _Grant(
        limited.sid, limited.actions[0], demand.principal.value, ()
    )
    return Fix(cli=cli, sam=_sam(function, opening, grant), terraform=_terraform(function, grant))


def _limited(demand: PolicyDemand) -> Statement:
    """Return the statement for the demand's principal alone, with its conditions."""
    statement = demand.opening.statement
    if demand.principal is None:
        return statement
    keys = {t.key.lower() for t in demand.limits}
    kept = tuple(t for t in statement.conditions if t.key.lower() not in keys)
    conditions = (*kept, *demand.limits)
    return replace(statement, principals=(demand.principal,), conditions=conditions)


def _needs_document(exposed: Exposure, demand: PolicyDemand) -> bool:
    """Return whether no add-permission and remove-permission can say what is wanted."""
    statement = demand.opening.statement
    document = exposed.documents[demand.opening.qualifier]
    alone = sum(s.sid == statement.sid for s in document.statements) == 1
    if not (_SID.fullmatch(statement.sid) and alone):
        return True
    if demand.principal is None:
        return False
    return len(statement.principals) > 1 or _as_grant(_limited(demand)) is None


def _changed(function: Function, demand: PolicyDemand) -> str:
    opening = demand.opening
    arguments = ("--statement-id", opening.statement.sid, *_qualified(opening.qualifier))
    remove = lambda_cli("remove-permission", function, *arguments)
    grant = _as_grant(_limited(demand)) if demand.principal else None
    return f"{remove}\n{_add(function, opening, grant)}" if grant else remove


def _rewritten(function: Function, exposed: Exposure, demands: Sequence[PolicyDemand]) -> str:
    qualifier = demands[0].opening.qualifier
    by_index: dict[int, list[PolicyDemand]] = {}
    for demand in demands:
        by_index.setdefault(demand.opening.statement.index, []).append(demand)
    document = exposed.documents[qualifier]
    statements = [
        made for one in document.statements for made in _without(one, by_index.get(one.index, []))
    ]
    return _put(function, document, qualifier, statements)


def _without(statement: Statement, demands: Sequence[PolicyDemand]) -> Iterator[Statement]:
    """Yield what becomes of a statement: the rest of it, and each principal under its limits."""
    if any(d.principal is None for d in demands):
        return
    named = {d.principal for d in demands}
    rest = tuple(p for p in statement.principals if p not in named)
    if rest or not demands:
        yield replace(statement, principals=rest)
    alone = not rest and len(demands) == 1
    for number, demand in enumerate(demands, 1):
        limited = _limited(demand)
        own = f"{statement.sid}Limited{number}" if statement.sid and not alone else statement.sid
        yield replace(limited, sid=own)


def _named(statement: Statement) -> str:
    return f"the statement {statement.sid}" if statement.sid else statement.label


def _put(
    function: Function, document: Document, qualifier: str, wanted: Sequence[Statement]
) -> str:
    statements = [statement_object(one) for one in wanted]
    arn = function.arn + ("" if qualifier == "$LATEST" else f":{qualifier}")
    start = ("aws", "lambda-web" if function.kind == WEB_FUNCTION else "lambda")
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
        f"{function.name}_{grant.sid or 'caller'}",
        f"function_name = {hcl(function.name)}",
        f"action = {hcl(grant.action)}",
        f"principal = {hcl(grant.principal)}",
        *(f"{tf} = {hcl(value)}" for (_, _, tf), value in grant.limits),
    )
