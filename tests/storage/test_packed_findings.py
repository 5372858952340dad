"""Findings that are packed come back equal, in whatever order they are read."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Confidence, Finding, Fix, Severity
from auditor.model.result import FixKind, Place
from auditor.storage.packed_findings import BLOCK, FindingsPacker

TEXTS = st.text(st.characters(), max_size=12)  # surrogates too
VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS
LINES = st.integers(1, 10**6)
PLACES = st.builds(Place, file=TEXTS, line=LINES, end_line=LINES, note=TEXTS)
FINDINGS = st.builds(
    Finding,
    message=TEXTS,
    evidence=st.dictionaries(TEXTS, VALUES | st.lists(TEXTS, max_size=3).map(tuple), max_size=3),
    fix=st.builds(Fix, cli=TEXTS, sam=TEXTS, terraform=TEXTS, kind=st.sampled_from(FixKind)),
    confidence=st.sampled_from(Confidence),
    severity=st.none() | st.sampled_from(Severity),
    cause=TEXTS,
    place=st.none() | PLACES,
)


@given(findings=st.lists(FINDINGS, min_size=1, max_size=3).map(tuple), dice=st.randoms())
def test_packed_findings_come_back_equal_in_any_order(
    findings: tuple[Finding, ...], dice: Random
) -> None:
    packer = FindingsPacker()
    added = [
        (packer.add(kept), kept)
        for number in range(10 * BLOCK)
        for kept in [(Finding(message=str(number)), *findings)]
    ]
    dice.shuffle(added)
    for packed, kept in added:
        assert tuple(packed) == kept
        assert packed == kept
        assert packed[0] == kept[0]
        assert packed[1:] == kept[1:]
        assert len(packed) == len(kept)


def test_findings_are_equal_only_to_equal_ones() -> None:
    packer = FindingsPacker()
    one, same, other = (packer.add((Finding(message=text),)) for text in ("a", "a", "b"))
    assert one == same
    assert one != other
    assert repr(one) == repr(tuple(one))


def test_no_findings_are_an_empty_tuple() -> None:
    assert FindingsPacker().add(()) == ()


def test_findings_of_a_plugin_that_cannot_be_packed_stay_as_they_are() -> None:
    class Word(StrEnum):
        HIGH = "high"

    packer = FindingsPacker()
    mine = (Finding(message="x", evidence={"level": Word.HIGH}),)
    added = [packer.add(mine) for _ in range(2 * BLOCK)]
    assert all(found == mine for found in added)
    assert added[0][0].evidence["level"] is Word.HIGH


def test_several_threads_may_read_packed_findings_at_once() -> None:
    packer = FindingsPacker()
    added = [packer.add((Finding(message=str(number)),)) for number in range(30 * BLOCK)]

    def read(seed: int) -> bool:
        numbers = [*range(0, len(added), BLOCK // 2)] * 4
        Random(seed).shuffle(numbers)  # noqa: S311  no secret
        return all(added[number][0].message == str(number) for number in numbers)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            assert all(pool.map(read, range(4)))
    finally:
        sys.setswitchinterval(before)
