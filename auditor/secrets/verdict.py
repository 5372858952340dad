"""Why a value was judged a secret; the one place where the value outlives the judgement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

CONFIDENCES = ("high", "medium", "low")


class Verdict(NamedTuple):
    """A judgement; lives only until the fingerprint is taken."""

    detector: str
    confidence: str
    reason: str  # one clause, without any part of the value
    secret: str  # what the fingerprint is taken of; "": the whole value

    def __repr__(self) -> str:
        """Say everything but the secret."""
        return f"Verdict({self.detector!r}, {self.confidence!r})"

    def within(self, where: str) -> Verdict:
        """Return the verdict on what was found inside a wrapping."""
        return self._replace(reason=f"{self.reason}, inside {where}")

    def inside(self, detector: str, where: str) -> Verdict:
        """Return the verdict on a named field: its name's promise is proof enough there."""
        if self.confidence == "medium" and self.detector.startswith("name-"):
            return self._replace(
                detector=detector, confidence="high", reason=f"{where} holds credentials"
            )
        return self.within(where)


def best(found: Iterable[Verdict | None]) -> Verdict | None:
    """Return the surest verdict, the first among equals."""
    return min(
        (verdict for verdict in found if verdict is not None),
        key=lambda verdict: CONFIDENCES.index(verdict.confidence),
        default=None,
    )
