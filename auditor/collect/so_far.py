"""The account as far as it is read, for work that need not wait for the last answer."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any, TypeAlias, cast

from auditor.collect.redaction import Redaction
from auditor.model import Account, Function, Known, Need, Region, with_facts
from auditor.model.fact import NOT_ASKED
from auditor.model.provisional import Pending, Provisional

# What ListFunctions does not settle: every fact that another call brings or adds to.
_READ_LATER = frozenset(
    f.name for f in fields(Function) if f.default is NOT_ASKED and f.name != "environment"
) | {"alias_secrets", "recommended_memory", "asked"}
# What only the account as a whole tells.
_TOLD_LAST = ("alias", "gaps", "interrupted", "calls", "notes")

# A region, facts of it by field, functions of it, and whether those are read or only listed.
_Entry: TypeAlias = tuple[str, dict[str, Any], tuple[Function, ...], bool]


class SoFar:
    """Takes in what is read, on the event loop; on a thread, makes a provisional account of it."""

    def __init__(self, needs: frozenset[Need]) -> None:
        self._needs = needs
        self._pending = Pending()
        self._inbox: deque[_Entry] = deque()
        self._begun: tuple[Account, Redaction] | None = None
        # From here on, for the thread alone.
        self._account: Account | None = None
        self._facts: defaultdict[str, dict[str, Any]] = defaultdict(dict)  # by region and field
        self._functions: defaultdict[str, dict[str, Function]] = defaultdict(dict)  # and by ARN
        self._waiting: defaultdict[str, list[Function]] = defaultdict(list)  # read, by region

    # -- on the event loop

    def begin(self, account: Account, redaction: Redaction) -> None:
        """Take in what holds for the whole account; every region was listed before."""
        pending: dict[str, Any] = dict.fromkeys(_TOLD_LAST, self._pending)
        self._begun = (replace(account, **pending), redaction)

    def add_listed(self, region: str, functions: Iterable[Function]) -> None:
        """Take in the functions of a region, of which nothing else is read yet."""
        later: dict[str, Any] = dict.fromkeys(_READ_LATER, self._pending)
        found = tuple(with_facts(function, **later) for function in functions)
        self._inbox.append((region, {}, found, False))

    def settle(self, region: str, facts: dict[str, Any]) -> None:
        """Take in facts of a region by field."""
        self._inbox.append((region, facts, (), False))

    def add_read(self, region: str, function: Function) -> None:
        """Take in a function whose own facts have come in."""
        later: dict[str, Any] = dict.fromkeys(_added_later(function, self._needs), self._pending)
        self._inbox.append((region, {}, (with_facts(function, **later),), True))

    def add_region(self, region: Region) -> None:
        """Take in a region without functions; its log groups may still be asked for."""
        facts = {f.name: getattr(region, f.name) for f in fields(Region)}
        if Need.LOG_GROUPS in self._needs:
            facts["log_groups"] = self._pending
        self.settle(region.name, facts)

    # -- on a thread

    def provisional(self) -> Provisional | None:
        """Return the account with what came in since the last time; None: nothing to judge."""
        if self._begun is None:
            return None
        begun, redaction = self._begun
        if self._account is None:
            self._account = redaction.of(begun)
        for region, facts, functions, are_read in self._taken(redaction):
            self._facts[region].update(facts)
            known = self._functions[region]
            # One that was read before its region was listed to the end stays as it was read.
            known.update((f.arn, f) for f in functions if are_read or f.arn not in known)
            self._waiting[region] += functions if are_read else ()
        # A region's queues are the last that is read of it without all of its functions.
        complete = [region for region in self._waiting if "queues" in self._facts[region]]
        read = [function for region in complete for function in self._waiting.pop(region)]
        if not read:
            return None
        regions = tuple(self._region(name) for name in sorted(self._facts))
        account = replace(self._account, regions=regions)
        return Provisional(account=account, read=tuple(read), pending=self._pending)

    def _taken(self, redaction: Redaction) -> list[_Entry]:
        """Return what came in, redacted: all at once, since looking for tokens is dear."""
        entries = [self._inbox.popleft() for _ in range(len(self._inbox))]
        values = tuple((tuple(facts.values()), functions) for _, facts, functions, _ in entries)
        safe = cast("Any", redaction.of(values))
        return [
            (region, dict(zip(facts, kept, strict=True)), functions, are_read)
            for (region, facts, _, are_read), (kept, functions) in zip(entries, safe, strict=True)
        ]

    def _region(self, name: str) -> Region:
        pending: dict[str, Any] = dict.fromkeys((f.name for f in fields(Region)), self._pending)
        functions = sorted(self._functions[name].values(), key=lambda f: f.name)
        known = {"name": name, "functions": Known(tuple(functions))}
        return Region(**{**pending, **known, **self._facts[name]})


def _added_later(function: Function, needs: frozenset[Need]) -> Iterator[str]:
    """Yield the facts that the region adds to a function when it has read all of them."""
    if Need.CODE_SIGNING in needs:
        yield "code_signing"
    if Need.IMAGES in needs:
        yield "image"
    if Need.METRICS in needs:
        yield from ("metrics", "provisioned_concurrency")
    if Need.RIGHTSIZING in needs:
        yield from ("rightsizing", "recommended_memory")
    if Need.EVENT_INVOKE_CONFIGS in needs and "event_invoke_configs" not in function.asked:
        yield from ("event_invoke_configs", "asked")
