"""Sets of TCP and UDP ports as bits of one integer, so that filters combine by `&` and `|`.

A VPC's rules name few different ports. Between two ports that some rule names, all are treated
alike: each such range of TCP, and then of UDP, is one bit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

LAST = 65_535
# Ports that clients of every common system take for the answers; Lambda uses this whole range.
FIRST_EPHEMERAL = 1024

Flow: TypeAlias = int  # a set of ports, as bits of a PortMap; 0: nothing gets through

_TCP = frozenset({"6", "tcp"})
_UDP = frozenset({"17", "udp"})
_ANY = frozenset({"-1", "all"})


class Span(NamedTuple):
    """The ports that one rule names."""

    tcp: bool
    udp: bool
    first: int
    last: int


def span(protocol: str, first: int | None, last: int | None) -> Span:
    """Return the ports that a rule names; protocols other than TCP and UDP carry none."""
    name = protocol.lower()
    if name in _ANY:
        return Span(tcp=True, udp=True, first=0, last=LAST)
    low = 0 if first is None or first < 0 else first
    high = LAST if last is None or last < 0 else last
    return Span(tcp=name in _TCP, udp=name in _UDP, first=low, last=high)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortMap:
    """Which bit is which range of ports."""

    edges: tuple[int, ...]  # where the ranges begin: 0 first, 65,536 last

    @property
    def width(self) -> int:
        """Return the number of ranges, which is the number of bits of each protocol."""
        return len(self.edges) - 1

    @property
    def everything(self) -> Flow:
        """Return all ports of both protocols."""
        return (1 << 2 * self.width) - 1

    def flow(self, named: Span) -> Flow:
        """Return a rule's ports as bits; its ends must be among the edges."""
        low, high = bisect_left(self.edges, named.first), bisect_left(self.edges, named.last + 1)
        if low >= high:
            return 0
        bits = (1 << high) - (1 << low)
        return (bits if named.tcp else 0) | (bits << self.width if named.udp else 0)

    def answered(self, back: Flow) -> Flow:
        """Return all ports of each protocol in which some ephemeral port is among `back`."""
        half = (1 << self.width) - 1
        ephemeral = half & ~((1 << bisect_left(self.edges, FIRST_EPHEMERAL)) - 1)
        tcp = half if back & ephemeral else 0
        udp = half << self.width if back >> self.width & ephemeral else 0
        return tcp | udp

    def words(self, flow: Flow) -> str:
        """Return ports for readers, as "tcp 5432, udp 53"."""
        half = (1 << self.width) - 1
        named = (("tcp", flow & half), ("udp", flow >> self.width))
        parts = [f"{name} {self._ranges(bits)}" for name, bits in named if bits]
        return ", ".join(parts) if parts else "nothing"

    def _ranges(self, bits: int) -> str:
        found: list[list[int]] = []
        for index in range(self.width):
            if bits >> index & 1:
                low, high = self.edges[index], self.edges[index + 1] - 1
                if found and found[-1][1] == low - 1:
                    found[-1][1] = high
                else:
                    found.append([low, high])
        shown = [_range(low, high) for low, high in found[:3]]
        return " and ".join(shown) + (" and more" if len(found) > len(shown) else "")


def _range(low: int, high: int) -> str:
    if (low, high) == (0, LAST):
        return "all ports"
    return str(low) if low == high else f"{low}-{high}"


def port_map(spans: Iterable[Span]) -> PortMap:
    """Return the map that tells all these rules' ports apart."""
    edges = {0, FIRST_EPHEMERAL, LAST + 1}
    for named in spans:
        if named.first <= named.last <= LAST:
            edges.update((named.first, named.last + 1))
    return PortMap(edges=tuple(sorted(edges)))
