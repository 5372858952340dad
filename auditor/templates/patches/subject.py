"""The function that a patch is for, as its template writes it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.templates.patches.edits import UnsafeEditError
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import text

_OF_SAM = "AWS::Serverless::Function"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A function's resource, with the stack around it."""

    id: str  # the logical id in the file
    document: Mapping[str, Any]
    stack: Stack

    @property
    def _row(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self.document["Resources"][self.id]
        return found

    @property
    def sam(self) -> bool:
        """Return whether it is a SAM function."""
        return self._row.get("Type") == _OF_SAM

    @property
    def owns_role(self) -> bool:
        """Return whether SAM makes its role, and grants what its settings need."""
        return self.sam and "Role" not in {**self._globals(), **self._properties()}

    def _properties(self) -> Mapping[str, Any]:
        found = self._row.get("Properties")
        return found if isinstance(found, dict) else {}

    def _globals(self) -> Mapping[str, Any]:
        found = self.document.get("Globals")
        found = found.get("Function") if isinstance(found, dict) else None
        return found if isinstance(found, dict) else {}

    def role(self) -> str:
        """Return the logical id of its role.

        Raises:
            UnsafeEditError: the role is not a resource of the same file.
        """
        if self.owns_role:
            raise UnsafeEditError("SAM makes its role, whose policies are those of the function")
        node = {**self._globals(), **self._properties()}.get("Role")
        name = node.get("Fn::GetAtt") if isinstance(node, dict) else None
        role = name[0] if isinstance(name, list) and name else None
        row = self.document["Resources"].get(role) if isinstance(role, str) else None
        if not isinstance(row, dict) or row.get("Type") != "AWS::IAM::Role":
            raise UnsafeEditError("its role is not a resource of the same file")
        return str(role)

    def new_id(self, suffix: str) -> str:
        """Return a logical id for a resource that is added for this function."""
        return f"{self.id}{suffix}"

    def _own(self, resource: Resource) -> bool:
        return not resource.source and resource.logical_id in self.document["Resources"]

    def resource(self, name: str, type: str) -> str | None:
        """Return the logical id of a resource of the file, by its ARN or name."""
        for resource in self.stack.of_type(type):
            identity = self.stack.identity(resource)
            if self._own(resource) and name in {str(identity.arn()), identity.name}:
                return resource.logical_id
        return None

    def is_fifo(self, queue: str) -> bool:
        """Return whether a queue keeps the order of messages."""
        value = self.stack.property(self.stack.resources[queue], "FifoQueue")
        return text(value).lower() == "true"

    def mapping(self, id: str) -> tuple[tuple[str, ...], bool]:
        """Return the path of an event source mapping's properties, and whether SAM makes it.

        Raises:
            UnsafeEditError: the mapping is not written in the file.
        """
        resource = self.stack.resources.get(id)
        if resource is not None and self._own(resource):
            return ("Resources", id, "Properties"), False
        events = self._properties().get("Events")
        name = id.removeprefix(self.id)
        if not isinstance(events, dict) or name not in events:
            raise UnsafeEditError("the mapping is not written in the same file")
        return ("Resources", self.id, "Properties", "Events", name, "Properties"), True

    def permissions(self, service: str) -> Iterator[str]:
        """Yield the permissions of the file that let a service invoke the function."""
        arn = self.stack.identity(self.stack.resources[self.id]).arn()
        for resource in self.stack.of_type("AWS::Lambda::Permission"):
            named = self.stack.property(resource, "FunctionName")
            ours = isinstance(named, str) and (named == arn or str(arn).endswith(f":{named}"))
            principal = self.stack.property(resource, "Principal")
            if self._own(resource) and ours and principal == service:
                yield resource.logical_id
