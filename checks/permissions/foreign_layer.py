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
            fix=Fix(
                kind=FixKind.DECIDE,
                cli="url=$(aws lambda get-layer-version-by-arn "
                + fix_text.shell("--region", function.region, "--arn", layer.arn)
                + ' --query Content.Location --output text)\ncurl -o layer.zip "$url"'
                "\naws lambda publish-layer-version --zip-file fileb://layer.zip "
                + fix_text.shell("--region", function.region, "--layer-name", name),
                sam="Type: AWS::Serverless::LayerVersion\nProperties:\n  ContentUri: layer.zip",
                terraform='resource "aws_lambda_layer_version" "own" {\n'
                f'  layer_name = {fix_text.hcl(name)}\n  filename   = "layer.zip"\n}}',
            ),
            cause=layer.arn,
        )


def _runtime(function: Function, arn: str) -> Finding:
    """Return the finding of a customer-managed runtime: code in the process, as a layer is."""
    account = parse_arn(arn).account
    alias = function.runtime_alias or "its alias"
    return Finding(
        message=f"The runtime {parse_arn(arn).name} belongs to the account {account}, which can"
        f" change its code by moving {alias}.",
        evidence={"runtime": arn, "alias": function.runtime_alias, "account": account},
        fix=Fix(
            cli=fix_text.lambda_cli(
                "update-function-configuration",
                function,
                *("--runtime", "custom", "--runtime-config"),
                "RuntimeArn=ARN_OF_YOUR_OWN_RUNTIME,RuntimeAlias=ALIAS",
            ),
            sam=fix_text.sam(
                function,
                "RuntimeConfig:",
                "  RuntimeArn: ARN_OF_YOUR_OWN_RUNTIME",
                "  RuntimeAlias: ALIAS",
            ),
        ),
        cause=arn,
    )
