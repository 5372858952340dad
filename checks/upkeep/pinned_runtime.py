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
    Severity,
    check,
    fix_text,
)


@check(
    "pinned-runtime",
    severity=Severity.LOW,
    category=Category.UPKEEP,
    needs={Need.RUNTIME_MANAGEMENT},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/runtimes-update.html",),
    frameworks=("NIST 800-53 r5 SI-2",),
    opt_in=True,
)
def pinned_runtime(function: Function, audit: Audit) -> Iterator[Finding]:
    """Pinned runtime version.

    In the Manual mode a function stays on one exact runtime version. It gets none of the security
    patches that AWS, or the publisher of a customer-managed runtime, applies to the language and
    the operating system. The mode is meant for a short return to an earlier version after a bad
    update.

    Fix: Set the mode back to Auto, or to FunctionUpdate to take patches with each deployment.

    Risk: A patch may, rarely, change how the code behaves; the mode Manual goes back to an earlier
    version.
    """
    if function.package_type == "Image":
        raise NotApplicableError("a container image brings its own runtime")
    mode = function.runtime_update_mode.get()
    if mode != "Manual":
        return
    yield Finding(
        message="Runtime updates are set to Manual, so the function gets no security patches.",
        evidence={"update_runtime_on": mode, "runtime": function.runtime},
        fix=Fix(
            cli=fix_text.lambda_cli(
                "put-runtime-management-config", function, "--update-runtime-on", "Auto"
            ),
            sam=fix_text.sam(function, "RuntimeManagementConfig:", "  UpdateRuntimeOn: Auto"),
            terraform=fix_text.block(
                "aws_lambda_runtime_management_config",
                function.name,
                f"function_name     = {fix_text.hcl(function.name)}",
                'update_runtime_on = "Auto"',
            ),
        ),
    )
