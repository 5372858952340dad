from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.invocation import mappings_of
from auditor.plugin import (
    Audit,
    Category,
    EventSourceMapping,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Severity,
    check,
    fix_text,
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
                fix=_fix(function, audit, mapping),
            )


def _fix(function: Function, audit: Audit, mapping: EventSourceMapping) -> Fix:
    queue = f"{function.name[:60]}-failed-batches"
    place = f"{function.region}:{audit.account.id}"
    arn = f"arn:{audit.account.partition}:sqs:{place}:{queue}"
    event = {"kinesis": "Kinesis", "dynamodb": "DynamoDB"}.get(mapping.kind, "MSK")
    return Fix(
        cli=_cli(function, mapping, queue, arn),
        sam=fix_text.sam(
            function,
            "Events:",
            "  Stream:",
            f"    Type: {event}",
            "    Properties:",
            f"      Stream: {fix_text.text(mapping.source_arn or '')}",
            "      DestinationConfig:",
            "        OnFailure:",
            f"          Destination: {fix_text.text(arn)}",
        ),
        terraform=fix_text.block(
            "aws_lambda_event_source_mapping",
            function.name,
            f"function_name    = {fix_text.hcl(mapping.function_arn)}",
            f"event_source_arn = {fix_text.hcl(mapping.source_arn or '')}",
            "destination_config {",
            f"  on_failure {{ destination_arn = {fix_text.hcl(arn)} }}",
            "}",
        ),
    )


def _cli(function: Function, mapping: EventSourceMapping, queue: str, arn: str) -> str:
    use = fix_text.shell(
        *("aws", "lambda", "update-event-source-mapping", "--uuid", mapping.uuid),
        *("--region", function.region, "--destination-config"),
        f'{{"OnFailure":{{"Destination":"{arn}"}}}}',
    )
    create = fix_text.create_queue(queue, function.region)
    grant = fix_text.grant(function, f"SendMessage-{queue}", "sqs:SendMessage", arn).cli
    return f"{create}\n{grant}\n{use}"
