"""How checks and renderers are declared, discovered and described."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import inspect
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from auditor.model import Category, Finding, Function, Need, Severity
from auditor.model.audit import Audit, OptionValue
from auditor.model.errors import PluginError
from auditor.model.report import Report

Evaluate = Callable[[Function, Audit], Iterable[Finding]]

METRICS_NEEDS = frozenset({Need.METRICS, Need.RIGHTSIZING})
PACKAGES_NEEDS = frozenset({Need.PACKAGE_CONTENTS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A threshold or list that users may set for a check in the configuration."""

    default: OptionValue
    text: str  # what it means, with its unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A rule: its metadata, its words and its pure function."""

    id: str
    severity: Severity
    category: Category
    title: str
    rationale: str
    remedy: str
    needs: frozenset[Need]
    uses: frozenset[Need]
    references: tuple[str, ...]
    frameworks: tuple[str, ...]
    options: Mapping[str, Option]
    opt_in: bool
    evaluate: Evaluate
    severity_is_fixed: bool = False  # the user set it, so no finding may change it
    worst: Severity | None = None  # what a finding may rise to by evidence; None: `severity`
    risk: str = ""  # what applying the remedy may break

    @property
    def switch(self) -> str:
        """Return the scan option without which the check does not run, or an empty string."""
        if self.needs & METRICS_NEEDS:
            return "--metrics"
        if self.needs & PACKAGES_NEEDS:
            return "--packages"
        return ""


def check(
    id: str,
    *,
    severity: Severity,
    category: Category,
    needs: Iterable[Need] = (),
    uses: Iterable[Need] = (),
    references: Iterable[str] = (),
    frameworks: Iterable[str] = (),
    options: Mapping[str, Option] = MappingProxyType({}),
    opt_in: bool = False,
    worst: Severity | None = None,
) -> Callable[[Evaluate], Check]:
    """Declare a check.

    The docstring is the catalogue entry: the title up to the first blank line, then why it
    matters, then the remedy after `Fix: `, then what that may break after `Risk: `. `needs` are
    facts without which the outcome is unknown; `uses` are facts that sharpen it and are read only
    where they were collected anyway. `worst` is what evidence may raise the severity to.
    """

    def declare(evaluate: Evaluate) -> Check:
        return Check(
            **_documented(evaluate),
            id=id,
            severity=severity,
            category=category,
            needs=frozenset(needs),
            uses=frozenset(uses),
            references=tuple(references),
            frameworks=tuple(frameworks),
            options=MappingProxyType(dict(options)),
            opt_in=opt_in,
            worst=worst,
        )

    return declare


def _documented(evaluate: Evaluate) -> dict[str, Any]:
    """Return the function with the parts of its docstring."""
    title, _, rest = inspect.cleandoc(evaluate.__doc__ or "").partition("\n\n")
    rationale, _, rest = rest.partition("\n\nFix: ")
    remedy, _, risk = rest.partition("\n\nRisk: ")
    words = {"title": title, "rationale": rationale, "remedy": remedy, "risk": risk}
    return {"evaluate": evaluate, **words}


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """A format: a pure function from the report to the bytes of a document."""

    id: str  # as in `-o ID:PATH`
    title: str  # what the format is for, one line
    extensions: tuple[str, ...]  # that choose it by file name, such as ".html"
    render: Callable[[Report], bytes]


def renderer(
    id: str, *, extensions: Iterable[str] = ()
) -> Callable[[Callable[[Report], bytes]], Renderer]:
    """Declare a renderer; the first line of its docstring is its title."""

    def declare(render: Callable[[Report], bytes]) -> Renderer:
        title = inspect.cleandoc(render.__doc__ or "").partition("\n")[0]
        return Renderer(id=id, title=title, extensions=tuple(extensions), render=render)

    return declare


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for found in pkgutil.walk_packages(getattr(package, "__path__", ()), f"{package.__name__}."):
        yield importlib.import_module(found.name)


def _declared(module: ModuleType) -> Iterator[Check]:
    # A check that is imported by another check's module is declared in its own alone.
    yield from (
        member
        for member in vars(module).values()
        if isinstance(member, Check) and member.evaluate.__module__ == module.__name__
    )


def _installed(group: str) -> Iterator[ModuleType]:
    for entry in sorted(importlib.metadata.entry_points(group=group), key=lambda e: e.name):
        try:
            module = importlib.import_module(entry.value)
            yield from _modules(module)
        except ImportError as error:
            raise PluginError(
                f"the plugin {entry.name!r} ({entry.value}) could not be loaded: {error};"
                " reinstall or remove it"
            ) from error


def _from_directory(directory: Path) -> Iterator[ModuleType]:
    if not directory.is_dir():
        raise PluginError(f"--checks-dir {directory} is not a directory; name a folder of checks")
    for path in sorted(directory.glob("*.py")):
        name = f"auditor_local_checks.{path.stem}"
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            raise PluginError(f"{path} is not a Python module; remove it from the folder")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except (ImportError, SyntaxError, NameError, TypeError, ValueError) as error:
            raise PluginError(
                f"the check {path} could not be loaded: {error}; fix it or remove the plugin"
            ) from error
        yield module


def checks(directory: Path | None = None) -> dict[str, Check]:
    """Return every check by its id, in id order.

    Raises:
        PluginError: a plugin does not load, or two checks share an id.
    """
    modules = list(_installed("auditor.checks"))
    if directory is not None:
        modules.extend(_from_directory(directory))
    by_id: dict[str, Check] = {}
    for found in (check for module in modules for check in _declared(module)):
        if found.id in by_id:
            raise PluginError(
                f"two checks share the id {found.id!r}: {by_id[found.id].evaluate.__module__}"
                f" and {found.evaluate.__module__}; rename one"
            )
        by_id[found.id] = found
    return dict(sorted(by_id.items()))


def renderers() -> dict[str, Renderer]:
    """Return every renderer by its id, in id order.

    Raises:
        PluginError: a plugin does not load, or two renderers share an id.
    """
    by_id: dict[str, Renderer] = {}
    for module in _installed("auditor.reports"):
        for found in vars(module).values():
            if not isinstance(found, Renderer) or found.render.__module__ != module.__name__:
                continue
            if found.id in by_id:
                raise PluginError(f"two renderers share the id {found.id!r}; remove one plugin")
            by_id[found.id] = found
    return dict(sorted(by_id.items()))


def defaults(chosen: Iterable[Check]) -> dict[str, dict[str, OptionValue]]:
    """Return the declared default of every option, by check id and option name."""
    return {c.id: {name: o.default for name, o in c.options.items()} for c in chosen}


def describe(check: Check) -> dict[str, Any]:
    """Return a check's words and metadata as plain data: a row of the catalogue."""
    return {
        "id": check.id,
        "severity": check.severity.value,
        "worst": (check.worst or check.severity).value,
        "category": check.category.value,
        "title": check.title,
        "rationale": check.rationale,
        "fix": check.remedy,
        "risk": check.risk,
        "opt_in": check.opt_in,
        "switch": check.switch,
        "needs": sorted(need.value for need in check.needs),
        "uses": sorted(need.value for need in check.uses),
        "options": {
            name: {"default": _plain(option.default), "text": option.text}
            for name, option in check.options.items()
        },
        "references": list(check.references),
        "frameworks": list(check.frameworks),
    }


def _plain(value: OptionValue) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value
