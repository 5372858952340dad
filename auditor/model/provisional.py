"""An account while it is still being read: what may change yet can't be mistaken for a fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import NoReturn

from auditor.model.account import Account, Region
from auditor.model.fact import Known
from auditor.model.function import Function
from auditor.model.partial_function import setting_gaps


class PendingError(Exception):
    """Something was looked at that is still being read."""


class Pending:
    """Stands in for whatever is still being read, and refuses to be looked at in any way.

    `isinstance`, comparing and iterating raise as reading an attribute does. `looks` counts the
    refusals, so that code that swallows the exception is found out all the same.
    """

    __slots__ = ("_looks",)

    def __init__(self) -> None:
        self._looks = 0

    def _refuse(self, *_: object) -> NoReturn:
        looks: int = object.__getattribute__(self, "_looks")
        object.__setattr__(self, "_looks", looks + 1)
        raise PendingError

    __class__ = property(_refuse)
    __getattribute__ = _refuse
    __bool__ = __len__ = __iter__ = __next__ = __contains__ = __getitem__ = __reversed__ = _refuse
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _refuse
    __str__ = __repr__ = __format__ = __int__ = __float__ = __index__ = __call__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = _refuse
    __or__ = __ror__ = __and__ = __rand__ = __enter__ = __copy__ = __deepcopy__ = _refuse


def looks(pending: Pending) -> int:
    """Return how often something tried to look at it."""
    found: int = object.__getattribute__(pending, "_looks")
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisional:
    """An account as far as it is read. What is not pending in it will be so in the whole one."""

    account: Account
    read: tuple[Function, ...]  # those whose own facts have come in since the last time
    pending: Pending


Ahead = Callable[[Callable[[], Provisional | None]], None]
"""Takes a function that returns what was read since it was called last; None: nothing yet."""


def agrees(early: Account, whole: Account) -> bool:
    """Return whether everything that the early account told is so in the whole one."""
    if not _alike(early, whole, _OF_ACCOUNTS):
        return False
    return len(early.regions) == len(whole.regions) and all(
        map(_regions_agree, early.regions, whole.regions)
    )


def _regions_agree(early: Region, whole: Region) -> bool:
    if not _alike(early, whole, _OF_REGIONS):
        return False
    if not (isinstance(early.functions, Known) and isinstance(whole.functions, Known)):
        return early.functions == whole.functions
    before, after = early.functions.value, whole.functions.value
    return len(before) == len(after) and all(map(_functions_agree, before, after))


def _functions_agree(early: Function, whole: Function) -> bool:
    return setting_gaps(early) == setting_gaps(whole) and _alike(early, whole, _OF_FUNCTIONS)


_OF_ACCOUNTS = tuple(f.name for f in fields(Account) if f.name != "regions")
_OF_REGIONS = tuple(f.name for f in fields(Region) if f.name != "functions")
_OF_FUNCTIONS = tuple(f.name for f in fields(Function))


def _alike(early: object, whole: object, names: tuple[str, ...]) -> bool:
    """Compare two records field by field, but for the fields that are pending in the first."""
    read = object.__getattribute__  # of a partial function, too
    for name in names:
        before, after = read(early, name), read(whole, name)
        if type(before) is not Pending and before is not after and before != after:
            return False
    return True
