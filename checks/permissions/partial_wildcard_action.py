from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam.access_levels import danger
from auditor.analysis.iam.evidence import demand_whole, grant_evidence, judgement_of, quoted
from auditor.analysis.iam.least_privilege_fix import narrowing_fix
from auditor.plugin import EVERY_KIND, Audit, Category, Finding, Function, Need, Severity, check


@check(
    "partial-wildcard-action",
    severity=Severity.LOW,
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
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
    ),
    frameworks=("NIST 800-53 r5 AC-6",),
)
def partial_wildcard_action(function: Function, audit: Audit) -> Iterator[Finding]:
    """The role allows actions by a pattern.

    `s3:Get*` reads as "reading objects" and also covers access points, bucket policies and
    whatever AWS names Get… next year. The evidence lists what the pattern covers today.

    Fix: Replace the pattern by the actions that the function calls.

    Risk: An action that the code calls, perhaps rarely, and that was left out is denied.
    """
    judged = judgement_of(function, audit)
    for partial in judged.partial_wildcards:
        count = len(partial.actions)
        names = ", ".join(partial.written[:4])
        more = f" and {len(partial.written) - 4} more" if len(partial.written) > 4 else ""  # noqa: PLR2004
        yield Finding(
            message=f"In the policy {partial.grant.label} allows {count or 'unknown'} actions"
            f" (written as {names}{more}).",
            evidence={
                **grant_evidence(judged.role, partial.grant),
                "patterns": quoted(partial.written),
                "expands to": count,
                "sample": quoted(a.full_name for a in sorted(partial.actions, key=danger)),
            },
            fix=narrowing_fix(audit, function, partial.grant),
            cause=function.role_arn,
        )
    demand_whole(judged)
