from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.invocation.edge import at_edge
from auditor.analysis.tables.function_kinds import brings_own_platform
from auditor.analysis.tables.runtimes import X86_ONLY
from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    NotApplicableError,
    Severity,
    Unknown,
    check,
    fix_text,
)

NATIVE = (".so", ".node", ".dylib", ".dll")


@check(
    "x86-function",
    severity=Severity.INFO,
    category=Category.UPKEEP,
    uses={Need.PACKAGE_CONTENTS, Need.ROLES},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html",),
    frameworks=("AWS Well-Architected Serverless Lens COST 1",),
)
def x86_function(function: Function, audit: Audit) -> Iterator[Finding]:
    """x86_64 where arm64 would do.

    The same memory costs about a fifth less for each millisecond on arm64 (Graviton), and most
    code runs there unchanged. Layers, native libraries and old runtimes can tie a function to
    x86_64; such functions pass.

    Fix: Build for arm64, test, and change the architecture.

    Risk: Native libraries that were built for x86_64 fail to load: build and test for arm64 first.
    """
    if reason := brings_own_platform(function):
        raise NotApplicableError(reason)
    if at_edge(audit, function):
        raise NotApplicableError("Lambda@Edge runs on x86_64 alone")
    if function.architecture != "x86_64" or _tie(function):
        return
    yield Finding(
        message="The function runs on x86_64; nothing in its configuration keeps it from arm64.",
        evidence={"architecture": function.architecture, "runtime": function.runtime},
        fix=Fix(
            kind=FixKind.DECIDE,
            cli=fix_text.lambda_cli(
                "update-function-code",
                function,
                *("--architectures", "arm64", "--zip-file", "fileb://function.zip"),
            ),
            sam=fix_text.sam(function, "Architectures: [arm64]"),
            terraform=fix_text.terraform(function, 'architectures = ["arm64"]'),
        ),
        confidence=Confidence.MEDIUM,
    )


def _tie(function: Function) -> str:
    if function.layers:
        return "its layers may hold x86_64 code"
    if function.runtime in X86_ONLY:
        return "its runtime has no arm64 version"
    if isinstance(function.package, Unknown):
        return ""
    native = (e.path for e in function.package.value.largest if e.path.endswith(NATIVE))
    return next(native, "")
