"""Imports the modules of plugins: installed ones by entry point, one's own from a folder."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import pkgutil
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from auditor.evaluate.plugin_barrier import CrashError, guard
from auditor.model.errors import PluginError

_LONGEST = 300  # characters of an exception in a message


def load_installed(group: str) -> Iterator[ModuleType]:
    """Yield the modules of every installed plugin of a group, by the name of the plugin.

    Raises:
        PluginError: one does not load.
    """
    for entry in sorted(importlib.metadata.entry_points(group=group), key=lambda e: e.name):
        try:
            yield from guard(lambda: _modules(entry.value), PluginError)  # noqa: B023  called now
        except CrashError as crash:
            raise PluginError(
                f"the plugin {entry.name!r} ({entry.value}) could not be loaded: {_why(crash)};"
                " reinstall or remove it"
            ) from crash


def _modules(name: str) -> list[ModuleType]:
    package = importlib.import_module(name)
    below = pkgutil.walk_packages(getattr(package, "__path__", ()), f"{package.__name__}.")
    return [package, *(importlib.import_module(found.name) for found in below)]


def from_directory(directory: Path) -> Iterator[ModuleType]:
    """Yield the module of every Python file in a folder, by name.

    Raises:
        PluginError: there is no such folder, no file in it, or one does not load.
    """
    try:
        paths = sorted(directory.glob("*.py")) if directory.is_dir() else None
    except OSError as error:
        raise PluginError(f"--checks-dir {directory} can't be read: {error.strerror}") from error
    if paths is None:
        raise PluginError(f"--checks-dir {directory} is not a directory; name a folder of checks")
    if not paths:
        raise PluginError(f"--checks-dir {directory} holds no Python file; name a folder of checks")
    for path in paths:
        spec = importlib.util.spec_from_file_location(f"auditor_local_checks.{path.stem}", path)
        if spec is None:
            raise PluginError(f"{path} is not a Python module; remove it from the folder")
        yield _execute(spec, path)


def _execute(spec: ModuleSpec, path: Path) -> ModuleType:
    if spec.loader is None:
        raise PluginError(f"{path} is not a Python module; remove it from the folder")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    loader = spec.loader
    try:
        guard(lambda: loader.exec_module(module))
    except CrashError as crash:
        raise PluginError(
            f"the check {path} could not be loaded: {_why(crash)}; fix it or remove the plugin"
        ) from crash
    return module


def _why(crash: CrashError) -> str:
    """Return what an import raised, with its words: no account has been read yet."""
    error = crash.__cause__
    text = str(error) if isinstance(error, PluginError) else f"{crash}: {error}".removesuffix(": ")
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}..."
