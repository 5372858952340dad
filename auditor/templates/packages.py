"""A function's code as it lies on disk, measured as the zip that it will become."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model import Fact, PackageContents, Unknown
from auditor.model.fact import NOT_ASKED

NOT_ON_DISK = Unknown(
    reason="the code is not on disk where the template names it; build the project first"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What is known of a deployment package before it is uploaded."""

    code_size: int = 0  # bytes, compressed
    digest: str = ""
    contents: Fact[PackageContents] = NOT_ASKED
    missing: Unknown | None = None  # why nothing is known


UNREAD = Package(missing=NOT_ON_DISK)
