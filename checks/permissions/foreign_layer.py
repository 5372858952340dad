from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.iam.layer_publishers import PUBLISHERS, is_published_by_aws
from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    FixKind,
    Function,
    Option,
    Severity,
    check,
    fix_text,
    layer_and_version,
    parse_arn,
)


@check(
    "foreign-layer",
    severity=Severity.MEDIUM,
    category=Category.SECURITY,
    references=("https://docs.aws.amazon.com/lambda/latest/dg/chapter-layers.html",),
    frameworks=("NIST 800-53 r5 SR-3",),
    options={
        "accounts": Option(
            default=(), text="accounts whose layers are welcome, in addition to yours and AWS's"
        )
    },
)
def foreign_layer(function: Function, audit: Audit) -> Iterator[Finding]:
    """Layer or runtime from another account.

    A layer is code in the function's process, with its role and its secrets. One from another
    account can't be inspected before it is used, and its publisher can withdraw it, so that the
    function can no longer be deployed. The publisher of a customer-managed runtime can even replace
    the code while the function runs.

    Fix: Publish a copy of the layer or runtime in your own account, or add the account of its
    publisher to the option `accounts`.

    Risk: A copy gets no updates from its publisher: publish a new copy when there is one.
    """
    welcome = {audit.account.id, *audit.texts("foreign-layer", "accounts")}
    if function.runtime_arn:
        partition, _, region, account, _ = parse_arn(function.runtime_arn)
        if account not in welcome and not is_published_by_aws(partition, region, account):
            yield _runtime(function, function.runtime_arn)
    for layer in function.layers:
        own = layer_and_version(layer.arn)[0]
        partition, _, region, account, _ = parse_arn(own)
        if account in welcome or is_published_by_aws(partition, region, account):
            continue
        publisher = PUBLISHERS.get(account, "")
        name = parse_arn(own).name or layer.arn
        yield Finding(
            message=f"The layer {name} belongs to the account {account or 'unknown'}"
            + (f" ({publisher})." if publisher else ", whose owner is not known here."),
            evidence={"layer": layer.arn, "account": account, "publisher": publisher or "unknown"},
            fix=_copy(function, layer.arn, name),
            cause=layer.arn,
        )


def _copy(function: Function, foreign: str, name: str) -> Fix:
    """Return how to publish a copy of the layer and to use it in the place of the foreign one."""
    read = ("aws", "lambda", "get-layer-version-by-arn", "--arn", foreign)
    publish = ("aws", "lambda", "publish-layer-version", "--layer-name", name)
    get = fix_text.shell(*read, "--region", function.region, "--query", "Content.Location")
    put = fix_text.shell(
        *(*publish, "--zip-file", "fileb://layer.zip", "--region", function.region),
        *("--query", "LayerVersionArn"),
    )
    own = fix_text.placeholder("OWN_LAYER")
    layers = [own if layer.arn == foreign else layer.arn for layer in function.layers]
    return Fix(
        kind=FixKind.DECIDE,
        cli=f'url=$({get} --output text)\ncurl -o layer.zip "$url"\n'
        f"OWN_LAYER=$({put} --output text)\n"
        + fix_text.lambda_cli("update-function-configuration", function, "--layers", *layers),
        sam=_copy_in_sam(function, name, layers, own),
        terraform=_copy_in_terraform(function, name, layers, own),
    )


def _copy_in_sam(function: Function, name: str, layers: list[str], own: str) -> str:
    made = f"!Ref {fix_text.logical_id(name)}"
    shown = [made if layer == own else fix_text.text(layer) for layer in layers]
    named = f"LayerName: {fix_text.text(name)}"
    layer = fix_text.resource("AWS::Serverless::LayerVersion", named, "ContentUri: layer.zip")
    uses = fix_text.sam(function, "Layers:", *(f"  - {one}" for one in shown))
    return fix_text.resources((name, layer), (function.name, uses))


def _copy_in_terraform(function: Function, name: str, layers: list[str], own: str) -> str:
    made = f"aws_lambda_layer_version.{fix_text.label(name)}.arn"
    shown = [made if layer == own else fix_text.hcl(layer) for layer in layers]
    layer = fix_text.block(
        "aws_lambda_layer_version",
        name,
        f"layer_name = {fix_text.hcl(name)}",
        'filename   = "layer.zip"',
    )
    uses = fix_text.terraform(function, f"layers = [{', '.join(shown)}]")
    return f"{layer}\n{uses}"


def _runtime(function: Function, arn: str) -> Finding:
    """Return the finding of a customer-managed runtime: code in the process, as a layer is."""
    account = parse_arn(arn).account
    alias = function.runtime_alias or "its alias"
    own, own_alias = fix_text.placeholder("RUNTIME_ARN"), fix_text.placeholder("RUNTIME_ALIAS")
    return Finding(
        message=f"The runtime {parse_arn(arn).name} belongs to the account {account}, which can"
        f" change its code by moving {alias}.",
        evidence={"runtime": arn, "alias": function.runtime_alias, "account": account},
        fix=Fix(
            cli=fix_text.lambda_cli(
                "update-function-configuration",
                function,
                *("--runtime", "custom", "--runtime-config"),
                f"RuntimeArn={own},RuntimeAlias={own_alias}",
            ),
            sam=fix_text.sam(
                function,
                "RuntimeConfig:",
                f"  RuntimeArn: {fix_text.text(own)}",
                f"  RuntimeAlias: {fix_text.text(own_alias)}",
            ),
        ),
        cause=arn,
    )
