"""An organization: several accounts behind one server, told apart by the key that signs."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

from tests.simulator.accounts import SimulatedAccount
from tests.simulator.faults import Fault
from tests.simulator.operations import RefusedError, answer
from tests.simulator.server import Simulator
from tests.simulator.wire import Request

PAGE = 20  # accounts that AWS Organizations lists at once
ORGANIZATION, ROOT = "o-exampleorg1", "r-ab12"


@dataclass(slots=True, kw_only=True)
class SimulatedMember:
    """One account of the organization; its role admits everybody unless it says otherwise."""

    account: SimulatedAccount
    name: str = ""
    state: str = "ACTIVE"
    unit: str = ""  # path of units below the root
    has_role: bool = True
    external_id: str | None = None
    faults: list[Fault] = field(default_factory=list)  # of calls in this account alone


class OrganizationSimulator(Simulator):
    """Serves the members; the first one is the caller's own account."""

    def __init__(
        self,
        members: Iterable[SimulatedMember],
        faults: Iterable[Fault] = (),
        *,
        session_seconds: float = 3600.0,
        latency: float = 0.0,
        throttle: bool = False,
    ) -> None:
        self.members = {member.account.id: member for member in members}
        self.hub = next(iter(self.members))
        first = self.members[self.hub].account
        super().__init__(first, faults, latency=latency, throttle=throttle)
        self.by_account: Counter[str] = Counter()  # calls in each account
        self.assumed: Counter[str] = Counter()
        self._counting = threading.Lock()
        self._session_seconds = session_seconds

    def answer(self, request: Request) -> dict[str, Any]:
        """Return what the account of the signing key answers."""
        account = self._account(request)
        with self._counting:
            self.by_account[account] += 1
        if request.id == "sts:AssumeRole":
            return self._assume(request)
        if request.service == "organizations":
            return self._organizations(request)
        return answer(self.members[account].account, request)

    def faults_of(self, request: Request) -> Iterable[Fault]:
        """Return the faults of all accounts, and of the one that is asked."""
        return (*self.faults, *self.members[self._account(request)].faults)

    def payer(self, request: Request) -> str:
        """Return the account and region whose quota a call takes from."""
        return f"{self._account(request)}/{request.region}"

    def _account(self, request: Request) -> str:
        return request.key[4:16] if request.key.startswith("ASIA") else self.hub

    def reset(self) -> None:
        """Forget what was called."""
        super().reset()
        self.by_account.clear()
        self.assumed.clear()

    def _assume(self, request: Request) -> dict[str, Any]:
        account = str(request.parameters["RoleArn"]).split(":")[4]
        self.assumed[account] += 1
        member = self.members.get(account)
        if member is None or member.state != "ACTIVE" or not member.has_role:
            raise RefusedError("AccessDenied", 403)
        if member.external_id != request.parameters.get("ExternalId"):
            raise RefusedError("AccessDenied", 403)
        ends = datetime.fromtimestamp(time.time() + self._session_seconds, UTC)
        return {
            "Credentials": {
                "AccessKeyId": f"ASIA{account}",
                "SecretAccessKey": "example",
                "SessionToken": f"until/{ends.timestamp()}",
                "Expiration": ends.isoformat(),
            }
        }

    def _organizations(self, request: Request) -> dict[str, Any]:
        parent = str(request.parameters.get("ParentId", ""))
        if request.operation == "DescribeOrganization":
            return {"Organization": {"Id": ORGANIZATION, "MasterAccountId": self.hub}}
        if request.operation == "ListRoots":
            return {"Roots": [{"Id": ROOT, "Name": "Root"}]}
        if request.operation == "ListOrganizationalUnitsForParent":
            return {
                "OrganizationalUnits": [{"Id": u, "Name": f"unit {u}"} for u in self._below(parent)]
            }
        start = int(request.parameters.get("NextToken") or 0)
        rows = [_row(id_, member) for id_, member in self.members.items()]
        more = {"NextToken": str(start + PAGE)} if start + PAGE < len(rows) else {}
        return {"Accounts": rows[start : start + PAGE], **more}

    def _below(self, parent: str) -> list[str]:
        paths = [[ROOT, *member.unit.split("/")] for member in self.members.values() if member.unit]
        pairs = {pair for path in paths for pair in pairwise(path)}
        return sorted(below for above, below in pairs if above == parent)


def _row(account: str, member: SimulatedMember) -> Mapping[str, Any]:
    path = "/".join(filter(None, (ORGANIZATION, ROOT, member.unit, account)))
    return {
        "Id": account, "Name": member.name, "State": member.state, "Paths": [f"{path}/"],
        "Arn": f"arn:aws:organizations::111122223333:account/{ORGANIZATION}/{account}",
    }  # fmt: skip
