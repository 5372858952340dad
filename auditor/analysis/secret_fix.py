"""How to move a plaintext secret into Secrets Manager: commands, SAM and Terraform."""

from __future__ import annotations

import hashlib
import re

from auditor.analysis import fix_text
from auditor.analysis.fix_warnings import with_warnings
from auditor.analysis.iam.role_rights_fix import (
    WrittenRights,
    obstacle,
    with_obstacle,
    written_policy,
)
from auditor.analysis.quoting import shell_comment
from auditor.model import EnvironmentVariable, Fix, Function, Known, Sighting
from auditor.model.audit import Audit

_READ = "secretsmanager:GetSecretValue"
_LONGEST_NAME = 200  # characters of a secret's name after the function's; AWS takes 512 in all


def named(sighting: Sighting) -> str:
    """Return what a secret is called where it is."""
    return "description" if sighting.place == "description" else sighting.name


def fix_of(function: Function, audit: Audit, sighting: Sighting) -> Fix:
    """Return how to move a secret out of where it was seen."""
    account, secret = audit.account, _secret(function, sighting)
    arn = (
        f"arn:{account.partition}:secretsmanager:{function.region}:{account.id}"
        f":secret:{secret}-??????"
    )
    variable = _variable(function, sighting)
    name = f"read-{fix_text.label(secret)}"
    rights = written_policy(audit, function, name, fix_text.allow(_READ, arn))
    fix = Fix(
        cli=_cli(function, secret, rights.cli, variable, sighting),
        sam=_sam(function, sighting, secret, rights),
        terraform=_terraform(function, sighting, secret, rights.terraform if rights.sam else ""),
    )
    return with_obstacle(fix, rights.refused or obstacle(audit, function, (_READ,), arn))


def _cli(function: Function, secret: str, grant: str, variable: str, sighting: Sighting) -> str:
    first = (
        "1. Find out whether this is a real secret. If it is, rotate it where it was issued."
        if sighting.confidence == "low"
        else "1. Rotate the secret where it was issued, before anything else."
    )
    lines = (
        shell_comment(first),
        "# 2. Store the new value. This reads it without showing it and adds no line break:",
        "#    IFS= read -rs NEW_VALUE",
        _store(function, secret),
        "# 3. Let the role of the function read it:",
        grant,
        "# 4. Fetch it in the code: parameters.get_secret of Powertools for AWS Lambda takes the",
        shell_comment(f"name that the variable {variable} holds."),
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
        note = "# 5. Replace the variable. Setting one sets all, so jq keeps the others:"
        return (note, _set_variable(function, sighting.name, variable, secret))
    add = (
        "# 5. Name the secret to the function, with jq:",
        _set_variable(function, "", variable, secret),
    )
    if sighting.place == "tag":
        untag = fix_text.shell(
            *("aws", "lambda", "untag-resource", "--resource", function.arn),
            *("--region", function.region, "--tag-keys", sighting.name),
        )
        return (*add, "# 6. Remove the tag:", with_warnings(untag))
    if sighting.place == "description":
        text = ("--description", fix_text.placeholder("DESCRIPTION"))
        rewrite = fix_text.lambda_cli("update-function-configuration", function, *text)
        return (*add, "# 6. Rewrite the description:", rewrite)
    if sighting.place in {"layer", "alias", "event source mapping"}:
        return (*add, shell_comment(f"6. Write it anew without the value: the {sighting.place}."))
    left = f"6. Take the value out of {sighting.name} and out of the history"
    if sighting.place == "layer file":
        return (
            *add,
            shell_comment(f"{left}."),
            "#    Publish a new version of the layer, update its functions, delete the old one.",
        )
    return (*add, shell_comment(f"{left}, and deploy."))


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
    return with_warnings(f"{read} | {change} | {write}")


def _variable(function: Function, sighting: Sighting) -> str:
    """Return the name of the variable that names the secret, which no other variable has.

    Lambda takes letters, digits and underscores, after a letter.
    """
    name = _variable_start(sighting)
    present = {v.name for v in _variables(function)}
    others = [
        o for o in _seen(function) if (o.place, named(o)) != (sighting.place, named(sighting))
    ]
    if name not in present and name not in map(_variable_start, others):
        return name
    return f"{name}_{_digest(sighting).upper()}"


def _variable_start(sighting: Sighting) -> str:
    word = re.sub(r"\W", "_", named(sighting), flags=re.ASCII).upper()
    return f"{word}_SECRET_ID" if word[:1].isalpha() else f"V_{word}_SECRET_ID"


def _secret(function: Function, sighting: Sighting) -> str:
    """Return the secret's name; two places of one function get two secrets."""
    word = fix_text.label(named(sighting))[:_LONGEST_NAME]
    others = [
        o for o in _seen(function) if (o.place, named(o)) != (sighting.place, named(sighting))
    ]
    if word in (fix_text.label(named(o))[:_LONGEST_NAME] for o in others):
        word = f"{word}-{_digest(sighting)}"
    return f"{function.name}/{word}"


def _digest(sighting: Sighting) -> str:
    place = f"{sighting.place}\n{named(sighting)}"
    return hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:6]


