"""The words of a fix: AWS CLI, SAM and Terraform with a function's own names, safely quoted."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from shlex import quote

from auditor.model import EVENT_FUNCTION, Fix, Function
from auditor.model.arn import parse_arn
from auditor.model.partitions import dns_suffix

# Marks a placeholder inside any text, also after json.dumps. Both characters are for private use,
# so that no name in AWS holds them; one that did would only make the command refuse to run.
_PLACEHOLDER = re.compile(r"(?:\ue000|\\ue000)(\w+)(?:\ue001|\\ue001)")


def placeholder(name: str) -> str:
    """Return a mark for a value that only the reader knows, such as `TOPIC_ARN`.

    In a command it becomes `"${TOPIC_ARN:?set it}"`, which runs only when the variable is set; in
    SAM and Terraform it becomes `<TOPIC_ARN>`.
    """
    return f"\ue000{name}\ue001"


def shell(*words: str) -> str:
    """Return a command line in which every word stays one word, whatever it holds."""
    return " ".join(map(_word, words))


@lru_cache(maxsize=4096)  # mostly the same few words, a million times
def _word(text: str) -> str:
    if "\ue000" not in text and "\\ue000" not in text:
        return _quoted(text)
    literals = _PLACEHOLDER.split(text)  # literal, name, literal, name, …, literal
    parts = (f'"${{{p}:?set it}}"' if i % 2 else _quoted(p) for i, p in enumerate(literals) if p)
    return "".join(parts)


def _quoted(text: str) -> str:
    """Return a word for a shell; keys that a terminal would act on are written by their codes."""
    if all(c.isprintable() or c == "\n" for c in text):
        return quote(text)
    return "$'" + "".join("\\'" if c == "'" else _escaped(c) for c in text) + "'"


def _escaped(character: str) -> str:
    """Return a character as bash, YAML and Terraform read it inside quotes; JSON too, up to FFFF.

    None of them can hold NUL or half of a surrogate pair.
    """
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= _LAST_OF_FOUR else f"\\U{code:08x}"


_LAST_OF_FOUR = 0xFFFF
_ESCAPES = {
    "\\": "\\\\",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\0": "\N{REPLACEMENT CHARACTER}",
    **{chr(code): "\N{REPLACEMENT CHARACTER}" for code in range(0xD800, 0xE000)},
}


def _shown(text: str) -> str:
    return _PLACEHOLDER.sub(r"<\1>", text)


def lambda_cli(command: str, function: Function, *arguments: str) -> str:
    """Return an `aws lambda` command for the function, in its region."""
    if function.kind != EVENT_FUNCTION:
        return f"# create a new version of the {function.kind} {quote(function.name)} without it"
    start = ("aws", "lambda", command, "--function-name", function.name)
    return shell(*start, "--region", function.region, *arguments)


def attach(role_arn: str, policy: str) -> str:
    """Return the command that attaches a policy of AWS's to a role."""
    partition = parse_arn(role_arn).partition or "aws"
    return shell(
        *("aws", "iam", "attach-role-policy", "--role-name", role_name(role_arn)),
        *("--policy-arn", f"arn:{partition}:iam::aws:policy/{policy}"),
    )


def queue_url(arn: str) -> str:
    """Return the URL of the SQS queue with this ARN."""
    queue = parse_arn(arn)
    host = f"sqs.{queue.region}.{dns_suffix(queue.partition)}"
    return f"https://{host}/{queue.account}/{queue.name}"


def role_name(role_arn: str) -> str:
    """Return the name inside a role's ARN, without its path."""
    return parse_arn(role_arn).name


def allow(actions: str | Sequence[str], resource: str) -> str:
    """Return an IAM policy, as JSON, that allows the actions on the resource."""
    return _policy({"Effect": "Allow", "Action": _listed(actions), "Resource": resource})


def deny(actions: str | Sequence[str], resource: str) -> str:
    """Return an IAM policy, as JSON, that denies the actions on the resource."""
    return _policy({"Effect": "Deny", "Action": _listed(actions), "Resource": resource})


def trust(service: str) -> str:
    """Return a trust policy, as JSON, that lets a service of AWS assume the role."""
    principal = {"Service": service}
    return _policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"})


def _listed(actions: str | Sequence[str]) -> object:
    return actions if isinstance(actions, str) else list(actions)


