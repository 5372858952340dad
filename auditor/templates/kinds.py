"""What a document is, by its content."""

from __future__ import annotations

from enum import Enum, unique


@unique
class TemplateKind(Enum):
    """A format that functions are declared in."""

    CLOUDFORMATION = "CloudFormation or SAM template"
    TERRAFORM_PLAN = "Terraform plan"
    OTHER = "something else"


def kind_of(document: object) -> TemplateKind:
    """Return what a document is; a template has resources with types of CloudFormation."""
    if not isinstance(document, dict):
        return TemplateKind.OTHER
    if "resource_changes" in document or "planned_values" in document:
        return TemplateKind.TERRAFORM_PLAN
    resources = document.get("Resources")
    if "AWSTemplateFormatVersion" in document or "Transform" in document:
        return TemplateKind.CLOUDFORMATION
    if isinstance(resources, dict) and any(
        (isinstance(row, dict) and "::" in str(row.get("Type"))) or name.startswith("Fn::")
        for name, row in resources.items()
    ):
        return TemplateKind.CLOUDFORMATION
    return TemplateKind.OTHER
