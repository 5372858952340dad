"""The .tf files of a plan's modules, found below one folder; nothing is fetched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from auditor.model.errors import UsageError
from auditor.templates import reader
from auditor.templates.terraform.hcl import parse
from auditor.templates.terraform.hcl_tree import Expression, HclBlock, HclError
from auditor.templates.terraform.source import tf_files
from auditor.templates.values import entry_at


@dataclass(slots=True)
class Module:
    """What the .tf files of one folder declare."""

    folder: Path
    resources: dict[str, HclBlock] = field(default_factory=dict)  # TYPE.NAME, data.TYPE.NAME
    locals: dict[str, Expression] = field(default_factory=dict)
    variables: dict[str, HclBlock] = field(default_factory=dict)
    calls: dict[str, HclBlock] = field(default_factory=dict)
    outputs: dict[str, Expression] = field(default_factory=dict)


class Modules:
    """The modules of one source folder, read when they are first asked for."""

    def __init__(self, source: Path, expected: frozenset[str]) -> None:
        """Take in the folder; `expected` are the root module's TYPE.NAME, to find its files by."""
        self._source = source
        self._expected = expected
        self._read: dict[Path, Module] = {}
        self._named: dict[str, Module | None] = {}
        self._installed: Mapping[str, str] | None = None

    def module(self, address: str) -> Module | None:
        """Return the module at an address without indexes ("" is the root); None: not on disk."""
        if address not in self._named:
            self._named[address] = None  # a module that calls itself is not on disk
            self._named[address] = self._find(address)
        return self._named[address]

    def text(self, written: str) -> str | None:
        """Return a text file below the source folder, as a path in the files names it."""
        root = self.module("")
        path = (root.folder if root is not None else self._source) / written
        try:
            inside = path.resolve(strict=True).is_relative_to(self._source.resolve())
            if not inside or path.is_symlink():
                return None
            return reader.decode(reader.read_bytes(path, path.name), path.name)
        except (OSError, RuntimeError, ValueError, UsageError):
            return None

    def _find(self, address: str) -> Module | None:
        if not address:
            return self._root()
        above, _, name = address.rpartition("module.")
        parent = self.module(above.rstrip("."))
        call = parent.calls.get(name) if parent is not None else None
        source = call.attributes.get("source") if call is not None else None
        written = source.parts[0] if source is not None and source.parts else None
        if parent is not None and isinstance(written, str) and written.startswith("."):
            return self._folder(parent.folder / written)
        key = ".".join(part for part in address.split(".") if part != "module")
        installed = self._installed_folders().get(key)
        root = self.module("")
        return self._folder(root.folder / installed) if installed and root else None

    def _installed_folders(self) -> Mapping[str, str]:
        """Return where `terraform init` put the modules, by their key."""
        if self._installed is None:
            self._installed = {}
            root = self.module("")
            listed = root.folder / ".terraform" / "modules" / "modules.json" if root else None
            if listed is not None and listed.is_file() and not listed.is_symlink():
                rows = entry_at(reader.read_document(listed, listed.name), "Modules")
                self._installed = {
                    str(entry_at(row, "Key")): str(entry_at(row, "Dir"))
                    for row in (rows if isinstance(rows, list) else ())
                }
        return self._installed

    def _root(self) -> Module | None:
        """Return the folder that declares most of the root module's resources."""
        folders = {path.parent for path in tf_files(self._source)}
        modules = [found for path in sorted(folders) if (found := self._folder(path)) is not None]
        scored = [
            (len(self._expected & set(module.resources)), -n, module)
            for n, module in enumerate(modules)
        ]
        best = max(scored, key=lambda row: row[:2], default=None)
        return best[2] if best is not None and best[0] else None

    def _folder(self, folder: Path) -> Module | None:
        try:
            resolved, root = folder.resolve(strict=True), self._source.resolve()
        except (OSError, RuntimeError):
            return None
        if not resolved.is_dir() or not resolved.is_relative_to(root):
            return None
        if resolved not in self._read:
            module = self._read[resolved] = Module(resolved)
            for path in sorted(resolved.glob("*.tf")):
                if not path.is_symlink() and path.is_file():
                    _take(path, module)
        return self._read[resolved]


def _take(path: Path, into: Module) -> None:
    """Take in a file; one that is not understood declares nothing."""
    try:
        blocks = parse(reader.decode(reader.read_bytes(path, path.name), path.name))
    except (HclError, UsageError):
        return
    for block in blocks:
        if block.type == "resource":
            into.resources[".".join(block.labels)] = block
        elif block.type == "data":
            into.resources[".".join(("data", *block.labels))] = block
        elif block.type == "locals":
            into.locals.update(block.attributes)
        elif block.type == "variable" and block.labels:
            into.variables[block.labels[0]] = block
        elif block.type == "module" and block.labels:
            into.calls[block.labels[0]] = block
        elif block.type == "output" and block.labels and "value" in block.attributes:
            into.outputs[block.labels[0]] = block.attributes["value"]
