"""What the report tells of each function and of the audit itself, in addition to the findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from typing import Any

from auditor.analysis import iam
from auditor.analysis.invocation import Invokers, mappings_of, sources_of
from auditor.analysis.tables import runtimes, tracer_vendors
from auditor.assess.score import ScoredScope, by_function
from auditor.model import Account, Fact, Function, Known, Outcome, Result, UnavailableError, setting
from auditor.model.audit import Audit
from auditor.model.report import Deduction, FunctionSummary, SourceSummary
from auditor.model.score_model import POINTS, grade
from auditor.model.wording import counted

LARGEST = 10
_NAMED = 5  # functions that a remark names


def functions(
    audit: Audit, results: Sequence[Result], owners: Mapping[str, Fact[str]]
) -> tuple[FunctionSummary, ...]:
    """Return a summary of every function, the worst score first."""
    listed = audit.functions()
    grouped = by_function(results, (function.arn for function in listed))
    scope = ScoredScope(grouped)
    summaries = (
        _owned(
            _function(audit, function, grouped[function.arn], scope.function_score(function.arn)),
            owners.get(function.arn),
        )
        for function in listed
    )
    return tuple(sorted(summaries, key=lambda f: (f.score, f.region, f.name)))


def _owned(summary: FunctionSummary, owner: Fact[str] | None) -> FunctionSummary:
    if owner is None:
        return summary
    if isinstance(owner, Known):
        return replace(summary, owner=owner.value)
    return replace(summary, owner_unknown=owner.reason)


def _function(
    audit: Audit, function: Function, results: Iterable[Result], score: int
) -> FunctionSummary:
    invocation = audit.once(sources_of, function.arn)
    return FunctionSummary(
        arn=function.arn,
        name=function.name,
        region=function.region,
        runtime=_shown(function, "runtime", None),
        score=score,
        grade=grade(score),
        package_type=_shown(function, "package_type", "Zip"),
        memory=_shown(function, "memory", 0),
        timeout=_shown(function, "timeout", 0),
        architecture=_shown(function, "architecture", "unknown"),
        code_size=_shown(function, "code_size", 0),
        role=_shown(function, "role_arn", ""),
        vpc=vpc.vpc_id if (vpc := _shown(function, "vpc", None)) else None,
        tags=_tags(function),
        layers=tuple(layer.arn for layer in _shown(function, "layers", ())),
        dead_letter_target=_shown(function, "dead_letter_target", None),
        destinations=_destinations(audit, function),
        sources=_sources(invocation),
        invocation_unknown="; ".join(sorted({gap.reason for gap in invocation.gaps})),
        role_reach=_reach(audit, function),
        package=_package(function),
        deductions=_deductions(results),
        logical_id=function.logical_id,
        place=audit.account.places.get(function.arn, {}).get(""),
    )


def _shown(function: Function, name: str, otherwise: Any) -> Any:  # noqa: ANN401  any field's type
    """Return a setting, or what the report shows in place of one that is unknown."""
    fact = setting(function, name)
    return fact.value if isinstance(fact, Known) else otherwise


def _tags(function: Function) -> Mapping[str, str]:
    try:
        return dict(sorted(function.details.get().tags.get().items()))
    except UnavailableError:
        return {}


def _destinations(audit: Audit, function: Function) -> tuple[str, ...]:
    found: set[str] = set()
    if isinstance(function.event_invoke_configs, Known):
        found.update(c.on_failure for c in function.event_invoke_configs.value if c.on_failure)
    with suppress(UnavailableError):  # what is not known is not shown
        found.update(m.on_failure for m in mappings_of(audit, function) if m.on_failure)
    return tuple(sorted(found))


def _sources(invocation: Invokers) -> tuple[SourceSummary, ...]:
    summaries = {
        SourceSummary(
            mode=source.mode.value,
            service=source.service,
            arn=source.origin or "",
            qualifier=source.qualifier or "",
            evidence=source.evidence,
        )
        for source in invocation.sources
    }
    return tuple(
        sorted(summaries, key=lambda s: (s.mode, s.service, s.arn, s.qualifier, s.evidence))
    )


def _reach(audit: Audit, function: Function) -> tuple[str, ...]:
    try:
        return audit.once(_reach_of_role, function.role_arn)
    except UnavailableError as missing:
        return (f"unknown: {missing.unknown.reason}",)


def _reach_of_role(audit: Audit, role_arn: str) -> tuple[str, ...]:
    """Return what the role's statements allow, by service, before Deny and boundary."""
    role = audit.once(iam.effective_role, role_arn)
    if role is None:
        return ("the role does not exist",)
    actions: dict[str, set[str]] = {}
    resources: dict[str, set[str]] = {}
    for grant in role.allows.every:
        for action in grant.statement.actions:
            service = "everything except what is listed" if grant.statement.not_action else action
            service = service.partition(":")[0].lower()
            actions.setdefault(service, set()).add(action)
            resources.setdefault(service, set()).update(grant.statement.resources or ("*",))
    known = tuple(
        f"{service}: {_actions(actions[service])} on {_resources(resources[service])}"
        for service in sorted(actions)
    )
    return known if role.unread is None else (*known, f"unknown: {role.unread.reason}")


