from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.invocation import Mode, sources_of
from auditor.analysis.invocation.edge import at_edge
from auditor.analysis.tables.function_kinds import no_cold_start_cure
from auditor.analysis.tables.sizes import MB, words
from auditor.plugin import (
    NOT_ASKED,
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Known,
    Need,
    NotApplicableError,
    Option,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
)

ID = "cold-start-exposed"
SHOWN = 3


@check(
    ID,
    severity=Severity.LOW,
    worst=Severity.MEDIUM,
    category=Category.UPKEEP,
    needs={Need.RESOURCE_POLICY, Need.ALIASES, Need.FUNCTION_URLS, Need.PROVISIONED_CONCURRENCY},
    uses={Need.API_INTEGRATIONS, Need.ROLES},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens PERF 1",),
    options={
        "megabytes": Option(
            default=10, text="above this size of code and layers, in MB, it is medium"
        )
    },
)
def cold_start_exposed(function: Function, audit: Audit) -> Iterator[Finding]:
    """Cold starts without SnapStart or provisioned concurrency.

    When no warm environment is free, Lambda starts a new one while the caller waits: seconds for
    Java and .NET, longer the larger the package. SnapStart resumes from a snapshot of the started
    function instead; provisioned concurrency keeps environments warm.

    Fix: Switch SnapStart on and publish versions, or provision concurrency for the busy hours.

    Risk: Every environment starts from the same state: random numbers, keys and connections
    made before the snapshot must be made again after it. Callers must name an alias or a version.
    """
    if function.snap_start == "PublishedVersions":
        return
    if reason := no_cold_start_cure(function):
        raise NotApplicableError(reason)
    if at_edge(audit, function):
        raise NotApplicableError("Lambda@Edge has neither SnapStart nor provisioned concurrency")
    callers = _callers(function, audit)
    if not callers:
        raise NotApplicableError("no caller is known to wait for its result")
    if function.provisioned_concurrency.get():
        return
    size = function.code_size + sum(layer.code_size for layer in function.layers)
    large = size > MB * audit.number(ID, "megabytes")
    python = (function.runtime or "").startswith("python")
    yield Finding(
        message=f"Cold starts of {function.runtime} with {words(size)} of code keep"
        f" {callers[0].partition(' (')[0]} waiting; SnapStart is off.",
        evidence={
            "callers": callers[:SHOWN],
            "package_bytes": size,
            "runtime": function.runtime,
            "snap_start": function.snap_start or "None",
        },
        fix=_fix(function),
        # Python starts fast unless it imports much, and SnapStart is billed there.
        confidence=Confidence.MEDIUM if python else Confidence.HIGH,
        severity=Severity.MEDIUM if large else None,
    )


def _callers(function: Function, audit: Audit) -> tuple[str, ...]:
    invoked = audit.once(sources_of, function.arn)
    waiting = invoked.by(Mode.SYNCHRONOUS)
    if not waiting:
        # Schedules are never waited for, so that gap hides no caller.
        gaps = [gap for gap in invoked.gaps if gap != audit.region(function).schedules]
        if isinstance(function.urls, Unknown) and function.urls != NOT_ASKED:
            gaps.append(function.urls)
        gaps.extend(gap for gap in invoked.unseen if gap == audit.region(function).api_integrations)
        if gaps:
            raise UnavailableError(gaps[0])
    return tuple(sorted(f"{source.service} ({source.evidence})" for source in waiting))


def _fix(function: Function) -> Fix:
    aliases = function.aliases.value if isinstance(function.aliases, Known) else {}
    alias = min(aliases, default="live")
    apply = ("--snap-start", "ApplyOn=PublishedVersions")
    return Fix(
        cli="\n".join(
            (
                fix_text.lambda_cli("update-function-configuration", function, *apply),
                fix_text.lambda_cli("publish-version", function),
            )
        ),
        sam=fix_text.sam(
            function,
            *("SnapStart:", "  ApplyOn: PublishedVersions"),
            f"AutoPublishAlias: {fix_text.text(alias)}",
        ),
        terraform=fix_text.terraform(
            function, "publish = true", "snap_start {", '  apply_on = "PublishedVersions"', "}"
        ),
    )
