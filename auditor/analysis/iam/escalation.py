"""Which ways up are complete in a role: on any target, on itself, or on stronger roles we know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from auditor.analysis.iam.actions import action
from auditor.analysis.iam.administrators import administrators, is_administrator
from auditor.analysis.iam.conditions import Doubt, Truth
from auditor.analysis.iam.effective import EffectiveRole, Grant, Grants
from auditor.analysis.iam.escalation_catalogue import (
    EDITS,
    PASSES,
    REPLACE_CODE,
    REPLACE_LAYERS,
    Path,
)
from auditor.analysis.iam.escalation_steps import Step, step_on, unnamed
from auditor.analysis.iam.matching import has_wildcard
from auditor.analysis.iam.role import effective_role, users
from auditor.model.arn import parse_arn
from auditor.model.audit import Audit

PASS_ROLE = "iam:passrole"  # noqa: S105  an action


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """A way up that is complete."""

    path: Path
    steps: tuple[str, ...]  # the actions that complete it
    grants: tuple[Grant, ...]
    doubts: frozenset[Doubt] = frozenset()
    target: str = "any"  # "itself", or what it is aimed at
    reaches: tuple[str, ...] = ()  # some "FUNCTION (role ROLE)" or role ARNs that are stronger


_NAMED = 20  # functions within reach that are named; a large account has thousands


def _escalation(path: Path, steps: Iterable[Step], target: str = "any") -> Escalation:
    found = tuple(steps)
    return Escalation(
        path=path,
        steps=tuple(s.action for s in found),
        grants=tuple(dict.fromkeys(g for s in found for g in s.grants)),
        doubts=frozenset(d for s in found for d in s.doubts),
        target=target,
    )


def _edits(audit: Audit, role: EffectiveRole) -> Iterator[Escalation]:
    itself = (role.session.role_arn,)
    bounded = role.boundary is not None
    own = {"role": itself, "policy": _own_policies(audit, role), "": ()}
    for path in EDITS:
        if not role.allows.of(path.steps[0].lower()) or (path.needs_boundary and not bounded):
            continue
        steps = [step_on(role, s, unnamed(role, s.lower())) for s in path.steps]
        if not path.needs_boundary and all(steps):
            yield _escalation(path, (s for s in steps if s))
        elif (step := step_on(role, path.steps[0], own[path.own])) is not None:
            yield _escalation(path, (step,), "itself")


def _own_policies(audit: Audit, role: EffectiveRole) -> tuple[str, ...]:
    found = audit.account.roles.get().get(role.session.role_arn)
    attached = found.attached if found is not None else ()
    return tuple(p.arn for p in attached if p.arn is not None and not p.aws_managed)


def _samples(role: EffectiveRole, name: str) -> Iterator[str]:
    """Yield resources that the role may use the action on, of any name or with a prefix."""
    yield from unnamed(role, name)
    for grant in role.allows.of(name):
        if grant.verdict.truth is Truth.NO or not grant.names(name):
            continue
        for pattern in grant.resources:
            if has_wildcard(pattern) and not grant.statement.not_resource:
                yield pattern.replace("*", "\ue000\ue000").replace("?", "\ue000")


def _alternatives(role: EffectiveRole, step: str) -> list[str]:
    return [n for n in step.split("|") if role.allows.of(n.lower())]


@lru_cache(maxsize=1024)
def _akin(one: str, other: str) -> bool:
    """Return whether two actions work on resources of one type, so that both must reach one."""
    first, second = action(one), action(other)
    if first is None or second is None:
        return False
    return bool(set(first.resources) & set(second.resources))


def _with(
    role: EffectiveRole, step: str, first: str, sample: str, *, any_name: bool
) -> Step | None:
    """Return how a further step works, on the first step's resource where it works on such."""
    for name in _alternatives(role, step):
        lower = name.lower()
        if not _akin(lower, first):
            found = step_on(role, name, _samples(role, lower))
        else:
            found = step_on(role, name, (sample, *(unnamed(role, lower) if any_name else ())))
        if found is not None:
            return found
    return None


