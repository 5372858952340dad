"""Which host names and addresses only exist inside a network.

Source: the endpoint formats in the AWS General Reference and in each service's documentation, and
RFC 1918, 4193 and 9476; read 2026-11-21.
"""

from __future__ import annotations

import ipaddress
import re

_SUFFIXES = tuple(
    (re.compile(rf"(^|\.){pattern}$"), what)
    for pattern, what in (
        (r"docdb\.amazonaws\.com(\.cn)?", "a DocumentDB cluster"),
        (r"[a-z0-9-]+\.docdb(-elastic)?\.amazonaws\.com(\.cn)?", "a DocumentDB cluster"),
        (r"[a-z0-9-]+\.neptune\.amazonaws\.com(\.cn)?", "a Neptune cluster"),
        (r"[a-z0-9-]+\.rds\.amazonaws\.com(\.cn)?", "an RDS database"),
        (r"cache\.amazonaws\.com(\.cn)?", "an ElastiCache cluster"),
        (r"memorydb\.[a-z0-9-]+\.amazonaws\.com(\.cn)?", "a MemoryDB cluster"),
        (r"[a-z0-9-]+\.redshift(-serverless)?\.amazonaws\.com(\.cn)?", "a Redshift cluster"),
        (r"kafka(-serverless)?\.[a-z0-9-]+\.amazonaws\.com(\.cn)?", "an MSK cluster"),
        (r"mq\.[a-z0-9-]+\.(amazonaws\.com(\.cn)?|on\.aws)", "an MQ broker"),
        (r"dax-clusters\.[a-z0-9-]+\.amazonaws\.com(\.cn)?", "a DAX cluster"),
        (r"(efs|fsx)\.[a-z0-9-]+\.amazonaws\.com(\.cn)?", "a file system"),
        (r"vpce\.amazonaws\.com(\.cn)?", "an interface endpoint"),
        (r"(compute|ec2)\.internal", "an EC2 instance"),
        (r"(internal|local|lan|corp|intranet)", "a private name"),
    )
)
_VPC_SEARCH = re.compile(r"^vpc-.*\.(es|aoss)\.amazonaws\.com(\.cn)?$")
_INTERNAL_BALANCER = re.compile(r"^internal-.*\.elb(\.[a-z0-9-]+)?\.amazonaws\.com(\.cn)?$")
_PRIVATE = tuple(
    ipaddress.ip_network(cidr)
    for cidr in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
)
# A host or address inside a value, without what follows it; a CIDR block is no endpoint.
_HOST = re.compile(r"(?<![\w.-])([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)\.?(?![\w.-]*/\d{1,3}\b)")
_LONGEST = 4096  # bytes; all variables of a function together hold no more
_OCTETS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}$")


def private_endpoint(value: str) -> str | None:
    """Return what private thing a value points at, with its name; None: nothing private."""
    for match in _HOST.finditer(value[:_LONGEST]):
        host = match[1].lower()
        what = _address(host) if _OCTETS.match(host) else _name(host)
        if what:
            return f"{what} ({host})"
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
