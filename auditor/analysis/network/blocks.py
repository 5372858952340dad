"""Addresses and CIDR blocks as integers: comparing them is most of the work."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple


class Block(NamedTuple):
    """A range of addresses of one IP version."""

    version: int
    first: int
    last: int


class Address(NamedTuple):
    """One address."""

    version: int
    value: int


WORLD = frozenset({Block(4, 0, 2**32 - 1), Block(6, 0, 2**128 - 1)})


def block(cidr: str) -> Block | None:
    """Return the block of a CIDR; None: the text is none."""
    try:
        network = ipaddress.ip_network(cidr.strip(), strict=False)
    except ValueError:
        return None
    first = int(network.network_address)
    return Block(network.version, first, first + network.num_addresses - 1)


def address(text: str) -> Address | None:
    """Return an address; None: the text is none."""
    try:
        parsed = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    return Address(parsed.version, int(parsed))


def holds(outer: Block, inner: Address) -> bool:
    """Whether the block contains the address."""
    return outer.version == inner.version and outer.first <= inner.value <= outer.last
