"""How the templates of one command are read, once or again after a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from auditor.analysis.secret_classifier import ValueClassifier
from auditor.model import Account
from auditor.templates.deployed_names import deployed_names
from auditor.templates.live import joined
from auditor.templates.loading import Template
from auditor.templates.templates import (
    TemplateRequest,
    described,
    first_deployment,
    open_templates,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReading:
    """What is the same for every reading of the templates."""

    request: TemplateRequest
    classifier: ValueClassifier
    captured_at: datetime
    live: Account | None

    def account(self, templates: Sequence[Template] | None = None) -> Account:
        """Return the account that the templates describe, joined with the live one if given."""
        opened = open_templates(self.request) if templates is None else templates
        found = described(opened, self.request, self.classifier, self.captured_at)
        return found if self.live is None else joined(self.live, found)


def named_as_deployed(request: TemplateRequest, live: Account | None) -> TemplateRequest:
    """Return the request with the names that the account has for what the templates leave unnamed.

    Raises:
        UsageError: a template cannot be read.
    """
    if live is None:
        return request
    stacks = first_deployment(open_templates(request), request).stacks
    names = deployed_names(live, stacks, request.given.stack_name)
    return replace(request, surroundings=replace(request.surroundings, names=names))
