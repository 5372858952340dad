"""What one invocation leaves to the next: the account as far as it was read, and the request."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from auditor.model import Account
from auditor.model.errors import UsageError
from auditor.selfaudit.request import AuditRequest, parse
from auditor.selfaudit.store import GZIP, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """An audit that goes on."""

    request: AuditRequest
    started: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """The two objects of one run."""

    store: Store
    folder: str

    @classmethod
    def of(cls, store: Store, account: str, run: str) -> Checkpoint:
        """Return the place of a run's checkpoint."""
        return cls(store=store, folder=f"checkpoints/{account}/{run}")

    def save(self, account: Account, state: State) -> None:
        """Write the account first, and then the state, without which the account is not looked at.

        Raises:
            StoreError: the bucket can't be written.
        """
        from auditor.storage import snapshot  # noqa: PLC0415  a tenth of a cold start, wanted at the end

        self.store.put(f"{self.folder}/{_SNAPSHOT}", snapshot.dump(account), GZIP)
        document = {"request": state.request.as_event(), "started": state.started.isoformat()}
        self.store.put(f"{self.folder}/{_STATE}", json.dumps(document).encode())

    def state(self) -> State | None:
        """Return the state, or None where the run has left none.

        Raises:
            UsageError: it is damaged.
            StoreError: the bucket can't be read.
        """
        found = self.store.get(f"{self.folder}/{_STATE}")
        if found is None:
            return None
        try:
            document = json.loads(found.content)
            request, _ = parse(document["request"], f"{self.folder}/{_STATE}")
            return State(request=request, started=datetime.fromisoformat(document["started"]))
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"the checkpoint {self.folder} is damaged: {error}") from error

    def account(self) -> Account:
        """Return the account as far as it was read.

        Raises:
            UsageError: it is damaged or gone.
            StoreError: the bucket can't be read.
        """
        from auditor.storage import snapshot  # noqa: PLC0415  as in `save`

        found = self.store.get(f"{self.folder}/{_SNAPSHOT}")
        if found is None:
            raise UsageError(f"the checkpoint {self.folder} has no snapshot; start a new audit")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / _SNAPSHOT
            path.write_bytes(found.content)
            return snapshot.load(path)

    def remove(self) -> None:
        """Remove it: the run has ended.

        Raises:
            StoreError: the bucket can't be written.
        """
        for name in (_STATE, _SNAPSHOT):
            self.store.delete(f"{self.folder}/{name}")


_STATE, _SNAPSHOT = "state.json", "snapshot.json.gz"
