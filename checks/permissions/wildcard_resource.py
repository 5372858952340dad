from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam.access_levels import reads_data
from auditor.analysis.iam.actions import data_date, data_version, service_hint
from auditor.analysis.iam.evidence import (
    condition_note,
    demand_whole,
    grant_evidence,
    is_conditional,
    judgement_of,
    quoted,
)
from auditor.analysis.iam.exemptions import AWS_BASELINE_POLICIES, LAMBDA_BASELINE
from auditor.analysis.iam.judgement import Judgement
from auditor.analysis.iam.least_privilege_fix import narrowing_fix
from auditor.analysis.iam.wildcard_resources import AnyResource, UnknownAction
from auditor.plugin import (
    EVERY_KIND,
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    Severity,
    check,
)


@check(
    "wildcard-resource",
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
        "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html",
        "https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html",
    ),
    frameworks=("NIST 800-53 r5 AC-6", "AWS Well-Architected SEC03-BP02"),
)
def wildcard_resource(function: Function, audit: Audit) -> Iterator[Finding]:
    """The role allows actions on resources of any name.

    A function that reads one table and may read them all leaks them all. Only actions that can
    be limited to a resource count: `xray:PutTraceSegments` takes none, so `*` is right there.
    What AWS's own basic policies for functions hold (writing logs, network interfaces), and a
    short published list of actions that ordinarily need `*`, are left out. Reading data is medium,
    reading what only describes a resource is low; policies that AWS publishes for a trigger are
    informational. An action that the action data lacks is reported as well: it may be new, or
    misspelled.

    Fix: Write the ARNs of the resources that the function uses.

    Risk: Access to a resource that was left out is denied, also where the code chooses the resource
    at run time.
    """
    judged = judgement_of(function, audit)
    for wide in judged.any_resources:
        yield _finding(function, audit, judged, wide)
    for unknown in judged.unknown_actions:
        yield _unknown(function, judged, unknown)
    demand_whole(judged)


def _unknown(function: Function, judged: Judgement, unknown: UnknownAction) -> Finding:
    hint = service_hint(unknown.name.partition(":")[0].lower())
    return Finding(
        message=f"In the policy {unknown.grant.label} allows {unknown.name} on resources of any"
        f" name; it is not in the action data of {data_date()}{hint}.",
        evidence={
            **grant_evidence(judged.role, unknown.grant),
            "unknown action": unknown.name,
            "action data": data_version(),
        },
        fix=Fix(
            cli="# correct the name of the action, or name the resources that it needs",
            kind=FixKind.DECIDE,
        ),
        confidence=Confidence.MEDIUM,
        severity=Severity.MEDIUM,
        cause=function.role_arn,
    )


def _severity(wide: AnyResource) -> Severity | None:
    source = wide.grant.source
    if source.aws_managed and source.policy in AWS_BASELINE_POLICIES:
        return Severity.INFO
    order = [None, Severity.MEDIUM, Severity.LOW]  # None: the check's own, high
    first = wide.actions[0]
    level = 0 if first.writes else 1 if reads_data(first) else 2
    return order[min(level + is_conditional(wide.doubts), 2)]


def _finding(function: Function, audit: Audit, judged: Judgement, wide: AnyResource) -> Finding:
    severity = _severity(wide)
    names = [a.full_name for a in wide.actions]
    count = f"{len(names)}" if wide.complete else f"more than {len(names) - 1}"
    published = "; AWS publishes the policy, broad by design" if severity is Severity.INFO else ""
    note = condition_note(judged.role, wide.doubts, (wide.grant,))
    return Finding(
        message=f"In the policy {wide.grant.label} allows {', '.join(names[:3])}"
        + (f" and others ({count} actions)" if len(names) > 3 else "")  # noqa: PLR2004
        + f" on resources of any name{note}{published}.",
        evidence={
            **grant_evidence(judged.role, wide.grant),
            "expands to": len(names),
            "all counted": wide.complete,
            "sample": quoted(names),
            "left out": f"the Lambda baseline ({len(LAMBDA_BASELINE)} actions) and the actions"
            " that ordinarily need *",
        },
        fix=narrowing_fix(audit, function, wide.grant),
        confidence=Confidence.MEDIUM if wide.doubts else Confidence.HIGH,
        severity=severity,
        cause=function.role_arn,
    )
