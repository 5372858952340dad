"""Which escalations are complete in a role: on any target, on itself, or on stronger roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from auditor.analysis.iam.actions import action
from auditor.analysis.iam.administrators import (
    administrators,
    power_over_everything,
)
from auditor.analysis.iam.attachable_policies import ATTACHING, attaching_step
from auditor.analysis.iam.conditions import Doubt
from auditor.analysis.iam.effective import EffectiveRole, Grant, Question
from auditor.analysis.iam.escalation_catalogue import (
    EDITS,
    EXISTING,
    MADE,
    OWN_ROLE,
    EscalationPath,
)
from auditor.analysis.iam.escalation_passes import PASSES
from auditor.analysis.iam.escalation_steps import (
    EscalationStep,
    may_in_full,
    samples,
    step_on,
    unnamed,
    wild_samples,
)
from auditor.analysis.iam.role import effective_role, role_of_policy, users
from auditor.model.audit import Audit

PASS_ROLE = "iam:passrole"  # noqa: S105  an action
# A carrier needs some resource or request that meets its conditions, not every one.
_SOMEWHERE = Question(unverified=True, somewhere=True)
_SERVICES_OF_EDITS = frozenset({"iam", "sso", "identitystore"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalation:
    """An escalation that is complete."""

    path: EscalationPath
    steps: tuple[str, ...]  # the actions that complete it
    grants: tuple[Grant, ...]
    doubts: frozenset[Doubt] = frozenset()
    target: str = "any"  # "itself", or what it is aimed at
    aimed_at: tuple[str, ...] = ("*",)  # ARNs of its targets; "*" for any
    reaches: tuple[str, ...] = ()  # some "FUNCTION (role ROLE)" or role ARNs that are stronger


def complete_path(
    path: EscalationPath,
    steps: Iterable[EscalationStep],
    target: str = "any",
    *,
    aimed_at: tuple[str, ...] = ("*",),
    reaches: tuple[str, ...] = (),
) -> Escalation:
    """Return a path that is complete by these steps."""
    found = tuple(steps)
    return Escalation(
        path=path,
        steps=tuple(s.action for s in found),
        grants=tuple(dict.fromkeys(g for s in found for g in s.grants)),
        doubts=frozenset(d for s in found for d in s.doubts),
        target=target,
        aimed_at=aimed_at,
        reaches=reaches,
    )


def _edit_step(
    audit: Audit, role: EffectiveRole, name: str, resources: tuple[str, ...]
) -> EscalationStep | None:
    if name.lower() not in ATTACHING:
        return step_on(role, name, resources)

    def is_strong(text: str) -> bool:
        alone = role_of_policy(audit, role.session, text)
        return power_over_everything(alone) is not None or any(surely(_edits(audit, alone)))

    return attaching_step(audit, role, name, resources, is_strong)


def surely(found: Iterable[Escalation]) -> Iterator[Escalation]:
    """Return the escalations that depend on nothing unverified."""
    return (e for e in found if Doubt.UNVERIFIED not in e.doubts)


def _edits(audit: Audit, role: EffectiveRole) -> Iterator[Escalation]:
    if not role.allows.general and not _SERVICES_OF_EDITS & role.allows.by_service.keys():
        return
    own_denies = any(deny.source.kind != "organization" for deny in role.denies.every)
    gains = {"": True, "boundary": role.boundary is not None, "deny": own_denies}
    own = {"role": (role.session.role_arn,), "policy": _own_policies(audit, role), "": ()}
    for path in EDITS:
        if not gains[path.needs]:
            continue
        steps = [] if path.needs else list(_each_on_any(audit, role, path))
        if steps and all(steps):
            yield complete_path(path, (s for s in steps if s))
        elif step := _edit_step(audit, role, path.steps[0], own[path.own]):
            yield complete_path(path, (step,), "itself", aimed_at=own[path.own])


def _each_on_any(
    audit: Audit, role: EffectiveRole, path: EscalationPath
) -> Iterator[EscalationStep | None]:
    """Yield each step of the path on a target of any name; None where the role may not."""
    for step in path.steps:
        options = (
            _edit_step(audit, role, n, unnamed(role, n.lower())) for n in _alternatives(role, step)
        )
        yield next(filter(None, options), None)


def _existing(audit: Audit, role: EffectiveRole) -> Iterator[Escalation]:
    for path in EXISTING:
        if role.allows.general or _first_services(path) & role.allows.by_service.keys():
            steps = list(_each_on_any(audit, role, path))
            if all(steps):
                yield complete_path(path, (s for s in steps if s))


@cache
def _first_services(path: EscalationPath) -> frozenset[str]:
    return frozenset(name.partition(":")[0].lower() for name in path.steps[0].split("|"))


def _made(
    audit: Audit, role: EffectiveRole, path: EscalationPath
) -> Iterator[tuple[str, list[EscalationStep]]]:
    """Yield names, by pattern, that the role may create and give a policy, with the steps."""
    if not _alternatives(role, path.steps[0]):
        return
    for sample in dict.fromkeys(wild_samples(role, path.steps[0].lower())):
        steps = [step_on(role, path.steps[0], (sample,))]
        options = (_edit_step(audit, role, n, (sample,)) for n in path.steps[1].split("|"))
        steps.append(next(filter(None, options), None))
        if all(steps):
            yield sample, [s for s in steps if s]


def _made_targets(audit: Audit, role: EffectiveRole) -> Iterator[Escalation]:
    for path in MADE:
        for sample, steps in _made(audit, role, path):
            last = (step_on(role, n, (sample,)) for n in _alternatives(role, path.steps[2]))
            if step := next(filter(None, last), None):
                yield complete_path(path, (*steps, step), "what it makes under a name pattern")
                break


def _own_policies(audit: Audit, role: EffectiveRole) -> tuple[str, ...]:
    found = audit.account.roles.get().get(role.session.role_arn)
    attached = found.attached if found is not None else ()
    return tuple(p.arn for p in attached if p.arn is not None and not p.aws_managed)


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
) -> EscalationStep | None:
    """Return how a further step works, on the first step's resource where it works on such."""
    for name in _alternatives(role, step):
        lower = name.lower()
        if not _akin(lower, first):
            found = step_on(role, name, samples(role, lower), _SOMEWHERE)
        else:
            more = unnamed(role, lower) if any_name else ()
            found = step_on(role, name, (sample, *more), _SOMEWHERE)
        if found is not None and may_in_full(role, name, _SOMEWHERE):
            return found
    return None


