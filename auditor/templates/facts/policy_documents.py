"""Policy documents as templates write them: what is decided of them, and what is not."""

from __future__ import annotations

import json
from collections.abc import Iterator

from auditor.model import Known, Policy, Unknown
from auditor.templates.facts.fields import entries, entry
from auditor.templates.values import Symbol, Undecided, Value, first_undecided

_PLACE = "arn:aws:auditor:::"  # before a name that stands for a whole ARN


def policies_of(
    name: str, document: Value, arn: str | None = None, *, wide: bool = False
) -> Iterator[Policy]:
    """Yield the policy; its statements that are not decided are in a second one, unread."""
    document = _with_arns(document)
    if first_undecided(document) is None:
        yield Policy(name=name, arn=arn, text=Known(as_json(document)))
        return
    known: list[Value] = []
    missing: Unknown | None = None
    for row in entries(entry(document, "Statement")):
        statement = _with_resources(row, wide=wide) if has_open_resource(row) else row
        opaque = first_undecided(statement)
        if opaque is None:
            known.append(statement)
        else:
            missing = missing or opaque.unknown
    if known:
        text = as_json({"Version": "2012-10-17", "Statement": known})
        yield Policy(name=name, arn=arn, text=Known(text))
    opaque = first_undecided(document)
    if missing or (not known and opaque):
        yield Policy(name=name, arn=arn, text=missing or opaque.unknown)  # type: ignore[union-attr]


def _with_arns(document: Value) -> Value:
    """Return the document with an ARN for each resource that only a made-up name stands for.

    IAM takes nothing but ARNs there, so what a reference gives at such a place is one.
    """
    if not isinstance(document, dict):
        return document
    rows = [_with_arn(row) for row in entries(document.get("Statement"))]
    return {**document, "Statement": rows}


def _with_arn(row: Value) -> Value:
    if not isinstance(row, dict) or "Resource" not in row:
        return row
    named = [
        _PLACE + value if isinstance(value, Symbol) and ":" not in value else value
        for value in entries(row["Resource"])
    ]
    return {**row, "Resource": named}


def has_open_resource(row: Value) -> bool:
    """Return whether nothing but the Resource of an Allow statement is not decided."""
    if not isinstance(row, dict) or row.get("Effect") != "Allow" or "NotAction" in row:
        return False
    rest = {key: value for key, value in row.items() if key != "Resource"}
    opaque = first_undecided(row.get("Resource"))
    return opaque is not None and first_undecided(rest) is None


def _with_resources(row: dict[str, Value], *, wide: bool) -> dict[str, Value]:
    listed = [
        (value.wide if wide else value.narrow) or ("*" if wide else f"{_PLACE}undecided")
        if isinstance(value, Undecided)
        else value
        for value in entries(row["Resource"])
    ]
    named = [v if not isinstance(v, str) or v == "*" or ":" in v else _PLACE + v for v in listed]
    return {**row, "Resource": named}


def as_json(document: Value) -> str:
    """Return a document as text; one that is text already stays as it is."""
    return (
        document if isinstance(document, str) else json.dumps(document, sort_keys=True, default=str)
    )
