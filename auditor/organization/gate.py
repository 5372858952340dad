"""Whether the audit of an organization passes, as an exit code and the sentence that says why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from auditor.assess.gate import FAILED, INCOMPLETE, PASSED
from auditor.model import Severity
from auditor.model.organization import Organization, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationGate:
    """What the user demands of the organization."""

    fail_on: Severity | None = Severity.HIGH  # None: nothing fails it
    fail_under: float | None = None  # of the share of clean accounts
    fail_on_new: bool = False  # only what the run before did not have
    fail_on_overdue: bool = False  # only what is open longer than its deadline
    most_accounts: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    allow_unknown: float = 0.0  # per cent of the accounts in scope


def judge(organization: Organization, gate: OrganizationGate) -> tuple[int, str]:
    """Return the exit code and why; a failed gate wins over an incomplete audit."""
    failed = _severity(organization, gate) or _accounts(organization, gate)
    failed = failed or _share(organization, gate)
    if failed:
        return FAILED, f"exit 1: {failed}"
    incomplete = _incomplete(organization, gate)
    if incomplete:
        return INCOMPLETE, f"exit 3: {incomplete}"
    return PASSED, "exit 0: the gate passed"


def _severity(organization: Organization, gate: OrganizationGate) -> str:
    if gate.fail_on is None:
        return ""
    words = [s.value for s in Severity if s.rank <= gate.fail_on.rank]
    words = [word for word in words if word not in gate.most_accounts]
    compared = organization.changes is not None and organization.changes.since is not None
    reasons = []
    if gate.fail_on_new and compared:
        new = organization.changes.new_by_severity if organization.changes else {}
        reasons.append((sum(new.get(word, 0) for word in words), "new finding", "--fail-on-new"))
    if gate.fail_on_overdue:
        late = sum(row.results for row in organization.overdue if row.severity in words)
        reasons.append((late, "finding past the deadline", "--fail-on-overdue"))
    if not gate.fail_on_overdue and not (gate.fail_on_new and compared):
        number = sum(organization.open.get(word, 0) for word in words)
        reasons.append((number, "open finding", "--fail-on"))
    for number, what, option in reasons:
        if number:
            noun, _, rest = what.partition(" past")
            plural = noun if number == 1 else f"{noun}s"
            rest = f" past{rest}" if rest else ""
            return f"{number} {plural}{rest} of severity {gate.fail_on.value} or worse ({option})"
    return ""


def _accounts(organization: Organization, gate: OrganizationGate) -> str:
    for word, most in gate.most_accounts.items():
        number = sum(row.open.get(word, 0) > 0 for row in organization.accounts)
        if number > most:
            return (
                f"{number} accounts have a {word} finding open, and {most} are allowed"
                " (--max-open-accounts)"
            )
    return ""


def _share(organization: Organization, gate: OrganizationGate) -> str:
    value = organization.score.value
    if gate.fail_under is None or value is None or value >= gate.fail_under:
        return ""
    return f"{value:.1f} % of the accounts are clean, under {gate.fail_under:g} (--fail-under)"


def _incomplete(organization: Organization, gate: OrganizationGate) -> str:
    rows = [row for row in organization.accounts if row.status is not Status.SKIPPED]
    missing = sum(row.status is not Status.AUDITED for row in rows)
    if not rows:
        return "no account is in scope"
    if not missing or 100 * missing <= gate.allow_unknown * len(rows):
        return ""
    verb = "was" if missing == 1 else "were"
    return (
        f"{missing} of {len(rows)} accounts {verb} not audited completely"
        f" ({100 * missing / len(rows):.1f} %, --allow-unknown {gate.allow_unknown:g})"
    )
