"""Commands are imported when they run, and import at their top what they need."""

from __future__ import annotations

import ast
import subprocess
import sys
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

import pytest

from auditor.cli import commands, options, report_options, template_options
from auditor.cli.option_groups import click_options
from auditor.cli.org import asked as org_asked
from auditor.cli.org import options as org_options

CLI = Path(commands.__file__).parent
ROWS = {**commands.COMMANDS, **{f"org {k}": v for k, v in commands.ORGANIZATION.items()}}
# `scan` says that there are no credentials before it loads, for a second, what judges.
DELAYED = {"scan"}
GROUPS = [
    value
    for module in (options, report_options, template_options, org_options, org_asked)
    for name, value in vars(module).items()
    if name.endswith("Options") and is_dataclass(value) and value.__module__ == module.__name__
]


@pytest.mark.parametrize("words", [["--help"], ["org", "--help"]])
def test_help_imports_no_command(words: list[str]) -> None:
    script = (
        "import sys; from auditor.cli import main\n"
        f"try: main({words})\n"
        "except SystemExit: print(*sys.modules)"
    )
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    imported = set(done.stdout.split())
    own = {"auditor.cli.org.group"} if words[0] == "org" else set()
    assert imported & {module for module, _ in ROWS.values()} == own
    assert not imported & {"boto3", "botocore", "jinja2", "yaml", "duckdb", "auditor.collect"}


@pytest.mark.parametrize("name", ROWS)
def test_the_table_names_a_module_with_the_command(name: str) -> None:
    module, help_line = ROWS[name]
    command = getattr(
        import_module(module), f"{name.rsplit(maxsplit=1)[-1].replace('-', '_')}_command"
    )
    assert command.name == name.rsplit(maxsplit=1)[-1]
    assert help_line.endswith(".")


def test_a_command_imports_nothing_inside_functions() -> None:
    # The root may: `--help` loads it. So may what only some runs of a command need.
    commands_alone = {module.rpartition(".")[2] for module, _ in ROWS.values()}
    found = [
        f"{path.name}:{node.lineno}"
        for path in sorted(CLI.rglob("*.py"))
        if path.stem in commands_alone - DELAYED
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert found == []


@pytest.mark.parametrize("group", GROUPS)
def test_every_field_of_a_group_is_an_option_of_that_name(group: type) -> None:
    assert [o.name for o in click_options(group)] == [field.name for field in fields(group)]
