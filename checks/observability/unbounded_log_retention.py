from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.analysis.tables.sizes import words
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    LogGroup,
    Need,
    NotApplicableError,
    Option,
    Severity,
    check,
    fix_text,
)


@check(
    "unbounded-log-retention",
    severity=Severity.LOW,
    category=Category.OBSERVABILITY,
    needs={Need.LOG_GROUPS},
    references=(
        "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16",
    ),
    frameworks=(
        "AWS Security Hub CloudWatch.16",
        "AWS Well-Architected Serverless Lens COST 1",
        "NIST 800-53 r5 AU-11",
        "NIST 800-53 r5 SI-12",
    ),
    options={"days": Option(default=30, text="the retention that the fix suggests, in days")},
)
def unbounded_log_retention(function: Function, audit: Audit) -> Iterator[Finding]:
    """The function's logs are kept for ever.

    A log group that Lambda creates has no end date: storage is paid for each month, and data that
    a request carried into the log (names, addresses, tokens) is never deleted.

    Fix: Set a retention that fits the need, and create the log group in the template.

    Risk: Older lines are deleted for good within days: export first what the law or an
    investigation needs.
    """
    group = audit.once(_groups, function.region).get(function.log_group)
    if group is None:
        raise NotApplicableError(f"the log group {function.log_group} does not exist yet")
    if group.retention_days is not None:
        return
    days = int(audit.number("unbounded-log-retention", "days"))
    yield Finding(
        message=f"The log group {group.name} never expires; it holds {words(group.stored_bytes)}.",
        evidence={"log_group": group.name, "stored_bytes": group.stored_bytes},
        fix=_fix(function, group, days),
        cause=group.arn
        or f"arn:{audit.account.partition}:logs:{function.region}:{audit.account.id}"
        f":log-group:{group.name}",
    )


def _groups(audit: Audit, region: str) -> Mapping[str, LogGroup]:
    groups = next(r.log_groups for r in audit.account.regions if r.name == region)
    return {group.name: group for group in groups.get()}


def _fix(function: Function, group: LogGroup, days: int) -> Fix:
    put = ("aws", "logs", "put-retention-policy", "--log-group-name", group.name)
    name, keep = f"name = {fix_text.hcl(group.name)}", f"retention_in_days = {days}"
    return Fix(
        cli=fix_text.shell(*put, "--retention-in-days", str(days), "--region", function.region),
        sam=fix_text.resource(
            "AWS::Logs::LogGroup",
            f"LogGroupName: {fix_text.text(group.name)}",
            f"RetentionInDays: {days}",
        ),
        terraform=fix_text.block("aws_cloudwatch_log_group", function.name, name, keep),
    )
