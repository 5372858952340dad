from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.invocation import mappings_of, queue_of
from auditor.analysis.tables.function_kinds import longest_wait
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
    """SQS visibility timeout too short for the function.

    A message that was received is hidden from other pollers for the queue's visibility timeout.
    If that is shorter than six times the function's timeout, plus the batching window, a throttled
    or slow batch is delivered a second time before the first attempt has ended. If it is shorter
    than one timeout, every slow message is processed twice, and the severity is high. For a durable
    function the poller waits for the whole execution, so its execution timeout counts, up to the
    longest invocation that Lambda allows.

    Fix: Raise the queue's visibility timeout to six times the function's timeout.

    Risk: A message whose invocation was cut off comes back later than it does now.
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
        wait = longest_wait(function, mapping.kind)
        least = min(int(factor * wait) + mapping.batching_window, LONGEST)
        if fact.value is not None and fact.value.visibility_timeout < least:
            yield _finding(function, mapping, fact.value, least)
    if unread:
        raise UnavailableError(unread[0])


def _finding(function: Function, mapping: EventSourceMapping, queue: Queue, least: int) -> Finding:
    wait = longest_wait(function, mapping.kind)
    what = "function timeout" if wait == function.timeout else "durable execution"
    return Finding(
        message=(
            f"The queue {queue.arn} hides a message for {queue.visibility_timeout} s; a {what} of"
            f" {wait} s needs {least} s."
        ),
        evidence={
            "queue": queue.arn,
            "mapping": mapping.uuid,
            "visibility_timeout": queue.visibility_timeout,
            "function_timeout": function.timeout,
            "longest_wait": wait,
            "batching_window": mapping.batching_window,
            "needed": least,
        },
        fix=_fix(function, queue, least),
        severity=Severity.HIGH if queue.visibility_timeout < wait else None,
        cause=queue.arn,
    )


def _fix(function: Function, queue: Queue, least: int) -> Fix:
    name = parse_arn(queue.arn).name
    return Fix(
        cli=fix_text.shell(
            *("aws", "sqs", "set-queue-attributes", "--queue-url", fix_text.queue_url(queue.arn)),
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
