"""How formats of an organization's report are declared and discovered."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from auditor.evaluate import plugin_modules
from auditor.model.errors import PluginError
from auditor.model.organization import Organization


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationRenderer:
    """A format: a pure function from the report of an organization to the bytes of a document."""

    id: str  # as in `-o ID:PATH`
    title: str  # what the format is for, one line
    extensions: tuple[str, ...]  # that choose it by file name, such as ".html"
    render: Callable[[Organization], bytes]


def organization_renderer(
    id: str, *, extensions: Iterable[str] = ()
) -> Callable[[Callable[[Organization], bytes]], OrganizationRenderer]:
    """Declare a renderer of organizations; the first line of its docstring is its title."""

    def declare(render: Callable[[Organization], bytes]) -> OrganizationRenderer:
        title = inspect.cleandoc(render.__doc__ or "").partition("\n")[0]
        extended = tuple(extensions)
        return OrganizationRenderer(id=id, title=title, extensions=extended, render=render)

    return declare


def organization_renderers() -> dict[str, OrganizationRenderer]:
    """Return every renderer of organizations by its id, in id order.

    Raises:
        PluginError: a plugin does not load, or two renderers share an id.
    """
    by_id: dict[str, OrganizationRenderer] = {}
    for module in plugin_modules.load_installed("auditor.reports"):
        for found in vars(module).values():
            if not isinstance(found, OrganizationRenderer):
                continue
            if found.render.__module__ != module.__name__:
                continue
            if found.id in by_id:
                raise PluginError(f"two renderers share the id {found.id!r}; remove one plugin")
            by_id[found.id] = found
    return dict(sorted(by_id.items()))
