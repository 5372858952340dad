"""What the tool that wrote a template tells of its deployment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class StackDeployment:
    """Where a stack is going to be deployed, as far as its tool tells; empty: it does not."""

    account: str = ""
    region: str = ""
    stack_name: str = ""
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
