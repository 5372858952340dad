"""One try of a call, and what it means where it brings nothing. Runs on the threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from typing import Any, TypeAlias

import botocore.exceptions
import botocore.parsers

from auditor.collect.aws.clients import (
    CREDENTIAL_ERRORS,
    Clients,
    CutAnswerError,
    UnsupportedError,
)
from auditor.collect.aws.error_codes import Fault, fault
from auditor.collect.aws.operations import Operation

Answer: TypeAlias = Mapping[str, Any]

TRIES = 8
TRIES_WHOLE = 4  # of answers that arrived whole and lack their list: a cut one is told apart
TRIES_SLOW = 3  # of calls that ran into a time-out or found nobody listening: each takes seconds

_NO_CONNECTION = (
    botocore.exceptions.ConnectTimeoutError,
    botocore.exceptions.ReadTimeoutError,
    botocore.exceptions.EndpointConnectionError,
    botocore.exceptions.ProxyConnectionError,
    botocore.exceptions.SSLError,
)
# Whatever else a broken answer makes botocore stumble over.
_STUMBLES = (
    AssertionError,
    AttributeError,
    HTTPException,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
_OURS = (CutAnswerError, UnsupportedError)
_BROKEN_ANSWERS = (
    botocore.exceptions.HTTPClientError,
    botocore.parsers.ResponseParserError,
)
_CAUGHT = (*_STUMBLES, *_OURS, *_BROKEN_ANSWERS, botocore.exceptions.BotoCoreError)


@dataclass(frozen=True, slots=True)
class Failure:
    """A try that brought nothing usable."""

    kind: Fault
    code: str
    message: str = ""  # empty: what the kind of fault says
    tries: int = TRIES


def attempt(
    clients: Clients, entry: Operation, region: str, parameters: Mapping[str, object]
) -> Answer | Failure:
    """Make one call; an answer without what it must hold is a failure, as a refusal is."""
    try:
        answer = clients.call(entry, region, parameters)
    except botocore.exceptions.ClientError as error:
        return _refused(error.response)
    except _CAUGHT as error:
        return _stumbled(error)
    if any(key not in answer for key in entry.required):
        return Failure(Fault.TRANSIENT, "IncompleteAnswer", tries=TRIES_WHOLE)
    return answer


def _stumbled(error: Exception) -> Failure:
    """Return what an exception that is no answer of AWS means."""
    code = type(error).__name__
    if isinstance(error, CREDENTIAL_ERRORS):
        return Failure(Fault.EXPIRED, code)
    if isinstance(error, UnsupportedError):
        return Failure(Fault.REFUSED, "UnsupportedBySdk", f"{error}; install a newer boto3")
    if isinstance(error, CutAnswerError):
        return Failure(Fault.TRANSIENT, "CutAnswer")
    if isinstance(error, _NO_CONNECTION):
        return Failure(Fault.TRANSIENT, code, tries=TRIES_SLOW)
    if isinstance(error, (*_STUMBLES, *_BROKEN_ANSWERS)):
        return Failure(Fault.TRANSIENT, code)
    return Failure(Fault.REFUSED, code)


def _refused(response: Answer) -> Failure:
    status = int((response.get("ResponseMetadata") or {}).get("HTTPStatusCode") or 0)
    code = str((response.get("Error") or {}).get("Code") or status)
    return Failure(fault(code, status), code)
