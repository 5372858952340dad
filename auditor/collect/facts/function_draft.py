"""A function while it is being read: the facts so far, and what an earlier run brought."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from auditor.collect.aws.error_codes import Fault
from auditor.collect.aws.fact_barrier import LostError, await_fact
from auditor.collect.aws.operations import FACTS
from auditor.collect.facts import function_calls
from auditor.collect.facts.function_calls import VanishedError
from auditor.collect.facts.worth_asking import Worth
from auditor.collect.scope import RegionScope
from auditor.model import Fact, Function, Known, Need, Unknown, with_facts

T = TypeVar("T")

Ask: TypeAlias = Callable[[RegionScope, Function], Awaitable[Any]]


@dataclass(slots=True, kw_only=True)
class Draft:
    """The facts of one function, by field name, as they come in."""

    scope: RegionScope
    listed: Function
    earlier: Function  # as an earlier run left it; as listed if there was none
    facts: dict[str, Any] = field(default_factory=dict)  # facts, but for recommended_memory
    asked: set[str] = field(default_factory=set)  # see Function.asked
    image_uri: str = ""
    image_tag: str | None = None

    def function(self) -> Function:
        """Return the function as far as it is read."""
        asked = tuple(sorted(self.asked))
        return with_facts(self.listed, **self.facts, asked=asked)

    def earlier_fact(self, name: str) -> Fact[Any]:
        """Return what an earlier run knew."""
        fact: Fact[Any] = getattr(self.earlier, name)
        return fact

    async def read(self, need: Need, ask: Ask) -> Fact[Any]:
        """Read a fact, unless an earlier run did."""
        row = FACTS[need]
        fact = self.earlier_fact(row.field)
        if not isinstance(fact, Known):
            fact = await self.call(ask(self.scope, self.listed), row.operations[0])
        self.facts[row.field] = fact
        return fact

    async def read_if_worth(self, need: Need, ask: Ask, worth: Worth, instead: Fact[Any]) -> None:
        """Read a fact if that can change a verdict; otherwise `instead` is the fact.

        Where it is unknown whether it can, the answer counts if it is empty: then both ways lead
        to the same verdicts. Anything else stays unknown, as what was denied or lost must not turn
        a verdict that does not apply into a failure.
        """
        row = FACTS[need]
        fact = self.earlier_fact(row.field)
        if isinstance(fact, Known) and row.field in self.earlier.asked:
            self.asked.add(row.field)
        elif worth is False:
            fact = instead
        elif isinstance(worth, Unknown) and not worth.operation:
            fact = worth  # left out by an option
        else:
            fact = await self.call(ask(self.scope, self.listed), row.operations[0])
            self.asked.add(row.field)
            if isinstance(worth, Unknown) and isinstance(fact, Known) and fact.value:
                fact = worth
        self.facts[row.field] = fact

    async def call(self, work: Awaitable[T], operation: str) -> Fact[T]:
        """Return what `work` brings as a fact.

        Raises:
            VanishedError: the function is gone.
        """
        return await await_fact(self._unless_gone(work), operation, self.scope.region)

    async def _unless_gone(self, work: Awaitable[T]) -> T:
        """Return what `work` brings.

        That something is absent need not mean the function: GetFunction has the last word.

        Raises:
            VanishedError: it was lost because the function is gone.
            LostError: it was lost otherwise.
        """
        try:
            return await work
        except LostError as lost:
            if lost.kind is not Fault.ABSENT:
                raise
            if await function_calls.exists(self.scope, self.listed):
                raise
            raise VanishedError from lost
