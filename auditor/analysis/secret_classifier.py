"""What is asked of the detector of secrets, apart from the detector: its tables are large."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Protocol

from auditor.model import Sighting


class ValueClassifier(Protocol):
    """Judges values where they are read; a value itself is kept nowhere."""

    def classify(self, place: str, name: str, value: str) -> Sighting | None:
        """Return what was seen if the value is a secret."""

    def reference(self, name: str, value: str) -> str | None:
        """Return what the value points at, if it is no secret."""


class SecretClassifier(ValueClassifier, Protocol):
    """Judges values, files of packages, and other texts."""

    def scan_text(self, path: str, text: str, *, own: bool) -> list[Sighting]:
        """Return the secrets in a file of a package."""

    def tokens_by_text(self, texts: Collection[str]) -> Mapping[str, tuple[str, ...]]:
        """Return the tokens of providers in each text that has one."""
