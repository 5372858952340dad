"""What one process that reads several accounts hands to the reading of each."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from auditor.analysis.secret_classifier import SecretClassifier
from auditor.collect.aws.clients import Clients
from auditor.model import Loss, Unknown

Heed = Callable[[Unknown], None]


def interruption(reason: str) -> Unknown:
    """Return what calls end with once reading must end."""
    return Unknown(reason=reason, code="Interrupted", loss=Loss.INTERRUPTED)


class StopSignal:
    """Ends the reading of every account of this process; safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._reason: Unknown | None = None
        self._heeding: dict[object, tuple[asyncio.AbstractEventLoop, Heed]] = {}

    @property
    def reason(self) -> Unknown | None:
        """Return why reading must end, or None while it may go on."""
        return self._reason

    def now(self, reason: str) -> None:
        """End every reading that is under way, and every later one at once."""
        with self._lock:
            if self._reason is not None:
                return
            self._reason = interruption(reason)
            heeding = list(self._heeding.values())
        for loop, heed in heeding:
            with suppress(RuntimeError):  # that loop has ended meanwhile
                loop.call_soon_threadsafe(heed, self._reason)

    @contextmanager
    def heeded_by(self, heed: Heed) -> Iterator[None]:
        """Call `heed`, on the running event loop, as soon as reading must end."""
        key = object()
        with self._lock:
            self._heeding[key] = (asyncio.get_running_loop(), heed)
            reason = self._reason
        if reason is not None:
            heed(reason)
        try:
            yield
        finally:
            with self._lock:
                del self._heeding[key]


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """The way into one account: whose clients, with which classifier, and until when."""

    clients: Clients
    # One for all accounts: its fingerprints show a secret that they share. None: one of its own for
    # each reading.
    classifier: SecretClassifier | None
    stop: StopSignal
