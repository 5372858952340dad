"""One evaluation of an account: its facts, the options, and what is derived from them once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, TypeVar, cast

from auditor.model import Account, Function, Region, Role, UnavailableError, Unknown
from auditor.model.arn import unqualified

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_FUNCTIONS, _REGIONS = "lambda:ListFunctions", "ec2:DescribeRegions"

OptionValue: TypeAlias = int | float | str | tuple[str, ...] | Mapping[str, str]
# By what derives it, and from what.
Derived: TypeAlias = dict[object, dict[Hashable, object]]

_NEW = object()


@dataclass(frozen=True, slots=True)
class _Unavailable:
    """What is remembered of a derivation that read an unknown fact."""

    unknown: Unknown


class Audit:
    """What a check is given in addition to the function.

    Reading is all that checks do with it. It remembers what `once` derived, so that a role that
    200 functions share is judged one time; nothing else in it ever changes. What was derived from
    the same facts before may be handed in.
    """

    __slots__ = ("_derived", "_functions", "_options", "_regions", "account")

    def __init__(
        self,
        account: Account,
        options: Mapping[str, Mapping[str, OptionValue]] | None = None,
        derived: Derived | None = None,
    ) -> None:
        self.account = account
        self._options = options or {}
        self._regions = {region.name: region for region in account.regions}
        self._functions = {function.arn: function for function in account.functions()}
        self._derived: Derived = {} if derived is None else derived

    def functions(self) -> tuple[Function, ...]:
        """Return every listed function, by region and name."""
        return tuple(self._functions.values())

    def function(self, arn: str) -> Function | None:
        """Return a function of this account by its ARN, qualified or not."""
        return self._functions.get(unqualified(arn))

    def unlisted(self, region: str = "") -> Unknown | None:
        """Return why functions may be missing, in a region or anywhere, or None if none are.

        What is concluded from the absence of functions, such as "no other function uses this
        role", does not hold then.
        """
        for read in self.account.regions:
            if region in {"", read.name} and isinstance(read.functions, Unknown):
                return replace(read.functions, region=read.name)
        for gap in self.account.gaps:
            if gap.operation == _FUNCTIONS and region in {"", gap.region}:
                return gap
            if gap.operation == _REGIONS and not region:
                return gap
        return None

    def region(self, function: Function) -> Region:
        """Return the region that the function lives in."""
        return self._regions[function.region]

    def role(self, function: Function) -> Role | None:
        """Return the function's role; None: it does not exist.

        Raises:
            UnavailableError: roles could not be read.
        """
        return self.account.roles.get().get(function.role_arn)

    def option(self, check: str, name: str) -> OptionValue:
        """Return a check's option, as declared by the check or as configured."""
        return self._options[check][name]

    def number(self, check: str, name: str) -> float:
        """Return an option that is a number."""
        return cast("float", self._options[check][name])

    def texts(self, check: str, name: str) -> tuple[str, ...]:
        """Return an option that is a list of strings."""
        return cast("tuple[str, ...]", self._options[check][name])

    def once(self, derive: Callable[[Audit, K], T], key: K) -> T:
        """Return `derive(self, key)`, computed on the first call only.

        Raises:
            UnavailableError: each time, if a fact that `derive` reads is unknown.
        """
        derived = self._derived.setdefault(derive, {})
        value = derived.get(key, _NEW)
        if value is _NEW:
            try:
                value = derive(self, key)
            except UnavailableError as missing:
                value = _Unavailable(missing.unknown)
            derived[key] = value
        if isinstance(value, _Unavailable):
            raise UnavailableError(value.unknown)
        return cast("T", value)
