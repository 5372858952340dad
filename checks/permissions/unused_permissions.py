from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from auditor.analysis.iam.evidence import demand_whole, judgement_of, quoted
from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    FixKind,
    Function,
    LastAccess,
    Need,
    Option,
    Severity,
    check,
    counted,
    fix_text,
)


@check(
    "unused-permissions",
    severity=Severity.MEDIUM,
    category=Category.SECURITY,
    needs={Need.ROLES, Need.LAST_ACCESSED},
    references=(
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html",
    ),
    frameworks=("NIST 800-53 r5 AC-6",),
    options={
        "days": Option(default=90, text="a permission that was not used for this many days counts")
    },
    opt_in=True,
)
def unused_permissions(function: Function, audit: Audit) -> Iterator[Finding]:
    """The role has permissions that have not been used for a long time.

    What the function does not use, only an intruder will. IAM records when each service, and for
    some services each action, was last used by the role.

    Fix: Take the unused services and actions out of the role's policies.

    Risk: Work that is done more rarely than that, such as a yearly job or a recovery, is denied.
    """
    judged = judgement_of(function, audit)
    accesses = audit.account.roles.get()[function.role_arn].last_accessed.get()
    days = int(audit.number("unused-permissions", "days"))
    services, actions = _unused(accesses, audit.account.captured_at - timedelta(days=days))
    granted = [s for s in services if judged.role.allows.of(f"{s}:")]
    if not granted and not actions:
        demand_whole(judged)
        return
    name = fix_text.role_name(function.role_arn)
    yield Finding(
        message=f"For {days} days the role {name} has not used {_counted(granted, actions)}"
        " that it may use.",
        evidence={
            "role": function.role_arn,
            "services": quoted(granted),
            "actions": quoted(actions),
            "days": days,
        },
        fix=Fix(
            kind=FixKind.INVESTIGATE,
            cli="aws iam generate-service-last-accessed-details --arn "
            f"{fix_text.shell(function.role_arn)} --granularity ACTION_LEVEL\n"
            "# then take the services and actions above out of the role's policies",
        ),
        confidence=Confidence.MEDIUM,
        cause=function.role_arn,
    )


def _counted(services: list[str], actions: list[str]) -> str:
    kinds = ((len(services), "service"), (len(actions), "action"))
    return " and ".join(counted(n, kind) for n, kind in kinds if n)


def _unused(accesses: Iterable[LastAccess], since: datetime) -> tuple[list[str], list[str]]:
    services = sorted(a.service for a in accesses if a.action is None and _idle(a, since))
    actions = sorted(
        f"{a.service}:{a.action}"
        for a in accesses
        if a.action is not None and a.service not in services and _idle(a, since)
    )
    return services, actions


def _idle(access: LastAccess, since: datetime) -> bool:
    return access.last_used is None or access.last_used < since
