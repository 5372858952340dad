"""How far collecting has come, for whoever wants to show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(slots=True)
class Stage:
    """Work of one kind, in calls or in things; `total` grows while there is more to find."""

    done: int = 0
    total: int = 0


class Progress:
    """Counts per stage, filled in by `collect`; another thread may read it at any time.

    Stages: "regions", "functions", then "calls". `seconds_left` follows from the calls that wait
    and the quotas that they wait for.
    """

    def __init__(self, changed: Callable[[Progress], None] | None = None) -> None:
        self.stages: dict[str, Stage] = {}
        self.seconds_left = 0.0
        self._changed = changed

    def add(self, stage: str, *, total: int = 0, done: int = 0) -> None:
        """Count work that was found or finished, and tell who listens."""
        counts = self.stages.setdefault(stage, Stage())
        counts.total += total
        counts.done += done
        if self._changed is not None:
            self._changed(self)
