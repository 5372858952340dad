from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.tables.powertools import powertools
from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Severity,
    check,
    fix_text,
)


@check(
    "unstructured-logs",
    severity=Severity.LOW,
    category=Category.OBSERVABILITY,
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens OPS 1", "NIST 800-53 r5 AU-3"),
)
def unstructured_logs(function: Function, audit: Audit) -> Iterator[Finding]:
    """Plain-text logs.

    Plain lines must be searched with text patterns. As JSON, each line carries the request id, the
    level and its fields, so CloudWatch Logs Insights can filter, count and join them, and the log
    level can be changed without a deployment. Powertools for AWS Lambda writes JSON by itself.

    Fix: Set the log format to JSON, or log through Powertools.

    Risk: Filters, alarms and parsers that read the plain lines no longer match.
    """
    if function.log_format == "JSON" or powertools(function):
        return
    if powertools(function, function.environment.get()):
        return
    yield Finding(
        message=f"The log format is {function.log_format or 'Text'}.",
        evidence={"log_format": function.log_format or "Text", "log_group": function.log_group},
        fix=Fix(
            cli=fix_text.lambda_cli(
                "update-function-configuration", function, "--logging-config", "LogFormat=JSON"
            ),
            sam=fix_text.sam(function, "LoggingConfig:", "  LogFormat: JSON"),
            terraform=fix_text.terraform(
                function, "logging_config {", '  log_format = "JSON"', "}"
            ),
        ),
        # A logger inside the code may write JSON all the same.
        confidence=Confidence.MEDIUM,
    )
