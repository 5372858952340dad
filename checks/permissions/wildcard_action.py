from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from auditor.analysis.iam.actions import actions_of
from auditor.analysis.iam.evidence import demand_whole, grant_evidence, judgement_of, quoted
from auditor.analysis.iam.judgement import Judgement
from auditor.analysis.iam.least_privilege_fix import narrowing_fix
from auditor.analysis.iam.wildcards import WholeService
from auditor.plugin import (
    EVERY_KIND,
    Audit,
    Category,
    Confidence,
    Finding,
    Function,
    Need,
    Severity,
    check,
)


@check(
    "wildcard-action",
    severity=Severity.HIGH,
    category=Category.SECURITY,
    kinds=EVERY_KIND,
    needs={Need.ROLES},
    uses={
        Need.ORGANIZATION,
        Need.ORGANIZATION_POLICIES,
        Need.EVENT_SOURCE_MAPPINGS,
        Need.EVENT_INVOKE_CONFIGS,
    },
    references=(
        "https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-21",
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    ),
    frameworks=("AWS Security Hub IAM.21", "NIST 800-53 r5 AC-6"),
)
def wildcard_action(function: Function, audit: Audit) -> Iterator[Finding]:
    """The role allows every action of a service.

    `s3:*` means deleting buckets and changing their policies, and every action that AWS adds to
    the service later. What a Deny statement or the permissions boundary takes away again is not
    held against the role.

    Fix: Name the actions that the function calls.

    Risk: An action that the code calls and that was left out is denied. Try the new policy on a
    test stage first.
    """
    judged = judgement_of(function, audit)
    for whole in judged.whole_services:
        yield _finding(function, audit, judged, whole)
    demand_whole(judged)


def _finding(function: Function, audit: Audit, judged: Judgement, whole: WholeService) -> Finding:
    count = len(whole.services)
    what = whole.services[0] if count == 1 else f"{count} services"
    written = "NotAction" if whole.grant.statement.not_action else ", ".join(whole.written[:4])
    return Finding(
        message=f"In the policy {whole.grant.label} allows every action of {what}"
        f" (written as {written}).",
        evidence={
            **grant_evidence(judged.role, whole.grant),
            "services": quoted(whole.services),
            "expands to": _size(whole.services),
        },
        fix=narrowing_fix(audit, function, whole.grant),
        confidence=Confidence.MEDIUM if whole.grant.verdict.doubts else Confidence.HIGH,
        cause=function.role_arn,
    )


# Cached: roles that grant everything grant the same 400 services.
@lru_cache(maxsize=256)
def _size(services: tuple[str, ...]) -> int:
    return sum(len(actions_of(s)) for s in services)
