"""What is read and checked before the first call to the audited account."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from auditor.collect import CollectOptions
from auditor.evaluate import plan
from auditor.evaluate.registry import checks
from auditor.selfaudit import sources
from auditor.selfaudit.checkpoint import State
from auditor.selfaudit.deployment import Deployment
from auditor.selfaudit.request import AuditRequest
from auditor.selfaudit.store import Client, Store

if TYPE_CHECKING:
    from auditor.assess.waivers import Waivers


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """The request, completed by the configuration, and what follows from it."""

    state: State
    plan: plan.Plan
    options: CollectOptions
    waivers: Waivers | None
    notes: tuple[str, ...]
    deadlines: Mapping[str, int]  # days, of an organization's findings

    @classmethod
    def of(
        cls, deployment: Deployment, store: Store, client: Callable[..., Client], state: State
    ) -> Prepared:
        """Read configuration and waivers, and choose the checks.

        Raises:
            UsageError: one of the files, a check or an option is wrong; nothing was called.
            StoreError: one of the files can't be read.
        """

        def read(place: str) -> sources.VersionedText | None:
            return sources.read(place, store, lambda: client("ssm"))

        waiver_file = read(deployment.waivers)
        configuration = read(deployment.configuration)
        known = checks()
        settings, defaults = sources.configuration(configuration, known)
        request = state.request.over(defaults)
        classifier = {
            "extra_formats": settings.secret_formats,
            "extra_references": settings.secret_references,
        }
        return cls(
            state=replace(state, request=request),
            plan=plan.make(known, _selection(request), settings),
            options=CollectOptions(
                regions=request.regions or (),
                role_arn=deployment.reader or None,
                quota_share=request.share,
                owner_tags=settings.owner_tags,
                classifier=MappingProxyType(classifier),
            ),
            waivers=sources.waivers_of(waiver_file),
            notes=sources.notes(waivers=waiver_file, configuration=configuration),
            deadlines=settings.deadlines,
        )


def _selection(request: AuditRequest) -> plan.Selection:
    return plan.Selection(
        include=request.checks or (),
        exclude=request.skip_checks or (),
        metrics=bool(request.metrics),
        packages=bool(request.packages),
        web_functions=bool(request.web_functions),
        organization_policies=bool(request.organization_policies),
    )
