from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.invocation import mappings_of, queue_of
from auditor.plugin import (
    Audit,
    Category,
    EventSourceMapping,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Option,
    Queue,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
    parse_arn,
)

LONGEST = 43_200  # seconds; what SQS allows


@check(
    "short-visibility-timeout",
    severity=Severity.MEDIUM,
    worst=Severity.HIGH,
    category=Category.RELIABILITY,
    needs={Need.EVENT_SOURCE_MAPPINGS, Need.QUEUES},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",),
    options={
        "factor": Option(
            default=6,
            text="how many function timeouts the visibility timeout must last (AWS advises 6)",
        ),
    },
)
def short_visibility_timeout(function: Function, audit: Audit) -> Iterator[Finding]:
    """A message may return to its queue while the function still works on it.

    A message that was received is hidden from other pollers for the queue's visibility timeout.
    If that is shorter than six times the function's timeout, plus the batching window, a throttled
    or slow batch is delivered a second time before the first attempt has ended. Shorter than
    one timeout, every slow message is processed twice: then the severity is high.

    Fix: Raise the queue's visibility timeout to six times the function's timeout.

    Risk: A message whose invocation broke off comes back later than it does now.
    """
    factor = audit.number("short-visibility-timeout", "factor")
    mappings = [m for m in mappings_of(audit, function) if m.kind == "sqs" and m.source_arn]
    if not mappings:
        raise NotApplicableError("the function reads from no SQS queue")
    unread: list[Unknown] = []
    for mapping in mappings:
        fact = queue_of(audit, function, mapping.source_arn or "")
        if isinstance(fact, Unknown):
            unread.append(fact)
            continue
        least = min(int(factor * function.timeout) + mapping.batching_window, LONGEST)
        if fact.value is not None and fact.value.visibility_timeout < least:
            yield _finding(function, audit, mapping, fact.value, least)
    if unread:
        raise UnavailableError(unread[0])


def _finding(
    function: Function, audit: Audit, mapping: EventSourceMapping, queue: Queue, least: int
) -> Finding:
    too_short = queue.visibility_timeout < function.timeout
    return Finding(
        message=(
            f"The queue {queue.arn} hides a message for {queue.visibility_timeout} s, but a"
            f" function timeout of {function.timeout} s asks for {least} s."
        ),
        evidence={
            "queue": queue.arn,
            "mapping": mapping.uuid,
            "visibility_timeout": queue.visibility_timeout,
            "function_timeout": function.timeout,
            "batching_window": mapping.batching_window,
            "needed": least,
        },
        fix=_fix(function, audit, queue, least),
        severity=Severity.HIGH if too_short else None,
        cause=queue.arn,
    )


def _fix(function: Function, audit: Audit, queue: Queue, least: int) -> Fix:
    name = parse_arn(queue.arn).name
    url = f"https://sqs.{function.region}.amazonaws.com/{audit.account.id}/{name}"
    return Fix(
        cli=fix_text.shell(
            *("aws", "sqs", "set-queue-attributes", "--queue-url", url),
            *("--region", function.region, "--attributes", f"VisibilityTimeout={least}"),
        ),
        sam="\n".join(
            (
                "Type: AWS::SQS::Queue",
                "Properties:",
                f"  QueueName: {fix_text.text(name)}",
                f"  VisibilityTimeout: {least}",
            )
        ),
        terraform=fix_text.block(
            "aws_sqs_queue",
            name,
            f"name                       = {fix_text.hcl(name)}",
            f"visibility_timeout_seconds = {least}",
        ),
    )
