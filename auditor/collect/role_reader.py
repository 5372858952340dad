"""The execution roles of an account, once every region has named its own."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from auditor.analysis.secret_classifier import SecretClassifier
from auditor.collect.aws.calls import Calls
from auditor.collect.aws.fact_barrier import await_fact
from auditor.collect.facts import last_access, roles
from auditor.model import Account, Fact, Function, Known, Need, Role, Unknown, setting
from auditor.model.fact import NOT_ASKED


class NamedRoles:
    """The functions and the roles that they name; complete once every region was listed."""

    __slots__ = ("_left", "complete", "functions", "lost", "roles")

    def __init__(self, regions: Iterable[str]) -> None:
        self.functions: list[str] = []  # ARNs
        self.roles: set[str] = set()
        self.lost: Unknown | None = None  # why functions, and their roles, may be missing
        self.complete = asyncio.Event()
        self._left = set(regions)

    def add(self, region: str, functions: Iterable[Function], lost: Unknown | None) -> None:
        """Take in the functions of a region; the first word on it counts."""
        if region not in self._left:
            return
        for function in functions:
            self.functions.append(function.arn)
            role = setting(function, "role_arn")
            if isinstance(role, Known):
                self.roles.add(role.value)
        self.lost = self.lost or lost
        self._left.discard(region)
        if not self._left:
            self.complete.set()


async def read_roles(
    calls: Calls,
    needs: frozenset[Need],
    named: NamedRoles,
    resume: Account | None,
    classifier: SecretClassifier,
) -> Fact[Mapping[str, Role]]:
    """Read every role that a function names; an earlier run's are kept if they are whole."""
    if Need.ROLES not in needs:
        return NOT_ASKED
    await named.complete.wait()
    if not named.roles and named.lost is not None:
        return named.lost
    earlier = resume.roles.value if resume and isinstance(resume.roles, Known) else {}
    kept = {arn: earlier[arn] for arn in named.roles & earlier.keys() if roles.whole(earlier[arn])}
    found: Fact[Mapping[str, Role]] = Known({})
    if named.roles - kept.keys():
        work = roles.roles(calls, named.roles - kept.keys(), classifier)
        found = await await_fact(work, "iam:GetAccountAuthorizationDetails")
    if isinstance(found, Unknown):
        return found
    every = MappingProxyType(dict(sorted({**kept, **found.value}.items())))
    if Need.LAST_ACCESSED not in needs:
        return Known(every)
    return Known(await last_access.with_last_access(calls, every))
