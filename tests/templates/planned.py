"""Plans as `terraform show -json` writes them, from what a test says of each resource."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor.analysis.secrets import Classifier
from auditor.templates.templates import TemplateRequest, read_templates
from tests.templates.conftest import NOW, Audited, results_of

ORDERS = "aws_lambda_function.orders"

TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)
# What version 5 of the AWS provider says of a new function before it is made.
AFTER_APPLY = {
    "architectures": True,
    "arn": True,
    "code_sha256": True,
    "dead_letter_config": [],
    "environment": [],
    "ephemeral_storage": True,
    "file_system_config": [],
    "id": True,
    "image_config": [],
    "invoke_arn": True,
    "last_modified": True,
    "logging_config": True,
    "qualified_arn": True,
    "qualified_invoke_arn": True,
    "role": True,
    "signing_job_arn": True,
    "signing_profile_version_arn": True,
    "snap_start": [],
    "source_code_hash": True,
    "source_code_size": True,
    "tags_all": True,
    "tracing_config": True,
    "version": True,
    "vpc_config": [],
}


def change(
    address: str,
    after: dict[str, Any],
    *,
    unknown: Any = None,
    sensitive: Any = None,
    actions: tuple[str, ...] = ("create",),
) -> dict[str, Any]:
    bare = address.split("[", maxsplit=1)[0] if address.endswith("]") else address
    return {
        "address": address,
        "mode": "data" if bare.split(".")[-3:-2] == ["data"] else "managed",
        "type": bare.split(".")[-2],
        "name": bare.rsplit(".", maxsplit=1)[-1],
        "change": {
            "actions": list(actions),
            "after": after,
            "after_unknown": unknown or {},
            "after_sensitive": sensitive or {},
        },
    }


def refers(*references: str) -> dict[str, Any]:
    return {"references": list(references)}


def function(name: str, **more: Any) -> dict[str, Any]:
    """Return a function as a plan shows it that writes nothing but what it must."""
    return {
        "code_signing_config_arn": None,
        "dead_letter_config": [],
        "description": None,
        "environment": [],
        "filename": "app.zip",
        "function_name": name,
        "handler": "app.handler",
        "image_uri": None,
        "kms_key_arn": None,
        "layers": None,
        "memory_size": 128,
        "package_type": "Zip",
        "reserved_concurrent_executions": -1,
        "runtime": "python3.13",
        "tags": None,
        "timeout": 3,
        "vpc_config": [],
        **more,
    }


def configured(address: str, **expressions: Any) -> dict[str, Any]:
    return {"address": address, "expressions": expressions}


def plan(
    *changes: Mapping[str, Any], configuration: Mapping[str, Any] | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "format_version": "1.2",
        "resource_changes": list(changes),
        "configuration": configuration or {},
        **more,
    }


def root(*resources: Mapping[str, Any], **module_calls: Any) -> dict[str, Any]:
    return {
        "provider_config": {"aws": {"name": "aws", "expressions": {}}},
        "root_module": {"resources": list(resources), "module_calls": module_calls},
    }


def audited(folder: Path, *, source: bool) -> Audited:
    """Return the verdicts on the plan.json of a folder, with or without its .tf files."""
    request = TemplateRequest(paths=(folder / "plan.json",), source=folder if source else None)
    return Audited(results_of(read_templates(request, Classifier.new(), NOW)))


ROLE = change("aws_iam_role.orders", {"name": "orders", "assume_role_policy": TRUST})
