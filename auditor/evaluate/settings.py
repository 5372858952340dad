"""What the user configured: `auditor.toml`, or `[tool.auditor]` in pyproject.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from auditor.model import Severity
from auditor.model.audit import OptionValue
from auditor.model.errors import UsageError
from auditor.model.wording import nearest
from auditor.storage import files

if TYPE_CHECKING:
    from auditor.analysis.secrets import Format, Reference
    from auditor.evaluate.registry import Check, Option

_NOTHING: Mapping[str, Any] = MappingProxyType({})
FILES = ("auditor.toml", "pyproject.toml")
LARGEST = 10**12  # of any number that a check takes
_SHOWN = 40  # characters of a wrong value in a message
_TABLES = ("checks", "severity", "secrets", "scan", "organization")
_DEADLINE = ("critical", "high")  # what counts as severe in an organization
_LISTS = ("enable", "disable", "owner-tag")
SCAN_OPTIONS = (
    "all-results", "all-versions", "allow-unknown", "baseline", "check", "checks-dir", "color",
    "exit-zero", "external-id", "fail-on", "fail-on-new", "fail-under", "function", "metrics",
    "no-alias-policies", "no-progress", "output", "owner-tag", "package-secrets", "packages",
    "profile", "quota-share", "region", "role-arn", "save-snapshot", "skip-check", "tag", "waivers",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration file, checked, but for its [scan] table of option defaults."""

    origin: str = "defaults"  # the file it came from
    options: Mapping[str, Mapping[str, OptionValue]] = field(default_factory=lambda: _NOTHING)
    severities: Mapping[str, Severity] = field(default_factory=lambda: _NOTHING)
    enabled: frozenset[str] = frozenset()  # opt-in checks
    disabled: frozenset[str] = frozenset()
    owner_tags: tuple[str, ...] = ()  # the first that a function has names its owner
    secret_formats: tuple[Format, ...] = ()  # of the user's own providers
    secret_references: tuple[Reference, ...] = ()  # values that only point at a secret
    deadlines: Mapping[str, int] = field(default_factory=lambda: _NOTHING)  # days, by severity

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
        if path.is_file() and (name == FILES[0] or "auditor" in _tool(path, _parsed(path))):
            return path
    return None


def load(path: Path | None, checks: Mapping[str, Check]) -> Settings:
    """Read a configuration file, all but its [scan] table; no path: the defaults.

    Raises:
        UsageError: the file cannot be read, or holds a key or value that nothing understands.
    """
    if path is None:
        return Settings()
    return _SettingsReader(path=path, checks=checks).settings(_auditor_table(path))


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
    # Commands differ in their options; those that only another command has are known as well.
    known = (*SCAN_OPTIONS, *names)
    for key in table:
        if key not in known:
            raise UsageError(f"{path}: unknown option in [scan] {key!r}{nearest(key, known)}")
    return table


def deadlines(path: Path | None) -> Mapping[str, int]:
    """Return the days that a finding may be open, by severity: [organization] deadline.

    Raises:
        UsageError: the file cannot be read, or the table holds what nothing understands.
    """
    if path is None:
        return _NOTHING
    return _SettingsReader(path=path, checks=MappingProxyType({})).deadlines(_auditor_table(path))


def _auditor_table(path: Path) -> dict[str, Any]:
    table = _parsed(path)
    if path.name != FILES[1]:
        return table
    found = _tool(path, table).get("auditor", {})
    if not isinstance(found, dict):
        raise UsageError(f"{path}: tool.auditor must be a table, as in [tool.auditor]")
    return found


def _tool(path: Path, table: Mapping[str, Any]) -> dict[str, Any]:
    found = table.get("tool", {})
    if not isinstance(found, dict):
        raise UsageError(f"{path}: tool must be a table, as in [tool.auditor]")
    return found


