from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.fix_text import lambda_cli, sam, terraform
from auditor.evaluate.registry import Option, check
from auditor.model import Category, Confidence, Finding, Fix, Function, Severity
from auditor.model.audit import Audit


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
    """The function pays for a larger /tmp.

    Every function has 512 MB of scratch space for free. More is billed for each millisecond that
    the function runs, whether the space is used or not, and it rules SnapStart out.

    Fix: If the function does not write more than 512 MB to /tmp, set it back.

    Risk: A run that writes more than the smaller /tmp holds fails.
    """
    free = int(audit.number("oversized-tmp", "megabytes"))
    if function.ephemeral_storage <= free:
        return
    yield Finding(
        message=f"The function has {function.ephemeral_storage} MB of /tmp;"
        f" {free} MB cost nothing extra.",
        evidence={"ephemeral_storage_mb": function.ephemeral_storage, "free_mb": free},
        fix=Fix(
            cli=lambda_cli(
                "update-function-configuration", function, "--ephemeral-storage", f"Size={free}"
            ),
            sam=sam(function, "EphemeralStorage:", f"  Size: {free}"),
            terraform=terraform(function, "ephemeral_storage {", f"  size = {free}", "}"),
        ),
        confidence=Confidence.MEDIUM,
    )
