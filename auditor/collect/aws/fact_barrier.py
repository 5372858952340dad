"""What a lost call or a damaged answer means for a fact: one Unknown, and nothing else is lost."""

from __future__ import annotations

import zlib
from collections.abc import Awaitable
from http.client import HTTPException
from typing import TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from auditor.collect.aws.error_codes import Fault
from auditor.collect.aws.members import OddAnswerError
from auditor.model import Fact, Known, Loss, UnavailableError, Unknown
from auditor.model.errors import AuditorError

T = TypeVar("T")

# What reading an answer of an unexpected shape raises.
ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
# What else fails while a fact is read: the machine, the network, an archive, the SDK.
_FAILURES = (
    *ODD, AssertionError, BufferError, EOFError, MemoryError, OSError, RuntimeError,
    BotoCoreError, ClientError, HTTPException, zlib.error,
)  # fmt: skip


class LostError(Exception):
    """A call that brought nothing; carries what stands in for its facts."""

    def __init__(self, unknown: Unknown, kind: Fault) -> None:
        super().__init__(unknown.reason)
        self.unknown = unknown
        self.kind = kind


class GoneError(Exception):
    """What is asked about no longer exists."""


async def await_fact(work: Awaitable[T], operation: str = "", region: str = "") -> Fact[T]:
    """Return what `work` brings as a fact.

    The barrier of every fact: a lost call, a damaged answer and a mistake of the program each make
    this one fact Unknown.

    Raises:
        AuditorError: nothing else makes sense, as with credentials that AWS refuses.
        GoneError: there is nothing that a fact could be about.
    """
    try:
        return Known(await work)
    except LostError as lost:
        return lost.unknown
    except UnavailableError as missing:
        return missing.unknown
    except (AuditorError, GoneError):
        raise
    except _FAILURES as odd:  # one fact must not end the audit, and lose the others
        return odd_answer(odd, operation, region)


async def await_part(work: Awaitable[T], instead: T, gaps: list[Unknown]) -> T:
    """Return what `work` brings, or `instead` and a gap where it fails.

    The last barrier, for what puts an account together: whatever fails there, the facts that were
    read are kept, and the gap makes the account an incomplete one.

    Raises:
        AuditorError: as `await_fact`.
    """
    found = await await_fact(work)
    if isinstance(found, Known):
        return found.value
    gaps.append(found)
    return instead


def odd_answer(odd: Exception, operation: str, region: str) -> Unknown:
    """Return the fact that stands in for an answer that could not be understood."""
    # Our name of the member, or the class alone: the text could quote the answer.
    what = (
        f"{odd.member} is missing or damaged"
        if isinstance(odd, OddAnswerError)
        else (f"unexpected shape, {type(odd).__name__}")
    )
    return Unknown(
        reason=f"the answer of {operation or 'AWS'} cannot be understood ({what})",
        operation=operation,
        code="UnexpectedAnswer",
        region=region,
        loss=Loss.UNEXPECTED,
    )
