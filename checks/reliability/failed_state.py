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

# Lambda's reason codes by how they begin, and what repairs each.
# Source: Lambda API reference, GetFunction, StateReasonCode; read 2026-11-21.
REMEDIES = (
    ("ImageAccessDenied", "let Lambda pull the image, which its repository policy denies"),
    ("ImageDeleted", "push the image again, or point the function at one that exists"),
    ("InvalidImage", "build the image anew, as Lambda can't run it"),
    ("KMSKey", "give the function's role the use of the KMS key again, and check its state"),
    ("DisabledKMSKey", "enable the KMS key"),
    ("InvalidStateKMSKey", "bring the KMS key back to the state Enabled"),
    ("SubnetOutOfIPAddresses", "free addresses in the subnets, or attach larger ones"),
    ("EniLimitExceeded", "raise the quota of network interfaces, or attach fewer functions"),
    ("InsufficientRolePermissions", "let the role create network interfaces"),
    ("InvalidSubnet", "attach subnets that exist"),
    ("InvalidSecurityGroup", "attach security groups that exist"),
    ("EFS", "check the mount targets, their security groups and the access point"),
    ("InvalidRuntime", "choose a runtime that Lambda supports"),
    ("InvalidZipFileException", "deploy a valid zip package"),
)


@check(
    "failed-state",
    severity=Severity.HIGH,
    category=Category.RELIABILITY,
    needs={Need.FUNCTION_DETAILS},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html",),
)
def failed_state(function: Function, audit: Audit) -> Iterator[Finding]:
    """Function or its last update in the state Failed.

    A function in the state Failed can't be invoked. With a failed last update it still runs, but
    with its previous code or configuration, which is easy to miss.

    Fix: Remove the cause that the reason code gives, then deploy the function again.

    Risk: None while the function can't run; a repaired update takes effect at once.
    """
    if function.planned:
        raise NotApplicableError("the function is not deployed yet")
    details = function.details.get()
    reports = (
        ("State", details.state, details.state_reason_code, "runs no invocation"),
        (
            "LastUpdateStatus",
            details.last_update_status,
            details.last_update_status_reason_code,
            "still runs as it was before its last update",
        ),
    )
    for field, value, code, effect in reports:
        if value == "Failed":
            repair = next((text for start, text in REMEDIES if (code or "").startswith(start)), "")
            yield Finding(
                message=f"{field} is Failed ({code or 'no reason code'}): the function {effect}."
                + (f" To fix it, {repair}." if repair else ""),
                evidence={"field": field, "value": value, "reason_code": code},
                fix=Fix(
                    kind=FixKind.INVESTIGATE,
                    cli=fix_text.lambda_cli("get-function-configuration", function),
                    sam=fix_text.sam(function, "# remove the cause, then run: sam deploy"),
                    terraform=fix_text.terraform(
                        function, "# remove the cause, then run: terraform apply"
                    ),
                ),
            )
