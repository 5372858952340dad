"""Lists the SDK's operations that the action data lacks: `make actions` writes the list anew.

Most are other spellings of an action that exists, or operations that need no permission; the rest
are too new for the data. The audit reports an action that the data lacks, so none of them passes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import botocore

from auditor.analysis.iam.actions import actions_of

TARGET = Path(__file__).with_name("operations-without-action.txt")
MODELS = Path(botocore.__file__).parent / "data"
# What a test compares on every run; the list holds every service.
OFTEN = ("dynamodb", "iam", "kms", "lambda", "s3", "secretsmanager", "sns", "sqs", "ssm", "sts")


def _model(service: str) -> dict[str, Any]:
    newest = max((MODELS / service).glob("20*"))
    path = newest / "service-2.json.gz"
    found: dict[str, Any] = json.loads(gzip.decompress(path.read_bytes()))
    return found


def missing(service: str) -> Iterator[str]:
    """Yield `prefix:Operation` for each operation of an SDK service without such an action."""
    model = _model(service)
    prefix = model["metadata"].get("signingName", model["metadata"]["endpointPrefix"])
    known = actions_of(prefix)
    for operation in sorted(model["operations"]):
        if f"{prefix}:{operation}".lower() not in known:
            yield f"{prefix}:{operation}"


def everything() -> list[str]:
    """Return what is missing in all services of the SDK."""
    services = sorted(p.name for p in MODELS.iterdir() if any(p.glob("20*/service-2.json.gz")))
    return sorted({line for service in services for line in missing(service)})


if __name__ == "__main__":
    TARGET.write_text("".join(f"{line}\n" for line in everything()), encoding="utf-8")
