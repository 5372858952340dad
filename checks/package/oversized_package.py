from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.tables.sizes import IMAGE_LIMIT, MB, UNZIPPED_LIMIT, words
from auditor.plugin import (
    NOT_ASKED,
    Audit,
    Category,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    Option,
    PackageContents,
    Severity,
    UnavailableError,
    Unknown,
    check,
    fix_text,
)

ID = "oversized-package"
SHOWN = 5


@check(
    ID,
    severity=Severity.MEDIUM,
    worst=Severity.HIGH,
    category=Category.PACKAGE,
    needs={Need.IMAGES},
    uses={Need.PACKAGE_CONTENTS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/best-practices.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens PERF 1",),
    options={
        "code_megabytes": Option(default=10, text="largest own zip that passes, compressed, in MB"),
        "total_megabytes": Option(
            default=50, text="largest zip with layers that passes, compressed, in MB"
        ),
        "image_megabytes": Option(
            default=1024, text="largest container image that passes, compressed, in MB"
        ),
        "limit_percent": Option(
            default=80, text="from this share of AWS's limit on, in percent, it is high"
        ),
    },
)
def oversized_package(function: Function, audit: Audit) -> Iterator[Finding]:
    """Large deployment package.

    Lambda fetches and unpacks the package each time a new environment starts: a large one means
    slow cold starts and slow deployments, and more third-party code to keep patched. Lambda
    refuses packages above 250 MB unzipped, layers included, and images above 10 GB.

    Fix: Leave out what is not needed at run time (see dead-weight), bundle and tree-shake, move
    big shared parts to a layer or big data to S3 or EFS.

    Risk: Code that loads what was left out fails at run time: test the new package.
    """
    if function.package_type == "Image":
        yield from _image(function, audit)
        return
    package = None if isinstance(function.package, Unknown) else function.package.value
    yield from _zip(function, audit, package)
    if function.package != NOT_ASKED:
        function.package.get()


def _zip(function: Function, audit: Audit, package: PackageContents | None) -> Iterator[Finding]:
    layers = sum(layer.code_size for layer in function.layers)
    unzipped = _unzipped(function, package, layers)
    near = unzipped > _share(audit) * UNZIPPED_LIMIT
    what = list(_excess(function, audit, layers))
    if near:
        limit = words(UNZIPPED_LIMIT)
        what.append(f"Unzipped it takes at least {words(unzipped)} of the {limit} allowed.")
    if what:
        yield Finding(
            message=" ".join(what),
            evidence={
                "code_bytes": function.code_size,
                "layer_bytes": layers,
                "unzipped_bytes": None if package is None else package.uncompressed,
                "largest": _largest(package),
                "layers": tuple(layer.arn for layer in function.layers),
            },
            fix=_fix(function),
            severity=Severity.HIGH if near else None,
        )


def _excess(function: Function, audit: Audit, layers: int) -> Iterator[str]:
    code, total = (MB * audit.number(ID, n) for n in ("code_megabytes", "total_megabytes"))
    if function.code_size > code:
        yield f"The zip has {words(function.code_size)} (threshold {words(code)})."
    if function.layers and function.code_size + layers > total:
        both = words(function.code_size + layers)
        yield f"The zip and its layers together have {both} (threshold {words(total)})."


def _share(audit: Audit) -> float:
    return audit.number(ID, "limit_percent") / 100


def _unzipped(function: Function, package: PackageContents | None, layers: int) -> int:
    """Return a lower bound: what was not read is at least as large as its zip."""
    return (function.code_size if package is None else package.uncompressed) + layers


def _largest(package: PackageContents | None) -> tuple[str, ...]:
    if package is None:
        return ()
    return tuple(f"{e.path} ({words(e.size)})" for e in package.largest[:SHOWN])


def _image(function: Function, audit: Audit) -> Iterator[Finding]:
    image = function.image.get()
    if image is None:
        raise UnavailableError(Unknown(reason="ECR no longer lists the function's image"))
    threshold = MB * audit.number(ID, "image_megabytes")
    near = image.size > _share(audit) * IMAGE_LIMIT
    if image.size > threshold or near:
        yield Finding(
            message=f"The image has {words(image.size)} compressed (threshold {words(threshold)},"
            f" limit {words(IMAGE_LIMIT)} uncompressed).",
            evidence={"image": image.uri, "image_bytes": image.size},
            fix=Fix(
                kind=FixKind.INVESTIGATE,
                cli=fix_text.shell("docker", "history", "--human", image.uri),
            ),
            severity=Severity.HIGH if near else None,
            cause=image.uri,
        )


def _fix(function: Function) -> Fix:
    get = fix_text.shell(
        *("aws", "lambda", "get-function", "--function-name", function.name),
        *("--region", function.region, "--query", "Code.Location", "--output", "text"),
    )
    return Fix(
        kind=FixKind.INVESTIGATE,
        cli=f'curl -s -o package.zip "$({get})" && unzip -lv package.zip | sort -k1 -n | tail -20',
        sam=fix_text.sam(function, "# only the folder that the handler needs", "CodeUri: src/")
        + (
            "\nMetadata:\n  BuildMethod: esbuild\n  BuildProperties:\n    Minify: true"
            if (function.runtime or "").startswith("nodejs")
            else ""
        ),
    )
