"""What the user configured: `auditor.toml`, or `[tool.auditor]` in pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from auditor.analysis.secrets import Format, Reference
from auditor.evaluate.registry import Check
from auditor.model import Severity
from auditor.model.audit import OptionValue
from auditor.model.errors import UsageError
from auditor.model.wording import nearest

_NOTHING: Mapping[str, Any] = MappingProxyType({})
FILES = ("auditor.toml", "pyproject.toml")
_TABLES = ("checks", "severity", "secrets", "scan")
_LISTS = ("enable", "disable")
SCAN_OPTIONS = (
    "all-results", "all-versions", "allow-unknown", "baseline", "check", "checks-dir", "color",
    "exit-zero", "external-id", "fail-on", "fail-on-new", "fail-under", "function", "metrics",
    "no-alias-policies", "no-progress", "output", "package-secrets", "packages", "profile",
    "quota-share", "region", "role-arn", "save-snapshot", "skip-check", "tag", "waivers",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration file, checked, but for its [scan] table of option defaults."""

    origin: str = "defaults"  # the file it came from
    options: Mapping[str, Mapping[str, OptionValue]] = field(default_factory=lambda: _NOTHING)
    severities: Mapping[str, Severity] = field(default_factory=lambda: _NOTHING)
    enabled: frozenset[str] = frozenset()  # opt-in checks
    disabled: frozenset[str] = frozenset()
    secret_formats: tuple[Format, ...] = ()  # of the user's own providers
    secret_references: tuple[Reference, ...] = ()  # values that only point at a secret

    def classifier(self) -> Mapping[str, Any]:
        """Return the settings of the secrets' classifier."""
        return MappingProxyType(
            {
                "extra_formats": self.secret_formats,
                "extra_references": self.secret_references,
            }
        )


def find(folder: Path) -> Path | None:
    """Return the configuration file of a folder, if it has one."""
    for name in FILES:
        path = folder / name
        if path.is_file() and (name == FILES[0] or "auditor" in _parsed(path).get("tool", {})):
            return path
    return None


def load(path: Path | None, checks: Mapping[str, Check]) -> Settings:
    """Read a configuration file, all but its [scan] table; no path: the defaults.

    Raises:
        UsageError: the file cannot be read, or holds a key or value that nothing understands.
    """
    if path is None:
        return Settings()
    return _Reader(path=path, checks=checks).settings(_auditor_table(path))


def scan_table(path: Path | None, names: Iterable[str]) -> Mapping[str, Any]:
    """Return the [scan] table: defaults for command-line options, by their long names.

    Raises:
        UsageError: the file cannot be read, or a key is no option.
    """
    if path is None:
        return _NOTHING
    table = _auditor_table(path).get("scan", {})
    if not isinstance(table, dict):
        raise UsageError(f"{path}: scan must be a table, as in [scan]")
    # Commands differ in their options, so what only another command has is passed over.
    known = (*SCAN_OPTIONS, *names)
    for key in table:
        if key not in known:
            raise UsageError(f"{path}: unknown option in [scan] {key!r}{nearest(key, known)}")
    own = set(names)
    return {key: value for key, value in table.items() if key in own}


def _auditor_table(path: Path) -> dict[str, Any]:
    table = _parsed(path)
    if path.name == "pyproject.toml":
        table = table.get("tool", {}).get("auditor", {})
    return table


def _parsed(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"the configuration {path} can't be read: {error.strerror}") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"the configuration {path} can't be read: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    path: Path
    checks: Mapping[str, Check]

    def settings(self, table: Mapping[str, Any]) -> Settings:
        self._known(table, (*_TABLES, *_LISTS), "key")
        secrets = self._table(table, "secrets")
        self._known(secrets, ("formats", "references"), "key in [secrets]")
        return Settings(
            origin=str(self.path),
            options=self._options(self._table(table, "checks")),
            severities=self._severities(self._table(table, "severity")),
            enabled=self._ids(table.get("enable", []), "enable"),
            disabled=self._ids(table.get("disable", []), "disable"),
            secret_formats=self._formats(secrets.get("formats", [])),
            secret_references=tuple(
                Reference(id=f"configured-{number}", pattern=pattern)
                for number, pattern in enumerate(
                    self._strings(secrets.get("references", []), "secrets.references"), start=1
                )
            ),
        )

    def _wrong(self, message: str) -> UsageError:
        return UsageError(f"{self.path}: {message}")

    def _known(self, table: Mapping[str, Any], known: Iterable[str], kind: str) -> None:
        names = tuple(known)
        for key in table:
            if key not in names:
                raise self._wrong(f"unknown {kind} {key!r}{nearest(key, names)}")

    def _table(self, table: Mapping[str, Any], name: str) -> Mapping[str, Any]:
        found = table.get(name, {})
        if not isinstance(found, dict):
            raise self._wrong(f"{name} must be a table, as in [{name}]")
        return found

    def _strings(self, value: object, name: str) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self._wrong(f"{name} must be a list of strings")
        return tuple(value)

    def _ids(self, value: object, name: str) -> frozenset[str]:
        ids = self._strings(value, name)
        self._known(dict.fromkeys(ids), self.checks, f"check in {name}")
        return frozenset(ids)

    def _severities(self, table: Mapping[str, Any]) -> Mapping[str, Severity]:
        self._known(table, self.checks, "check in [severity]")
        words = {severity.value: severity for severity in Severity}
        for check, word in table.items():
            if word not in words:
                raise self._wrong(
                    f"severity.{check} is {word!r}; it must be one of {', '.join(words)}"
                )
        return MappingProxyType({check: words[word] for check, word in table.items()})

    def _options(self, table: Mapping[str, Any]) -> Mapping[str, Mapping[str, OptionValue]]:
        self._known(table, self.checks, "check in [checks]")
        read: dict[str, Mapping[str, OptionValue]] = {}
        for check, values in table.items():
            declared = self.checks[check].options
            if not isinstance(values, dict):
                raise self._wrong(f"checks.{check} must be a table, as in [checks.{check}]")
            self._known(values, declared, f"option of {check}")
            read[check] = {
                name: self._option(f"checks.{check}.{name}", value, declared[name].default)
                for name, value in values.items()
            }
        return MappingProxyType(read)

    def _option(self, name: str, value: object, default: OptionValue) -> OptionValue:
        if isinstance(default, tuple):
            return self._strings(value, name)
        if isinstance(default, str):
            if isinstance(value, str):
                return value
            raise self._wrong(f"{name} must be a string, such as {default!r}")
        if isinstance(default, Mapping):
            if isinstance(value, dict) and all(isinstance(v, str) for v in value.values()):
                return MappingProxyType(value)
            raise self._wrong(f"{name} must be a table of strings")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self._wrong(f"{name} must be a number, such as {default!r}")
        return value

    def _formats(self, value: object) -> tuple[Format, ...]:
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self._wrong("secrets.formats must be a list of tables, as in [[secrets.formats]]")
        for row in value:
            self._known(row, ("id", "pattern", "literal"), "key in [[secrets.formats]]")
            if not {"id", "pattern"} <= row.keys() or not all(
                isinstance(v, str) for v in row.values()
            ):
                raise self._wrong("each of secrets.formats needs an id and a pattern, as strings")
        return tuple(Format(**{"literal": "", **row}, source=str(self.path)) for row in value)