def _parsed(path: Path) -> dict[str, Any]:
    content = files.read(path, "configuration", files.SMALL)
    try:
        return tomllib.loads(content.decode("utf-8-sig"))
    except RecursionError as error:
        raise UsageError(f"the configuration {path} is nested too deeply") from error
    except ValueError as error:  # TOML's own errors, no UTF-8, and dates that do not exist
        raise UsageError(f"the configuration {path} can't be read: {error}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class _SettingsReader:
    path: Path
    checks: Mapping[str, Check]

    def settings(self, table: Mapping[str, Any]) -> Settings:
        self._check_names(table, (*_TABLES, *_LISTS), "key")
        secrets = self._table(table, "secrets")
        self._check_names(secrets, ("formats", "references"), "key in [secrets]")
        return Settings(
            origin=str(self.path),
            options=self._options(self._table(table, "checks")),
            severities=self._severities(self._table(table, "severity")),
            enabled=self._ids(table.get("enable", []), "enable"),
            disabled=self._ids(table.get("disable", []), "disable"),
            owner_tags=self._owner_tags(table.get("owner-tag", [])),
            secret_formats=self._formats(secrets.get("formats", [])),
            secret_references=self._references(secrets.get("references", [])),
            deadlines=self.deadlines(table),
        )

    def deadlines(self, table: Mapping[str, Any]) -> Mapping[str, int]:
        organization = self._table(table, "organization")
        self._check_names(organization, ("deadline",), "key in [organization]")
        days = organization.get("deadline", {})
        if not isinstance(days, dict):
            raise self._wrong("organization.deadline must be a table, as { critical = 7 }")
        self._check_names(days, _DEADLINE, "severity in organization.deadline")
        for word, number in days.items():
            if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 10**6:
                raise self._wrong(
                    f"organization.deadline.{word} is {_shown(number)}; write a number of days"
                )
        return MappingProxyType(days)

    def _wrong(self, message: str) -> UsageError:
        return UsageError(f"{self.path}: {message}")

    def _check_names(self, table: Mapping[str, Any], known: Iterable[str], kind: str) -> None:
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
        self._check_names(dict.fromkeys(ids), self.checks, f"check in {name}")
        return frozenset(ids)

    def _owner_tags(self, value: object) -> tuple[str, ...]:
        tags = self._strings([value] if isinstance(value, str) else value, "owner-tag")
        if not all(tags):
            raise self._wrong("owner-tag holds an empty text; name the key of a tag")
        return tags

    def _severities(self, table: Mapping[str, Any]) -> Mapping[str, Severity]:
        self._check_names(table, self.checks, "check in [severity]")
        words = {severity.value: severity for severity in Severity}
        for check, word in table.items():
            if not isinstance(word, str) or word not in words:
                raise self._wrong(
                    f"severity.{check} is {_shown(word)}; it must be one of {', '.join(words)}"
                )
        return MappingProxyType({check: words[word] for check, word in table.items()})

    def _options(self, table: Mapping[str, Any]) -> Mapping[str, Mapping[str, OptionValue]]:
        self._check_names(table, self.checks, "check in [checks]")
        read: dict[str, Mapping[str, OptionValue]] = {}
        for check, values in table.items():
            declared = self.checks[check].options
            if not isinstance(values, dict):
                raise self._wrong(f"checks.{check} must be a table, as in [checks.{check}]")
            self._check_names(values, declared, f"option of {check}")
            read[check] = {
                name: self._read(f"checks.{check}.{name}", value, declared[name])
                for name, value in values.items()
            }
        return MappingProxyType(read)

    def _read(self, name: str, value: object, option: Option) -> OptionValue:
        taken = self._option(name, value, option.default)
        texts = taken.values() if isinstance(taken, Mapping) else taken
        if option.read is not None and not isinstance(texts, int | float | str):
            for text in texts:
                try:
                    option.read(text)
                except ValueError as error:
                    raise self._wrong(f"{name} holds {_shown(text)}: {option.text}") from error
        return taken

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
        if not 0 <= value <= LARGEST:  # nor is any of these true of `nan`
            raise self._wrong(f"{name} is {value}; it must be from 0 to {LARGEST}")
        return value

    def _pattern(self, pattern: str, name: str) -> str:
        try:
            matches_empty = re.compile(pattern).search("") is not None
        except (re.error, RecursionError, OverflowError) as error:
            raise self._wrong(f"{name}: the pattern is wrong: {error}") from error
        if matches_empty:
            raise self._wrong(f"{name}: the pattern {_shown(pattern)} matches an empty value")
        return pattern

    def _references(self, value: object) -> tuple[Reference, ...]:
        from auditor.analysis.secrets import Reference  # noqa: PLC0415  its tables are large

        name = "secrets.references"
        patterns = [self._pattern(pattern, name) for pattern in self._strings(value, name)]
        return tuple(
            Reference(id=f"configured-{number}", pattern=pattern)
            for number, pattern in enumerate(patterns, start=1)
        )

    def _formats(self, value: object) -> tuple[Format, ...]:
        from auditor.analysis.secrets import Format  # noqa: PLC0415  as above

        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise self._wrong("secrets.formats must be a list of tables, as in [[secrets.formats]]")
        for row in value:
            self._check_names(row, ("id", "pattern", "literal"), "key in [[secrets.formats]]")
            if not {"id", "pattern"} <= row.keys() or not all(
                isinstance(v, str) for v in row.values()
            ):
                raise self._wrong("each of secrets.formats needs an id and a pattern, as strings")
            if not row["id"]:
                raise self._wrong("an id of secrets.formats is empty; name the format")
            self._pattern(row["pattern"], f"secrets.formats, {_shown(row['id'])}")
        return tuple(Format(**{"literal": "", **row}, source=str(self.path)) for row in value)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."
