from __future__ import annotations

from collections.abc import Iterator

from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    NotApplicableError,
    Severity,
    check,
    fix_text,
)


@check(
    "unencrypted-by-customer-key",
    severity=Severity.INFO,
    category=Category.SECURITY,
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html",
        "https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html",
    ),
    frameworks=("Checkov CKV_AWS_173",),
    opt_in=True,
)
def unencrypted_by_customer_key(function: Function, audit: Audit) -> Iterator[Finding]:
    """Sensitive variables are encrypted at rest with a key of AWS's, not with one of yours.

    Lambda always encrypts variables at rest. With a customer managed key, its policy decides who
    reads them, and every decryption is in CloudTrail. That narrows the circle of readers, but it
    is no substitute for moving a secret out: who may use the key still reads the plain value.

    Fix: Set a customer managed KMS key on the function, and move what is secret to Secrets
    Manager.

    Risk: The function can't start while the key is disabled, deleted or denied to it, and the key
    costs a monthly fee.
    """
    if function.kms_key:
        return
    sensitive = tuple(sorted({s.name for s in function.secrets.get() if s.place == "environment"}))
    if not sensitive:
        raise NotApplicableError("no variable was judged to be a secret")
    one = len(sensitive) == 1
    count, verb = ("1 variable", "seems") if one else (f"{len(sensitive)} variables", "seem")
    key_id = fix_text.placeholder("KEY_ID")
    key = f"arn:{audit.account.partition}:kms:{function.region}:{audit.account.id}:key/{key_id}"
    yield Finding(
        message=(
            f"No customer managed key encrypts {count} that {verb} secret: AWS's own key decrypts"
            " the value for every reader of the configuration."
        ),
        evidence={"variables": sensitive, "kms_key": None},
        fix=Fix(
            cli=fix_text.lambda_cli(
                "update-function-configuration", function, "--kms-key-arn", key
            ),
            sam=fix_text.sam(function, f"KmsKeyArn: {fix_text.text(key)}"),
            terraform=fix_text.terraform(function, f"kms_key_arn = {fix_text.hcl(key)}"),
        ),
    )
