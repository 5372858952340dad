"""Writes docs/commands.md: every command with its help, as the terminal shows it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from auditor.cli import main

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"
TOP = """# Commands

Written by `make docs` from the program's own help. Options can also be set in `auditor.toml`, in
`[tool.auditor]` of pyproject.toml, or in variables `AUDITOR_*`; options on the command line win.
"""


def page() -> str:
    """Return the page."""
    settings = {**main.context_settings, "terminal_width": 90}
    context = click.Context(main, info_name="auditor", **settings)
    return TOP + "".join(_section(one) for one in _commands(context))


def _commands(context: click.Context) -> Iterator[click.Context]:
    """Yield the context of each command below `context`, in the order of its help."""
    group = context.command
    if not isinstance(group, click.Group):
        return
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        one = click.Context(command, parent=context, info_name=name, terminal_width=90)
        yield one
        yield from _commands(one)


def _section(context: click.Context) -> str:
    return f"\n## {context.command_path}\n\n```text\n{context.get_help().rstrip()}\n```\n"


if __name__ == "__main__":
    PAGE.write_text(page())
