from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.event_source_fix import sam_event, terraform_mapping
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

SOURCES = frozenset({"sqs", "kinesis", "dynamodb"})
SETTING = "ReportBatchItemFailures"


@check(
    "whole-batch-retry",
    severity=Severity.LOW,
    category=Category.RELIABILITY,
    needs={Need.EVENT_SOURCE_MAPPINGS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html",
    ),
)
def whole_batch_retry(function: Function, audit: Audit) -> Iterator[Finding]:
    """No partial batch responses.

    Without ReportBatchItemFailures, one failed record makes Lambda repeat the whole batch, so
    records that were already processed are processed again. With it the function reports the
    records that failed, and only those return. The function's code has to support it.

    Fix: Return the failed items from the handler (Powertools' batch processor does), and set
    FunctionResponseTypes to ReportBatchItemFailures on the mapping.

    Risk: If the handler does not return the failed items, Lambda treats the batch as processed and
    they are lost: change the code first.
    """
    batches = [m for m in mappings_of(audit, function) if m.kind in SOURCES and m.batch_size > 1]
    if not batches:
        raise NotApplicableError("the function gets no batches from SQS, Kinesis or DynamoDB")
    for mapping in batches:
        if SETTING not in mapping.response_types:
            yield Finding(
                message=(
                    f"The mapping {mapping.uuid} of {mapping.source_arn} hands over up to"
                    f" {mapping.batch_size} records, and repeats all of them when one fails."
                ),
                evidence={
                    "mapping": mapping.uuid,
                    "source": mapping.source_arn,
                    "batch_size": mapping.batch_size,
                    "function_response_types": mapping.response_types,
                },
                fix=_fix(function, mapping),
            )


def _fix(function: Function, mapping: EventSourceMapping) -> Fix:
    return Fix(
        cli=fix_text.shell(
            *("aws", "lambda", "update-event-source-mapping", "--uuid", mapping.uuid),
            *("--region", function.region, "--function-response-types", SETTING),
        ),
        sam=fix_text.sam(function, *sam_event(mapping, "FunctionResponseTypes:", f"  - {SETTING}")),
        terraform=terraform_mapping(function, mapping, f'function_response_types = ["{SETTING}"]'),
    )
