"""A Terraform plan as JSON: which AWS resources there will be, in CloudFormation's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from auditor.templates.marks import Mark, MarkedMap
from auditor.templates.terraform.attributes import AttributeReader, PlanContents
from auditor.templates.terraform.resource_types import SETTINGS, TYPES
from auditor.templates.terraform.whereabouts import whereabouts
from auditor.templates.values import entry_at

UNREAD = "Auditor::Unread"  # reasons why a document does not hold everything
WHERE = "Auditor::Where"  # the account and region that a plan tells


def as_document(plan: Mapping[str, Any], source: Path | None = None) -> dict[str, Any]:
    """Return the plan as a CloudFormation document whose logical ids are addresses.

    `source` is the folder of the .tf files, for what the plan does not tell.
    """
    known = PlanContents.of(plan, source)
    resources = MarkedMap(Mark(1, 1, 1))
    for resource in known.resources.values():
        # What is only read, such as a role of another stack, is not told whole.
        convert = None if resource.is_data else TYPES.get(resource.type)
        if convert is not None:
            for suffix, kind, properties in convert(AttributeReader(resource, known)):
                kept = {k: v for k, v in properties.items() if v is not None}
                row: dict[str, Any] = {"Type": kind, "Properties": kept}
                arn = resource.after.get("arn")
                if isinstance(arn, str) and arn and not suffix:
                    row["Arn"] = arn
                resources[resource.address + suffix] = row
                if resource.mark is not None:
                    resources.marks[resource.address + suffix] = resource.mark
    _apply_settings(resources)
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Resources": resources,
        UNREAD: list(_left_out(plan)),
        WHERE: whereabouts(plan, known.resources.values()),
    }


def _left_out(plan: Mapping[str, Any]) -> Iterator[str]:
    """Yield why the plan does not tell all that there will be.

    Source: "JSON Output Format" in Terraform's documentation, read 2026-11-30.
    """
    version = str(plan.get("format_version", "1.0"))
    if version.partition(".")[0] not in {"0", "1"}:
        yield f"the plan has the format {version[:20]}, of which only 0 and 1 are understood"
    if plan.get("errored") is True:
        yield "the plan ended with an error, so it is not complete"
    deferred = plan.get("deferred_changes")
    if isinstance(deferred, list) and deferred:
        yield f"{len(deferred)} changes are deferred to a later plan"


def _apply_settings(resources: dict[str, Any]) -> None:
    """Give functions the properties that resources of their own hold."""
    functions = {
        str(key): row["Properties"]
        for address, row in resources.items()
        if row["Type"] == "AWS::Lambda::Function"
        for key in (address, row["Properties"].get("FunctionName"))
    }
    for row in resources.values():
        if row["Type"] == SETTINGS:
            named = row["Properties"].get("FunctionName")
            attribute = entry_at(named, "Fn::GetAtt")
            target = attribute[0] if isinstance(attribute, list) else entry_at(named, "Ref")
            functions.get(str(target or named), {}).update(row["Properties"]["Settings"])
