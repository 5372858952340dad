"""A fact is known, or unknown for a reason; there is no third state and no default."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, unique
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


@unique
class Loss(Enum):
    """How a call was lost."""

    NONE = ""  # no call was lost: the fact was not asked for, or has another reason
    DENIED = "denied"  # no policy of the caller allows it: `iam_action` would
    FORBIDDEN = "forbidden"  # a policy denies it, or limits the caller: allowing does not help
    DISABLED = "disabled"  # the region or service is not enabled, or refuses the credentials
    EXPIRED = "expired"  # the credentials
    NETWORK = "network"  # no connection: proxy, TLS, DNS, route or time-out
    THROTTLED = "throttled"
    FAILED = "failed"  # the service answered with errors of its own
    UNEXPECTED = "unexpected"  # the answer could not be understood
    INTERRUPTED = "interrupted"  # a signal, or the time was over
    UNSUPPORTED = "unsupported"  # the SDK does not know the operation
    REFUSED = "refused"  # anything else


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A fact that was not collected, why, and what would have brought it."""

    reason: str
    operation: str = ""  # as "lambda:GetPolicy"; empty where no call was due
    iam_action: str = ""  # the action to allow; empty where allowing one would not help
    code: str = ""  # AWS's error code, or the class of an exception
    region: str = ""
    loss: Loss = Loss.NONE
    inapplicable: bool = False  # nothing was missed: there is no such fact before deployment

    def get(self) -> NoReturn:
        """Refuse: no check may mistake a missing fact for an absent one.

        Raises:
            UnavailableError: always.
        """
        raise UnavailableError(self)


Fact: TypeAlias = Known[T] | Unknown

NOT_DEPLOYED = Unknown(
    reason="only a running function shows it, and this one is not deployed yet", inapplicable=True
)
NOT_ASKED = Unknown(reason="not collected: no check that was chosen needed it")
