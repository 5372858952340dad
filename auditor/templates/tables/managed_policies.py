"""The documents of AWS managed policies, by name or ARN, as of the table's date.

Policies that AWS has withdrawn are in a table of their own: roles that have them keep them, and
templates still name them. It is made once, and by hand, from older versions of the same source.
"""

from __future__ import annotations

import gzip
import pkgutil
from functools import cache

_TODAY, _WITHDRAWN = "managed_policies.gz", "retired_policies.gz"


@cache
def _table(name: str) -> str:
    packed = pkgutil.get_data(__package__, name) or b""
    return gzip.decompress(packed).decode()


def as_of() -> str:
    """Return where the table comes from, and the date of its newest policy."""
    return _table(_TODAY).partition("\n")[0]


def _row(name: str) -> tuple[str, str] | None:
    for table in (_TODAY, _WITHDRAWN):
        text = _table(table)
        at = text.find(f"\n{name}\t")
        if at >= 0:
            line = text[at + 1 :].partition("\n")[0]
            _, path, document = line.split("\t", 2)
            return f"policy{path}", document
    return None


def document_of(arn: str) -> str | None:
    """Return the JSON text of an AWS managed policy; None: the table does not have it."""
    _, aws, path = arn.partition(":iam::aws:")
    row = _row(path.rsplit("/", 1)[-1]) if aws else None
    return row[1] if row is not None and row[0] == path else None


def arn_of(name: str, partition: str = "aws") -> str | None:
    """Return the ARN of an AWS managed policy by its name; None: the table does not have it."""
    row = _row(name)
    return f"arn:{partition}:iam::aws:{row[0]}" if row is not None else None
