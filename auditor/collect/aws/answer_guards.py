"""What is refused of an answer before anything is read from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from auditor.collect.aws.http_reply import LARGEST_BODY

_OK = 200


class CutAnswerError(Exception):
    """A whole HTTP answer whose body is not a whole JSON document: botocore reads it as {}."""


class DamagedAnswerError(Exception):
    """An answer that is whole, and not one that can be relied on."""


class LargeAnswerError(DamagedAnswerError):
    """An answer that is larger than any of AWS's."""


def refuse_ambiguous_bodies(response_dict: Mapping[str, Any] | None, **_: object) -> None:
    """Refuse JSON in which a key comes twice: readers disagree about which one counts."""
    body = (response_dict or {}).get("body")
    if not isinstance(body, bytes):
        return
    if len(body) > LARGEST_BODY:
        raise too_large(len(body))
    if body[:1] not in {b"{", b"["}:
        return
    with suppress(ValueError, RecursionError):  # the parser meets those as well
        json.loads(body, object_pairs_hook=unambiguous)


def too_large(size: int) -> LargeAnswerError:
    """Return the error for a body of so many bytes."""
    return LargeAnswerError(f"the answer has {size:,} bytes, more than any of AWS's")


def unambiguous(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object of its members; for `json.loads`.

    Raises:
        DamagedAnswerError: a key comes twice.
    """
    found = dict(pairs)
    if len(found) != len(pairs):
        raise DamagedAnswerError("the answer holds a key twice")
    return found


def refuse_cut_bodies(
    parsed_response: Mapping[str, Any] | None, response_dict: Mapping[str, Any] | None, **_: object
) -> None:
    """Refuse a JSON body that ended in its middle."""
    if not parsed_response or not response_dict or response_dict.get("status_code") != _OK:
        return
    if set(parsed_response) - {"ResponseMetadata"}:
        return
    body = response_dict.get("body")
    kind = str(response_dict.get("headers", {}).get("content-type", ""))
    if not isinstance(body, bytes) or not body.strip() or "xml" in kind or "cbor" in kind:
        return
    try:
        json.loads(body)
    except ValueError:
        raise CutAnswerError from None
