"""What a fix of the permissions family must do: the finding is gone, and nothing else is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from auditor.analysis.iam.document import Document, parse_document
from auditor.evaluate.engine import judge
from auditor.evaluate.registry import checks, defaults
from auditor.model import Account, Finding, FixKind, Known, Outcome
from auditor.model.audit import Audit
from tests.iam.model_fixes import apply, function_of

CHECKS = (
    "admin-role",
    "confused-deputy",
    "cross-account-access",
    "partial-wildcard-action",
    "privilege-escalation",
    "public-function",
    "role-trust-too-wide",
    "unusable-role",
    "wildcard-action",
    "wildcard-resource",
)
AFFECTED = (*CHECKS, "broken-tracing", "no-log-permission")
TAKES_AWAY = {"admin-role", "privilege-escalation"}  # what they take away is at fault


def failing(account: Account, ids: tuple[str, ...] = AFFECTED) -> dict[str, Sequence[Finding]]:
    audit, found = Audit(account, defaults(checks().values())), checks()
    function = audit.functions()[0]
    judged = {i: judge(found[i], function, audit) for i in ids}
    return {i: r.findings for i, r in judged.items() if r.outcome is Outcome.FAIL}


def place(finding: Finding) -> tuple[Any, ...]:
    """Return where the finding is: its policy, or its statement and principal."""
    evidence = finding.evidence
    policy = evidence.get("policy")
    if policy is not None:
        return (str(policy).rpartition("/")[2].removesuffix("-narrowed"),)
    return tuple(evidence.get(k) for k in ("qualifier", "principal", "service", "who", "opens"))


def faults(account: Account) -> Iterator[tuple[str, str]]:
    """Yield check and fault of every fix: "stays", "new: …" or "lost: …"; "" for a good one."""
    before = failing(account)
    for check in (c for c in CHECKS if c in before):
        for finding in before[check]:
            if not finding.fix.cli or finding.fix.kind is not FixKind.FIX:
                continue
            after = apply(account, function_of(account), finding.fix.cli)
            yield check, _fault(account, after, before, check, finding)


def _fault(
    account: Account,
    after: Account,
    before: dict[str, Sequence[Finding]],
    check: str,
    finding: Finding,
) -> str:
    now = failing(after)
    unknown = finding.evidence.get("unknown action")
    same = [f for f in now.get(check, ()) if place(f) == place(finding)]
    if not unknown and any(not f.evidence.get("unknown action") for f in same):
        return "stays"
    if new := sorted(now.keys() - before.keys()):
        return f"new: {', '.join(new)}"
    lost = sorted(_named(account) - _named(after)) if check not in TAKES_AWAY else []
    return f"lost: {', '.join(lost[:4])}" if lost else ""


def _named(account: Account) -> set[str]:
    """Return what the role's and the function's policies name without wildcards."""
    found: set[str] = set()
    for role in account.roles.get().values():
        texts = [p.text for p in (*role.attached, *role.inline)]
        for text in texts:
            found |= _names(text.value) if isinstance(text, Known) else set()
    return found


def _names(text: str) -> set[str]:
    document = parse_document(text)
    if not isinstance(document, Document):
        return set()
    found: set[str] = set()
    for statement in document.statements:
        if not statement.not_action and statement.allow:
            found |= {a.lower() for a in statement.actions if "*" not in a and "?" not in a}
            if not statement.not_resource:  # what NotResource names is not granted
                found |= {r for r in statement.resources if "*" not in r and "?" not in r}
        found |= {json.dumps([t.operator, t.key, *t.values]) for t in statement.conditions}
    return found
