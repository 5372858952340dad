"""Serves a written-down organization over real HTTP and audits it with the command."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

# At the end, so that an installed auditor still comes before the one in this folder.
sys.path.append(str(Path(__file__).parents[2]))

from auditor.cli import main
from tests.simulator import SimulatedAccount, function
from tests.simulator.accounts import role
from tests.simulator.credentials import sign_in
from tests.simulator.organization import OrganizationSimulator, SimulatedMember

HUB = "111122223333"


def member(number: int, **differences: Any) -> SimulatedMember:
    """Return an account with one function, whose number is also its name."""
    account = f"{number:012d}"
    made = function(
        "orders", configuration={
            "FunctionArn": f"arn:aws:lambda:eu-west-1:{account}:function:orders",
            "Role": f"arn:aws:iam::{account}:role/orders",
        },
    )  # fmt: skip
    own_role = role("orders", Arn=f"arn:aws:iam::{account}:role/orders")
    return SimulatedMember(
        account=SimulatedAccount(id=account, functions={"eu-west-1": [made]}, roles=[own_role]),
        name=f"team-{number}",
        **differences,
    )


def hub() -> SimulatedMember:
    return member(int(HUB))


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What one `auditor org …` did."""

    result: Result
    folder: Path

    @property
    def code(self) -> int:
        return self.result.exit_code

    @property
    def run(self) -> Path:
        return max((self.folder / "runs").iterdir())

    @property
    def organization(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.run / "organization.json").read_bytes())
        return found

    def rows(self) -> dict[int, dict[str, Any]]:
        return {int(row["id"]): row for row in self.organization["accounts"]}


Org = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    sign_in(monkeypatch)
    monkeypatch.setenv("AUDITOR_QUOTA_SHARE", "inf")


@pytest.fixture
def org(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Org:
    """Run `auditor org scan --dir` against a server, with the words given."""

    def org(simulator: OrganizationSimulator, *words: object, command: str = "scan") -> Ran:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        folder = tmp_path / "audit"
        more = ["--dir", str(folder)] if command == "scan" else []
        if command == "scan" and not {"--accounts", "--resume", "--profiles"} & set(
            map(str, words)
        ):
            more.append("--organization")
        arguments = ["org", command, *more, *map(str, words)]
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
        return Ran(result=result, folder=folder)

    return org


def serve(*members: SimulatedMember, **more: Any) -> OrganizationSimulator:
    return OrganizationSimulator((hub(), *members), **more)


def everything(paths: Iterable[Path]) -> bytes:
    return b"".join(path.read_bytes() for path in paths if path.is_file())
