"""Settings that several functions of the sample account share."""

from __future__ import annotations

PASS_THROUGH = {"TracingConfig": {"Mode": "PassThrough"}}
TEXT_LOGS = {"LoggingConfig": {"LogFormat": "Text"}}
POLL_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
READ_TABLE_STREAM = (
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:DescribeStream",
    "dynamodb:ListStreams",
)
READ_STREAM = ("kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream")
PARTIAL_BATCHES = ["ReportBatchItemFailures"]
WATCHFUL_STREAM = {
    "StartingPosition": "LATEST",
    "MaximumRetryAttempts": 3,
    "MaximumRecordAgeInSeconds": 3600,
    "BisectBatchOnFunctionError": True,
    "FunctionResponseTypes": PARTIAL_BATCHES,
}


def dead_letters(target: str) -> dict[str, object]:
    """Return the configuration of a function that sends what failed to `target`."""
    return {"DeadLetterConfig": {"TargetArn": target}}
