from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.invocation import is_dead_letter_queue, mappings_of, queue_of
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Queue,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
    parse_arn,
)

ATTEMPTS = 5  # what AWS advises at least


@check(
    "queue-without-redrive",
    severity=Severity.HIGH,
    category=Category.RELIABILITY,
    needs={Need.EVENT_SOURCE_MAPPINGS, Need.QUEUES},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
    ),
)
def queue_without_redrive(function: Function, audit: Audit) -> Iterator[Finding]:
    """Source queue without a dead-letter queue.

    A message that always fails returns to its queue after each attempt, is tried again until its
    retention period ends, and is then deleted without a trace. A redrive policy on the queue moves
    it aside after some attempts. A dead-letter queue that is itself read is not judged.

    Fix: Give the source queue a redrive policy with a maxReceiveCount of at least 5.

    Risk: Messages that keep failing leave the queue: set an alarm on the dead-letter queue, or you
    will not notice.
    """
    arns = sorted({m.source_arn or "" for m in mappings_of(audit, function) if m.kind == "sqs"})
    if not arns:
        raise NotApplicableError("the function reads from no SQS queue")
    unread: list[Unknown] = []
    for arn in arns:
        fact = queue_of(audit, function, arn)
        if isinstance(fact, Unknown):
            unread.append(fact)
        elif fact.value is not None and _unprotected(audit, fact.value):
            yield Finding(
                message=f"The queue {arn} has no redrive policy.",
                evidence={
                    "queue": arn,
                    "mappings": tuple(
                        m.uuid for m in mappings_of(audit, function) if m.source_arn == arn
                    ),
                },
                fix=_fix(function, fact.value),
                cause=arn,
            )
    if unread:
        raise UnavailableError(unread[0])


def _unprotected(audit: Audit, queue: Queue) -> bool:
    return not queue.dead_letter_queue and not is_dead_letter_queue(audit, queue.arn)


def _fix(function: Function, queue: Queue) -> Fix:
    name = parse_arn(queue.arn).name
    suffix = ".fifo" if queue.fifo else ""  # a FIFO queue needs a FIFO dead-letter queue
    dead = f"{name.removesuffix('.fifo')[:70]}-dlq{suffix}"
    arn = queue.arn.removesuffix(name) + dead
    return Fix(
        cli=_cli(function, queue, arn),
        sam=fix_text.resources(
            (
                dead,
                fix_text.resource(
                    "AWS::SQS::Queue",
                    f"QueueName: {fix_text.text(dead)}",
                    *(["FifoQueue: true"] if queue.fifo else []),
                ),
            ),
            (
                name,
                fix_text.resource(
                    "AWS::SQS::Queue",
                    f"QueueName: {fix_text.text(name)}",
                    *(["FifoQueue: true"] if queue.fifo else []),
                    "RedrivePolicy:",
                    f"  deadLetterTargetArn: !GetAtt {fix_text.logical_id(dead)}.Arn",
                    f"  maxReceiveCount: {ATTEMPTS}",
                ),
            ),
        ),
        terraform=_terraform(queue, name, dead),
    )


def _terraform(queue: Queue, name: str, dead: str) -> str:
    fifo = ("fifo_queue = true",) if queue.fifo else ()
    return "\n".join(
        (
            fix_text.block("aws_sqs_queue", dead, f"name = {fix_text.hcl(dead)}", *fifo),
            fix_text.block(
                "aws_sqs_queue",
                name,
                f"name           = {fix_text.hcl(name)}",
                *fifo,
                "redrive_policy = jsonencode({",
                f"  deadLetterTargetArn = aws_sqs_queue.{fix_text.label(dead)}.arn",
                f"  maxReceiveCount     = {ATTEMPTS}",
                "})",
            ),
        )
    )


def _cli(function: Function, queue: Queue, dead_letters: str) -> str:
    fifo = ("--attributes", "FifoQueue=true") if queue.fifo else ()
    create = fix_text.shell(
        *("aws", "sqs", "create-queue", "--queue-name", parse_arn(dead_letters).name),
        *("--region", function.region, *fifo),
    )
    redrive = fix_text.set_redrive(queue.arn, dead_letters, ATTEMPTS, function.region)
    return f"{create}\n{redrive}"
