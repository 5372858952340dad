"""Files that are often given in place of a template, and what to give instead."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from auditor.model.errors import UsageError

_SHOW = "`terraform show -json PLANFILE > plan.json` writes the plan as JSON"
_STARTS = 2_000  # bytes that tell what a file is


def refuse_relatives(content: bytes, path: Path, shown: str) -> None:
    """Refuse a file that belongs to a template's tool but is no template.

    Raises:
        UsageError: it is one, with what to give instead.
    """
    start = content[:_STARTS].replace(b"\0", b"").decode("utf-8", "replace").lstrip("\ufeff \r\n")
    if content.startswith(b"PK\x03\x04"):
        _refuse(shown, "a zip file, as a binary Terraform plan is", _SHOW)
    if path.suffix == ".tf":
        _refuse(shown, "the source of Terraform", f"{_SHOW}; --source DIR names the .tf files")
    if '"@level"' in start.partition("\n")[0]:
        _refuse(shown, "the log of a Terraform command", _SHOW)
    if "Terraform used the selected providers" in start or "OpenTofu used the selected" in start:
        _refuse(shown, "a Terraform plan as text", _SHOW)


def _refuse(shown: str, what: str, instead: str) -> NoReturn:
    raise UsageError(f"{shown}:1:1: {what}; {instead}")


def relative_of(document: object) -> str:
    """Return what a document is that is no template, as the begin of a sentence."""
    keys = document.keys() if isinstance(document, dict) else ()
    if "terraform_version" in keys:
        return f"the state of Terraform, not a plan; {_SHOW}; "
    if "service" in keys and "provider" in keys:
        return "the source of the Serverless Framework; give .serverless, after `sls package`; "
    if "sst" in keys or ("steps" in keys and "changeSummary" in keys):
        return "a preview of Pulumi, which is not read; "
    return "not a template: "