def _seen(function: Function) -> tuple[Sighting, ...]:
    return function.secrets.value if isinstance(function.secrets, Known) else ()


def _variables(function: Function) -> tuple[EnvironmentVariable, ...]:
    return function.environment.value if isinstance(function.environment, Known) else ()


def _sam(function: Function, sighting: Sighting, secret: str, rights: WrittenRights) -> str:
    plain = sighting.place == "environment"
    variable = _variable(function, sighting)
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
                f"    {variable}: {fix_text.text(secret)}  # the name, not the value",
                *((f"    {fix_text.text(sighting.name)}: {fix_text.ABSENT}",) if plain else ()),
                *_sam_removal(sighting),
                *rights.policies,
            ),
        ),
        *(((f"read-{secret}", rights.sam),) if rights.sam else ()),
    )


def _sam_removal(sighting: Sighting) -> tuple[str, ...]:
    if sighting.place == "tag":
        return ("Tags:", f"  {fix_text.text(sighting.name)}: {fix_text.ABSENT}")
    if sighting.place == "description":
        return (f"Description: {fix_text.text(fix_text.placeholder('DESCRIPTION'))}",)
    return ()


def _terraform(function: Function, sighting: Sighting, secret: str, managed: str) -> str:
    label = fix_text.label(secret)
    description = fix_text.hcl(fix_text.placeholder("DESCRIPTION"))
    return "\n".join(
        (
            fix_text.block("aws_secretsmanager_secret", secret, f"name = {fix_text.hcl(secret)}"),
            managed or _terraform_read(function, secret),
            fix_text.terraform(
                function,
                *_terraform_tags(sighting),
                *("environment {", "  variables = {", *_terraform_kept(function, sighting)),
                f"    {_variable(function, sighting)} = aws_secretsmanager_secret.{label}.name",
                *("  }", "}"),
                *((f"description = {description}",) if sighting.place == "description" else ()),
            ),
        )
    )


def _terraform_read(function: Function, secret: str) -> str:
    """Return the right to read the secret, which the same template makes."""
    label, role = fix_text.label(secret), fix_text.role_name(fix_text.role_of(function))
    return fix_text.block(
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
    )


def _terraform_tags(sighting: Sighting) -> tuple[str, ...]:
    if sighting.place != "tag":
        return ()
    return (fix_text.comment(f"take {sighting.name} out of the tags"),)


def _terraform_kept(function: Function, sighting: Sighting) -> tuple[str, ...]:
    """Return comments that say which variables stay: the block replaces them all."""
    plain = sighting.name if sighting.place == "environment" else ""
    kept = ", ".join(v.name for v in _variables(function) if v.name != plain)
    out = (f"    {fix_text.comment(f'take {plain} out')}",) if plain else ()
    stay = (f"    {fix_text.comment(f'keep {kept}')}",) if kept else ()
    return (*out, *stay)
