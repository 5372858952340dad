"""Which subnets and security groups are in one VPC."""

from __future__ import annotations

from collections.abc import Iterable


class Membership:
    """Which VPC ids, subnets and security groups belong together: what one resource names does."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._vpcs: set[str] = set()
        self._names: set[str] = set()

    def join(self, names: Iterable[str], vpc: str = "") -> None:
        """Note that these subnets and groups are in one VPC, and which if that is known."""
        listed = [*names, *([vpc] if vpc else [])]
        if vpc:
            self._vpcs.add(vpc)
        self._names.update(listed)
        for name in listed[1:]:
            self._above[self._root(name)] = self._root(listed[0])

    def _root(self, name: str) -> str:
        while self._above.get(name, name) != name:
            name = self._above[name]
        return name

    def vpc_of(self, names: Iterable[str]) -> str:
        """Return the VPC of the first of these subnets and groups; made up where nothing tells."""
        first = next(iter(names), "")
        root = self._root(first)
        known = sorted(vpc for vpc in self._vpcs if self._root(vpc) == root)
        if known:
            return known[0]
        members = [name for name in self._names if self._root(name) == root]
        return f"(the VPC of {min(members, default=first)})"
