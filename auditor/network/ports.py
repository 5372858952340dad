"""Sets of ports as sorted, disjoint ranges, for TCP and UDP side by side."""

from __future__ import annotations

from typing import TypeAlias

Ports: TypeAlias = tuple[tuple[int, int], ...]
Flow: TypeAlias = tuple[Ports, Ports]  # TCP, UDP

LAST = 65_535
EVERY: Ports = ((0, LAST),)
NONE: Ports = ()
ALL: Flow = (EVERY, EVERY)
NOTHING: Flow = (NONE, NONE)
# Ports that clients of every common system take for the answers; Lambda uses this whole range.
EPHEMERAL: Ports = ((1024, LAST),)

_TCP = frozenset({"6", "tcp"})
_UDP = frozenset({"17", "udp"})
_ANY = frozenset({"-1", "all"})


def flow(protocol: str, first: int | None, last: int | None) -> Flow:
    """Return the ports that a rule names; protocols other than TCP and UDP carry no port."""
    name = protocol.lower()
    if name in _ANY:
        return ALL
    low = 0 if first is None or first < 0 else first
    high = LAST if last is None or last < 0 else last
    ports: Ports = ((low, high),) if low <= high else NONE
    return (ports if name in _TCP else NONE, ports if name in _UDP else NONE)


def union(left: Ports, right: Ports) -> Ports:
    """Return the ports of either set."""
    if not left or not right or left == right:
        return left or right
    merged: list[tuple[int, int]] = []
    for low, high in sorted((*left, *right)):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)


def intersection(left: Ports, right: Ports) -> Ports:
    """Return the ports of both sets."""
    if right in (left, EVERY):
        return left
    if left == EVERY:
        return right
    return tuple(
        (max(a, c), min(b, d)) for a, b in left for c, d in right if max(a, c) <= min(b, d)
    )


def difference(left: Ports, right: Ports) -> Ports:
    """Return the ports of the left set that are not in the right one."""
    rest = left
    for low, high in right:
        pieces: list[tuple[int, int]] = []
        for a, b in rest:
            if b < low or a > high:
                pieces.append((a, b))
                continue
            if a < low:
                pieces.append((a, low - 1))
            if b > high:
                pieces.append((high + 1, b))
        rest = tuple(pieces)
    return rest


def either(left: Flow, right: Flow) -> Flow:
    """Return what either flow lets through."""
    return union(left[0], right[0]), union(left[1], right[1])


def both(left: Flow, right: Flow) -> Flow:
    """Return what both flows let through."""
    return intersection(left[0], right[0]), intersection(left[1], right[1])


def words(ports: Flow) -> str:
    """Return a flow for readers, as "tcp 5432, udp 53"."""
    parts = [
        f"{name} {_ranges(ranges)}"
        for name, ranges in zip(("tcp", "udp"), ports, strict=True)
        if ranges
    ]
    return ", ".join(parts) if parts else "nothing"


def _ranges(ports: Ports) -> str:
    shown = ["all ports" if pair == (0, LAST) else _range(pair) for pair in ports[:3]]
    return " and ".join(shown) + (" and more" if len(ports) > len(shown) else "")


def _range(pair: tuple[int, int]) -> str:
    return str(pair[0]) if pair[0] == pair[1] else f"{pair[0]}-{pair[1]}"
