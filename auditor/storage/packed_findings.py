"""Findings held small: those of a large account are several hundred MB of much the same texts."""

from __future__ import annotations

import marshal
import zlib
from collections import deque
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias, overload

from auditor.model import Confidence, Finding, Fix, Severity
from auditor.model.result import FixKind, Place

BLOCK = 32  # results that are packed together: their texts differ in little but names
_OPEN = 8  # blocks of a packer that stay unpacked after reading, for whoever reads on

_Row: TypeAlias = tuple[Any, ...]

_SEVERITIES: dict[str | None, Severity | None] = {None: None} | {s.value: s for s in Severity}
_CONFIDENCES = {confidence.value: confidence for confidence in Confidence}
_KINDS = {kind.value: kind for kind in FixKind}


class FindingsPacker:
    """Packs the findings of one result after another.

    Reading them in the order in which they were added is fast; in any other order, each time that
    another block is looked at costs a fifth of a millisecond.
    """

    __slots__ = ("_filling", "_open")

    def __init__(self) -> None:
        self._open: deque[_Block] = deque()
        self._filling = _Block(self._open)

    def add(self, findings: Sequence[Finding]) -> Sequence[Finding]:
        """Return findings that are equal to these, and are unpacked when they are read."""
        if not findings:
            return ()
        if len(self._filling.results) == BLOCK:
            self._filling.pack()
            self._filling = _Block(self._open)
        self._filling.results.append(tuple(findings))
        return _PackedFindings(self._filling, len(self._filling.results) - 1, len(findings))


class _Block:
    """The findings of several results, packed or not."""

    __slots__ = ("_open", "_packed", "results")

    def __init__(self, open_: deque[_Block]) -> None:
        self.results: list[tuple[Finding, ...]] = []  # empty: packed
        self._packed = b""
        self._open = open_  # of all blocks of a packer

    def pack(self) -> None:
        rows = [tuple(map(_row, findings)) for findings in self.results]
        try:
            self._packed = zlib.compress(marshal.dumps(rows), 1)
        except ValueError:  # a plugin's own kinds of texts and numbers: they stay as they are
            return
        self.results = []

    def unpacked(self) -> Sequence[tuple[Finding, ...]]:
        results = self.results
        if not results:
            rows = marshal.loads(zlib.decompress(self._packed))  # noqa: S302  packed above
            results = self.results = [tuple(map(_finding, found)) for found in rows]
            self._open.append(self)
            if len(self._open) > _OPEN:
                self._open.popleft().results = []
        return results  # not read again: another thread may have closed the block meanwhile


class _PackedFindings(Sequence[Finding]):
    """The findings of one result."""

    __slots__ = ("_block", "_length", "_number")

    def __init__(self, block: _Block, number: int, length: int) -> None:
        self._block = block
        self._number = number
        self._length = length

    def _unpacked(self) -> tuple[Finding, ...]:
        return self._block.unpacked()[self._number]

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Finding]:
        return iter(self._unpacked())

    @overload
    def __getitem__(self, index: int) -> Finding: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Finding, ...]: ...

    def __getitem__(self, index: int | slice) -> Finding | tuple[Finding, ...]:
        return self._unpacked()[index]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._unpacked() == tuple(other)

    def __hash__(self) -> int:
        return hash(self._unpacked())

    def __repr__(self) -> str:
        return repr(self._unpacked())


def _row(finding: Finding) -> _Row:
    fix, place, severity = finding.fix, finding.place, finding.severity
    return (
        finding.message,
        dict(finding.evidence),
        (fix.cli, fix.sam, fix.terraform, fix.kind.value),
        finding.confidence.value,
        severity and severity.value,
        finding.cause,
        place and (place.file, place.line, place.end_line, place.column, place.note),
    )


def _finding(row: _Row) -> Finding:
    message, evidence, (cli, sam, terraform, kind), confidence, severity, cause, place = row
    return Finding(
        message=message,
        evidence=evidence,
        fix=Fix(cli=cli, sam=sam, terraform=terraform, kind=_KINDS[kind]),
        confidence=_CONFIDENCES[confidence],
        severity=_SEVERITIES[severity],
        cause=cause,
        place=place and _place(*place),
    )


def _place(file: str, line: int, end_line: int, column: int, note: str) -> Place:
    return Place(file=file, line=line, end_line=end_line, column=column, note=note)
