"""Options in groups: each group is a frozen dataclass, and each of its fields is one option."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from functools import reduce, wraps
from pathlib import Path
from typing import Any, TypeVar, get_type_hints

import click

from auditor.model import Severity

Command = TypeVar("Command", bound=Callable[..., Any])

FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)
# The severities at which a gate may fail.
THRESHOLD = click.Choice([*(s.value for s in Severity if s is not Severity.INFO), "none"])


@dataclass(frozen=True, slots=True)
class Declaration:
    """How click declares the option of a field."""

    names: tuple[str, ...]
    settings: dict[str, Any]


def option(*names: str, **settings: Any) -> Declaration:  # noqa: ANN401  click's own
    """Declare the option of a field, for `Annotated`; the field's name is its parameter's."""
    return Declaration(names, settings)


def declared(group: type) -> Iterator[tuple[str, Declaration]]:
    """Yield the options of a group with the names of their fields, in the order of the help."""
    hints = get_type_hints(group, include_extras=True)
    for field in fields(group):
        found = (d for d in hints[field.name].__metadata__ if isinstance(d, Declaration))
        yield field.name, next(found)


def click_options(*groups: type) -> list[click.Option]:
    """Return the options of groups as click has them."""
    return [
        click.Option((*declaration.names, name), **declaration.settings)
        for group in groups
        for name, declaration in declared(group)
    ]


def grouped(argument: str, group: type) -> Callable[[Command], Command]:
    """Return a decorator that adds a group's options to a command.

    The command gets their values as one keyword argument, an instance of the group.
    """
    options = tuple(declared(group))

    def decorate(command: Command) -> Command:
        @wraps(command)
        def gather(*arguments: Any, **values: Any) -> Any:  # noqa: ANN401  the command's own
            own = {name: values.pop(name) for name, _ in options}
            return command(*arguments, **{argument: group(**own)}, **values)

        decorators = [click.option(*d.names, name, **d.settings) for name, d in options]
        # The last one applied is the first in the help.
        return reduce(lambda inner, add: add(inner), reversed(decorators), gather)  # type: ignore[return-value]

    return decorate


class Number(click.FloatRange):
    """A number in a range. `nan` is none: every comparison with it would be false."""

    name = "number"

    def convert(
        self,
        value: Any,  # noqa: ANN401
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:  # noqa: ANN401
        """Return the number.

        Raises:
            BadParameter: it is none, or out of the range.
        """
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


def tag_pairs(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """Read KEY=VALUE options.

    Raises:
        BadParameter: one is not KEY=VALUE.
    """
    pairs = [text.partition("=") for text in texts]
    for key, equals, value in pairs:
        if not (key and equals):
            raise click.BadParameter(f"{key or value!r} is not KEY=VALUE")
    return {key: value for key, _, value in pairs}
