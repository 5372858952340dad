"""Which host names and addresses only exist inside a network.

Source: the endpoint formats in the AWS General Reference and in each service's documentation, and
RFC 1918, 4193 and 9476; read 2026-11-21.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from auditor.model.partitions import ANY_SUFFIX

_SUFFIXES = tuple(
    (re.compile(rf"(^|\.){pattern.replace('AWS', ANY_SUFFIX)}$"), what)
    for pattern, what in (
        (r"docdb\.AWS", "a DocumentDB cluster"),
        (r"[a-z0-9-]+\.docdb(-elastic)?\.AWS", "a DocumentDB cluster"),
        (r"[a-z0-9-]+\.neptune\.AWS", "a Neptune cluster"),
        (r"[a-z0-9-]+\.rds\.AWS", "an RDS database"),
        (r"cache\.AWS", "an ElastiCache cluster"),
        (r"memorydb\.[a-z0-9-]+\.AWS", "a MemoryDB cluster"),
        (r"[a-z0-9-]+\.redshift(-serverless)?\.AWS", "a Redshift cluster"),
        (r"kafka(-serverless)?\.[a-z0-9-]+\.AWS", "an MSK cluster"),
        (r"mq\.[a-z0-9-]+\.(AWS|on\.aws)", "an MQ broker"),
        (r"dax-clusters\.[a-z0-9-]+\.AWS", "a DAX cluster"),
        (r"(efs|fsx)\.[a-z0-9-]+\.AWS", "a file system"),
        (r"vpce\.AWS", "an interface endpoint"),
        (r"(compute|ec2)\.internal", "an EC2 instance"),
        (r"(internal|local|lan|corp|intranet)", "a private name"),
    )
)
_VPC_SEARCH = re.compile(rf"^vpc-.*\.(es|aoss)\.{ANY_SUFFIX}$")
_INTERNAL_BALANCER = re.compile(rf"^internal-.*\.elb(\.[a-z0-9-]+)?\.{ANY_SUFFIX}$")
_PRIVATE = tuple(
    ipaddress.ip_network(cidr)
    for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
# A host or address inside a value, without what follows it; a CIDR block is no endpoint.
_HOST = re.compile(r"(?<![\w.-])([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)\.?(?![\w.-]*/\d{1,3}\b)")
_BRACKETED = re.compile(r"\[([0-9A-Fa-f:.]{2,45})(?:%[\w.]+)?\]")  # an IPv6 address in a URL
_LONGEST = 4096  # bytes; all variables of a function together hold no more
_OCTETS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$")


def private_endpoint(value: str) -> str | None:
    """Return what private thing a value points at, with its name; None: nothing private."""
    for host in _hosts(value[:_LONGEST]):
        what = _address(host) if ":" in host or _OCTETS.match(host) else _name(host)
        if what:
            return f"{what} ({host})"
    return None


def _hosts(value: str) -> Iterator[str]:
    for pattern in (_HOST, _BRACKETED):
        yield from (match[1].lower() for match in pattern.finditer(value))


def private_host(value: str) -> str | None:
    """Return the private host or address that a value names; None: it names none."""
    for pattern in (_HOST, _BRACKETED):
        for match in pattern.finditer(value[:_LONGEST]):
            if private_endpoint(match[0] if pattern is _BRACKETED else match[1]):
                return match[1]
    return None


def _address(host: str) -> str | None:
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return None
    if host.endswith(".0"):
        return None  # the name of a block, not of a host
    private = any(parsed.version == net.version and parsed in net for net in _PRIVATE)
    return "a private address" if private else None


def _name(host: str) -> str | None:
    if _VPC_SEARCH.match(host):
        return "an OpenSearch domain in a VPC"
    if _INTERNAL_BALANCER.match(host):
        return "an internal load balancer"
    return next((what for pattern, what in _SUFFIXES if pattern.search(host)), None)
