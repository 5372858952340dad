"""A fact is known, or unknown for a reason; nothing stands in for one that was not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, NoReturn, TypeAlias, TypeVar

T = TypeVar("T")


class UnavailableError(Exception):
    """Raised on reading a fact that could not be collected; carries the `Unknown`."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown


class NotApplicableError(Exception):
    """Raised by a check, with a reason, when the facts show that its question does not arise."""


@dataclass(frozen=True, slots=True)
class Known(Generic[T]):
    """A fact that was collected; `Known(None)` means that AWS has no such thing."""

    value: T

    def get(self) -> T:
        """Return the fact."""
        return self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A fact that was not collected, why, and which right would have brought it."""

    reason: str
    operation: str = ""  # as "lambda:GetPolicy"; empty where no call was due
    iam_action: str = ""
    code: str = ""  # AWS's error code
    region: str = ""

    def get(self) -> NoReturn:
        """Refuse: no check may mistake a missing fact for an absent one.

        Raises:
            UnavailableError: always.
        """
        raise UnavailableError(self)


Fact: TypeAlias = Known[T] | Unknown

NOT_ASKED = Unknown(reason="not collected: no check that was chosen needed it")
