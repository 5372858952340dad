from __future__ import annotations

from collections.abc import Iterator

from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    Need,
    NotApplicableError,
    Severity,
    check,
    fix_text,
)


@check(
    "memory-misfit",
    severity=Severity.LOW,
    category=Category.UPKEEP,
    needs={Need.RIGHTSIZING},
    references=(
        "https://docs.aws.amazon.com/compute-optimizer/latest/ug/view-lambda-recommendations.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html",
    ),
    frameworks=(
        "AWS Well-Architected Serverless Lens COST 1",
        "AWS Well-Architected Serverless Lens PERF 1",
    ),
)
def memory_misfit(function: Function, audit: Audit) -> Iterator[Finding]:
    """Too much or too little memory.

    CPU grows with memory: too little is slow and often costs more, since the function runs longer;
    too much is paid for each millisecond. AWS Compute Optimizer derives the fit
    from the invocations of the last two weeks.

    Fix: Set the memory that Compute Optimizer recommends, and watch the duration.

    Risk: Less memory is also less CPU: runs may take longer, and a peak may run out of
    memory.
    """
    found = function.rightsizing.get()
    if found is None or found.casefold() in {"unavailable", "insufficientdata", "inconclusive"}:
        raise NotApplicableError("Compute Optimizer has too little data for a recommendation")
    if found.casefold() == "optimized":
        return
    better = function.recommended_memory
    kind = _kind(found)
    yield Finding(
        message=f"The memory of {function.memory} MB is {kind}"
        + ("." if better is None else f"; Compute Optimizer recommends {better} MB."),
        evidence={"memory_mb": function.memory, "finding": found, "recommended_mb": better},
        fix=Fix()
        if better is None
        else Fix(
            cli=fix_text.lambda_cli(
                "update-function-configuration", function, "--memory-size", str(better)
            ),
            sam=fix_text.sam(function, f"MemorySize: {better}"),
            terraform=fix_text.terraform(function, f"memory_size = {better}"),
        ),
    )


def _kind(found: str) -> str:
    if "over" in found.casefold():
        return "more than it needs"
    return "too little" if "under" in found.casefold() else "not what it needs"
