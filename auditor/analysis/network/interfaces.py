"""Which interfaces of its VPC a function reaches, or is admitted by."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.network.kinds import OPEN_KINDS
from auditor.analysis.network.ports import Flow
from auditor.analysis.network.reach import Position, Reach, StoppedAt, explain, reach
from auditor.analysis.network.survey import InterfaceClass, Survey, check_known, survey
from auditor.model.audit import Audit

UNREACHED = "unreached"  # a server that nothing lets the function reach
_SHOWN = 3


def interface_findings(
    audit: Audit, vpc: tuple[str, str], position: Position
) -> Iterator[tuple[str, str]]:
    """Yield (kind of need, UNREACHED or "", one line) for each kind of interface in the VPC.

    Raises:
        UnavailableError: a fact that the answer rests on could not be read.
    """
    found = audit.once(survey, vpc)
    check_known(found.vpc, position.subnets, position.groups, vpc[0])
    opened = found.opened(position)
    for kind, numbers in sorted(found.kinds.items()):
        yield _kind(found, position, kind, numbers, opened)
    if found.idle:
        yield "", f"no server: {', '.join(found.idle)}"


def _kind(
    found: Survey,
    position: Position,
    kind: str,
    numbers: tuple[int, ...],
    opened: tuple[dict[int, Flow], dict[int, Flow]],
) -> tuple[str, str]:
    out, into = opened
    total = sum(len(found.classes[number].ids) for number in numbers)
    what = f"{kind} ({total} interface{'' if total == 1 else 's'})"
    stops: dict[StoppedAt, InterfaceClass] = {}
    stopped: dict[str, None] = {}
    for number in numbers:
        alike = found.classes[number]
        leaves, enters = out.get(number, 0), into.get(number, 0)
        if not leaves & enters:
            stops.setdefault(_stop(leaves, enters), alike)
            continue
        answer = reach(found.vpc, position, alike.target)
        why = explain(found.vpc, position, alike.target, answer)
        if answer.open and not _open_to_all(found, position, alike):
            ids, ports = ", ".join(alike.ids[:_SHOWN]), found.vpc.ports.words(answer.ports)
            return "reachable", f"{what}: {ids} reached on {ports} by {why}"
        stopped["open to the whole internet as well" if answer.open else why] = None
    for alike in (found.classes[number] for number in numbers if number in into):
        if rule := _admitting(found, position, alike):
            return "admitted", f"{what}: {alike.ids[0]} admits the function's group: {rule}"
    for stop, alike in stops.items():
        stopped[explain(found.vpc, position, alike.target, Reach(stop=stop))] = None
    return UNREACHED, f"{what}: none needed; {'; '.join(tuple(stopped)[:_SHOWN])}"


def _stop(leaves: Flow, enters: Flow) -> StoppedAt:
    """Return where a connection ends that only one side, or each on other ports, lets through."""
    if not leaves:
        return StoppedAt.EGRESS
    return StoppedAt.PORTS if enters else StoppedAt.INGRESS


def _open_to_all(found: Survey, position: Position, alike: InterfaceClass) -> bool:
    """Whether it has a public address, and only rules for the whole internet admit anything."""
    if not alike.public or alike.kind not in OPEN_KINDS:
        return False
    return not reach(found.vpc, position, alike.target, world=False).open


def _admitting(found: Survey, position: Position, alike: InterfaceClass) -> str:
    """Return the rule of another group that names a group of the function as its source."""
    for group in alike.target.groups:
        if group not in position.groups:
            rules = found.vpc.groups[group]
            for own in position.groups:
                if own in rules.ingress_from:
                    return next(r.text for r in rules.ingress if r.group == own)
    return ""
