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
    Option,
    Severity,
    check,
    fix_text,
)

FOREVER = -1
# Kafka mappings only have these settings in provisioned mode; absent, they do not apply there.
DEFAULT_FOREVER = frozenset({"kinesis", "dynamodb"})


@check(
    "unbounded-stream-retries",
    severity=Severity.MEDIUM,
    category=Category.RELIABILITY,
    needs={Need.EVENT_SOURCE_MAPPINGS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-errors.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html",
    ),
    options={
        "suggested_retries": Option(default=5, text="MaximumRetryAttempts that the fix proposes"),
    },
)
def unbounded_stream_retries(function: Function, audit: Audit) -> Iterator[Finding]:
    """Unlimited retries on a stream.

    By default Lambda retries a failing batch until its records expire from the stream, and reads
    nothing else from that shard in the meantime: one bad record can block it for days. A limit on
    the retries or on the age of the records, or splitting the batch on error, lets the good records
    through.

    Fix: Set MaximumRetryAttempts or MaximumRecordAgeInSeconds, and BisectBatchOnFunctionError.

    Risk: Records that still fail after the last retry are skipped: set an OnFailure destination as
    well.
    """
    streams = [m for m in mappings_of(audit, function) if _bounded(m) is not None]
    if not streams:
        raise NotApplicableError("the function reads from no Kinesis or DynamoDB stream")
    retries = int(audit.number("unbounded-stream-retries", "suggested_retries"))
    for mapping in streams:
        if _bounded(mapping) is False:
            yield Finding(
                message=(
                    f"The mapping {mapping.uuid} of {mapping.source_arn} retries a failing batch"
                    " until its records expire."
                ),
                evidence={
                    "mapping": mapping.uuid,
                    "source": mapping.source_arn,
                    "maximum_retry_attempts": FOREVER,
                    "maximum_record_age": FOREVER,
                    "bisect": False,
                },
                fix=_fix(function, mapping, retries),
            )


def _bounded(mapping: EventSourceMapping) -> bool | None:
    """Return whether retries end; None: the settings do not exist for this kind of source."""
    settings = (mapping.maximum_retry_attempts, mapping.maximum_record_age)
    if mapping.kind in DEFAULT_FOREVER:
        settings = (
            FOREVER if settings[0] is None else settings[0],
            FOREVER if settings[1] is None else settings[1],
        )
    elif mapping.kind != "kafka" or None in settings:
        return None
    return mapping.bisect or settings != (FOREVER, FOREVER)


def _fix(function: Function, mapping: EventSourceMapping, retries: int) -> Fix:
    return Fix(
        cli=fix_text.shell(
            *("aws", "lambda", "update-event-source-mapping", "--uuid", mapping.uuid),
            *("--region", function.region, "--maximum-retry-attempts", str(retries)),
            "--bisect-batch-on-function-error",
        ),
        sam=fix_text.sam(
            function,
            *sam_event(
                mapping, f"MaximumRetryAttempts: {retries}", "BisectBatchOnFunctionError: true"
            ),
        ),
        terraform=terraform_mapping(
            function,
            mapping,
            f"maximum_retry_attempts         = {retries}",
            "bisect_batch_on_function_error = true",
        ),
    )
