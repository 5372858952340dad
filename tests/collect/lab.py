"""One simulator and one set of clients for many readings of one account: each takes a moment."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import pytest

from auditor.analysis.secret_classifier import SecretClassifier
from auditor.assess.pipeline import Inputs, report
from auditor.collect import UNPACED, CollectOptions
from auditor.collect.access import Access, StopSignal
from auditor.collect.account import collect_account
from auditor.collect.aws.clients import Clients
from auditor.collect.aws.sign_in import open_clients
from auditor.collect.facts.values import open_classifier
from auditor.evaluate.plan import Plan, Selection, make
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings
from auditor.model import Account, Need
from auditor.model.report import Report
from tests.simulator import Fault, SimulatedAccount, Simulator
from tests.simulator.credentials import sign_in

OPTIONS: Mapping[str, Any] = {"quota_share": UNPACED, "threads": 4, "read_timeout": 20.0}


@dataclass(slots=True, kw_only=True, repr=False)
class Lab:
    """A place to read one account over and over, each time disturbed in another way."""

    simulator: Simulator
    clients: Clients = field(init=False)
    classifier: SecretClassifier = field(init=False)
    plan: Plan = field(init=False)

    def __enter__(self) -> Self:
        self.simulator.__enter__()
        os.environ["AWS_ENDPOINT_URL"] = self.simulator.url
        self.clients = open_clients(CollectOptions(**OPTIONS))
        self.classifier = open_classifier({})
        self.plan = make(checks(), Selection(), Settings())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.simulator.__exit__(kind, error, at)
        del os.environ["AWS_ENDPOINT_URL"]

    def read(
        self,
        *faults: Fault,
        needs: Iterable[Need] | None = None,
        resume: Account | None = None,
        calls: int | None = None,
        reason: str = "collecting was interrupted (test)",
        **options: Any,
    ) -> Account:
        """Read the account; after `calls` calls reading must end, for this reason."""
        stop = StopSignal()
        self.simulator.reset()
        self.simulator.faults[:] = faults

        def count(number: int) -> None:
            if number == calls:
                stop.now(reason)

        self.simulator.on_call = count
        access = Access(clients=self.clients, classifier=None, stop=stop)
        wanted = frozenset(self.plan.facts if needs is None else needs)
        chosen = CollectOptions(**{**OPTIONS, **options})
        return collect_account(wanted, chosen, resume=resume, access=access)

    def read_until_signal(self, number: signal.Signals, calls: int) -> Account:
        """Read the account as a process of its own would, and get a signal after `calls` calls."""
        self.simulator.reset()
        self.simulator.faults.clear()

        def count(made: int) -> None:
            if made == calls:
                os.kill(os.getpid(), number)

        self.simulator.on_call = count
        before = signal.signal(number, signal.SIG_IGN)  # it may come after the last call
        try:
            return collect_account(frozenset(self.plan.facts), CollectOptions(**OPTIONS))
        finally:
            time.sleep(0)  # lets the interpreter deliver it
            signal.signal(number, before)

    def judge(self, account: Account) -> Report:
        """Return the report with every result."""
        return report(account, Inputs(plan=self.plan, all_results=True))


@contextmanager
def lab(account: SimulatedAccount) -> Iterator[Lab]:
    """Yield a lab for an account, with credentials in the environment."""
    with pytest.MonkeyPatch.context() as patch:
        sign_in(patch)
        with Lab(simulator=Simulator(account)) as made:
            yield made
