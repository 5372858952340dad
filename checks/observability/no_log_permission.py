from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam import allows
from auditor.analysis.iam.role_rights_fix import granting_fix
from auditor.analysis.tables.tracers import tracers
from auditor.plugin import (
    NOT_ASKED,
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
)

_CREATE = "logs:CreateLogGroup"


@check(
    "no-log-permission",
    severity=Severity.MEDIUM,
    category=Category.OBSERVABILITY,
    needs={Need.ROLES},
    uses={Need.LOG_GROUPS, Need.ORGANIZATION_POLICIES},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html",),
    frameworks=("AWS Well-Architected Serverless Lens OPS 1", "NIST 800-53 r5 AU-12"),
)
def no_log_permission(function: Function, audit: Audit) -> Iterator[Finding]:
    """No permission to write logs.

    Lambda writes the log with the function's own role. Without the permission every line is lost
    without an error: when the function fails, there is nothing to find the cause with.

    Fix: Allow the role to create streams and put events in the function's log group.

    Risk: Logs are billed by their volume, and hold whatever the code prints: make sure that it
    prints no secrets.
    """
    if audit.role(function) is None:
        raise NotApplicableError("its role does not exist: see unusable-role")
    arn = _group_arn(function, audit)
    allowed = {
        action: allows(audit, function.role_arn, action, resource)
        for action, resource in _wanted(function, audit, arn)
    }
    missing = tuple(action for action, verdict in allowed.items() if verdict is False)
    if missing:
        shipped = tracers(function)
        yield Finding(
            message=f"The role {fix_text.role_name(function.role_arn)} lacks"
            f" {' and '.join(missing)} on {function.log_group}.",
            evidence={"role": function.role_arn, "missing": missing, "log_group": arn},
            fix=_fix(function, audit, arn),
            # An extension may send the log elsewhere, and the denial may be intended.
            confidence=Confidence.MEDIUM if shipped else Confidence.HIGH,
            cause=function.role_arn,
        )
    elif None in allowed.values():
        raise UnavailableError(
            Unknown(
                reason="whether the role may write the log depends on a condition in its policies"
            )
        )
    _demand_group(function, audit, arn)


def _group_arn(function: Function, audit: Audit) -> str:
    account = audit.account
    return (
        f"arn:{account.partition}:logs:{function.region}:{account.id}:"
        f"log-group:{function.log_group}"
    )


def _wanted(function: Function, audit: Audit, arn: str) -> Iterator[tuple[str, str]]:
    """Yield the actions that writing the log takes, on the resources that Lambda names."""
    groups = audit.region(function).log_groups
    if not isinstance(groups, Unknown):
        names = audit.once(_names, function.region)
        if function.log_group not in names:
            yield _CREATE, f"{arn}:log-stream:"
    yield "logs:CreateLogStream", f"{arn}:log-stream:"
    # A stream is named by day, version and environment.
    yield "logs:PutLogEvents", f"{arn}:log-stream:2026/01/01/[$LATEST]0123456789abcdef"


def _demand_group(function: Function, audit: Audit, arn: str) -> None:
    """Refuse to pass a role that may not create the group, where it may not exist yet.

    Raises:
        UnavailableError: the groups could not be listed.
    """
    groups = audit.region(function).log_groups
    lost = isinstance(groups, Unknown) and groups != NOT_ASKED
    if lost and not allows(audit, function.role_arn, _CREATE, f"{arn}:log-stream:"):
        groups.get()


def _names(audit: Audit, region: str) -> frozenset[str]:
    groups = next(r.log_groups for r in audit.account.regions if r.name == region)
    return frozenset(group.name for group in groups.get())


def _fix(function: Function, audit: Audit, arn: str) -> Fix:
    actions = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
    return granting_fix(audit, function, f"write-log-of-{function.name}", actions, f"{arn}:*")
