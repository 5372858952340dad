"""From options and configuration to a plan."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.cli import scan_table
from auditor.cli.options import SelectionOptions
from auditor.cli.report_options import ReportingOptions, scan_options
from auditor.cli.variables import PREFIX
from auditor.evaluate import settings
from auditor.evaluate.settings import Settings
from auditor.model.errors import UsageError

if TYPE_CHECKING:
    from auditor.evaluate.plan import Plan
    from auditor.evaluate.registry import Check

# Options whose value is a place or a mode of this one run: not for a configuration file.
_NOT_CONFIGURABLE = frozenset({"config", "form", "format", "help", "quiet", "verbose"})


class Configured(click.Command):
    """A command whose defaults come from the configuration file, and then `AUDITOR_*`."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401
    ) -> click.Context:
        """Parse with the configuration's [scan] table as the defaults."""
        path = _configuration_file(args)
        names = [name.replace("_", "-") for name in option_names(self)]
        table = settings.scan_table(path, names)
        extra["default_map"] = _defaults(self, path, table) if path and table else {}
        extra["auto_envvar_prefix"] = "AUDITOR"
        typed = {word.partition("=")[0] for word in args}  # parsing empties the list
        try:
            return super().make_context(info_name, args, parent, **extra)
        except click.BadParameter as error:
            option = _configured(error, typed, extra["default_map"])
            if option:
                raise UsageError(f"{path}: scan.{option}: {error.message}") from error
            variable = _variable(error, typed)
            if variable:
                raise UsageError(f"the variable {variable}: {error.message}") from error
            raise


def _defaults(command: click.Command, path: Path, table: Mapping[str, Any]) -> dict[str, Any]:
    configurable = option_names(command)
    own = [p for p in command.params if isinstance(p, click.Option) and p.name in configurable]
    return scan_table.checked(table, path, own, scan_options())


def _variable(error: click.BadParameter, typed: set[str]) -> str:
    """Return the variable that set an option wrongly, or nothing if it was typed."""
    if error.param is None or typed.intersection(error.param.opts):
        return ""
    name = f"{PREFIX}{str(error.param.name).upper()}"
    return name if os.environ.get(name) else ""


def _configured(error: click.BadParameter, typed: set[str], table: Mapping[str, Any]) -> str:
    """Return the option that the configuration set wrongly, or nothing if it was typed."""
    if error.param is None or error.param.name not in table:
        return ""
    return "" if typed.intersection(error.param.opts) else error.param.opts[-1].lstrip("-")


def option_names(command: click.Command) -> list[str]:
    """Return the names of a command's options that a configuration file may set."""
    named = (p.name for p in command.params if isinstance(p, click.Option))
    return [name for name in named if name and name not in _NOT_CONFIGURABLE]


def _configuration_file(args: list[str]) -> Path | None:
    for index, word in enumerate(args):
        if word == "--config" and index + 1 < len(args):
            return Path(args[index + 1])
        if word.startswith("--config="):
            return Path(word.partition("=")[2])
    named = os.environ.get(f"{PREFIX}CONFIG")
    return Path(named) if named else settings.find(Path.cwd())


def load(checks_dir: Path | None, config: Path | None) -> tuple[dict[str, Check], Settings]:
    """Return the checks that are installed and the effective configuration."""
    from auditor.evaluate.registry import checks  # noqa: PLC0415  as in `load_plan`

    known = checks(checks_dir)
    return known, settings.load(config or settings.find(Path.cwd()), known)


def owner_tags(keys: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of --owner-tag.

    Raises:
        UsageError: one is empty.
    """
    found = tuple(keys)
    if not all(found):
        raise UsageError("--owner-tag is empty; name the key of a tag, such as team")
    return found


def may_name_checks(selection: SelectionOptions, reporting: ReportingOptions) -> bool:
    """Return whether an option or a configuration file may name a check, rightly or wrongly."""
    named = (
        *(selection.check, selection.skip_check, selection.checks_dir, selection.config),
        *(selection.owner_tag, reporting.waivers, reporting.baseline),
    )
    return any(named) or settings.find(Path.cwd()) is not None


def load_plan(selection: SelectionOptions, *, tags: bool) -> tuple[Plan, Settings]:
    """Return the plan that the options and the configuration ask for.

    Args:
        selection: the options that say which checks run.
        tags: whether something else than a check goes by the functions' tags.

    Raises:
        UsageError: a name that nothing understands.
    """
    # Credentials are looked for before this.
    from auditor.evaluate import plan  # noqa: PLC0415

    known, configured = load(selection.checks_dir, selection.config)
    chosen = plan.Selection(
        include=selection.check,
        exclude=selection.skip_check,
        metrics=selection.metrics,
        packages=selection.packages or selection.package_secrets,
        package_secrets=selection.package_secrets,
        web_functions=selection.web_functions,
        organization_policies=selection.organization_policies,
        tags=tags,
        owner_tags=owner_tags(selection.owner_tag),
    )
    return plan.make(known, chosen, configured), configured
