"""The documents of AWS managed policies, by name or ARN, as of the table's date."""

from __future__ import annotations

import gzip
import pkgutil
from functools import cache


@cache
def _table() -> str:
    packed = pkgutil.get_data(__package__, "managed_policies.gz") or b""
    return gzip.decompress(packed).decode()


def as_of() -> str:
    """Return where the table comes from, and the date of its newest policy."""
    return _table().partition("\n")[0]


def _row(name: str) -> tuple[str, str] | None:
    table = _table()
    at = table.find(f"\n{name}\t")
    if at < 0:
        return None
    line = table[at + 1 :].partition("\n")[0]
    _, path, document = line.split("\t", 2)
    return f"policy{path}", document


def document_of(arn: str) -> str | None:
    """Return the JSON text of an AWS managed policy; None: the table does not have it."""
    _, aws, path = arn.partition(":iam::aws:")
    row = _row(path.rsplit("/", 1)[-1]) if aws else None
    return row[1] if row is not None and row[0] == path else None


def arn_of(name: str, partition: str = "aws") -> str | None:
    """Return the ARN of an AWS managed policy by its name; None: the table does not have it."""
    row = _row(name)
    return f"arn:{partition}:iam::aws:{row[0]}" if row is not None else None
