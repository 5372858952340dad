from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from auditor.plugin import (
    EVERY_KIND,
    Audit,
    Category,
    Confidence,
    Evidence,
    Finding,
    Fix,
    Function,
    Known,
    Need,
    SecretSearch,
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
    {"environment": "The variable", "description": "The function's"}
    | {"tag": "The tag", "package": "The file"}
)
POLICY_NAME = 128  # characters
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
    kinds=EVERY_KIND,
    uses={Need.FUNCTION_DETAILS, Need.PACKAGE_CONTENTS},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/with-secrets-manager.html",
        "https://docs.aws.amazon.com/secretsmanager/latest/userguide/cfn-example_reference-secret.html",
    ),
    frameworks=("Checkov CKV_AWS_45", "CWE-312", "CWE-798"),
)
def plaintext_secret(function: Function, audit: Audit) -> Iterator[Finding]:
    """Plaintext secret in the function's configuration.

    Whoever may read the function's configuration reads its variables, description and tags, and
    so do consoles, deployment logs, templates and inventories. Encryption at rest does not change
    that, not even with a key of your own: Lambda decrypts the variables for every reader who may
    use the key. Nor does a `{{resolve:secretsmanager:...}}` in a template: CloudFormation resolves
    it while deploying, and the function is left with the plain value. With `--package-secrets`,
    the function's own files are searched, too; if the file with the handler could not be, the
    outcome is unknown.

    High confidence (critical): the value has a provider's format, or it is built to hold
    credentials, such as a URL with a password or a private key. Medium (high): the name promises
    a credential and the value looks like one, or a URL's path or query holds a key. Low (low): it
    may as well be a placeholder, a well-known default, a test key or an identifier, so look first.
    On labelled pairs by other authors, more than 995 of 1,000 findings of high confidence and 970
    of medium were secrets.

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
    search = _search(function)
    if search is not None and not search.handler_searched:
        raise UnavailableError(
            Unknown(
                reason="the file with the handler could not be searched for secrets to its end:"
                f" {_left_out(search)}",
                operation="lambda:GetFunction",
                region=function.region,
            )
        )


def _search(function: Function) -> SecretSearch | None:
    return function.package.value.search if isinstance(function.package, Known) else None


def _left_out(search: SecretSearch) -> str:
    rows = (f"{why} ({files} files, {size} bytes)" for why, files, size in search.skipped)
    return "; ".join(rows) or "it is not in the package"


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
            f" {sighting.reason}{shared}. {_advice(sighting)}"
        ),
        evidence=_evidence(function, sighting, functions),
        fix=_fix(function, audit, sighting),
        confidence=Confidence(sighting.confidence),
        severity=SEVERITIES[sighting.confidence],
        cause=f"secret:{sighting.fingerprint}",
    )


def _evidence(function: Function, sighting: Sighting, functions: int) -> Evidence:
    search = _search(function) if sighting.place == "package" else None
    unsearched = {"not_searched": _left_out(search)} if search and search.skipped else {}
    return {
        "place": sighting.place,
        "name": sighting.name,
        "detector": sighting.detector,
        "reason": sighting.reason,
        "fingerprint": sighting.fingerprint,
        "functions_with_this_secret": functions,
        "encrypted_with": function.kms_key,
        **unsearched,
    }


def _advice(sighting: Sighting) -> str:
    doubt = "If it is a real secret, rotate it" if sighting.confidence == "low" else "Rotate it"
    return f"{doubt}: it was readable by anyone with {READERS[sighting.place]}."


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
    # A policy of its own for each secret: put-role-policy replaces what has the same name.
    name = f"read-{fix_text.label(secret)}"[:POLICY_NAME]
    grant = fix_text.shell(
        *("aws", "iam", "put-role-policy", "--role-name", fix_text.role_name(function.role_arn)),
        *("--policy-name", name),
        *("--policy-document", _statement(arn)),
    )
    first = (
        "# 1. Find out whether this is a real secret. If it is, rotate it where it was issued."
        if sighting.confidence == "low"
        else "# 1. Rotate the secret where it was issued, before anything else."
    )
    lines = (
        first,
        "# 2. Store the new value. This reads it without showing it and adds no line break:",
        "#    IFS= read -rs NEW_VALUE",
        f"printf %s {fix_text.shell(fix_text.placeholder('NEW_VALUE'))} | {create}",
        "# 3. Let the function's role read it:",
        grant,
        "# 4. Fetch it in the code, with Powertools for AWS Lambda:",
        "#    from aws_lambda_powertools.utilities import parameters",
        f"#    parameters.get_secret(os.environ[{fix_text.text(variable)}], max_age=300)",
        *_removal(function, sighting, variable, secret),
    )
    return "\n".join(lines)


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
        "# SAM ignores Policies if Role is set: then add the statement to that role instead.",
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
                "environment {  # with the other variables, and without the plain one",
                f"  variables = {{ {variable} = aws_secretsmanager_secret.{label}.name }}",
                "}",
            ),
        )
    )
