from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from auditor.plugin import (
    Audit,
    Category,
    Finding,
    Fix,
    Function,
    Need,
    Option,
    Severity,
    check,
    fix_text,
)


@check(
    "untagged-function",
    severity=Severity.INFO,
    category=Category.UPKEEP,
    needs={Need.FUNCTION_DETAILS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/lambda-controls.html#lambda-6",
    ),
    frameworks=("AWS Security Hub Lambda.6", "NIST 800-53 r5 CM-8"),
    options={"required": Option(default=(), text="tag keys that every function must have")},
)
def untagged_function(function: Function, audit: Audit) -> Iterator[Finding]:
    """Missing tags.

    Tags say who owns a function and what it belongs to. Cost reports, access rules by tag and
    whoever is on call rely on them. Tags that AWS sets itself (aws:...) do not count.

    Fix: Tag the function, best in the template that deploys it.

    Risk: None for the function itself; policies that decide by tag may allow or deny more.
    """
    tags = function.details.get().tags.get()
    own = tuple(sorted(key for key in tags if not key.lower().startswith("aws:")))
    required = audit.texts("untagged-function", "required")
    missing = tuple(key for key in required if key not in own)
    if own and not missing:
        return
    wanted = missing or ("owner",)
    yield Finding(
        message=f"Required tags are missing: {', '.join(missing)}."
        if missing
        else "The function has no tag.",
        evidence={"tags": own, "missing": missing},
        fix=_fix(function, wanted),
    )


def _fix(function: Function, wanted: Sequence[str]) -> Fix:
    value = fix_text.placeholder("VALUE")
    return Fix(
        cli=fix_text.shell(
            *("aws", "lambda", "tag-resource", "--resource", function.arn),
            *("--region", function.region, "--tags"),
            json.dumps(dict.fromkeys(wanted, value)),
        ),
        sam=fix_text.sam(
            function,
            "Tags:",
            *(f"  {fix_text.text(key)}: {fix_text.text(value)}" for key in wanted),
        ),
        terraform=fix_text.terraform(
            function,
            "tags = {",
            *(f"  {fix_text.hcl(key)} = {fix_text.hcl(value)}" for key in wanted),
            "}",
        ),
    )
