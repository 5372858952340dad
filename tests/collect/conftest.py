"""Serves a written-down account over real HTTP and reads it with the collector."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

# At the end, so that an installed auditor still comes before the one in this folder.
sys.path.append(str(Path(__file__).parents[2]))

from auditor.collect import UNPACED, CollectOptions, collect
from auditor.evaluate.plan import INVENTORY_NEEDS
from auditor.model import Account, Need
from tests.simulator import Fault, SimulatedAccount, Simulator
from tests.simulator.credentials import sign_in
from tests.simulator.plain import facts, unknowns

__all__ = ["NEEDS", "Read", "facts", "unknowns"]

# All but those that are opt-in, slow on purpose or newer than the oldest SDK.
NEEDS = (
    frozenset(Need)
    - {Need.LAST_ACCESSED, Need.METRICS, Need.PACKAGE_CONTENTS, Need.RIGHTSIZING}
    - {Need.LAYER_CONTENTS, Need.RUNTIME_LIFECYCLE}
    - INVENTORY_NEEDS
)


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    sign_in(monkeypatch)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))  # for tests with profiles
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))


Read = Callable[..., tuple[Account, Simulator]]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """Return a function that reads an account: (account, faults, needs, resume, options)."""

    def read(
        account: SimulatedAccount,
        *faults: Fault,
        needs: Iterable[Need] = NEEDS,
        resume: Account | None = None,
        throttle: bool = False,
        allowed: frozenset[str] | None = None,
        **options: Any,
    ) -> tuple[Account, Simulator]:
        with Simulator(account, faults, throttle=throttle, allowed=allowed) as simulator:
            monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
            settings = {"quota_share": UNPACED, "threads": 8, "read_timeout": 20.0, **options}
            chosen = CollectOptions(**settings)
            return collect(frozenset(needs), chosen, resume=resume), simulator

    return read
