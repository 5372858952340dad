from __future__ import annotations

from collections.abc import Iterator

from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    NotApplicableError,
    Severity,
    check,
    fix_text,
)

# The ARN of a configuration whose policy is Enforce.
CONFIG = fix_text.placeholder("CODE_SIGNING_CONFIG_ARN")


@check(
    "unsigned-code",
    severity=Severity.INFO,
    category=Category.SECURITY,
    needs={Need.CODE_SIGNING},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/configuration-codesigning.html",),
    frameworks=("NIST 800-53 r5 SI-7",),
    opt_in=True,
)
def unsigned_code(function: Function, audit: Audit) -> Iterator[Finding]:
    """Lambda accepts unsigned code for the function.

    With a code-signing configuration whose policy is Enforce, a package that was changed after
    it was built can't be deployed. Images are signed in their registry, so they are left out.

    Fix: Attach a code-signing configuration whose policy is Enforce.

    Risk: Packages that are not signed by the named profile are refused: let the pipeline sign
    first.
    """
    if function.package_type != "Zip":
        raise NotApplicableError("Lambda signs zip packages only")
    policy = function.code_signing.get()
    if policy == "Enforce":
        return
    yield Finding(
        message="Nothing checks a signature when the function's code is deployed."
        if policy is None
        else f"The code-signing configuration only warns ({policy}).",
        evidence={"policy": policy or "none"},
        fix=Fix(
            kind=FixKind.DECIDE,
            cli=fix_text.lambda_cli(
                "put-function-code-signing-config",
                function,
                *("--code-signing-config-arn", CONFIG),
            ),
            sam=fix_text.sam(function, f"CodeSigningConfigArn: {fix_text.text(CONFIG)}"),
            terraform=fix_text.terraform(
                function, f"code_signing_config_arn = {fix_text.hcl(CONFIG)}"
            ),
        ),
    )
