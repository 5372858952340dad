from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.event_source_fix import terraform_mapping
from auditor.analysis.invocation import mappings_of, queue_of
from auditor.analysis.quoting import shell_comment
from auditor.plugin import (
    Audit,
    Category,
    EventSourceMapping,
    Finding,
    Fix,
    FixKind,
    Function,
    Known,
    Need,
    NotApplicableError,
    Severity,
    check,
    fix_text,
)

STOPPED = frozenset({"Disabled", "Disabling"})
# How Lambda words a mapping that its owner switched off; every other reason is Lambda's own.
BY_THE_OWNER = ("user", "")
# LastProcessingResult of a mapping in good health, as Lambda words it.
HEALTHY = ("ok", "no records processed", "n/a", "")


@check(
    "failing-event-source",
    severity=Severity.HIGH,
    category=Category.RELIABILITY,
    needs={Need.EVENT_SOURCE_MAPPINGS},
    uses={Need.QUEUES},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventsourcemapping.html",
    ),
)
def failing_event_source(function: Function, audit: Audit) -> Iterator[Finding]:
    """Failing event source mapping.

    Lambda reports that it can't read from the source, or that it disabled the mapping: a permission
    is missing, the queue or stream was deleted, or a broker can't be reached. The function gets no
    events; they pile up, or expire.

    Fix: Solve the problem that the mapping reports, then enable the mapping again.

    Risk: The function, and what it calls, get all the events that have piled up at once.
    """
    if function.planned:
        raise NotApplicableError("the function is not deployed yet")
    mappings = mappings_of(audit, function)
    if not mappings:
        raise NotApplicableError("the function has no event source mapping")
    for mapping in mappings:
        vanished = _vanished(function, audit, mapping)
        problem = _problem(mapping) or vanished
        if problem:
            yield Finding(
                message=f"The mapping {mapping.uuid} of {mapping.source_arn or 'Kafka'}"
                f" {problem.rstrip('.')}.",
                evidence={
                    "mapping": mapping.uuid,
                    "source": mapping.source_arn,
                    "state": mapping.state,
                    "state_transition_reason": mapping.state_transition_reason,
                    "last_processing_result": mapping.last_processing_result,
                },
                fix=_fix(function, mapping, vanished=bool(vanished)),
            )


def _problem(mapping: EventSourceMapping) -> str:
    if mapping.state in STOPPED:
        reason = mapping.state_transition_reason
        if reason.lower().startswith(BY_THE_OWNER[0]) or reason == BY_THE_OWNER[1]:
            return ""
        return f"was disabled by AWS: {reason}"
    result = mapping.last_processing_result
    if result.strip().lower().rstrip(".") in HEALTHY:
        return ""
    return f"reports {result}"


def _vanished(function: Function, audit: Audit, mapping: EventSourceMapping) -> str:
    if mapping.kind != "sqs":
        return ""
    fact = queue_of(audit, function, mapping.source_arn or "")
    gone = isinstance(fact, Known) and fact.value is None
    return "reads from a queue that does not exist" if gone else ""


def _fix(function: Function, mapping: EventSourceMapping, *, vanished: bool) -> Fix:
    named = ("--uuid", mapping.uuid, "--region", function.region)
    if vanished:
        delete = fix_text.shell("aws", "lambda", "delete-event-source-mapping", *named)
        return Fix(kind=FixKind.DECIDE, cli=f"# if the queue will not come back\n{delete}")
    if mapping.state not in STOPPED:
        look = fix_text.shell("aws", "lambda", "get-event-source-mapping", *named)
        return Fix(kind=FixKind.INVESTIGATE, cli=look)
    source = mapping.source_arn or ""
    cause = f"first remove the cause: {mapping.state_transition_reason}"
    enable = fix_text.shell("aws", "lambda", "update-event-source-mapping", *named, "--enabled")
    return Fix(
        kind=FixKind.DECIDE,  # AWS stops it again where the cause is still there
        cli=f"{shell_comment(cause)}\n{enable}",
        sam=fix_text.resource(
            "AWS::Lambda::EventSourceMapping",
            f"FunctionName: {fix_text.text(mapping.function_arn)}",
            f"EventSourceArn: {fix_text.text(source)}",
            "Enabled: true",
        ),
        terraform=terraform_mapping(function, mapping, "enabled          = true"),
    )