def _carriers(role: EffectiveRole, path: EscalationPath) -> list[EscalationStep] | None:
    """Return the steps apart from iam:PassRole, complete on one resource; None: they are not."""
    options = [_alternatives(role, step) for step in path.steps]
    if not all(options):
        return None
    for first in options[0]:
        lower = first.lower()
        if not may_in_full(role, first, _SOMEWHERE):
            continue
        arbitrary = unnamed(role, lower)
        akin = (n.lower() for names in options for n in names if _akin(n.lower(), lower))
        for sample in dict.fromkeys(s for n in (lower, *akin) for s in samples(role, n)):
            start = step_on(role, first, (sample,), _SOMEWHERE)
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
    made = tuple(sample for sample, _ in _made(audit, role, MADE[0]))
    anyone = (*unnamed(role, PASS_ROLE), *made)
    for path in PASSES:
        steps = _carriers(role, path)
        if steps is not None:
            yield from _passing(audit, role, path, steps, anyone)
    own = [f.arn for f in audit.once(users, "").get(role.session.role_arn, ())]
    if step := step_on(role, OWN_ROLE.steps[0], own):
        yield from _passing(audit, role, OWN_ROLE, [step], anyone)


def _passing(
    audit: Audit,
    role: EffectiveRole,
    path: EscalationPath,
    steps: list[EscalationStep],
    anyone: tuple[str, ...],
) -> Iterator[Escalation]:
    strong = [a for a in audit.once(administrators, "") if a != role.session.role_arn]
    asked = [_passed_to(service) for service in path.passes_to]
    for question in asked:
        if passed := step_on(role, "iam:PassRole", anyone, question):
            yield complete_path(path, (passed, *steps))
            return
    for question in asked:
        for arn in strong:
            if passed := step_on(role, "iam:PassRole", (arn,), question):
                yield complete_path(path, (passed, *steps), arn, aimed_at=(arn,), reaches=(arn,))
                return


@lru_cache(maxsize=256)
def _passed_to(service: str) -> Question:
    return Question(keys={"iam:passedtoservice": service}, unverified=True)


def own_escalations(audit: Audit, role_arn: str) -> tuple[Escalation, ...]:
    """Return the escalations that need no other function: a derivation for `audit.once`."""
    role = audit.once(effective_role, role_arn)
    if role is None:
        return ()
    found = [*_edits(audit, role), *_made_targets(audit, role), *_passes(audit, role)]
    ids = {e.path.id for e in found}
    found += _existing(audit, role)
    return tuple(e for e in found if e.path.id != "ecs-run-task" or "ecs-task" not in ids)
