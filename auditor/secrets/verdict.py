"""Why a value was judged a secret; the one place where the value outlives the judgement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A judgement; lives only until the fingerprint is taken."""

    detector: str
    confidence: str
    reason: str  # one clause, without any part of the value
    secret: str = field(repr=False)  # what the fingerprint is taken of; "": the whole value

    def within(self, where: str) -> Verdict:
        """Return the verdict on what was found inside a wrapping."""
        return replace(self, reason=f"{self.reason}, inside {where}")

    def inside(self, detector: str, where: str) -> Verdict:
        """Return the verdict on a named field: its name's promise is proof enough there."""
        if self.confidence == "medium" and self.detector.startswith("name-"):
            return replace(
                self, detector=detector, confidence="high", reason=f"{where} holds credentials"
            )
        return self.within(where)


def best(found: Iterable[Verdict | None]) -> Verdict | None:
    """Return the surest verdict, the first among equals."""
    return min(
        (verdict for verdict in found if verdict is not None),
        key=lambda verdict: CONFIDENCES.index(verdict.confidence),
        default=None,
    )
