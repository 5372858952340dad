"""Which controls of which framework have open findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from auditor.plugin import CheckSummary, Report

# The beginning of a control's name, and the framework that it is part of.
FRAMEWORKS = {
    "CIS": "CIS",
    "NIST 800-53": "NIST 800-53",
    "AWS Security Hub": "AWS Security Hub",
    "AWS Well-Architected": "AWS Well-Architected",
}
OTHER = "Other"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameworkRow:
    """One framework: its controls that are checked, and what came of them."""

    name: str
    key: str  # what the search finds it by
    controls: int
    open: tuple[str, ...]  # controls with a failure
    unknown: int  # controls without a failure, but with an unknown verdict
    failed: int  # failures


def framework_of(control: str) -> str:
    """Return the framework of a control such as "NIST 800-53 r5 AC-6"."""
    return next((name for start, name in FRAMEWORKS.items() if control.startswith(start)), OTHER)


def frameworks(report: Report) -> Iterator[FrameworkRow]:
    """Yield the frameworks that the checks speak of, in the order of their names."""
    controls: dict[str, dict[str, list[CheckSummary]]] = {}
    for check in report.checks:
        for control in check.frameworks:
            named = controls.setdefault(framework_of(control), {})
            named.setdefault(control, []).append(check)
    for name, own in sorted(controls.items()):
        opened = {control for control, checks in own.items() if any(c.fail for c in checks)}
        checks = {check.id: check for found in own.values() for check in found}
        unknown = sum(
            any(c.unknown for c in found) for control, found in own.items() if control not in opened
        )
        yield FrameworkRow(
            name=name,
            key=next((start for start, known in FRAMEWORKS.items() if known == name), ""),
            controls=len(own),
            open=tuple(sorted(opened)),
            unknown=unknown,
            failed=sum(check.fail for check in checks.values()),
        )
