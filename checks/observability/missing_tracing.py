from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam.role_rights_fix import attached_policy, with_obstacle
from auditor.analysis.invocation.edge import at_edge
from auditor.analysis.tables.tracers import switched_off, tracers
from auditor.plugin import (
    EVENT_FUNCTION,
    EVERY_KIND,
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Severity,
    Unknown,
    check,
    fix_text,
    unqualified,
)

POLICY = "AWSXRayDaemonWriteAccess"
UNTRACEABLE = frozenset({"kafka", "mq", "documentdb"})  # X-Ray does not support these pollers


@check(
    "missing-tracing",
    severity=Severity.MEDIUM,
    category=Category.OBSERVABILITY,
    kinds=EVERY_KIND,
    uses={Need.EVENT_SOURCE_MAPPINGS, Need.ROLES},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/services-xray.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-7",
    ),
    frameworks=(
        "AWS Security Hub Lambda.7",
        "AWS Well-Architected Serverless Lens OPS 1",
        "NIST 800-53 r5 CA-7",
    ),
)
def missing_tracing(function: Function, audit: Audit) -> Iterator[Finding]:
    """No tracing.

    A trace shows where the time of one request went and which call failed, across every service
    that it touched. Without one, you search for a slow or failing request by hand, in the logs of
    each function. Passing an incoming trace on (PassThrough, the default) records nothing for
    requests that arrive without one. OpenTelemetry and the tracers of other vendors count where a
    layer, a wrapper, the handler or a variable shows them, unless a variable switches them off.

    Fix: Turn on active X-Ray tracing and allow the role to send traces, or use another tracer.

    Risk: Traces are billed by their number, beyond a free amount each month.
    """
    if function.tracing_mode == "Active":
        return
    if function.kind != EVENT_FUNCTION:
        yield from _by_variables_alone(function)
        return
    if at_edge(audit, function):
        raise NotApplicableError("Lambda@Edge supports neither X-Ray nor the variables of a tracer")
    if isinstance(function.environment, Unknown) and tracers(function):
        return  # it shows without the variables; whether one switches it off can't be seen
    variables = function.environment.get()
    if tracers(function, variables):
        return
    stopped = switched_off(variables)
    mode = function.tracing_mode or "PassThrough"
    pollers = _untraceable(function, audit)
    message = f"The tracing mode is {mode}, and no other tracer was found"
    if stopped:
        message += f"; {', '.join(stopped)} turns one off"
    if pollers:
        message += f"; X-Ray cannot trace a {pollers[0]} source, OpenTelemetry can"
    yield Finding(
        message=f"{message}.",
        evidence={"tracing_mode": mode, "switched_off_by": stopped, "untraceable": pollers},
        fix=_fix(function, audit),
        # An image can hold an agent that its configuration does not show.
        confidence=Confidence.HIGH if function.package_type == "Zip" else Confidence.MEDIUM,
        severity=Severity.LOW if pollers else None,
    )


def _by_variables_alone(function: Function) -> Iterator[Finding]:
    """Yield a finding for a function of another kind: it has no switch for X-Ray."""
    variables = function.environment.get()
    if not tracers(function, variables):
        yield Finding(
            message=f"No variable of the {function.kind} shows a tracer, and X-Ray cannot be turned"
            " on for it.",
            evidence={"kind": function.kind, "switched_off_by": switched_off(variables)},
            fix=Fix(sam="# add OpenTelemetry to the code, and OTEL_EXPORTER_OTLP_ENDPOINT"),
            confidence=Confidence.MEDIUM,  # the code may start a tracer by itself
            severity=Severity.LOW,
        )


def _untraceable(function: Function, audit: Audit) -> tuple[str, ...]:
    mappings = audit.once(_mappings, function.region)
    return tuple(sorted(UNTRACEABLE & mappings.get(function.arn, frozenset())))


def _mappings(audit: Audit, region: str) -> dict[str, frozenset[str]]:
    """Return the kinds of pollers of each function; empty where they were not collected."""
    found = next(r.event_source_mappings for r in audit.account.regions if r.name == region)
    kinds: dict[str, frozenset[str]] = {}
    for mapping in () if isinstance(found, Unknown) else found.value:
        arn = unqualified(mapping.function_arn)
        kinds[arn] = kinds.get(arn, frozenset()) | {mapping.kind}
    return kinds


def _fix(function: Function, audit: Audit) -> Fix:
    switch = ("--tracing-config", "Mode=Active")
    sending = ("xray:PutTraceSegments", "xray:PutTelemetryRecords")
    rights = attached_policy(audit, function, POLICY, sending)
    traced = fix_text.sam(function, "Tracing: Active", *rights.policies)
    fix = Fix(
        cli="\n".join(
            (
                rights.cli,
                fix_text.lambda_cli("update-function-configuration", function, *switch),
            )
        ),
        sam=fix_text.resources((function.name, traced), (POLICY, rights.sam))
        if rights.sam
        else traced,
        terraform="\n".join(
            (
                rights.terraform,
                fix_text.terraform(function, "tracing_config {", '  mode = "Active"', "}"),
            )
        ),
    )
    return with_obstacle(fix, rights.refused)