def _actions(written: set[str]) -> str:
    if any(action.partition(":")[2] in {"*", ""} for action in written):
        return "every action"
    return counted(len(written), "action")


def _resources(written: set[str]) -> str:
    if "*" in written:
        return "every resource"
    return counted(len(written), "resource")


def _package(function: Function) -> tuple[tuple[str, int], ...]:
    size, layers = _shown(function, "code_size", 0), _shown(function, "layers", ())
    parts = [("code", size)] if size else []
    parts += [(layer.arn, layer.code_size) for layer in layers]
    if isinstance(function.package, Known):
        parts += [(entry.path, entry.size) for entry in function.package.value.largest[:LARGEST]]
    return tuple(parts)


@lru_cache(maxsize=1024)
def _deduction(check: str, points: int) -> Deduction:
    """Return one object for all functions: a large account has hundreds of thousands."""
    return Deduction(check=check, points=points)


def _deductions(results: Iterable[Result]) -> tuple[Deduction, ...]:
    deductions = (
        _deduction(result.check, POINTS[result.severity])
        for result in results
        if result.outcome in {Outcome.FAIL, Outcome.UNKNOWN} and POINTS[result.severity]
    )
    return tuple(sorted(deductions, key=lambda d: (-d.points, d.check)))


def notes(account: Account) -> tuple[str, ...]:
    """Return what a reader must know about the collecting itself."""
    said = list(account.notes)
    vanished = sum(region.vanished for region in account.regions)
    if vanished:
        are = counted(vanished, "function was", "functions were")
        said.append(f"{are} deleted while the audit ran, and left out")
    if account.interrupted:
        said.append("collecting was interrupted: what was not read is unknown")
    return tuple(said)


def remarks(audit: Audit, results: Iterable[Result]) -> Iterator[str]:
    """Yield what checks remarked, each text once with the functions that it concerns."""
    named: dict[tuple[str, str], list[str]] = {}
    for result in results:
        for text in result.remarks:
            function = audit.function(result.function)
            name = function.name if function is not None else result.function
            named.setdefault((result.check, text), []).append(name)
    for (check, text), functions in sorted(named.items()):
        listed = ", ".join(functions[:_NAMED]) + (" …" if len(functions) > _NAMED else "")
        yield f"{check}, {counted(len(functions), 'function')} ({listed}): {text}"


def data_versions() -> Mapping[str, str]:
    """Return the date of each data table that verdicts rest on."""
    return {
        "IAM actions": iam.data_version(),
        "Lambda runtimes": str(runtimes.AS_OF),
        "tracers": str(tracer_vendors.AS_OF),
    }
