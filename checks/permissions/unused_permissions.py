from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from auditor.analysis.iam.actions import services
from auditor.analysis.iam.evidence import demand_whole, judgement_of, quoted
from auditor.analysis.iam.judgement import Judgement
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
    NotApplicableError,
    Option,
    Remark,
    Role,
    Severity,
    Unknown,
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
def unused_permissions(function: Function, audit: Audit) -> Iterator[Finding | Remark]:
    """The role has permissions that have not been used for a long time.

    What the function does not use, only an intruder will. IAM records when each service, and for
    some services each action, was last used by the role. A role that is younger than the period is
    not judged.

    Fix: Take the unused services and actions out of the role's policies.

    Risk: Work that is done more rarely than that, such as a yearly job or a recovery, is denied.
    """
    judged = judgement_of(function, audit)
    role = audit.account.roles.get()[function.role_arn]
    accesses = role.last_accessed.get()
    days = int(audit.number("unused-permissions", "days"))
    since = audit.account.captured_at - timedelta(days=days)
    services, actions = _unused(accesses, since)
    granted = [s for s in services if judged.role.allows.of(f"{s}:")]
    if not granted and not actions:
        demand_whole(judged)
        if untold := _untold(judged, accesses):
            what = " and ".join(filter(None, (", ".join(untold[:-1]), untold[-1])))
            yield Remark(text=f"IAM does not report when {what} was last used.")
        return
    _demand_age(role, accesses, since)
    yield Finding(
        message=f"For {days} days the role {role.name} has not used {_counted(granted, actions)}"
        " that it may use.",
        evidence={
            "role": function.role_arn,
            "services": quoted(granted),
            "actions": quoted(actions),
            "days": days,
        },
        fix=_fix(role.arn),
        confidence=Confidence.MEDIUM,
        cause=function.role_arn,
    )


def _fix(role_arn: str) -> Fix:
    return Fix(
        kind=FixKind.INVESTIGATE,
        cli="job=$(aws iam generate-service-last-accessed-details --arn "
        f"{fix_text.shell(role_arn)} --granularity ACTION_LEVEL"
        " --query JobId --output text)\n"
        'aws iam get-service-last-accessed-details --job-id "$job"\n'
        "# then take the services and actions above out of the policies of the role",
    )


def _demand_age(role: Role, accesses: Iterable[LastAccess], since: datetime) -> None:
    """Refuse to call something unused that the role had no time to use.

    Raises:
        NotApplicableError: the role is younger than the period that the check looks at.
        UnavailableError: its age was not read, and it never used anything before that period.
    """
    if any(a.last_used is not None and a.last_used < since for a in accesses):
        return  # it was there already
    created = role.created.get()
    if created > since:
        raise NotApplicableError(
            f"the role was created on {created:%Y-%m-%d}, after the period began that counts"
        )


def _untold(judged: Judgement, accesses: Iterable[LastAccess]) -> list[str]:
    """Return the services that the role is granted and IAM's report leaves out.

    IAM reports only on services that it tracks, so leaving some out is ordinary.

    Raises:
        UnavailableError: the report tells of no service at all, though the role is granted some.
    """
    told = {access.service for access in accesses}
    known = frozenset(services())
    granted = sorted(s for s in judged.role.allows.by_service if s in known)
    missing = [s for s in granted if s not in told and not judged.role.denies.of(f"{s}:")]
    if not told and (missing or judged.role.allows.every):
        Unknown(
            reason="IAM's report of what the role last used tells of no service",
            operation="iam:GetServiceLastAccessedDetails",
        ).get()
    return missing


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
