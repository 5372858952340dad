"""Why a value was judged a secret; the one place where the value outlives the judgement."""

from __future__ import annotations

from collections.abc import Iterable

CONFIDENCES = ("high", "medium", "low")


class SecretVerdict:
    """A judgement; lives only until the fingerprint is taken.

    `reason` is one clause without any part of the value; the fingerprint is taken of `secret`,
    or of the whole value where that is empty.
    """

    __slots__ = ("confidence", "detector", "reason", "secret")

    def __init__(self, *, detector: str, confidence: str, reason: str, secret: str) -> None:
        self.detector = detector
        self.confidence = confidence
        self.reason = reason
        self.secret = secret

    def __repr__(self) -> str:
        """Say everything but the secret."""
        return f"Verdict({self.detector!r}, {self.confidence!r})"

    def within(self, where: str) -> SecretVerdict:
        """Return the verdict on what was found inside a wrapping."""
        return SecretVerdict(
            detector=self.detector,
            confidence=self.confidence,
            reason=f"{self.reason}, inside {where}",
            secret=self.secret,
        )

    def inside(self, detector: str, where: str) -> SecretVerdict:
        """Return the verdict on a named field: its name's promise is proof enough there."""
        if self.confidence == "medium" and self.detector.startswith("name-"):
            return SecretVerdict(
                detector=detector,
                confidence="high",
                reason=f"{where} holds credentials",
                secret=self.secret,
            )
        return self.within(where)


def best(found: Iterable[SecretVerdict | None]) -> SecretVerdict | None:
    """Return the surest verdict, the first among equals."""
    surest = None
    for verdict in found:
        if verdict is None:
            continue
        if verdict.confidence == CONFIDENCES[0]:
            return verdict  # nothing beats it: what is still to be found need not be
        if surest is None or _doubt(verdict) < _doubt(surest):
            surest = verdict
    return surest


def _doubt(verdict: SecretVerdict) -> int:
    return CONFIDENCES.index(verdict.confidence)
