"""A change of one event source mapping, in SAM and in Terraform.

A function may read from several sources, so the source names the event and the block: snippets for
one mapping merge, and those for two stay apart.
"""

from __future__ import annotations

from auditor.analysis import fix_text
from auditor.model import EventSourceMapping, Function
from auditor.model.arn import parse_arn

__all__ = ["sam_event", "terraform_mapping"]

_EVENTS = {
    "sqs": "SQS",
    "kinesis": "Kinesis",
    "dynamodb": "DynamoDB",
    "mq": "MQ",
    "documentdb": "DocumentDB",
}
_SOURCES = {"sqs": "Queue", "mq": "Broker", "documentdb": "Cluster"}


def sam_event(mapping: EventSourceMapping, *lines: str) -> tuple[str, ...]:
    """Return the lines that set properties of the mapping's event on its function."""
    source = mapping.source_arn
    # Brokers of one's own have no ARN, so the event is found by its type.
    kind = _EVENTS.get(mapping.kind, "MSK" if source else "SelfManagedKafka")
    named = f"{_SOURCES.get(mapping.kind, 'Stream')}: {fix_text.text(source or '')}"
    properties = (named, *lines) if source else lines
    return (
        "Events:",
        f"  {fix_text.logical_id(_name(mapping))}:",
        f"    Type: {kind}",
        "    Properties:",
        *(f"      {line}" for line in properties),
    )


def terraform_mapping(function: Function, mapping: EventSourceMapping, *lines: str) -> str:
    """Return the Terraform block that sets arguments of the mapping."""
    source = mapping.source_arn
    return fix_text.block(
        "aws_lambda_event_source_mapping",
        f"{function.name}_{_name(mapping)}",
        f"function_name    = {fix_text.hcl(mapping.function_arn)}",
        *((f"event_source_arn = {fix_text.hcl(source)}",) if source else ()),
        *lines,
    )


def _name(mapping: EventSourceMapping) -> str:
    """Return the source's name: `orders` of `stream/orders` and of `table/orders/stream/…`."""
    if mapping.source_arn is None:
        return "kafka"
    kind, _, name = parse_arn(mapping.source_arn).resource.partition("/")
    return name.partition("/")[0] or kind
