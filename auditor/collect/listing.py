"""What the lists of one region have brought so far; filled while functions are already read."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from auditor.collect.functions import qualifier, unqualified
from auditor.model import Fact, Function, Unknown

# Up to this many functions a region, every one is asked for its aliases. Above, only those with
# published versions, or with an alias that something names: see docs/decisions/aliases.md.
ALIASES_OF_ALL = 300


@dataclass(slots=True)
class Listing:
    """What ListFunctions has brought so far."""

    functions: dict[str, Function] = field(default_factory=dict)  # by ARN, as listed
    versions: dict[str, list[str]] = field(default_factory=dict)  # by ARN
    done: asyncio.Event = field(default_factory=asyncio.Event)
    swept: bool = False  # every published version was listed
    lost: Unknown | None = None  # why it ended before its end
    odd: list[Unknown] = field(default_factory=list)

    def may_have_aliases(self, arn: str) -> bool:
        """Return whether it is worth a call to ask for a function's aliases; wants `done`."""
        small = len(self.functions) <= ALIASES_OF_ALL
        return small or not self.swept or bool(self.versions.get(arn))


@dataclass(slots=True)
class Invoked:
    """Who is invoked by what, as the region's other lists show it."""

    asynchronously: set[str] = field(default_factory=set)  # unqualified ARNs
    qualifiers: dict[str, set[str]] = field(default_factory=dict)  # by unqualified ARN
    done: asyncio.Event = field(default_factory=asyncio.Event)

    def learn(self, name: str, fact: Fact[Any]) -> None:
        """Take in one of the region's lists."""
        if isinstance(fact, Unknown):
            return
        pushed: list[str] = []
        others: list[str] = []
        if name == "event_rules":
            pushed = [arn for rule in fact.value for arn in rule.function_arns]
        elif name in {"subscriptions", "schedules"}:
            pushed = [item.function_arn for item in fact.value]
        elif name == "api_integrations":
            pushed = [item.function_arn for item in fact.value if item.asynchronous]
            others = [item.function_arn for item in fact.value]
        elif name == "event_source_mappings":
            others = [item.function_arn for item in fact.value]
        self.asynchronously.update(unqualified(arn) for arn in pushed)
        for arn in (*pushed, *others):
            named = qualifier(arn)
            if named and named != "$LATEST":
                self.qualifiers.setdefault(unqualified(arn), set()).add(named)