def _policy(statement: Mapping[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def role_path(role_arn: str) -> str:
    """Return the path in a role's ARN, such as `/service-role/`; empty where it has none."""
    path = parse_arn(role_arn).resource.removeprefix("role").rpartition("/")[0]
    return f"{path}/" if path else ""


def text(value: str) -> str:
    """Return a value as a double-quoted string that YAML and JSON read alike.

    A dynamic reference of CloudFormation's, which has no other way to be meant literally, is cut.
    """
    return _string(_shown(value).replace("{{resolve:", "{ {resolve:"))


def hcl(value: str) -> str:
    """Return a value as a Terraform string, in which nothing is interpolated."""
    return _OPENER.sub(_literal, _string(_shown(value)))


def _string(value: str) -> str:
    return '"' + "".join('\\"' if c == '"' else _escaped(c) for c in value) + '"'


# `$${` means `${`; of `$$${`, Terraform could take the last two for an opener.
_OPENER = re.compile(r"(\$+|%+)\{")


def _literal(found: re.Match[str]) -> str:
    signs = found[1]
    return f"{signs * 2}{{" if len(signs) == 1 else f"\\u{ord(signs[0]):04x}" * len(signs) + "{"


def comment(words: str) -> str:
    """Return a comment, as a shell, YAML and Terraform have them, that stays on its line."""
    return "# " + "".join(c if c.isprintable() else " " for c in words)


def label(name: str) -> str:
    """Return a Terraform resource name made of harmless characters."""
    harmless = re.sub(r"[^A-Za-z0-9_-]", "_", name)
    return harmless if harmless[:1].isalpha() else f"f_{harmless}"


def sam(function: Function, *lines: str) -> str:
    """Return the properties to set on the function's AWS::Serverless::Function resource."""
    return resource("AWS::Serverless::Function", f"FunctionName: {text(function.name)}", *lines)


def resource(kind: str, *lines: str) -> str:
    """Return a CloudFormation resource with the given lines as its properties."""
    return "\n".join((f"Type: {kind}", "Properties:", *(f"  {line}" for line in lines)))


def terraform(function: Function, *lines: str) -> str:
    """Return the arguments to set in the function's aws_lambda_function resource."""
    body = (f"function_name = {hcl(function.name)}", *lines)
    return block("aws_lambda_function", function.name, *body)


def block(kind: str, name: str, *lines: str) -> str:
    """Return a Terraform resource block."""
    inner = "\n".join(f"  {line}" for line in lines)
    return f'resource "{kind}" "{label(name)}" {{\n{inner}\n}}'


def grant(function: Function, name: str, actions: str | Sequence[str], resource: str) -> Fix:
    """Return the fix that lets the function's role do some actions on one resource.

    The policy is named after what it grants, since put-role-policy replaces a policy of that name.
    """
    document = allow(actions, resource)
    role = role_name(function.role_arn)
    policy = re.sub(r"[^\w+=,.@-]", "-", name, flags=re.ASCII)[:128]
    listed = (actions,) if isinstance(actions, str) else actions
    return Fix(
        cli=shell(
            *("aws", "iam", "put-role-policy", "--role-name", role),
            *("--policy-name", policy, "--policy-document", document),
        ),
        sam=sam(
            function,
            "# ignored where the function has a Role: then add the statement to that role",
            "Policies:",
            "  - Statement:",
            "      - Effect: Allow",
            f"        Action: [{', '.join(map(text, listed))}]",
            f"        Resource: {text(resource)}",
        ),
        terraform=block(
            "aws_iam_role_policy",
            f"{function.name}_{policy}",
            f"name   = {hcl(policy)}",
            f"role   = {hcl(role)}",
            f"policy = {hcl(document)}",
        ),
    )


def create_queue(name: str, region: str) -> str:
    """Return the command that creates an SQS queue; it succeeds where an equal one exists."""
    return shell("aws", "sqs", "create-queue", "--queue-name", name, "--region", region)


def vpc_config(function: Function, subnets: Sequence[str], groups: Sequence[str]) -> Fix:
    """Return the fix that attaches the function to these subnets and security groups."""
    return Fix(
        cli=lambda_cli(
            "update-function-configuration",
            function,
            "--vpc-config",
            f"SubnetIds={','.join(subnets)},SecurityGroupIds={','.join(groups)}",
        ),
        sam=sam(
            function,
            "VpcConfig:",
            "  SubnetIds:",
            *(f"    - {text(id_)}" for id_ in subnets),
            "  SecurityGroupIds:",
            *(f"    - {text(id_)}" for id_ in groups),
        ),
        terraform=terraform(
            function,
            "vpc_config {",
            f"  subnet_ids         = [{', '.join(map(hcl, subnets))}]",
            f"  security_group_ids = [{', '.join(map(hcl, groups))}]",
            "}",
        ),
    )
