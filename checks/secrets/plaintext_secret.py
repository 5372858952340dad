from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    Function,
    Known,
    Need,
    Severity,
    Sighting,
    UnavailableError,
    Unknown,
    check,
    fix_text,
)

SEVERITIES: Mapping[str, Severity] = MappingProxyType(
    {"high": Severity.CRITICAL, "medium": Severity.HIGH, "low": Severity.LOW}
)
PLACES: Mapping[str, str] = MappingProxyType(
    {
        "environment": "The variable",
        "description": "The function's",
        "tag": "The tag",
        "package": "The file",
    }
)
READERS: Mapping[str, str] = MappingProxyType(
    {
        "environment": "lambda:GetFunctionConfiguration or lambda:ListFunctions",
        "description": "lambda:GetFunctionConfiguration or lambda:ListFunctions",
        "tag": "lambda:ListTags or tag:GetResources",
        "package": "lambda:GetFunction",
    }
)


@check(
    "plaintext-secret",
    severity=Severity.CRITICAL,
    category=Category.SECURITY,
    uses={Need.FUNCTION_DETAILS, Need.PACKAGE_CONTENTS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html",
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/cfn-example_reference-secret.html",
    ),
    frameworks=("Checkov CKV_AWS_45", "CWE-312", "CWE-798"),
)
def plaintext_secret(function: Function, audit: Audit) -> Iterator[Finding]:
    """A secret stands in plain text in the function's configuration.

    Whoever may read the function's configuration reads its variables, description and tags, and
    so do consoles, deployment logs, templates and inventories. Encryption at rest does not change
    that, not even with a key of your own: Lambda decrypts the variables for every reader who may
    use the key. Nor does a `{{resolve:secretsmanager:...}}` in a template: CloudFormation resolves
    it while deploying, and the function is left with the plain value. The confidence is high where
    the value has a provider's format or is built to hold credentials (a URL with a password, a
    private key), medium where the variable's name promises a credential and the value looks like
    one, low where it may be a placeholder.

    Fix: Rotate the secret, keep the new one in Secrets Manager or as a SecureString parameter, and
    let the function fetch it at run time under its own role.

    Risk: Whatever else still uses the old secret stops working when it is rotated. The function
    needs a network path to Secrets Manager, and a cold start takes one call more.
    """
    for sighting in _sightings(function):
        yield _finding(function, audit, sighting)
    missing = next(
        (fact for fact in (function.secrets, function.environment) if isinstance(fact, Unknown)),
        None,
    )
    if missing is not None:
        raise UnavailableError(missing)


def _sightings(function: Function) -> tuple[Sighting, ...]:
    """Return what was seen so far, whether or not all of it could be read."""
    seen = function.secrets.value if isinstance(function.secrets, Known) else ()
    packed = function.package.value.secrets if isinstance(function.package, Known) else ()
    return tuple(sorted({*seen, *packed}, key=lambda s: (s.place, s.name, s.fingerprint)))


def spread(audit: Audit, scope: str) -> Mapping[str, int]:
    """Return in how many functions of the account each fingerprint was seen."""
    counts: dict[str, int] = {}
    for function in audit.functions():
        for fingerprint in {sighting.fingerprint for sighting in _sightings(function)}:
            counts[fingerprint] = counts.get(fingerprint, 0) + 1
    return counts


def _finding(function: Function, audit: Audit, sighting: Sighting) -> Finding:
    functions = audit.once(spread, "account")[sighting.fingerprint]
    shared = f"; the same secret is in {functions} functions" if functions > 1 else ""
    certain = {"high": "holds a secret", "medium": "seems to hold a secret"}
    return Finding(
        message=(
            f"{PLACES[sighting.place]} {_named(sighting)}"
            f" {certain.get(sighting.confidence, 'may hold a secret')} in plain text:"
            f" {sighting.reason}{shared}. Rotate it: it was readable by anyone with"
            f" {READERS[sighting.place]}."
        ),
        evidence={
            "place": sighting.place,
            "name": sighting.name,
            "detector": sighting.detector,
            "reason": sighting.reason,
            "fingerprint": sighting.fingerprint,
            "functions_with_this_secret": functions,
            "encrypted_with": function.kms_key,
        },
        fix=_fix(function, audit, sighting),
        confidence=Confidence(sighting.confidence),
        severity=SEVERITIES[sighting.confidence],
        cause=f"secret:{sighting.fingerprint}",
    )


def _named(sighting: Sighting) -> str:
    return "description" if sighting.place == "description" else sighting.name


def _fix(function: Function, audit: Audit, sighting: Sighting) -> Fix:
    secret = f"{function.name}/{fix_text.label(_named(sighting))}"
    arn = (
        f"arn:{audit.account.partition}:secretsmanager:{function.region}:{audit.account.id}"
        f":secret:{secret}-??????"
    )
    variable = f"{fix_text.label(_named(sighting)).upper()}_SECRET"
    return Fix(
        cli=_cli(function, secret, arn, variable, sighting),
        sam=_sam(function, secret, arn, variable),
        terraform=_terraform(function, secret, variable),
    )


def _cli(function: Function, secret: str, arn: str, variable: str, sighting: Sighting) -> str:
    create = fix_text.shell(
        *("aws", "secretsmanager", "create-secret", "--name", secret),
        *("--region", function.region, "--secret-string", "file:///dev/stdin"),
    )
    grant = fix_text.shell(
        *("aws", "iam", "put-role-policy", "--role-name", fix_text.role_name(function.role_arn)),
        *("--policy-name", "read-secret", "--policy-document", _statement(arn)),
    )
    lines = (
        "# 1. Rotate the secret where it was issued. 2. Type the new value, then Ctrl-D:",
        create,
        "# 3. Let the function's role read it:",
        grant,
        "# 4. Fetch it in the code, with Powertools for AWS Lambda:",
        "#    from aws_lambda_powertools.utilities import parameters",
        f"#    parameters.get_secret(os.environ[{fix_text.text(variable)}], max_age=300)",
        f"# 5. Set {variable} to {fix_text.text(secret)} and {_removal(sighting)}",
    )
    return "\n".join(lines)


def _removal(sighting: Sighting) -> str:
    places = {
        "environment": f"remove the variable {fix_text.text(sighting.name)}",
        "description": "rewrite the description",
        "tag": f"remove the tag {fix_text.text(sighting.name)}",
        "package": f"take it out of {fix_text.text(sighting.name)} and of the source's history",
    }
    return places[sighting.place]


def _statement(arn: str) -> str:
    return (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow",'
        f'"Action":"secretsmanager:GetSecretValue","Resource":{fix_text.text(arn)}}}]}}'
    )


def _sam(function: Function, secret: str, arn: str, variable: str) -> str:
    return fix_text.sam(
        function,
        "Environment:",
        "  Variables:",
        f"    {variable}: {fix_text.text(secret)}  # the name, not the value",
        "Policies:",
        "  - Statement:",
        "      - Effect: Allow",
        "        Action: secretsmanager:GetSecretValue",
        f"        Resource: {fix_text.text(arn)}",
    )


def _terraform(function: Function, secret: str, variable: str) -> str:
    label = fix_text.label(secret)
    role = fix_text.role_name(function.role_arn)
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
                "environment {",
                f"  variables = {{ {variable} = aws_secretsmanager_secret.{label}.name }}",
                "}",
            ),
        )
    )
