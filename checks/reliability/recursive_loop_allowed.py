from __future__ import annotations

from collections.abc import Iterator

from auditor.plugin import Audit, Category, Finding, Fix, Function, Need, Severity, check, fix_text


@check(
    "recursive-loop-allowed",
    severity=Severity.HIGH,
    category=Category.RELIABILITY,
    needs={Need.RECURSION},
    references=("https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html",),
    opt_in=True,
)
def recursive_loop_allowed(function: Function, audit: Audit) -> Iterator[Finding]:
    """Recursive loop detection turned off.

    A function that writes to the queue, topic or bucket that invokes it calls itself endlessly, at
    your cost. Lambda detects such loops and stops them, unless the function's
    recursion configuration says Allow.

    Fix: Set the recursion configuration to Terminate, unless the loop is intended and bounded.

    Risk: A loop that is intended is stopped as well, after about 16 rounds.
    """
    setting = function.recursive_loop.get()
    if setting == "Allow":
        yield Finding(
            message="The recursion configuration allows endless loops.",
            evidence={"recursive_loop": setting},
            fix=Fix(
                cli=fix_text.lambda_cli(
                    "put-function-recursion-config", function, "--recursive-loop", "Terminate"
                ),
                sam=fix_text.sam(function, "RecursiveLoop: Terminate"),
                terraform=fix_text.block(
                    "aws_lambda_function_recursion_config",
                    function.name,
                    f"function_name  = {fix_text.hcl(function.name)}",
                    'recursive_loop = "Terminate"',
                ),
            ),
        )
