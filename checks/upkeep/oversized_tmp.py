from __future__ import annotations

from collections.abc import Iterator

from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    NotApplicableError,
    Option,
    Severity,
    check,
    fix_text,
)


@check(
    "oversized-tmp",
    severity=Severity.INFO,
    category=Category.UPKEEP,
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens COST 1",),
    options={"megabytes": Option(default=512, text="the size in MB that costs nothing extra")},
)
def oversized_tmp(function: Function, audit: Audit) -> Iterator[Finding]:
    """Larger /tmp than the free 512 MB.

    Every function has 512 MB of scratch space for free. More is billed for each millisecond that
    the function runs, whether the space is used or not, and it rules SnapStart out.

    Fix: If the function does not write more than 512 MB to /tmp, set it back.

    Risk: A run that writes more than the smaller /tmp holds fails.
    """
    if function.capacity_provider:
        raise NotApplicableError("its instances are paid for as a whole, whatever /tmp takes")
    free = int(audit.number("oversized-tmp", "megabytes"))
    if function.ephemeral_storage <= free:
        return
    yield Finding(
        message=f"The function has {function.ephemeral_storage} MB of /tmp;"
        f" {free} MB cost nothing extra.",
        evidence={"ephemeral_storage_mb": function.ephemeral_storage, "free_mb": free},
        fix=Fix(
            cli=fix_text.lambda_cli(
                "update-function-configuration", function, "--ephemeral-storage", f"Size={free}"
            ),
            sam=fix_text.sam(function, "EphemeralStorage:", f"  Size: {free}"),
            terraform=fix_text.terraform(function, "ephemeral_storage {", f"  size = {free}", "}"),
        ),
        confidence=Confidence.MEDIUM,
    )
