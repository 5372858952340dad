from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from auditor.analysis.invocation.edge import EDGE_HOME, EDGE_LOGS, role_for_edge, trusts_edge
from auditor.analysis.tables.sizes import words
from auditor.plugin import (
    NOT_ASKED,
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    Known,
    LogGroup,
    Need,
    NotApplicableError,
    Option,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
)

ID = "unbounded-log-retention"


@check(
    ID,
    severity=Severity.LOW,
    category=Category.OBSERVABILITY,
    needs={Need.LOG_GROUPS},
    uses={Need.ROLES},
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
    """Log group without a retention period.

    A log group that Lambda creates never expires: storage is paid for each month, and data that a
    request carried into the log (names, addresses, tokens) is never deleted. A function that
    CloudFront runs at the edge (Lambda@Edge) has a log group in each region where it ran; all that
    were read are judged.

    Fix: Set a retention period that fits the need, and create the log group in the template.

    Risk: Older lines are deleted for good within days: export first what the law or an
    investigation needs.
    """
    places, unread = _places(function, audit)
    for region, group in places:
        if group.retention_days is None:
            yield _finding(function, audit, region, group)
    if unread:
        raise UnavailableError(unread[0])
    if not places:
        raise NotApplicableError(f"the log group {function.log_group} does not exist yet")


def _places(function: Function, audit: Audit) -> tuple[list[tuple[str, LogGroup]], list[Unknown]]:
    """Return the regions and groups that the function logs to, and what could not be read."""
    wanted = [(function.region, function.log_group)]
    unread: list[Unknown] = []
    home = audit.region(function).log_groups
    if isinstance(home, Unknown):
        unread.append(home)
    if function.region == EDGE_HOME:
        wanted += [(region.name, EDGE_LOGS + function.name) for region in audit.account.regions]
        unread += _unread_elsewhere(function, audit)
    found: list[tuple[str, LogGroup]] = []
    for region, name in wanted:
        group = audit.once(_groups, region).get(name)
        if group is not None:
            found.append((region, group))
    return found, unread


def _unread_elsewhere(function: Function, audit: Audit) -> list[Unknown]:
    """Return the gaps that could hide a group of the function, if it may run at the edge."""
    role = role_for_edge(audit, function)
    if role == NOT_ASKED or (isinstance(role, Known) and not trusts_edge(role.value)):
        return []
    return [
        replace(region.log_groups, region=region.name)
        for region in audit.account.regions
        if isinstance(region.log_groups, Unknown) and region.name != function.region
    ]


def _groups(audit: Audit, region: str) -> Mapping[str, LogGroup]:
    """Return the log groups of a region by name; none where they could not be read."""
    groups = next(r.log_groups for r in audit.account.regions if r.name == region)
    return {} if isinstance(groups, Unknown) else {group.name: group for group in groups.value}


def _finding(function: Function, audit: Audit, region: str, group: LogGroup) -> Finding:
    account = audit.account
    where = "" if region == function.region else f" in {region}"
    # One that a template declares, or that Lambda will make, holds nothing yet.
    new = function.planned and not group.stored_bytes
    held = "" if new else f"; it holds {words(group.stored_bytes)}"
    return Finding(
        message=f"The log group {group.name}{where} never expires{held}.",
        evidence={
            "log_group": group.name,
            "region": region,
            "stored_bytes": group.stored_bytes,
        },
        fix=_fix(function, region, group, int(audit.number(ID, "days"))),
        cause=group.arn
        or f"arn:{account.partition}:logs:{region}:{account.id}:log-group:{group.name}",
    )


def _fix(function: Function, region: str, group: LogGroup, days: int) -> Fix:
    put = ("aws", "logs", "put-retention-policy", "--log-group-name", group.name)
    name, keep = f"name = {fix_text.hcl(group.name)}", f"retention_in_days = {days}"
    return Fix(
        cli=fix_text.shell(*put, "--retention-in-days", str(days), "--region", region),
        sam=fix_text.resource(
            "AWS::Logs::LogGroup",
            f"LogGroupName: {fix_text.text(group.name)}",
            f"RetentionInDays: {days}",
        ),
        terraform=fix_text.block("aws_cloudwatch_log_group", function.name, name, keep),
    )
