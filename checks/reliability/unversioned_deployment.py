from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from auditor.analysis.event_source_fix import terraform_mapping
from auditor.analysis.invocation import LATEST, Invoker, mappings_of, sources_of
from auditor.analysis.quoting import shell_comment
from auditor.plugin import (
    Audit,
    Category,
    EventSourceMapping,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    NotApplicableError,
    Severity,
    check,
    fix_text,
)

SHOWN = 5


@check(
    "unversioned-deployment",
    severity=Severity.LOW,
    category=Category.RELIABILITY,
    needs={
        Need.ALIASES,
        Need.EVENT_SOURCE_MAPPINGS,
        Need.API_INTEGRATIONS,
        Need.EVENT_RULES,
        Need.SUBSCRIPTIONS,
        Need.SCHEDULES,
    },
    uses={Need.RESOURCE_POLICY, Need.BUCKET_NOTIFICATIONS, Need.FUNCTION_URLS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens OPS 2",),
)
def unversioned_deployment(function: Function, audit: Audit) -> Iterator[Finding]:
    """Callers that bypass the function's aliases.

    The function has aliases that point at published versions, but a queue, topic, rule, bucket, API
    or URL invokes $LATEST. Each change of code or configuration reaches that caller at once: there
    is no gradual rollout, and no version to roll back to. Functions without such an alias are not
    judged.

    Fix: Let the source invoke the alias, and grant it the permission there.

    Risk: The alias runs the version that it points at, which may be older than $LATEST: point it at
    the right one first.
    """
    aliases = sorted(n for n, version in function.aliases.get().items() if version != LATEST)
    if not aliases:
        raise NotApplicableError("it has no alias that points at a published version")
    sources = [s for s in audit.once(sources_of, function.arn).sources if s.configured]
    unversioned = [source for source in sources if source.qualifier == LATEST]
    if unversioned:
        yield _finding(function, aliases, unversioned, mappings_of(audit, function))
    region = audit.region(function)
    for fact in (
        region.event_source_mappings,
        region.api_integrations,
        region.event_rules,
        region.subscriptions,
        region.schedules,
    ):
        fact.get()
    if not sources:
        raise NotApplicableError("no event source, API or URL is known to invoke it")


def _finding(
    function: Function,
    aliases: list[str],
    sources: list[Invoker],
    mappings: Sequence[EventSourceMapping],
) -> Finding:
    names = list(dict.fromkeys(source.origin or source.service for source in sources))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    verb = "invokes" if len(names) == 1 else "invoke"
    passed = "alias {} is" if len(aliases) == 1 else "aliases {} are"
    return Finding(
        message=f"The {passed.format(', '.join(aliases[:SHOWN]))} bypassed:"
        f" {', '.join(names[:SHOWN])}{more} {verb} $LATEST.",
        evidence={
            "aliases": tuple(aliases),
            "invoke_latest": tuple(source.describe() for source in sources),
        },
        fix=_fix(function, aliases, sources, mappings),
    )


def _fix(
    function: Function,
    aliases: list[str],
    sources: list[Invoker],
    mappings: Sequence[EventSourceMapping],
) -> Fix:
    alias = aliases[0]
    target = f"{function.name}:{alias}"
    polled = [m for m in mappings if m.uuid in {source.mapping for source in sources}]
    others = [s for s in sources if not s.mapping]
    lines = [
        fix_text.shell(
            *("aws", "lambda", "update-event-source-mapping", "--uuid", source.mapping),
            *("--function-name", target, "--region", function.region),
        )
        if source.mapping
        else shell_comment(f"point {source.origin or source.service} at {function.arn}:{alias}")
        for source in sources
    ]
    return Fix(
        cli="\n".join(dict.fromkeys(lines)),
        sam=fix_text.sam(function, f"AutoPublishAlias: {fix_text.text(alias)}"),
        terraform=_terraform(function, alias, polled, others),
        # Which alias is meant, or what else to point at it, the audit does not know.
        kind=FixKind.DECIDE if len(aliases) > 1 or others else FixKind.FIX,
    )


def _terraform(
    function: Function, alias: str, polled: list[EventSourceMapping], others: list[Invoker]
) -> str:
    target = f"{function.arn}:{alias}"
    blocks = (terraform_mapping(function, replace(m, function_arn=target)) for m in polled)
    words = (fix_text.comment(f"name {target} in {s.origin or s.service}") for s in others)
    return "\n".join((*blocks, *words))
