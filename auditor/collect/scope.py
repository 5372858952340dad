"""What every collector of one region is handed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from auditor.analysis.secret_classifier import SecretClassifier
from auditor.collect.aws.calls import Calls
from auditor.collect.aws.fact_barrier import await_fact
from auditor.collect.aws.operations import FactRow
from auditor.collect.aws.options import CollectOptions
from auditor.collect.so_far import SoFar
from auditor.model import Fact, Function, Known, Need, Region, Unknown
from auditor.model.fact import NOT_ASKED

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionScope:
    """One region of one account, and what is wanted of it."""

    calls: Calls
    needs: frozenset[Need]
    options: CollectOptions
    classifier: SecretClassifier
    account: str  # id
    partition: str
    region: str
    before: Region | None = None  # what an earlier, interrupted run brought
    functions_before: Mapping[str, Function] = field(default_factory=dict)
    # Told, once, every function that was listed, and what ended the list early: what the account
    # reads for all regions can start.
    listed: Callable[[Iterable[Function], Unknown | None], None] = field(
        default=lambda _functions, _lost: None
    )
    so_far: SoFar | None = None  # told what is settled, if anything works ahead

    def settle(self, facts: dict[str, Any]) -> None:
        """Tell facts of the region, by field, that will not change any more."""
        if self.so_far is not None:
            self.so_far.settle(self.region, facts)

    def wants(self, *needs: Need) -> bool:
        """Return whether one of the needs was asked for."""
        return not self.needs.isdisjoint(needs)

    async def fact(
        self, row: FactRow, before: Fact[T], work: Callable[[], Awaitable[T]]
    ) -> Fact[T]:
        """Return a fact: not asked for, known from before, or what `work` brings."""
        if not self.wants(row.need, *row.also_for):
            return NOT_ASKED
        if isinstance(before, Known):
            return before
        return await await_fact(work(), row.operations[0], self.region)
