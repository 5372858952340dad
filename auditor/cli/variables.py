"""The `AUDITOR_*` variables: each must be an option, since a misspelt one would be passed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import click

from auditor.model.errors import UsageError
from auditor.model.wording import nearest

PREFIX = "AUDITOR_"


def check_variables(root: click.Group, running: str, environment: Mapping[str, str]) -> None:
    """Compare the variables with the options of the command that runs, then of every command.

    Raises:
        UsageError: one is the variable of no option.
    """
    given = sorted(name for name in environment if name.startswith(PREFIX))
    if not given:
        return
    known = _variables(_options(root.get_command(click.Context(root), running)))
    if known.issuperset(given):  # so no other command is imported
        return
    known = _variables(_options(root))
    for name in given:
        if name not in known:
            near = nearest(name, known) or f"; unset it, or name an option as {PREFIX}FAIL_ON does"
            raise UsageError(f"the variable {name} belongs to no option{near}")


def _variables(options: Iterable[str]) -> set[str]:
    return {PREFIX + name.upper() for name in options}


def _options(command: click.Command | None) -> Iterator[str]:
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from _options(command.get_command(context, name))
    elif command is not None:
        yield from (p.name for p in command.params if isinstance(p, click.Option) and p.name)
