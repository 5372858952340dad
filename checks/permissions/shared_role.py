from __future__ import annotations

from collections.abc import Iterator
from shlex import quote

from auditor.analysis.iam.evidence import quoted
from auditor.analysis.iam.role import users
from auditor.plugin import (
    EVERY_KIND,
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    Option,
    Severity,
    UnavailableError,
    check,
    fix_text,
    setting,
)


@check(
    "shared-role",
    severity=Severity.MEDIUM,
    category=Category.SECURITY,
    kinds=EVERY_KIND,
    references=("https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html",),
    frameworks=("NIST 800-53 r5 AC-6",),
    options={"functions": Option(default=1, text="how many functions may use one role")},
)
def shared_role(function: Function, audit: Audit) -> Iterator[Finding]:
    """Several functions share one role.

    A shared role holds what any of its functions needs, so each has the rights of all, and
    none can be removed safely. Functions of all regions that were scanned are counted.

    Fix: Give each function a role of its own.

    Risk: The new role may lack a permission that the function used: move one function at a time.
    """
    count, regions, names = audit.once(_sharing, function.role_arn)
    if count <= audit.number("shared-role", "functions"):
        if (unlisted := audit.unlisted()) is not None:
            raise UnavailableError(unlisted)
        for other in audit.functions():
            setting(other, "role_arn").get()  # one that is unknown may be this one
        return
    name = fix_text.role_name(function.role_arn)
    yield Finding(
        message=f"The role {name} is used by {count} functions"
        + (f" in {regions} regions." if regions > 1 else "."),
        evidence={"role": function.role_arn, "functions": names, "count": count},
        fix=Fix(
            cli=f"aws iam create-role --role-name {quote(function.name + '-role')}"
            f" --assume-role-policy-document '{fix_text.trust('lambda.amazonaws.com')}'"
            "\naws lambda update-function-configuration --region"
            f" {quote(function.region)} --function-name {quote(function.name)}"
            f" --role arn:{audit.account.partition}:iam::{audit.account.id}"
            f":role/{quote(function.name + '-role')}",
            sam="# leave Role out and give Policies: SAM then makes a role for each function",
            terraform='resource "aws_iam_role" "function" { … }  # one for each function',
        ),
        cause=function.role_arn,
    )


def _sharing(audit: Audit, role_arn: str) -> tuple[int, int, tuple[str, ...]]:
    """Return how many functions and regions use the role, and the first few of the functions."""
    functions = audit.once(users, "").get(role_arn, ())
    regions = {f.region for f in functions}
    return len(functions), len(regions), quoted(f"{f.name} ({f.region})" for f in functions)