def _carriers(role: EffectiveRole, path: Path) -> list[Step] | None:
    """Return the steps beside iam:PassRole, complete on one resource; None: they are not."""
    options = [_alternatives(role, step) for step in path.steps]
    if not all(options):
        return None
    for first in options[0]:
        lower = first.lower()
        arbitrary = unnamed(role, lower)
        akin = (n.lower() for names in options for n in names if _akin(n.lower(), lower))
        for sample in dict.fromkeys(
            (*_samples(role, lower), *(s for n in akin for s in _samples(role, n)))
        ):
            start = step_on(role, first, (sample,))
            if start is None:
                continue
            rest = [
                _with(role, s, lower, sample, any_name=sample in arbitrary) for s in path.steps[1:]
            ]
            if all(rest):
                return [start, *(r for r in rest if r)]
    return None


def _passes(audit: Audit, role: EffectiveRole) -> Iterator[Escalation]:
    if not any(g.names(PASS_ROLE) for g in role.allows.of(PASS_ROLE)):
        return
    anyone = unnamed(role, PASS_ROLE)
    for path in PASSES:
        steps = _carriers(role, path)
        if steps is not None:
            yield from _passing(audit, role, path, steps, anyone)


def _passing(
    audit: Audit, role: EffectiveRole, path: Path, steps: list[Step], anyone: tuple[str, ...]
) -> Iterator[Escalation]:
    for service in path.passes_to:
        passed = step_on(role, "iam:PassRole", anyone, service)
        if passed is not None:
            yield _escalation(path, (passed, *steps))
            return
    strong = [a for a in audit.once(administrators, "") if a != role.session.role_arn]
    for service in path.passes_to:
        for arn in strong:
            passed = step_on(role, "iam:PassRole", (arn,), service)
            if passed is not None:
                found = _escalation(path, (passed, *steps), arn)
                yield Escalation(
                    path=path, steps=found.steps, grants=found.grants, doubts=found.doubts,
                    target=arn, reaches=(arn,),
                )  # fmt: skip
                return


def own_escalations(audit: Audit, role_arn: str) -> tuple[Escalation, ...]:
    """Return the ways up that need no other function: a derivation for `audit.once`."""
    role = audit.once(effective_role, role_arn)
    if role is None:
        return ()
    found = [*_edits(audit, role), *_passes(audit, role)]
    ids = {e.path.id for e in found}
    return tuple(e for e in found if e.path.id != "ecs-run-task" or "ecs-task" not in ids)


def stronger(audit: Audit, _: str = "") -> tuple[tuple[str, str, str], ...]:
    """Return ARN, name and role of each function whose role is worth reaching, by role."""
    known = audit.account.roles.get()
    return tuple(
        (function.arn, function.name, arn)
        for arn, functions in sorted(audit.once(users, "").items())
        if arn in known
        and (audit.once(is_administrator, arn) is not None or audit.once(own_escalations, arn))
        for function in functions
    )


def function_escalations(audit: Audit, role_arn: str) -> tuple[Escalation, ...]:
    """Return the ways up over other functions' roles: a derivation for `audit.once`."""
    role = audit.once(effective_role, role_arn)
    if role is None:
        return ()
    return tuple(_over_functions(audit, role))


def _named(statements: Grants, action: str) -> bool:
    return any(grant.names(action.lower()) for grant in statements.of(action.lower()))


def _may_change_functions(role: EffectiveRole, path: Path) -> bool:
    name = path.steps[0]
    return _named(role.allows, name) and (not role.boundary or _named(role.boundary, name))


def depends_on_functions(role: EffectiveRole) -> bool:
    """Return whether it takes all functions of the account to know what the role may reach."""
    return any(_may_change_functions(role, path) for path in (REPLACE_CODE, REPLACE_LAYERS))


def _over_functions(audit: Audit, role: EffectiveRole) -> Iterator[Escalation]:
    for path in (REPLACE_CODE, REPLACE_LAYERS):
        name = path.steps[0]
        if not _may_change_functions(role, path):
            continue
        within_reach = (
            (f"{function} (role {parse_arn(arn).name})", step)
            for function_arn, function, arn in audit.once(stronger, "")
            if arn != role.session.role_arn
            and (step := step_on(role, name, (function_arn,))) is not None
        )
        reached = list(islice(within_reach, _NAMED))
        anywhere = step_on(role, name, unnamed(role, name.lower()))
        step = anywhere or (reached[0][1] if reached else None)
        if step is None or (path is REPLACE_LAYERS and not reached):
            continue
        yield Escalation(
            path=path,
            steps=(name,),
            grants=step.grants,
            doubts=step.doubts,
            target="any" if anywhere else "named functions",
            reaches=tuple(text for text, _ in reached),
        )
