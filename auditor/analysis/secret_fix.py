"""How to move a plaintext secret into Secrets Manager: commands, SAM and Terraform."""

from __future__ import annotations

import json

from auditor.analysis import fix_text
from auditor.analysis.policy_text import allow_statement
from auditor.model import Account, Fix, Function, Sighting


def named(sighting: Sighting) -> str:
    """Return what a secret is called where it is."""
    return "description" if sighting.place == "description" else sighting.name


def fix_of(function: Function, account: Account, sighting: Sighting) -> Fix:
    """Return how to move a secret out of where it was seen."""
    secret = f"{function.name}/{fix_text.label(named(sighting))}"
    arn = (
        f"arn:{account.partition}:secretsmanager:{function.region}:{account.id}"
        f":secret:{secret}-??????"
    )
    variable = _variable(sighting)
    return Fix(
        cli=_cli(function, secret, arn, variable, sighting),
        sam=_sam(function, sighting, secret, arn),
        terraform=_terraform(function, sighting, secret),
    )


def _cli(function: Function, secret: str, arn: str, variable: str, sighting: Sighting) -> str:
    name = f"read-{fix_text.label(secret)}"
    grant = fix_text.grant(function, name, "secretsmanager:GetSecretValue", arn).cli
    first = (
        "# 1. Find out whether this is a real secret. If it is, rotate it where it was issued."
        if sighting.confidence == "low"
        else "# 1. Rotate the secret where it was issued, before anything else."
    )
    lines = (
        first,
        "# 2. Store the new value. This reads it without showing it and adds no line break:",
        "#    IFS= read -rs NEW_VALUE",
        _store(function, secret),
        "# 3. Let the function's role read it:",
        grant,
        "# 4. Fetch it in the code, with Powertools for AWS Lambda:",
        "#    from aws_lambda_powertools.utilities import parameters",
        f"#    parameters.get_secret(os.environ[{fix_text.text(variable)}], max_age=300)",
        *_removal(function, sighting, variable, secret),
    )
    return "\n".join(lines)


def _store(function: Function, secret: str) -> str:
    """Return the commands that store the new value; without one, they end a script."""
    new_value = fix_text.shell(fix_text.placeholder("NEW_VALUE"))
    create = fix_text.shell(
        *("aws", "secretsmanager", "create-secret", "--name", secret),
        *("--region", function.region, "--secret-string", "file:///dev/stdin"),
    )
    return f": {new_value}\nprintf %s {new_value} | {create}"


def _removal(function: Function, sighting: Sighting, variable: str, secret: str) -> tuple[str, ...]:
    """Return the steps that name the secret to the function and remove the plain value."""
    if sighting.place == "environment":
        note = "# 5. Replace the variable. Setting one sets all, so the others are read first (jq):"
        return (note, _set_variable(function, sighting.name, variable, secret))
    add = (
        "# 5. Name the secret to the function (jq):",
        _set_variable(function, "", variable, secret),
    )
    if sighting.place == "tag":
        untag = fix_text.shell(
            *("aws", "lambda", "untag-resource", "--resource", function.arn),
            *("--region", function.region, "--tag-keys", sighting.name),
        )
        return (*add, "# 6. Remove the tag:", untag)
    if sighting.place == "description":
        text = ("--description", fix_text.placeholder("DESCRIPTION"))
        rewrite = fix_text.lambda_cli("update-function-configuration", function, *text)
        return (*add, "# 6. Rewrite the description:", rewrite)
    if sighting.place in {"layer", "alias", "event source mapping"}:
        return (*add, f"# 6. Write it anew without the value: the {sighting.place}.")
    named = fix_text.text(sighting.name)
    return (*add, f"# 6. Take the value out of {named} and of the source's history, and deploy.")


def _set_variable(function: Function, old: str, new: str, secret: str) -> str:
    """Return the command that swaps a variable and keeps the others: setting one sets all."""
    query = ("--query", "Environment.Variables", "--output", "json")
    read = fix_text.lambda_cli("get-function-configuration", function, *query)
    change = fix_text.shell(
        *("jq", "--arg", "old", old, "--arg", "new", new, "--arg", "secret", secret),
        "{Variables: ((. // {}) | del(.[$old]) + {($new): $secret})}",
    )
    document = ("--environment", "file:///dev/stdin")
    write = fix_text.lambda_cli("update-function-configuration", function, *document)
    return f"{read} | {change} | {write}"


def _variable(sighting: Sighting) -> str:
    return f"{fix_text.label(named(sighting)).upper()}_SECRET_ID"


def _sam(function: Function, sighting: Sighting, secret: str, arn: str) -> str:
    statement = allow_statement("secretsmanager:GetSecretValue", arn)
    plain = sighting.place == "environment"
    return fix_text.resources(
        (
            secret,
            fix_text.resource(
                "AWS::SecretsManager::Secret",
                "# store the value with the AWS CLI: it belongs into no template",
                f"Name: {fix_text.text(secret)}",
            ),
        ),
        (
            function.name,
            fix_text.sam(
                function,
                "Environment:",
                "  Variables:",
                f"    {_variable(sighting)}: {fix_text.text(secret)}  # the name, not the value",
                *((f"    {fix_text.text(sighting.name)}: {fix_text.ABSENT}",) if plain else ()),
                *_sam_removal(sighting),
                *fix_text.sam_policies(json.dumps(statement)),
            ),
        ),
    )


def _sam_removal(sighting: Sighting) -> tuple[str, ...]:
    if sighting.place == "tag":
        return ("Tags:", f"  {fix_text.text(sighting.name)}: {fix_text.ABSENT}")
    if sighting.place == "description":
        return (f"Description: {fix_text.text(fix_text.placeholder('DESCRIPTION'))}",)
    return ()


def _terraform(function: Function, sighting: Sighting, secret: str) -> str:
    label = fix_text.label(secret)
    role = fix_text.role_name(function.role_arn)
    description = fix_text.hcl(fix_text.placeholder("DESCRIPTION"))
    return "\n".join(
        (
            fix_text.block("aws_secretsmanager_secret", secret, f"name = {fix_text.hcl(secret)}"),
            fix_text.block(
                "aws_iam_role_policy",
                f"{secret}_read",
                f"role = {fix_text.hcl(role)}",
                "policy = jsonencode({",
                '  Version = "2012-10-17"',
                "  Statement = [{",
                '    Effect   = "Allow"',
                '    Action   = "secretsmanager:GetSecretValue"',
                f"    Resource = aws_secretsmanager_secret.{label}.arn",
                "  }]",
                "})",
            ),
            fix_text.terraform(
                function,
                "environment {  # with the other variables, and without the plain one",
                "  variables = {",
                f"    {_variable(sighting)} = aws_secretsmanager_secret.{label}.name",
                *("  }", "}"),
                *((f"description = {description}",) if sighting.place == "description" else ()),
            ),
        )
    )
