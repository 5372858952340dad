"""Why a call was refused or lost, in words: policies that deny, connections that fail.

Of an error's own text only what these patterns name is kept: the kind of policy, the class of the
exception and the host. The rest could quote the account.
"""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import botocore.exceptions

from auditor.model import Loss

_POLICIES = (
    "service control policy",
    "resource control policy",
    "permissions boundary",
    "session policy",
    "VPC endpoint policy",
    "role trust policy",
    "resource-based policy",
    "identity-based policy",
)
_DENIED_BY = re.compile(
    rf"(?P<how>with an explicit deny in|because no) (?:an? |the )?(?P<policy>{'|'.join(_POLICIES)})"
)
_IDENTITY = "identity-based policy"
_NO_ROUTE = frozenset({errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN})
_SHALLOW = 8  # causes of causes that are looked at


def denial(action: str, message: str) -> tuple[Loss, str]:
    """Return how an action was denied, and one clause that says so; by AWS's error message."""
    found = _DENIED_BY.search(message)
    if found is None:
        return Loss.DENIED, f"{action} is denied"
    policy = found["policy"]
    if found["how"].startswith("with"):
        article = "an" if policy[0] in "aeiou" else "a"
        return Loss.FORBIDDEN, f"{action} is denied by an explicit deny in {article} {policy}"
    if policy == _IDENTITY:
        return Loss.DENIED, f"{action} is denied"
    return Loss.FORBIDDEN, f"{action} is denied: no {policy} allows it"


def network_cause(error: Exception) -> str:
    """Return one clause that says which connection failed, and how."""
    told = getattr(error, "kwargs", {})
    host = _host(told.get("endpoint_url")) or "AWS"
    if isinstance(error, botocore.exceptions.ProxyConnectionError):
        where = f"the proxy {_host(told.get('proxy_url')) or ''}".rstrip()
        what = f"{where} cannot be reached"
    elif isinstance(error, botocore.exceptions.SSLError):
        what = f"TLS with {host} failed"
    elif isinstance(
        error,
        (botocore.exceptions.ConnectTimeoutError, botocore.exceptions.ReadTimeoutError),
    ):
        what = f"{host} did not answer in time"
    elif isinstance(error, botocore.exceptions.EndpointConnectionError):
        what = f"no connection to {host}{_detail(error)}"
    else:
        what = f"the connection to {host} was cut off"
    return f"{what} ({type(error).__name__})"


def _host(url: object) -> str:
    """Return host and port of a URL, without any password in it."""
    try:
        parts = urlsplit(str(url or ""))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return f"{host}:{port}" if host and port else host


def _detail(error: Exception) -> str:
    for cause in _causes(error):
        if isinstance(cause, socket.gaierror) or type(cause).__name__ == "NameResolutionError":
            return ": its name cannot be resolved (DNS)"
        if isinstance(cause, ConnectionRefusedError):
            return ": it refuses connections"
        if isinstance(cause, OSError) and cause.errno in _NO_ROUTE:
            return ": there is no route to it"
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield the exceptions behind an exception, as botocore and urllib3 wrap them."""
    left: list[object] = [error]
    for _ in range(_SHALLOW):
        if not left:
            return
        cause = left.pop(0)
        if not isinstance(cause, BaseException):
            continue
        yield cause
        kwargs = getattr(cause, "kwargs", {})
        left += [kwargs.get("error"), getattr(cause, "reason", None)]
        left += [cause.__cause__, cause.__context__]
