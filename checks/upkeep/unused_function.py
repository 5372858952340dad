from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from auditor.analysis.invocation.edge import at_edge
from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    NotApplicableError,
    Option,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
)

ID = "unused-function"


@check(
    ID,
    severity=Severity.LOW,
    category=Category.UPKEEP,
    needs={Need.METRICS},
    uses={Need.ROLES},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",),
    frameworks=("AWS Well-Architected Serverless Lens COST 1", "NIST 800-53 r5 CM-7"),
    options={
        "days": Option(
            default=30, text="days without an invocation; functions changed later are not judged"
        )
    },
)
def unused_function(function: Function, audit: Audit) -> Iterator[Finding]:
    """Unused function.

    A function that is never called still has a role with permissions, code that is never patched,
    and an entry point that may be open. It is the easiest one to remove from the attack surface.

    Fix: Make sure that nothing rare (a yearly job, a recovery plan) needs it, then delete it.

    Risk: A rare caller fails, and the code, its versions and its settings are gone: keep a copy of
    the package and the template.
    """
    metrics = function.metrics.get()
    days = int(audit.number(ID, "days"))
    if metrics.window_days < days:
        raise UnavailableError(
            Unknown(reason=f"metrics cover {metrics.window_days} days, the check needs {days}")
        )
    if metrics.invocations:
        return
    if function.last_modified is None:
        raise UnavailableError(Unknown(reason="AWS did not say when it was last changed"))
    age = audit.account.captured_at - function.last_modified
    if age <= timedelta(days=days):
        raise NotApplicableError(f"it was changed {age.days} days ago, so it may be new")
    if at_edge(audit, function):
        raise NotApplicableError("CloudFront runs it at the edge, where other regions count it")
    yield Finding(
        message=f"Nothing invoked the function in {metrics.window_days} days; it was last changed"
        f" {age.days} days ago.",
        evidence={
            "invocations": metrics.invocations or 0.0,
            "window_days": metrics.window_days,
            "last_modified": function.last_modified.isoformat(),
        },
        fix=Fix(kind=FixKind.DECIDE, cli=fix_text.lambda_cli("delete-function", function)),
        confidence=Confidence.MEDIUM,
    )
