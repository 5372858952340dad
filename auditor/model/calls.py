"""The API calls of an audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStatistics:
    """How many API calls were made, for the report's method section."""

    total: int
    throttled: int
    retried: int
    by_operation: Mapping[str, int]


NO_CALLS = CallStatistics(total=0, throttled=0, retried=0, by_operation=MappingProxyType({}))
