"""One resource of a template, before its values are resolved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from auditor.templates.marks import Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A CloudFormation resource; a SAM resource has become several of them."""

    logical_id: str
    type: str
    properties: Mapping[str, Any]  # nodes of the document, unresolved
    condition: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    node: Any = None  # the resource as it is written, with its marks
    mark: Mark | None = None  # of the whole resource
    # Where properties are written that are not in `node` at their own name: the first key of a
    # path in `properties` -> (node, path inside it, note), such as ("from Globals").
    written: Mapping[str, tuple[Any, tuple[str, ...], str]] = field(
        default_factory=lambda: MappingProxyType({})
    )
    arn: str = ""  # of a resource that exists already, where the file tells
    source: str = ""  # the logical id that the author wrote, where this one was generated from it

    @property
    def author_id(self) -> str:
        """Return the logical id in the file."""
        return self.source or self.logical_id
