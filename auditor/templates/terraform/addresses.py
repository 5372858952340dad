"""Addresses in a plan, such as `module.shop["eu"].aws_sqs_queue.orders[0]`."""

from __future__ import annotations

import re

_KEY = r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]'  # the key of for_each may hold brackets and dots
_INDEX = re.compile(_KEY)
_STEP = re.compile(rf"[^.\[\]]+(?:{_KEY})*")


def without_indexes(address: str) -> str:
    """Return an address without the indexes of count and for_each."""
    return _INDEX.sub("", address)


def steps_of(address: str) -> list[str]:
    """Return what dots separate in an address, each with its index."""
    return _STEP.findall(address)


def split_address(address: str) -> tuple[str, str, str]:
    """Return module (with its indexes), TYPE.NAME, and the index of the instance."""
    steps = steps_of(address)
    end = 0
    while end + 1 < len(steps) and steps[end] == "module":
        end += 2
    name = ".".join(steps[end:])
    bare = without_indexes(name)
    return ".".join(steps[:end]), bare, name[len(bare) :]
