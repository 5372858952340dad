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
    Option,
    Severity,
    check,
    fix_text,
    layer_and_version,
    parse_arn,
)

ID = "outdated-layer"


@check(
    ID,
    severity=Severity.LOW,
    category=Category.PACKAGE,
    needs={Need.LAYER_VERSIONS},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html",),
    frameworks=("NIST 800-53 r5 SI-2",),
    options={"behind": Option(default=0, text="up to this many versions behind are accepted")},
    opt_in=True,
)
def outdated_layer(function: Function, audit: Audit) -> Iterator[Finding]:
    """Outdated version of a layer.

    A function keeps the exact layer version that it was deployed with. It gets a library that was
    fixed in a newer version only when it is updated to that version.

    Fix: Update the function to the newest version of the layer, and test it.

    Risk: The newer version may have changed or dropped what the code uses.
    """
    own = [a for a in (x.arn for x in function.layers) if parse_arn(a).account == audit.account.id]
    if not own:
        raise NotApplicableError("it uses no layer of this account")
    newest = audit.region(function).layer_versions.get()
    behind = audit.number(ID, "behind")
    for arn in own:
        layer, version = layer_and_version(arn)
        latest = newest.get(layer)
        if latest is None or not version.isdigit() or latest - int(version) <= behind:
            continue
        yield Finding(
            message=f"The function uses version {version} of the layer {parse_arn(layer).name};"
            f" the newest is {latest}.",
            evidence={"layer": arn, "newest": latest},
            fix=_fix(function, arn, f"{layer}:{latest}"),
        )


def _fix(function: Function, old: str, new: str) -> Fix:
    layers = [new if layer.arn == old else layer.arn for layer in function.layers]
    return Fix(
        cli=fix_text.lambda_cli("update-function-configuration", function, "--layers", *layers),
        sam=fix_text.sam(function, "Layers:", *(f"  - {fix_text.text(layer)}" for layer in layers)),
        terraform=fix_text.terraform(
            function, f"layers = [{', '.join(map(fix_text.hcl, layers))}]"
        ),
    )
