from __future__ import annotations

from collections.abc import Iterator, Mapping

from auditor.analysis.invocation import sources_of, unread_integration
from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Function,
    Need,
    Option,
    Severity,
    UnavailableError,
    check,
    unqualified,
)

ID = "monolith"
SHOWN = 12


@check(
    ID,
    severity=Severity.LOW,
    category=Category.UPKEEP,
    needs={
        Need.RESOURCE_POLICY,
        Need.ALIASES,
        Need.API_INTEGRATIONS,
        Need.EVENT_SOURCE_MAPPINGS,
        Need.SCHEDULES,
    },
    uses={Need.EVENT_RULES, Need.SUBSCRIPTIONS, Need.BUCKET_NOTIFICATIONS, Need.FUNCTION_URLS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/concepts-event-driven-architectures.html",
        "https://docs.aws.amazon.com/wellarchitected/latest/serverless-applications-lens/welcome.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens OPS 2", "NIST 800-53 r5 AC-6"),
    options={
        "sources": Option(default=5, text="fails from this many kinds of sources on"),
        "routes": Option(default=10, text="fails from this many routes of one API on"),
    },
)
def monolith(function: Function, audit: Audit) -> Iterator[Finding]:
    """One function for many tasks.

    A function behind many kinds of sources, or behind all routes of an API, holds the permissions,
    the memory, the timeout and the dependencies of all its tasks at once. A mistake in one task
    affects all the others, and its role can't be narrow.

    Fix: Give each task a function of its own, with the role, memory and timeout that it needs.

    Risk: Sources, permissions and deployments change: move one route or source at a time.
    """
    invoked = audit.once(sources_of, function.arn)
    services = tuple(sorted({source.service for source in invoked.sources}))
    if len(services) >= audit.number(ID, "sources"):
        yield Finding(
            message=f"{len(services)} kinds of sources invoke the function: {', '.join(services)}.",
            evidence={"sources": services},
            confidence=Confidence.MEDIUM,
        )
    for api, routes in audit.once(_routes, function.region).get(function.arn, {}).items():
        if len(routes) >= audit.number(ID, "routes"):
            yield Finding(
                message=f"The function serves {len(routes)} routes of the API {api}.",
                evidence={"api": api, "routes": tuple(sorted(routes))[:SHOWN]},
                confidence=Confidence.MEDIUM,
            )
    audit.region(function).event_source_mappings.get()
    unread = unread_integration(audit, function)
    for gap in (*invoked.gaps, *invoked.unseen, *([unread] if unread else ())):
        raise UnavailableError(gap)


def _routes(audit: Audit, region: str) -> Mapping[str, dict[str, set[str]]]:
    """Return the routes of each API that lead to each function."""
    integrations = next(r.api_integrations for r in audit.account.regions if r.name == region)
    found: dict[str, dict[str, set[str]]] = {}
    for integration in integrations.get():
        if integration.missing is not None:
            continue
        arn = unqualified(integration.function_arn)
        found.setdefault(arn, {}).setdefault(integration.api_id, set()).add(integration.route)
    return found
