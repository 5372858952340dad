from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from auditor.analysis.fix_warnings import with_warnings
from auditor.analysis.iam.evidence import quoted
from auditor.analysis.iam.role import users
from auditor.analysis.iam.trust_policy_fix import LAMBDA_TRUST
from auditor.analysis.policy_text import document_text
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    Known,
    Need,
    Option,
    Role,
    Severity,
    UnavailableError,
    check,
    fix_text,
    setting,
)

_LONGEST_NAME = 55  # of a function, so that the role's name with its suffix has at most 64


@check(
    "shared-role",
    severity=Severity.MEDIUM,
    category=Category.SECURITY,
    uses={Need.ROLES},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",),
    frameworks=("NIST 800-53 r5 AC-6",),
    options={"functions": Option(default=1, text="how many functions may use one role")},
)
def shared_role(function: Function, audit: Audit) -> Iterator[Finding]:
    """Several functions share one role.

    A shared role holds what any of its functions needs, so each has the rights of all, and
    it is unsafe to take one away. Functions of all regions that were scanned are counted.

    Fix: Give each function a role of its own.

    Risk: The new role may lack a permission that the function used: move one function at a time.
    """
    count, regions, names = audit.once(_sharing, function.role_arn)
    if count <= audit.number("shared-role", "functions"):
        if (unlisted := audit.unlisted()) is not None:
            raise UnavailableError(unlisted)
        audit.once(_demand_every_role, "")  # one that is unknown may be this one
        return
    name = fix_text.role_name(function.role_arn)
    yield Finding(
        message=f"The role {name} is used by {count} functions"
        + (f" in {regions} regions." if regions > 1 else "."),
        evidence={"role": function.role_arn, "functions": names, "count": count},
        fix=_fix(function, audit),
        cause=function.role_arn,
    )


def _fix(function: Function, audit: Audit) -> Fix:
    """Return the commands that give the function a copy of the shared role, under a new name."""
    roles, arn = audit.account.roles, function.role_arn
    known = roles.value if isinstance(roles, Known) else {}
    name = _free_name(function.name, audit.once(_role_names, None))
    shared = known.get(arn)
    trust = shared.trust if shared and shared.trust else document_text([dict(LAMBDA_TRUST)])
    logical = fix_text.logical_id(name)
    new = f"arn:{audit.account.partition}:iam::{audit.account.id}:role/{name}"
    lines = [
        *([] if known else ["# the roles were not read: choose another name if this one exists"]),
        _iam("create-role", name, "--assume-role-policy-document", trust),
        *(_copied(name, shared) if shared else ()),
        fix_text.shell("aws", "iam", "wait", "role-exists", "--role-name", name),
        "sleep 10  # until Lambda can assume the new role",
        fix_text.lambda_cli("update-function-configuration", function, "--role", new),
        "# then remove from the copy what this function does not use",
    ]
    return Fix(
        cli=with_warnings("\n".join(lines)),
        sam=fix_text.resources(
            (name, _sam(name, trust, shared)),
            (function.name, fix_text.sam(function, f"Role: !GetAtt {logical}.Arn")),
        ),
        terraform="\n".join(
            (
                *_terraform(name, trust, shared),
                fix_text.terraform(function, f"role = aws_iam_role.{fix_text.label(name)}.arn"),
            )
        ),
    )


def _sam(name: str, trust: str, shared: Role | None) -> str:
    inline = _readable(shared)
    boundary = _boundary(shared)
    attached = shared.attached if shared else ()
    return fix_text.resource(
        "AWS::IAM::Role",
        f"RoleName: {fix_text.text(name)}",
        f"AssumeRolePolicyDocument: {fix_text.shown_json(trust)}",
        *((f"PermissionsBoundary: {fix_text.text(boundary)}",) if boundary else ()),
        *(("ManagedPolicyArns:",) if attached else ()),
        *(f"  - {fix_text.text(policy.arn or '')}" for policy in attached),
        *(("Policies:",) if inline else ()),
        *(
            f"  - {{PolicyName: {fix_text.text(own)}, PolicyDocument: {fix_text.shown_json(t)}}}"
            for own, t in inline
        ),
    )


def _terraform(name: str, trust: str, shared: Role | None) -> Iterator[str]:
    boundary = _boundary(shared)
    yield fix_text.block(
        "aws_iam_role",
        name,
        f"name = {fix_text.hcl(name)}",
        f"assume_role_policy = jsonencode({fix_text.hcl_json(trust)})",
        *((f"permissions_boundary = {fix_text.hcl(boundary)}",) if boundary else ()),
    )
    role = f"aws_iam_role.{fix_text.label(name)}.name"
    for policy in shared.attached if shared else ():
        yield fix_text.block(
            "aws_iam_role_policy_attachment",
            f"{name}_{policy.name}",
            f"role       = {role}",
            f"policy_arn = {fix_text.hcl(policy.arn or '')}",
        )
    for own, text in _readable(shared):
        yield fix_text.block(
            "aws_iam_role_policy",
            f"{name}_{own}",
            f"name   = {fix_text.hcl(own)}",
            f"role   = {role}",
            f"policy = jsonencode({fix_text.hcl_json(text)})",
        )


def _readable(shared: Role | None) -> tuple[tuple[str, str], ...]:
    """Return the inline policies, name and JSON, on one line each."""
    policies = shared.inline if shared else ()
    texts = ((p.name, p.text.value) for p in policies if isinstance(p.text, Known))
    return tuple((name, json.dumps(json.loads(text))) for name, text in texts if _is_json(text))


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _boundary(shared: Role | None) -> str:
    known = shared.boundary if shared else None
    return known.value.arn or "" if isinstance(known, Known) and known.value else ""


def _role_names(audit: Audit, _: None) -> frozenset[str]:
    """Return the names of the roles that were read."""
    roles = audit.account.roles
    return frozenset(map(fix_text.role_name, roles.value if isinstance(roles, Known) else ()))


def _free_name(function: str, taken: frozenset[str]) -> str:
    start = f"{function[:_LONGEST_NAME]}-role"
    numbered = (f"{start}-{n}" for n in range(2, len(taken) + 3))
    return next(name for name in chain((start,), numbered) if name not in taken)


def _iam(command: str, role: str, *words: str) -> str:
    return fix_text.shell("aws", "iam", command, "--role-name", role, *words)


def _copied(name: str, shared: Role) -> Iterator[str]:
    """Yield the commands that give the new role what the shared one has."""
    for policy in shared.attached:
        yield _iam("attach-role-policy", name, "--policy-arn", policy.arn or "")
    for policy in shared.inline:
        if isinstance(policy.text, Known):
            words = ("--policy-name", policy.name, "--policy-document", policy.text.value)
            yield _iam("put-role-policy", name, *words)
    if boundary := _boundary(shared):
        yield _iam("put-role-permissions-boundary", name, "--permissions-boundary", boundary)


def _demand_every_role(audit: Audit, _: str) -> None:
    """Demand that it is known of every function which role it has.

    Raises:
        UnavailableError: of one it is not.
    """
    for function in audit.functions():
        setting(function, "role_arn").get()


def _sharing(audit: Audit, role_arn: str) -> tuple[int, int, tuple[str, ...]]:
    """Return how many functions and regions use the role, and the first few of the functions."""
    functions = audit.once(users, "").get(role_arn, ())
    regions = {f.region for f in functions}
    return len(functions), len(regions), quoted(f"{f.name} ({f.region})" for f in functions)
