"""The templates of one command: read once, and judged as they are or after a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from auditor.analysis.secret_classifier import ValueClassifier
from auditor.model import Account
from auditor.templates.deployed_names import deployed_names
from auditor.templates.live import joined
from auditor.templates.loading import Template
from auditor.templates.stacks import DeployedStacks
from auditor.templates.templates import (
    TemplateRequest,
    described,
    first_deployment,
    open_templates,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReading:
    """Templates with all that their description depends on."""

    request: TemplateRequest
    templates: Sequence[Template]
    classifier: ValueClassifier
    captured_at: datetime

    @classmethod
    def of(
        cls,
        request: TemplateRequest,
        classifier: ValueClassifier,
        captured_at: datetime,
        live: Account | None,
    ) -> Self:
        """Read the templates; what they leave unnamed gets the names of the live account.

        Raises:
            UsageError: a file cannot be read or is no template, or a parameter is not declared.
        """
        templates = open_templates(request)
        if live is not None:
            stacks = first_deployment(templates, request).stacks
            names = deployed_names(live, stacks, request.given.stack_name)
            request = replace(request, surroundings=replace(request.surroundings, names=names))
        return cls(
            request=request, templates=templates, classifier=classifier, captured_at=captured_at
        )

    def planned(self, templates: Sequence[Template] | None = None) -> Account:
        """Return the account that the templates describe, or these changed ones."""
        chosen = self.templates if templates is None else templates
        return described(chosen, self.request, self.classifier, self.captured_at)

    def account(self, live: Account | None, templates: Sequence[Template] | None = None) -> Account:
        """Return the planned account, joined with the live one where there is one."""
        planned = self.planned(templates)
        return planned if live is None else joined(live, planned)

    def deployment(self) -> DeployedStacks:
        """Return the stacks with the values that are given, and nothing chosen for open ones."""
        return first_deployment(self.templates, self.request)
