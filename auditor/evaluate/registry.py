"""How checks and renderers are declared, discovered and described."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any, TypeAlias

from auditor.evaluate import plugin_modules
from auditor.evaluate.declarations import check_fault
from auditor.evaluate.organization_renderers import OrganizationRenderer
from auditor.evaluate.plugin_barrier import CrashError, guard
from auditor.model import (
    EVENT_FUNCTION,
    MICROVM_IMAGE,
    WEB_FUNCTION,
    Category,
    Finding,
    Function,
    Need,
    Remark,
    Severity,
)
from auditor.model.audit import Audit, OptionValue
from auditor.model.errors import AuditorError, PluginError
from auditor.model.report import Report

Evaluate = Callable[[Function, Audit], Iterable[Finding | Remark]]

METRICS_NEEDS = frozenset({Need.METRICS, Need.RIGHTSIZING})
PACKAGES_NEEDS = frozenset({Need.PACKAGE_CONTENTS})
EVERY_KIND = (EVENT_FUNCTION, WEB_FUNCTION, MICROVM_IMAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A threshold or list that users may set for a check in the configuration."""

    default: OptionValue
    text: str  # what it means, with its unit
    read: Callable[[str], object] | None = None  # of each text; its ValueError refuses a wrong one


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
    kinds: frozenset[str] = frozenset({EVENT_FUNCTION})  # of functions that it can judge

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
    kinds: Iterable[str] = (EVENT_FUNCTION,),
) -> Callable[[Evaluate], Check]:
    """Declare a check.

    The docstring is the catalogue entry: the title up to the first blank line, then why it
    matters, then the remedy after `Fix: `, then what that may break after `Risk: `. `needs` are
    facts without which the outcome is unknown; `uses` are facts that sharpen it and are read only
    where they were collected anyway. `worst` is what evidence may raise the severity to. `kinds`
    are the kinds of functions that it can judge; it does not apply to the others.
    """
    sets = {"needs": needs, "uses": uses, "references": references, "frameworks": frameworks}
    words = {"id": id, "severity": severity, "category": category, "worst": worst}
    values = {**sets, **words, "options": options, "opt_in": opt_in, "kinds": kinds}
    return lambda evaluate: _declare(evaluate, values)


def _declare(evaluate: Evaluate, values: dict[str, Any]) -> Check:
    fault = check_fault(values)
    if fault:
        raise PluginError(f"the check {values['id']!r} is declared wrongly: {fault}")
    sets = {name: frozenset(values[name]) for name in ("needs", "uses", "kinds")}
    lists = {name: tuple(values[name]) for name in ("references", "frameworks")}
    options = MappingProxyType(dict(values["options"]))
    return Check(**_documented(evaluate), **{**values, **sets, **lists, "options": options})


def _documented(evaluate: Evaluate) -> dict[str, Any]:
    """Return the function with the parts of its docstring."""
    title, _, rest = inspect.cleandoc(evaluate.__doc__ or "").partition("\n\n")
    rationale, _, rest = rest.partition("\n\nFix: ")
    remedy, _, risk = rest.partition("\n\nRisk: ")
    words = {
        "title": title.removesuffix("."),
        "rationale": rationale,
        "remedy": remedy,
        "risk": risk,
    }
    return {"evaluate": evaluate, **words}


@dataclass(frozen=True, slots=True, kw_only=True)
class Renderer:
    """A format: a pure function from the report to the bytes of a document."""

    id: str  # as in `-o ID:PATH`
    title: str  # what the format is for, one line
    extensions: tuple[str, ...]  # that choose it by file name, such as ".html"
    render: Callable[[Report], bytes]
    # The same bytes piece by piece, of a format whose documents can be hundreds of MB.
    pieces: Callable[[Report], Iterator[bytes]] | None = None


AnyRenderer: TypeAlias = "Renderer | OrganizationRenderer"


def renderer(
    id: str, *, extensions: Iterable[str] = ()
) -> Callable[[Callable[[Report], bytes | Iterator[bytes]]], Renderer]:
    """Declare a renderer; the first line of its docstring is its title.

    One that yields its document piece by piece is written to a file as it goes.
    """

    def declare(render: Callable[[Report], Any]) -> Renderer:
        title = inspect.cleandoc(render.__doc__ or "").partition("\n")[0]
        extended = tuple(extensions)
        if not inspect.isgeneratorfunction(render):
            return Renderer(id=id, title=title, extensions=extended, render=render)

        @wraps(render)
        def whole(report: Report) -> bytes:
            return b"".join(render(report))

        return Renderer(id=id, title=title, extensions=extended, render=whole, pieces=render)

    return declare


def _declared(module: ModuleType) -> Iterator[Check]:
    # A check that is imported by another check's module is declared in its own alone.
    yield from (
        member
        for member in vars(module).values()
        if isinstance(member, Check) and member.evaluate.__module__ == module.__name__
    )


def checks(directory: Path | None = None) -> dict[str, Check]:
    """Return every check by its id, in id order.

    Raises:
        PluginError: a plugin does not load, or two checks share an id.
    """
    modules = list(plugin_modules.load_installed("auditor.checks"))
    if directory is not None:
        modules.extend(plugin_modules.from_directory(directory))
    by_id: dict[str, Check] = {}
    for found in (check for module in modules for check in _declared(module)):
        if not found.title:
            raise PluginError(f"the check {found.id!r} has no title; begin its docstring with one")
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
    for module in plugin_modules.load_installed("auditor.reports"):
        for found in vars(module).values():
            if not isinstance(found, Renderer) or found.render.__module__ != module.__name__:
                continue
            if found.id in by_id:
                raise PluginError(f"two renderers share the id {found.id!r}; remove one plugin")
            by_id[found.id] = found
    return dict(sorted(by_id.items()))


def render_report(form: AnyRenderer, report: Any) -> bytes:  # noqa: ANN401  what the format takes
    """Return a report in a format.

    Raises:
        PluginError: the format failed, or made something else than bytes.
        AuditorError: the format refuses the report, such as one that was not compared.
    """
    return b"".join(rendered_pieces(form, report))


def rendered_pieces(form: AnyRenderer, report: Any) -> Iterator[bytes]:  # noqa: ANN401  as above
    """Yield a report in a format piece by piece; most formats make one piece.

    Raises:
        PluginError: the format failed, or made something else than bytes.
        AuditorError: the format refuses the report, such as one that was not compared.
    """
    made = _pieces(form, report)
    while True:
        try:
            piece = guard(lambda: next(made), AuditorError, StopIteration)
        except StopIteration:
            return
        except CrashError as crash:
            raise PluginError(
                f"the format {form.id} crashed ({crash}); choose another one, and report this"
            ) from crash
        if not isinstance(piece, bytes):  # a plugin need not be typed
            raise PluginError(f"the format {form.id} made no bytes; choose another one")
        yield piece


def _pieces(form: AnyRenderer, report: Any) -> Iterator[object]:  # noqa: ANN401  as above
    if isinstance(form, Renderer) and form.pieces is not None:
        yield from form.pieces(report)
    else:
        yield form.render(report)


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
