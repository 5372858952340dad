"""One try of a call, and what it means where it brings nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, TypeAlias

import botocore.exceptions
import botocore.parsers

from auditor.collect.aws.answer_guards import CutAnswerError, DamagedAnswerError, LargeAnswerError
from auditor.collect.aws.causes import denial, network_cause
from auditor.collect.aws.clients import CREDENTIAL_ERRORS, Clients, UnsupportedError
from auditor.collect.aws.clock import clock_fault
from auditor.collect.aws.error_codes import Fault, fault
from auditor.collect.aws.operations import Operation
from auditor.model import Loss

Answer: TypeAlias = Mapping[str, Any]

TRIES = 8
TRIES_WHOLE = 4  # of answers that arrived whole and lack their list: a cut one is told apart
TRIES_LATE = 2  # of calls whose answer came too slowly or was too large: each takes a minute
TRIES_SLOW = 3  # of calls that ran into a time-out or found no listener: each takes seconds

_NO_CONNECTION = (
    botocore.exceptions.ConnectTimeoutError,
    botocore.exceptions.ReadTimeoutError,
    botocore.exceptions.EndpointConnectionError,
    botocore.exceptions.ProxyConnectionError,
    botocore.exceptions.SSLError,
)
# Whatever else a broken answer makes botocore stumble over.
_STUMBLES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    HTTPException,
    MemoryError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_BROKEN_ANSWERS = (
    *_STUMBLES,
    CutAnswerError,
    DamagedAnswerError,
    botocore.parsers.ResponseParserError,
)
_BROKEN_CONNECTION = (botocore.exceptions.HTTPClientError, HTTPException, OSError)
# What a call may raise; everything else is a mistake of the program.
CAUGHT = (
    *_BROKEN_ANSWERS,
    UnsupportedError,
    botocore.exceptions.BotoCoreError,
    botocore.exceptions.ClientError,
)
_NOT_IN_A_CODE = re.compile(r"[^\w.:#/-]+", re.ASCII)
_LONGEST_CODE = 100  # characters; AWS's own have at most 60
_DAMAGED = "the answer is damaged"
_NOT_AWS = "the answer is not one of AWS; a proxy may have sent it"


@dataclass(frozen=True, slots=True)
class Failure:
    """A try that brought nothing usable."""

    kind: Fault  # what to do about it
    code: str
    message: str = ""  # empty: what the kind of fault says
    tries: int = TRIES
    loss: Loss | None = None  # what it means; None: what the kind of fault means


def attempt(
    clients: Clients, entry: Operation, region: str, parameters: Mapping[str, object]
) -> Answer | Failure:
    """Make one call on this thread; return its answer, or what its failure means."""
    try:
        answer = clients.call(entry, region, parameters)
    except CAUGHT as error:
        return failure_of(error, entry.action)
    return check_answer(answer, entry)


def check_answer(answer: Answer | None, entry: Operation) -> Answer | Failure:
    """Return an answer that holds what it must; without it, it is a failure as a refusal is.

    An answer of nothing but `null` has been read as None.
    """
    if answer is None or any(answer.get(key) is None for key in entry.required):
        return Failure(Fault.TRANSIENT, "IncompleteAnswer", tries=TRIES_WHOLE)
    return answer


def failure_of(error: Exception, action: str) -> Failure:
    """Return what an exception of a call means; `action` is the IAM action that it takes."""
    if isinstance(error, botocore.exceptions.ClientError):
        return _refused(error.response, action)
    return _stumbled(error)


def _stumbled(error: Exception) -> Failure:
    """Return what an exception that is no answer of AWS means."""
    code = type(error).__name__
    if isinstance(error, CREDENTIAL_ERRORS):
        return Failure(Fault.EXPIRED, code)
    if isinstance(error, UnsupportedError):
        message = f"{error}; install a newer one: pip install --upgrade boto3"
        return Failure(Fault.REFUSED, "UnsupportedBySdk", message, loss=Loss.UNSUPPORTED)
    if isinstance(error, (*_NO_CONNECTION, *_BROKEN_CONNECTION)):
        return _cut_off(error)
    if isinstance(error, _BROKEN_ANSWERS):
        return _damaged(error)
    return Failure(Fault.REFUSED, code)


def _damaged(error: Exception) -> Failure:
    """Return what an answer means that cannot be read; one that was cut may be whole next time."""
    code = type(error).__name__
    if isinstance(error, CutAnswerError):
        return Failure(Fault.TRANSIENT, "CutAnswer")
    if isinstance(error, botocore.parsers.ResponseParserError):
        return Failure(Fault.TRANSIENT, code, _NOT_AWS, loss=Loss.UNEXPECTED)
    if not isinstance(error, DamagedAnswerError):  # the error's name would say nothing to users
        return Failure(Fault.TRANSIENT, "DamagedAnswer", _DAMAGED, TRIES_WHOLE, Loss.UNEXPECTED)
    tries = TRIES_LATE if isinstance(error, LargeAnswerError) else TRIES_WHOLE
    return Failure(Fault.TRANSIENT, code, str(error), tries, Loss.UNEXPECTED)


def _cut_off(error: Exception) -> Failure:
    tries = TRIES_SLOW if isinstance(error, _NO_CONNECTION) else TRIES
    code = type(error).__name__
    return Failure(Fault.TRANSIENT, code, network_cause(error), tries, Loss.NETWORK)


def _refused(response: Answer, action: str) -> Failure:
    """Return what AWS's own error means."""
    status = int((response.get("ResponseMetadata") or {}).get("HTTPStatusCode") or 0)
    said = response.get("Error") or {}
    # A code is one word; whatever else an answer puts in its place goes no further.
    code = _NOT_IN_A_CODE.sub("", str(said.get("Code") or ""))[:_LONGEST_CODE] or str(status)
    if clock := clock_fault(response):
        return Failure(Fault.CLOCK, code, clock)
    kind = fault(code, status)
    if kind is Fault.DENIED:
        loss, message = denial(action, str(said.get("Message") or ""))
        return Failure(kind, code, message, loss=loss)
    if code.isdigit():  # a status without a code
        return Failure(kind, code, f"HTTP {code}: {_NOT_AWS}")
    return Failure(kind, code)
