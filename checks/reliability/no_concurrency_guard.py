from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.analysis.iam.exposure import exposure
from auditor.analysis.invocation import LATEST, integrations_of, unread_integration
from auditor.plugin import (
    ApiIntegration,
    ApiStage,
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Severity,
    UnavailableError,
    check,
    fix_text,
)

NUMBER = fix_text.placeholder("RESERVED_CONCURRENCY")


@check(
    "no-concurrency-guard",
    severity=Severity.MEDIUM,
    category=Category.RELIABILITY,
    needs={
        Need.FUNCTION_DETAILS,
        Need.RESOURCE_POLICY,
        Need.FUNCTION_URLS,
        Need.API_INTEGRATIONS,
        Need.API_STAGES,
    },
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/"  # noqa: ISC004
        "api-gateway-request-throttling.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens REL 1",),
    opt_in=True,
)
def no_concurrency_guard(function: Function, audit: Audit) -> Iterator[Finding]:
    """Public entry point without a limit on concurrency or request rate.

    All functions of a region share its concurrency, by default 1,000 environments. A function URL
    without authentication, or an API whose stages have no request rate limit of their own, lets
    callers use all of it, and then every other function is throttled. Usage plans of API keys are
    not read.

    Fix: Reserve concurrency for the function, or limit the request rate of the API's stages.

    Risk: Requests beyond the limit are refused, and a reservation is taken from the other
    functions' share.
    """
    if function.capacity_provider:
        raise NotApplicableError("it runs on its own capacity provider, which limits it")
    urls = _open_urls(function, audit)
    apis = [api for api in integrations_of(audit, function) if not api.private]
    unread = unread_integration(audit, function)
    if not urls and not apis and unread is not None:
        raise UnavailableError(unread)
    if not urls and not apis:
        raise NotApplicableError("no public URL and no API is in front of it")
    if function.details.get().reserved_concurrency is not None:
        return
    for url in urls:
        yield Finding(
            message=f"The function URL of {url} needs no authentication, and nothing limits the"
            " function's concurrency.",
            evidence={"url_qualifier": url, "reserved_concurrency": None},
            fix=_fix(function),
        )
    yield from _unlimited(function, audit, apis)
    if unread is not None:
        raise UnavailableError(unread)


def _open_urls(function: Function, audit: Audit) -> tuple[str, ...]:
    """Return the qualifiers whose URL needs no signature and is open by its policy."""
    judged = audit.once(exposure, function.arn)
    opened = {opening.qualifier for opening in judged.public}
    urls = {url.qualifier or LATEST for url in function.urls.get() if url.auth_type == "NONE"}
    if urls and judged.unjudged is not None:
        judged.unjudged.get()
    return tuple(sorted(urls & opened))


def _unlimited(function: Function, audit: Audit, apis: list[ApiIntegration]) -> Iterator[Finding]:
    stages = audit.once(_stages, function.region)
    for kind, name in sorted({(api.api_kind, api.api_id) for api in apis}):
        unlimited = tuple(s.name for s in stages.get(name, ()) if s.rate_limit is None)
        if unlimited:
            yield Finding(
                message=f"The {kind} API {name} has no request rate limit on its stage"
                f" {' and '.join(unlimited)}, and nothing limits the function's concurrency.",
                evidence={"api": name, "stages": unlimited, "reserved_concurrency": None},
                fix=_fix(function),
                # An authorizer or a usage plan may keep strangers from it.
                confidence=Confidence.MEDIUM,
                severity=Severity.LOW,
                cause=name,
            )


def _stages(audit: Audit, region: str) -> Mapping[str, tuple[ApiStage, ...]]:
    listed = next(r.api_stages for r in audit.account.regions if r.name == region).get()
    found: dict[str, tuple[ApiStage, ...]] = {}
    for stage in listed:
        found[stage.api_id] = (*found.get(stage.api_id, ()), stage)
    return found


def _fix(function: Function) -> Fix:
    flag = "--reserved-concurrent-executions"
    shown = fix_text.text(NUMBER)
    return Fix(
        cli=fix_text.lambda_cli("put-function-concurrency", function, flag, NUMBER),
        sam=fix_text.sam(function, f"ReservedConcurrentExecutions: {shown}"),
        terraform=fix_text.terraform(function, f"reserved_concurrent_executions = {shown}"),
    )
