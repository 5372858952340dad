"""What the report tells of each function and of the audit itself, beside the findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from auditor.audit import Audit
from auditor.model import Account, Function, Known, Outcome, Result, UnavailableError
from auditor.model.report import Deduction, FunctionSummary
from auditor.score import POINTS, Scope, by_function, grade

LARGEST = 10


def functions(audit: Audit, results: Sequence[Result]) -> tuple[FunctionSummary, ...]:
    """Return a summary of every function, the worst score first."""
    listed = audit.functions()
    grouped = by_function(results, (function.arn for function in listed))
    scope = Scope(grouped)
    summaries = (
        _function(audit, function, grouped[function.arn], scope.function_score(function.arn))
        for function in listed
    )
    return tuple(sorted(summaries, key=lambda f: (f.score, f.region, f.name)))


def _function(
    audit: Audit, function: Function, results: Iterable[Result], score: int
) -> FunctionSummary:
    return FunctionSummary(
        arn=function.arn,
        name=function.name,
        region=function.region,
        runtime=function.runtime,
        score=score,
        grade=grade(score),
        package_type=function.package_type,
        memory=function.memory,
        timeout=function.timeout,
        architecture=function.architecture,
        code_size=function.code_size,
        role=function.role_arn,
        vpc=function.vpc.vpc_id if function.vpc else None,
        tags=_tags(function),
        layers=tuple(layer.arn for layer in function.layers),
        dead_letter_target=function.dead_letter_target,
        destinations=_destinations(audit, function),
        package=_package(function),
        deductions=_deductions(results),
    )


def _tags(function: Function) -> Mapping[str, str]:
    try:
        return dict(sorted(function.details.get().tags.get().items()))
    except UnavailableError:
        return {}


def _destinations(audit: Audit, function: Function) -> tuple[str, ...]:
    found: set[str] = set()
    if isinstance(function.event_invoke_configs, Known):
        found.update(c.on_failure for c in function.event_invoke_configs.value if c.on_failure)
    mappings = audit.region(function).event_source_mappings
    if isinstance(mappings, Known):
        found.update(
            m.on_failure
            for m in mappings.value
            if m.on_failure and audit.function(m.function_arn) is function
        )
    return tuple(sorted(found))


def _package(function: Function) -> tuple[tuple[str, int], ...]:
    parts = [("code", function.code_size)] if function.code_size else []
    parts += [(layer.arn, layer.code_size) for layer in function.layers]
    if isinstance(function.package, Known):
        parts += [(entry.path, entry.size) for entry in function.package.value.largest[:LARGEST]]
    return tuple(parts)


def _deductions(results: Iterable[Result]) -> tuple[Deduction, ...]:
    deductions = (
        Deduction(check=result.check, points=POINTS[result.severity])
        for result in results
        if result.outcome in {Outcome.FAIL, Outcome.UNKNOWN} and POINTS[result.severity]
    )
    return tuple(sorted(deductions, key=lambda d: (-d.points, d.check)))


def notes(account: Account) -> tuple[str, ...]:
    """Return what a reader must know about the collecting itself."""
    said: list[str] = []
    vanished = sum(region.vanished for region in account.regions)
    if vanished:
        are = "function was" if vanished == 1 else "functions were"
        said.append(f"{vanished} {are} deleted while the audit ran, and left out")
    if account.interrupted:
        said.append("collecting was interrupted: what was not read is unknown")
    return tuple(said)


def data_versions() -> Mapping[str, str]:
    """Return the date of each data table that verdicts rest on."""
    return {}
