from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.failure_queue_fix import Sender, queue_fix
from auditor.analysis.invocation import mappings_of
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Function,
    Need,
    NotApplicableError,
    Severity,
    check,
)

STREAMS = frozenset({"kinesis", "dynamodb", "kafka"})


@check(
    "stream-without-failure-destination",
    severity=Severity.HIGH,
    category=Category.RELIABILITY,
    needs={Need.EVENT_SOURCE_MAPPINGS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html",
    ),
)
def stream_without_failure_destination(function: Function, audit: Audit) -> Iterator[Finding]:
    """Stream mapping without a failure destination.

    When a batch from Kinesis, DynamoDB or Kafka keeps failing, Lambda gives up after the retries
    or when the records expire, and skips it. Without an OnFailure destination on the event source
    mapping there is no record of what was skipped. SQS queues are not judged: their redrive policy
    keeps failed messages.

    Fix: Set an OnFailure destination on the event source mapping: a queue, topic or bucket, or for
    Kafka another Kafka topic.

    Risk: The role needs the permission to write to the destination, and you have to look at what
    arrives.
    """
    streams = [m for m in mappings_of(audit, function) if m.kind in STREAMS]
    if not streams:
        raise NotApplicableError("the function reads from no Kinesis, DynamoDB or Kafka stream")
    for mapping in streams:
        if not mapping.on_failure:
            source = mapping.source_arn or "self-managed Kafka"
            yield Finding(
                message=f"The mapping {mapping.uuid} of {source} has no OnFailure destination.",
                evidence={
                    "mapping": mapping.uuid,
                    "source": source,
                    "state": mapping.state,
                    "invokes": mapping.function_arn,
                },
                fix=queue_fix(audit, function, Sender(mapping=mapping)),
            )
