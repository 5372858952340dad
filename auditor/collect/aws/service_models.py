"""botocore's descriptions of the services, without what is never called.

The description of EC2 alone has 830 operations, of which 8 are called. Read whole, those of all
services take 28 MB, and their clients, which have a method for each operation, 10 MB more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from pathlib import PurePath
from typing import Any, Protocol, TypeAlias

import botocore.session

from auditor.collect.aws.operations import OPERATIONS

Model: TypeAlias = Mapping[str, Any]

_MODEL = "service-2"
# Operations of these are called without a row in the table: by botocore itself, to assume roles and
# to find a bucket's region, and to list the accounts of an organization.
_WHOLE = frozenset({"sts", "s3", "organizations"})


class _ModelFiles(Protocol):
    def exists(self, file_path: str) -> bool: ...

    def load_file(self, file_path: str) -> Model | None: ...


class _Needed:
    """botocore's reader of model files, which keeps only what is called."""

    def __init__(self, files: _ModelFiles) -> None:
        self._files = files
        self._called: dict[str, set[str]] = defaultdict(set)
        for operation in OPERATIONS.values():
            if operation.service not in _WHOLE:
                self._called[operation.service].add(operation.name)

    def exists(self, file_path: str) -> bool:
        """Return whether there is such a file."""
        return self._files.exists(file_path)

    def load_file(self, file_path: str) -> Model | None:
        """Return what a file holds, or None where there is none."""
        model = self._files.load_file(file_path)
        parts = PurePath(file_path).parts
        if model is None or parts[-1:] != (_MODEL,) or parts[-3] not in self._called:
            return model
        return without_uncalled(model, self._called[parts[-3]])


def read_needed_models(session: botocore.session.Session) -> None:
    """Let a session keep of the service models only what is called."""
    loader = session.get_component("data_loader")
    loader.file_loader = _Needed(loader.file_loader)


def without_uncalled(model: Model, called: Collection[str]) -> Model:
    """Return a service model with these operations alone, and the shapes that they use."""
    operations = {name: row for name, row in model["operations"].items() if name in called}
    shapes = model["shapes"]
    # Errors are recognized among all that the service has, whatever operation names them.
    wanted = [name for name, shape in shapes.items() if shape.get("exception")]
    wanted.extend(name for row in operations.values() for name in _named(row))
    kept: set[str] = set()
    while wanted:
        name = wanted.pop()
        if name not in kept:
            kept.add(name)
            wanted.extend(_named(shapes[name]))
    return {
        **model,
        "operations": operations,
        "shapes": {name: shape for name, shape in shapes.items() if name in kept},
    }


def _named(value: object) -> Iterator[str]:
    """Yield the shapes that an operation or a shape refers to, wherever it does."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == "shape" and isinstance(inner, str):
                yield inner
            else:
                yield from _named(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _named(inner)
