"""Which checks run, with which options and severities, and why the others do not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from auditor.evaluate.registry import METRICS_NEEDS, PACKAGES_NEEDS, Check, defaults
from auditor.evaluate.settings import Settings
from auditor.model import Category, Need
from auditor.model.audit import OptionValue
from auditor.model.errors import UsageError
from auditor.model.report import DisabledCheck
from auditor.model.wording import nearest

# Asked for by an option, and not by a check: functions beyond those of ListFunctions.
INVENTORY_NEEDS = frozenset({Need.WEB_FUNCTIONS, Need.MICROVM_IMAGES})
NO_NEEDS: frozenset[Need] = frozenset()
# Where tags are that name an owner: at the function, its stack or its role.
OWNER_NEEDS = frozenset({Need.FUNCTION_DETAILS, Need.STACK_TAGS, Need.ROLES})


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What was asked for on the command line."""

    include: tuple[str, ...] = ()  # check ids and categories; empty: all that are on by default
    exclude: tuple[str, ...] = ()
    metrics: bool = False
    packages: bool = False
    package_secrets: bool = False  # implies packages; the files of layers are searched, too
    web_functions: bool = False  # and MicroVM images: the second inventory
    organization_policies: bool = False  # service and resource control policies
    tags: bool = False  # functions or waivers are matched by tag
    owner_tags: tuple[str, ...] = ()  # empty: those of the configuration


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The checks of one audit."""

    checks: tuple[Check, ...]
    disabled: tuple[DisabledCheck, ...]
    options: Mapping[str, Mapping[str, OptionValue]]
    overrides: tuple[str, ...]

    facts: frozenset[Need]  # what must be collected for them
    owner_tags: tuple[str, ...] = ()  # the first that a function has names its owner

    def digest(self) -> str:
        """Return the identity of the check set: reports of unequal sets are not compared."""
        rows = [
            [c.id, c.severity.value, {n: _plain(v) for n, v in sorted(self.options[c.id].items())}]
            for c in self.checks
        ]
        return "sha256:" + hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def make(checks: Mapping[str, Check], selection: Selection, settings: Settings) -> Plan:
    """Choose the checks.

    Raises:
        UsageError: a name is neither a check nor a category, or nothing is left to run.
    """
    included = _ids(selection.include, checks, "--check")
    excluded = _ids(selection.exclude, checks, "--skip-check")
    named = frozenset(selection.include) | settings.enabled
    owner_tags = selection.owner_tags or settings.owner_tags
    chosen: list[Check] = []
    disabled: list[DisabledCheck] = []
    for check in checks.values():
        reason = _why_not(check, selection, settings, named)
        if selection.include and check.id not in included:
            reason = "not chosen with --check"
        elif check.id in excluded:
            reason = "left out with --skip-check"
        if reason:
            disabled.append(DisabledCheck(id=check.id, title=check.title, reason=reason))
        else:
            chosen.append(_with_severity(check, settings))
    if not chosen:
        raise UsageError("no check is left to run; widen --check or narrow --skip-check")
    standard = defaults(chosen)
    options = {c.id: {**standard[c.id], **settings.options.get(c.id, {})} for c in chosen}
    return Plan(
        checks=tuple(chosen),
        disabled=tuple(disabled),
        options=options,
        overrides=_overrides(settings),
        facts=_facts(chosen, selection) | (OWNER_NEEDS if owner_tags else NO_NEEDS),
        owner_tags=owner_tags,
    )


def _with_severity(check: Check, settings: Settings) -> Check:
    severity = settings.severities.get(check.id)
    if severity is None:
        return check
    return replace(check, severity=severity, severity_is_fixed=True)


def _facts(chosen: Sequence[Check], selection: Selection) -> frozenset[Need]:
    """Return what the checks need, and what sharpens them unless it waits for a switch."""
    needed: frozenset[Need] = frozenset().union(*(check.needs for check in chosen))
    useful: frozenset[Need] = frozenset().union(*(check.uses for check in chosen))
    off: set[Need] = {Need.LAST_ACCESSED}
    if not selection.organization_policies:
        off.add(Need.ORGANIZATION_POLICIES)
    if not selection.metrics:
        off |= METRICS_NEEDS
    if not selection.packages:
        off |= PACKAGES_NEEDS
    if not selection.package_secrets:
        off.add(Need.LAYER_CONTENTS)
    tags = {Need.FUNCTION_DETAILS} if selection.tags else set()
    others = INVENTORY_NEEDS if selection.web_functions else frozenset()
    return needed | (useful - off) | tags | others


def _why_not(check: Check, selection: Selection, settings: Settings, named: frozenset[str]) -> str:
    if check.id in settings.disabled:
        return f"disabled in {settings.origin}"
    if check.switch == "--metrics" and not selection.metrics:
        return "needs --metrics"
    if check.switch == "--packages" and not selection.packages:
        return "needs --packages"
    if check.opt_in and check.id not in named:
        return f"opt-in: --check {check.id}, or enable = [{check.id!r}] in the configuration"
    return ""


def _ids(names: Sequence[str], checks: Mapping[str, Check], option: str) -> frozenset[str]:
    categories = {category.value for category in Category}
    found: set[str] = set()
    for name in names:
        if name in checks:
            found.add(name)
        elif name in categories:
            found.update(check.id for check in checks.values() if check.category.value == name)
        else:
            near = nearest(name, (*checks, *categories))
            raise UsageError(f"{option} {name}: no such check or category{near}")
    return frozenset(found)


def _overrides(settings: Settings) -> tuple[str, ...]:
    lines = [f"severity of {check}: {s.value}" for check, s in sorted(settings.severities.items())]
    for check, values in sorted(settings.options.items()):
        lines.extend(f"{check}: {name} = {_plain(value)}" for name, value in sorted(values.items()))
    return tuple(lines)


def _plain(value: OptionValue) -> object:
    if isinstance(value, Mapping):
        return dict(sorted(value.items()))
    return list(value) if isinstance(value, tuple) else value
