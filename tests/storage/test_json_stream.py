"""A document that is read piece by piece gives what it gives when it is read whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.storage.json_stream import JsonStream

NUMBERS = st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text(max_size=8)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=20,
)


def slices(content: bytes, size: int) -> Iterator[bytes]:
    yield from (content[at : at + size] for at in range(0, len(content), size))


def members(stream: JsonStream) -> None:
    for _ in stream.members():
        stream.value()
    stream.end()


def items(stream: JsonStream) -> None:
    for _ in stream.items():
        stream.value()
    stream.end()


def taken_apart(stream: JsonStream, value: Any) -> Any:
    """Read a value the long way: each member and each item by itself."""
    if isinstance(value, dict):
        return {key: taken_apart(stream, value[key]) for key in stream.members()}
    if isinstance(value, list):
        return [taken_apart(stream, item) for item, _ in zip(value, stream.items(), strict=True)]
    return stream.value()


@given(document=DOCUMENTS, size=st.integers(1, 9), indent=st.sampled_from([None, 2]))
def test_a_document_is_the_same_wherever_it_is_cut(
    document: Any, size: int, indent: int | None
) -> None:
    content = json.dumps(document, ensure_ascii=False, indent=indent).encode()
    stream = JsonStream(slices(content, size))
    assert stream.value() == document
    stream.end()
    again = JsonStream(slices(content, size))
    assert taken_apart(again, document) == document
    again.end()


@pytest.mark.parametrize(
    "content", [b"", b"[", b"[1", b"[1,", b"[1 2]", b'{"a"', b'{"a":1', b"{1:2}", b"[1]]", b"\xff"]
)
def test_what_is_no_document_is_refused(content: bytes) -> None:
    stream = JsonStream(slices(content, 2))
    read = members if content.startswith(b"{") else items
    with pytest.raises(ValueError):  # noqa: PT011  of several kinds
        read(stream)


@pytest.mark.parametrize("number", ["1234", "-0.5", "1e5", "1E+20", "12.5e-3"])
def test_a_number_is_read_to_its_end_wherever_it_is_cut(number: str) -> None:
    for size in range(1, len(number) + 2):
        stream = JsonStream(slices(f"[{number},{number}]".encode(), size))
        assert [stream.value() for _ in stream.items()] == [json.loads(number)] * 2
        stream.end()
