from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.tables.dead_weight import (
    POWERTOOLS,
    SDK_JS_V2,
    SDK_JS_V3,
    SDK_PYTHON,
    SDK_RUBY,
    SDKS,
)
from auditor.analysis.tables.powertools import powertools
from auditor.analysis.tables.sizes import words
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
    Option,
    PackageContents,
    Severity,
    check,
    fix_text,
)

ID = "dead-weight"
SHOWN = 12
# https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html: v3 of the SDK from Node.js 18 on.
SDK_V2_RUNTIMES = ("nodejs16.x", "nodejs14.x", "nodejs12.x", "nodejs10.x", "nodejs8.10")


@check(
    ID,
    severity=Severity.LOW,
    category=Category.PACKAGE,
    needs={Need.PACKAGE_CONTENTS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/python-package.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens PERF 1",),
    options={
        "kilobytes": Option(default=100, text="up to this much dead weight, in kB, is accepted"),
        "accepted": Option(default=(), text="kinds or folders that are meant to be there"),
    },
)
def dead_weight(function: Function, audit: Audit) -> Iterator[Finding]:
    """Unneeded files in the package.

    Tests, caches, version control data, development tools, source maps and copies of what the
    runtime or a layer provides make the package larger, so cold starts and deployments slower, and
    they can give away more than the code should. A zip file whose list of contents is inconsistent,
    as only a faulty or a crafted one is, is reported here too.

    Fix: Exclude the folders named from the build, or install production dependencies only.

    Risk: Code that opens a removed file by name fails at run time: test the new package.
    """
    if function.package_type == "Image":
        raise NotApplicableError("a container image is no zip package")
    package = function.package.get()
    if package.problem:
        yield Finding(
            message=f"The archive is inconsistent: {package.problem}.",
            evidence={"entries": package.entry_count, "unzipped_bytes": package.uncompressed},
            confidence=Confidence.MEDIUM,
        )
    found = tuple(_counted(function, package, audit))
    total = sum(size for _, _, size in found)
    if total <= 1024 * audit.number(ID, "kilobytes"):
        return
    shown = tuple(f"{place}: {words(size)}, {kind}" for kind, place, size in found[:SHOWN])
    if len(found) > SHOWN:
        shown += (f"and {len(found) - SHOWN} more",)
    yield Finding(
        message=f"{words(total)} of {words(package.uncompressed)} unzipped can go:"
        f" {', '.join(dict.fromkeys(kind for kind, _, _ in found))}.",
        evidence={"dead_bytes": total, "dead_weight": shown},
        fix=_fix(function, tuple(place for _, place, _ in found[:SHOWN])),
        # Some prefer their own version of the SDK.
        confidence=Confidence.MEDIUM
        if all(kind in SDKS for kind, _, _ in found)
        else Confidence.HIGH,
    )


def _counted(
    function: Function, package: PackageContents, audit: Audit
) -> Iterator[tuple[str, str, int]]:
    accepted = audit.texts(ID, "accepted")
    for kind, place, size in package.dead_weight:
        if kind not in accepted and place not in accepted and _is_dead(kind, function):
            yield kind, place, size


def _is_dead(kind: str, function: Function) -> bool:
    """Return whether the runtime or a layer brings what the package holds once more."""
    runtime = function.runtime or ""
    if kind in SDKS:
        v2 = runtime in SDK_V2_RUNTIMES
        provided = {
            SDK_PYTHON: runtime.startswith("python"),
            SDK_JS_V2: v2,
            SDK_JS_V3: runtime.startswith("nodejs") and not v2,
            SDK_RUBY: runtime.startswith("ruby"),
        }
        return provided[kind]
    return kind != POWERTOOLS or powertools(function).startswith("layer")


def _fix(function: Function, places: tuple[str, ...]) -> Fix:
    globs = tuple(f"{place}*" if place.endswith("/") else place for place in places)
    node = (function.runtime or "").startswith("nodejs")
    return Fix(
        kind=FixKind.DECIDE,
        cli=fix_text.shell("zip", "--delete", "function.zip", *globs),
        sam=fix_text.sam(function, "# build with production dependencies only", "CodeUri: src/")
        + ("\nMetadata:\n  BuildMethod: esbuild" if node else ""),
    )
