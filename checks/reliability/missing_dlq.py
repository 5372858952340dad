from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.failure_queue_fix import Sender, queue_fix
from auditor.analysis.invocation import Invokers, Mode, sources_of
from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Function,
    Need,
    NotApplicableError,
    Severity,
    UnavailableError,
    check,
)


@check(
    "missing-dlq",
    severity=Severity.HIGH,
    category=Category.RELIABILITY,
    needs={Need.RESOURCE_POLICY, Need.ALIASES, Need.EVENT_INVOKE_CONFIGS, Need.SCHEDULES},
    uses={
        Need.EVENT_RULES,
        Need.SUBSCRIPTIONS,
        Need.BUCKET_NOTIFICATIONS,
        Need.API_INTEGRATIONS,
        Need.EVENT_SOURCE_MAPPINGS,
        Need.FUNCTION_URLS,
        Need.METRICS,
    },
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html",
    ),
    frameworks=("AWS Config LAMBDA_DLQ_CHECK", "Trusted Advisor c1dfprch05", "Checkov CKV_AWS_116"),
)
def missing_dlq(function: Function, audit: Audit) -> Iterator[Finding]:
    """No dead-letter queue or failure destination for asynchronous events.

    Services such as S3, SNS and EventBridge hand an event to Lambda and do not wait for the result.
    When the function fails, Lambda tries twice more and then deletes the event, unless a
    dead-letter queue or an OnFailure destination keeps it. Functions that are only called
    synchronously, or that read from a queue or a stream, do not need one and are not judged.

    Fix: Give the function an OnFailure destination, on the alias or version that is invoked, or a
    dead-letter queue.

    Risk: Failed events are kept with the data that they carry: encrypt the queue, limit its
    retention, and set an alarm on it.
    """
    if function.dead_letter_target:
        return
    invocation = audit.once(sources_of, function.arn)
    if invocation.by(Mode.ASYNCHRONOUS):
        yield from _uncovered(function, audit, invocation)
    for gap in (*invocation.gaps, *invocation.unseen):
        raise UnavailableError(gap)
    if not invocation.by(Mode.ASYNCHRONOUS):
        raise NotApplicableError(_why_not(invocation))


def _uncovered(function: Function, audit: Audit, invocation: Invokers) -> Iterator[Finding]:
    configs = function.event_invoke_configs.get()
    covered = {config.qualifier for config in configs if config.on_failure}
    qualifiers = invocation.qualifiers(Mode.ASYNCHRONOUS)
    for qualifier in qualifiers:
        if qualifier not in covered:
            yield _finding(function, audit, invocation, qualifier, covered)
    if not qualifiers and not covered:
        # Only the metric says so: which qualifier is meant can't be told.
        yield _finding(function, audit, invocation, None, covered)


def _finding(
    function: Function,
    audit: Audit,
    invocation: Invokers,
    qualifier: str | None,
    covered: set[str],
) -> Finding:
    sources = [s for s in invocation.by(Mode.ASYNCHRONOUS) if s.qualifier in {qualifier, None}]
    services = sorted({source.service for source in sources})
    return Finding(
        message=(
            f"Failed events from {' and '.join(services)} are lost:"
            f" {_lack(qualifier, sorted(covered))}."
        ),
        evidence={
            "qualifier": qualifier,
            "sources": tuple(sorted(source.describe() for source in sources)),
            "dead_letter_target": None,
            "qualifiers_with_on_failure": tuple(sorted(covered)),
        },
        fix=queue_fix(audit, function, _sender(function, qualifier or "$LATEST")),
        confidence=Confidence.HIGH if qualifier else Confidence.MEDIUM,
    )


def _lack(qualifier: str | None, covered: list[str]) -> str:
    """Return what the function lacks; a destination keeps the events of its own qualifier only."""
    if qualifier in {None, "$LATEST"}:
        lack = "the function has neither a dead-letter queue nor an OnFailure destination"
    else:
        kind = "version" if str(qualifier).isdigit() else "alias"
        lack = (
            f"the {kind} {qualifier} has no OnFailure destination, and the function has no"
            " dead-letter queue"
        )
    return (
        f"{lack} (the destination of {', '.join(covered)} does not cover it)" if covered else lack
    )


def _why_not(invocation: Invokers) -> str:
    reason = "nothing invokes the function asynchronously"
    if invocation.stale:
        gone = ", ".join(sorted({s.origin or s.service for s in invocation.stale}))
        return f"{reason}: its policy still admits {gone}, which no longer targets it"
    if invocation.refused:
        topics = ", ".join(sorted({s.origin or s.service for s in invocation.refused}))
        return f"{reason}: its policy does not admit {topics}, which sends to it in vain"
    return reason


def _sender(function: Function, qualifier: str) -> Sender:
    configs = function.event_invoke_configs.get()
    present = next((config for config in configs if config.qualifier == qualifier), None)
    return Sender(qualifier=qualifier, present=present)
