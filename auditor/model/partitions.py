"""The DNS suffix of each partition of AWS.

Source: partitions.json of botocore 1.44.8.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

_STANDARD = "amazonaws.com"

DNS_SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        "aws": _STANDARD,
        "aws-us-gov": _STANDARD,
        "aws-cn": "amazonaws.com.cn",
        "aws-eusc": "amazonaws.eu",
        "aws-iso": "c2s.ic.gov",
        "aws-iso-b": "sc2s.sgov.gov",
        "aws-iso-e": "cloud.adc-e.uk",
        "aws-iso-f": "csp.hci.ic.gov",
    }
)
# As part of a regular expression: the suffix of any partition, the longest first.
ANY_SUFFIX = "(?:{})".format(
    "|".join(re.escape(s) for s in sorted({*DNS_SUFFIXES.values()}, key=lambda s: -len(s)))
)


def dns_suffix(partition: str) -> str:
    """Return what the hosts of a partition's services end with; of an unknown one, the usual."""
    return DNS_SUFFIXES.get(partition, _STANDARD)
