"""Answers recorded once from the simulator, and played back without a network, damaged or not."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from auditor.collect import CollectOptions
from auditor.collect.access import Access, StopSignal
from auditor.collect.account import collect_account
from auditor.collect.aws.clients import Clients
from auditor.collect.aws.operations import Operation
from auditor.model import Account, Need
from tests.collect.damage import Damage
from tests.collect.lab import OPTIONS, Lab


@dataclass(slots=True)
class Recorder:
    """Clients that remember every answer."""

    inner: Clients
    answers: dict[str, Any] = field(default_factory=dict)

    def call(self, entry: Operation, region: str, parameters: Mapping[str, Any]) -> Any:
        try:
            answer: Any = self.inner.call(entry, region, parameters)
        except Exception as error:
            self.answers[_key(entry, region, parameters)] = error
            raise
        self.answers[_key(entry, region, parameters)] = answer
        return answer

    @property
    def region(self) -> str:
        return self.inner.region

    @property
    def credentials(self) -> None:
        """Return nothing that calls could be signed with: each goes through `call`."""

    def refreshable(self) -> bool:
        return False

    def endpoint(self, service: str, region: str) -> str:
        return f"https://{service}.{region}.example"


@dataclass(slots=True)
class Player(Recorder):
    """Clients that answer from memory; the answers of one operation may be damaged."""

    damage: Damage | None = None

    def call(self, entry: Operation, region: str, parameters: Mapping[str, Any]) -> Any:
        answer = self.answers.get(_key(entry, region, parameters))
        if answer is None:  # asked only because of the damage
            answer = {key: [] for key in (entry.items,) if key}
        if isinstance(answer, Exception):
            raise answer
        if self.damage is not None and self.damage.operation == entry.id:
            return self.damage.apply(answer)
        return copy.deepcopy(answer)


def _key(entry: Operation, region: str, parameters: Mapping[str, Any]) -> str:
    return f"{entry.id} {region} {json.dumps(parameters, sort_keys=True, default=str)}"


def record(lab: Lab, needs: frozenset[Need]) -> Recorder:
    """Read an account once, and return the answers."""
    recorder = Recorder(lab.clients)
    _read(lab, recorder, needs)
    return recorder


def replay(
    lab: Lab, recorder: Recorder, needs: frozenset[Need], damage: Damage | None = None
) -> Account:
    """Read the recorded account."""
    return _read(lab, Player(recorder.inner, recorder.answers, damage), needs)


def _read(lab: Lab, clients: Recorder, needs: frozenset[Need]) -> Account:
    access = Access(clients=cast("Clients", clients), classifier=lab.classifier, stop=StopSignal())
    return collect_account(needs, CollectOptions(**OPTIONS, direct_calls=False), access=access)
