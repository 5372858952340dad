"""What decides the verdicts of a run: the same options from its beginning to its last resume."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any, TypeVar

from auditor.cli.option_groups import FILE, grouped, option
from auditor.cli.options import ReadingOptions, SelectionOptions

# Neither the file of the configuration nor the pace decides a verdict.
_SELECTION = (
    *("check", "skip_check", "metrics", "packages", "package_secrets", "checks_dir"),
    *("web_functions", "organization_policies", "owner_tag"),
)
_READING = ("region", "function", "tag", "all_versions", "no_alias_policies")
_JUDGING = ("waivers", "all_results")
ASKED = (*_SELECTION, *_READING, *_JUDGING)
_PATHS = frozenset({"checks_dir", "waivers"})
Group = TypeVar("Group", SelectionOptions, ReadingOptions, "JudgingOptions")


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingOptions:
    """How the results of all accounts are judged and listed."""

    waivers: Annotated[
        Path | None, option("--waivers", type=FILE, help="Waiver file, for all accounts.")
    ]
    all_results: Annotated[
        bool,
        option("--all-results", is_flag=True, help="Also keep passes and what is not applicable."),
    ]


JUDGING = grouped("judging", JudgingOptions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The options that the plan of a run keeps."""

    selection: SelectionOptions
    reading: ReadingOptions
    judging: JudgingOptions

    def plain(self) -> dict[str, object]:
        """Return their values as JSON has them, by the names of the options."""
        return {
            name: _plain(getattr(group, name))
            for group, names in (
                (self.selection, _SELECTION),
                (self.reading, _READING),
                (self.judging, _JUDGING),
            )
            for name in names
        }

    def restored(self, kept: Mapping[str, Any], typed: set[str]) -> Asked:
        """Return these options with what a plan keeps, but for those that were typed."""
        values = {name: _restored(name, value) for name, value in kept.items() if name not in typed}
        return Asked(
            selection=_changed(self.selection, _SELECTION, values),
            reading=_changed(self.reading, _READING, values),
            judging=_changed(self.judging, _JUDGING, values),
        )


def _changed(group: Group, names: tuple[str, ...], values: Mapping[str, Any]) -> Group:
    return replace(group, **{name: values[name] for name in names if name in values})


def _plain(value: object) -> object:
    if isinstance(value, Path):
        return str(value.absolute())
    return list(value) if isinstance(value, tuple) else value


def _restored(name: str, value: object) -> object:
    if name in _PATHS and isinstance(value, str):
        return Path(value)
    return tuple(value) if isinstance(value, list) else value
