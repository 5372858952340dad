from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.invocation import mappings_of, queue_of
from auditor.plugin import (
    Audit,
    Category,
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


@check(
    "low-receive-count",
    severity=Severity.MEDIUM,
    category=Category.RELIABILITY,
    needs={Need.EVENT_SOURCE_MAPPINGS, Need.QUEUES},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",),
    options={
        "minimum": Option(default=5, text="lowest maxReceiveCount that passes (AWS advises 5)"),
    },
)
def low_receive_count(function: Function, audit: Audit) -> Iterator[Finding]:
    """SQS maxReceiveCount too low.

    Lambda's pollers receive messages that they may have to put back when the function is
    throttled, and each time counts as an attempt. With a maxReceiveCount below 5, healthy messages
    end up in the dead-letter queue because of a short burst.

    Fix: Set maxReceiveCount in the queue's redrive policy to at least 5.

    Risk: Messages that always fail are tried more often before they are moved aside.
    """
    minimum = int(audit.number("low-receive-count", "minimum"))
    arns = sorted({m.source_arn or "" for m in mappings_of(audit, function) if m.kind == "sqs"})
    if not arns:
        raise NotApplicableError("the function reads from no SQS queue")
    unread: list[Unknown] = []
    judged = False
    for arn in arns:
        fact = queue_of(audit, function, arn)
        if isinstance(fact, Unknown):
            unread.append(fact)
            continue
        queue = fact.value
        count = queue.max_receive_count if queue is not None else None
        judged = judged or count is not None
        if queue is not None and queue.dead_letter_queue and count is None:
            unread.append(Unknown(reason=f"the maxReceiveCount of the queue {arn} is not known"))
        if queue is not None and count is not None and count < minimum:
            yield Finding(
                message=f"The queue {arn} gives a message {count}"
                f" attempt{'' if count == 1 else 's'}, fewer than {minimum}.",
                evidence={"queue": arn, "max_receive_count": count, "minimum": minimum},
                fix=_fix(function, queue, minimum),
                cause=arn,
            )
    if unread:
        raise UnavailableError(unread[0])
    if not judged:
        raise NotApplicableError("no queue that the function reads has a redrive policy")


def _fix(function: Function, queue: Queue, minimum: int) -> Fix:
    name = parse_arn(queue.arn).name
    dead = queue.dead_letter_queue or ""
    return Fix(
        cli=fix_text.set_redrive(queue.arn, dead, minimum, function.region),
        sam="\n".join(
            (
                "Type: AWS::SQS::Queue",
                "Properties:",
                f"  QueueName: {fix_text.text(name)}",
                "  RedrivePolicy:",
                f"    deadLetterTargetArn: {fix_text.text(dead)}",
                f"    maxReceiveCount: {minimum}",
            )
        ),
        terraform=fix_text.block(
            "aws_sqs_queue",
            name,
            f"name           = {fix_text.hcl(name)}",
            "redrive_policy = jsonencode({",
            f"  deadLetterTargetArn = {fix_text.hcl(dead)}",
            f"  maxReceiveCount     = {minimum}",
            "})",
        ),
    )
