from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from auditor.analysis.tables.sizes import MB, words
from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    FixKind,
    Function,
    NotApplicableError,
    Option,
    Severity,
    UnavailableError,
    check,
    fix_text,
    setting_gaps,
)

ID = "duplicate-code"
SHOWN = 10


@check(
    ID,
    severity=Severity.INFO,
    category=Category.PACKAGE,
    references=("https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html",),
    frameworks=("AWS Well-Architected Serverless Lens PERF 1",),
    options={"megabytes": Option(default=1, text="packages up to this size, in MB, may be shared")},
)
def duplicate_code(function: Function, audit: Audit) -> Iterator[Finding]:
    """Same large package in several functions.

    Each copy is uploaded, stored and fetched at each cold start, and most of it is code that this
    one function never runs. What they share belongs in a layer, and each function then needs
    only its own handler.

    Fix: Move the shared libraries to a layer and give each function a package of its own.

    Risk: Each function must be updated to get a new version of the layer, and layers count in the
    limit of 250 MB.
    """
    if function.package_type == "Image":
        raise NotApplicableError("images share their layers in ECR by themselves")
    if not function.code_sha256 or function.code_size <= MB * audit.number(ID, "megabytes"):
        return
    same = audit.once(_by_digest, function.region).get(function.code_sha256, ())
    others = tuple(name for name in same if name != function.name)
    if not others:
        if (unlisted := audit.unlisted(function.region)) is not None:
            raise UnavailableError(unlisted)
        return
    layer = _layer_name(function)
    named = ", ".join(others[:SHOWN]) + (" …" if len(others) > SHOWN else "")
    yield Finding(
        message=f"The same package of {words(function.code_size)} is in {len(same)} functions"
        f" (also {named}); a layer {layer} could hold what they share.",
        evidence={
            "code_sha256": function.code_sha256,
            "functions": same,
            "bytes_spared": function.code_size * len(others),
            "layer": layer,
        },
        fix=_fix(function, layer),
        confidence=Confidence.HIGH,
    )


def _by_digest(audit: Audit, region: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for function in audit.functions():
        known = not setting_gaps(function).keys() & {"code_sha256", "package_type"}
        if known and function.region == region and function.package_type != "Image":
            found.setdefault(function.code_sha256, []).append(function.name)
    return {digest: tuple(sorted(names)) for digest, names in found.items() if len(names) > 1}


def _layer_name(function: Function) -> str:
    return f"shared-{hashlib.sha256(function.code_sha256.encode()).hexdigest()[:8]}"


def _fix(function: Function, layer: str) -> Fix:
    runtimes = (function.runtime,) if function.runtime else ()
    version = fix_text.placeholder("LAYER_VERSION_ARN")
    publish = fix_text.shell(
        *("aws", "lambda", "publish-layer-version", "--layer-name", layer),
        *("--zip-file", "fileb://layer.zip", "--region", function.region),
        *(("--compatible-runtimes", *runtimes) if runtimes else ()),
    )
    kept = [arn.arn for arn in function.layers]
    use = fix_text.lambda_cli("update-function-configuration", function, "--layers", *kept, version)
    return Fix(
        cli=f"{publish}\n{use}",
        sam=fix_text.resource(
            "AWS::Serverless::LayerVersion",
            f"LayerName: {fix_text.text(layer)}",
            "ContentUri: layer/",
        ),
        terraform=fix_text.block(
            "aws_lambda_layer_version",
            layer,
            f"layer_name = {fix_text.hcl(layer)}",
            'filename   = "layer.zip"',
        ),
        kind=FixKind.DECIDE,
    )
