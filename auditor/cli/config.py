"""`config show`: every option, its value, and where the value comes from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import click
from click.core import ParameterSource

from auditor.cli import setup
from auditor.cli.option_groups import FILE
from auditor.cli.report_options import scan_options
from auditor.evaluate import settings


@click.group("config")
def config_command() -> None:
    """Show the effective configuration."""


@config_command.command("show")
@click.option("--origin", is_flag=True, help="Say where each value comes from.")
@click.option("--config", type=FILE, help="Configuration file.")
def show(config: Path | None, *, origin: bool) -> None:
    """Print every option that is set, and with --origin by what."""
    args = ["--config", str(config)] if config else []
    scan = setup.Configured("scan", params=list(scan_options()))
    context = scan.make_context("scan", args)
    known, configured = setup.load(context.params["checks_dir"], config)
    lines = [
        (
            f"scan.{name.replace('_', '-')} = {_option(context.params[name])}",
            _origin(context, name, configured),
        )
        for name in setup.option_names(scan)
        if context.params[name] not in (None, (), {}, False)
    ]
    for check in known.values():
        for name, option in check.options.items():
            own = configured.options.get(check.id, {})
            source = configured.origin if name in own else "default"
            value = _toml(own.get(name, option.default))
            lines.append((f"checks.{check.id}.{name} = {value}", source))
    lines += [
        (f'severity.{c} = "{s.value}"', configured.origin) for c, s in configured.severities.items()
    ]
    lists = (("enable", configured.enabled), ("disable", configured.disabled))
    lines += [(f"{key} = {_toml(sorted(ids))}", configured.origin) for key, ids in lists if ids]
    if configured.deadlines:
        days = _toml(configured.deadlines)
        lines.append((f"organization.deadline = {days}", configured.origin))
    for line, source in lines:
        click.echo(f"{line}  # {source}" if origin else line)


def _option(value: object) -> str:
    """Return an option's value as [scan] takes it: pairs are `KEY=VALUE` texts there."""
    if isinstance(value, Mapping):
        return _toml([f"{key}={text}" for key, text in value.items()])
    return _toml(value)


def _toml(value: object) -> str:
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{json.dumps(key)} = {_toml(item)}" for key, item in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    # Texts, numbers and lists of them are written alike in TOML and JSON.
    return json.dumps(value, ensure_ascii=False, default=str)


def _origin(context: click.Context, name: str, configured: settings.Settings) -> str:
    source = context.get_parameter_source(name)
    if source is ParameterSource.ENVIRONMENT:
        return f"AUDITOR_{name.upper()}"
    return configured.origin if source is ParameterSource.DEFAULT_MAP else "default"
