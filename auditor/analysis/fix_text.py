"""The words of a fix: AWS CLI, SAM and Terraform with a function's own names, safely quoted."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence

from auditor.analysis.fix_warnings import CAREFUL, careful, warnings, with_warnings
from auditor.analysis.policy_text import allow_statement, deny_statement, document_text
from auditor.analysis.quoting import (
    comment,
    hcl,
    hcl_json,
    placeholder,
    shell,
    shell_comment,
    shown_json,
    text,
)
from auditor.model import EVENT_FUNCTION, Fix, Function, Known, setting
from auditor.model.arn import parse_arn
from auditor.model.partitions import dns_suffix

__all__ = [
    "ABSENT",
    "CAREFUL",
    "VOID_WITH_ROLE",
    "allow",
    "attach",
    "attachment",
    "block",
    "careful",
    "comment",
    "create_queue",
    "deny",
    "hcl",
    "hcl_json",
    "label",
    "lambda_cli",
    "logical_id",
    "placeholder",
    "policy_name",
    "queue_url",
    "resource",
    "resources",
    "role_name",
    "role_path",
    "sam",
    "sam_policies",
    "sam_queue",
    "set_redrive",
    "shell",
    "shell_comment",
    "shown_json",
    "terraform",
    "terraform_queue",
    "text",
    "trust",
    "vpc_config",
    "vpc_words",
    "warnings",
    "with_warnings",
]
_LONGEST_POLICY_NAME = 128  # characters


def lambda_cli(command: str, function: Function, *arguments: str) -> str:
    """Return an `aws lambda` command for the function, in its region."""
    if function.kind != EVENT_FUNCTION:
        return shell_comment(
            f"create a new version of the {function.kind} {function.name} without it"
        )
    start = ("aws", "lambda", command, "--function-name", function.name)
    return shell(*start, "--region", function.region, *arguments)


def role_of(function: Function) -> str:
    """Return the ARN of the function's role; a placeholder's where it is not known."""
    role = setting(function, "role_arn")
    if isinstance(role, Known):
        return str(role.value)
    return f"arn:aws:iam::{parse_arn(function.arn).account}:role/{placeholder('ROLE')}"


def attach(role_arn: str, policy: str) -> str:
    """Return the command that attaches a policy of AWS's to a role."""
    partition = parse_arn(role_arn).partition or "aws"
    return shell(
        *("aws", "iam", "attach-role-policy", "--role-name", role_name(role_arn)),
        *("--policy-arn", f"arn:{partition}:iam::aws:policy/{policy}"),
    )


def attachment(function: Function, policy: str) -> str:
    """Return the Terraform block that attaches a policy of AWS's to the function's role."""
    role = role_of(function)
    partition = parse_arn(role).partition or "aws"
    return block(
        "aws_iam_role_policy_attachment",
        f"{function.name}_{policy.rpartition('/')[2]}",
        f"role       = {hcl(role_name(role))}",
        f"policy_arn = {hcl(f'arn:{partition}:iam::aws:policy/{policy}')}",
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
    return document_text([allow_statement(actions, resource)])


def deny(actions: str | Sequence[str], resource: str) -> str:
    """Return an IAM policy, as JSON, that denies the actions on the resource."""
    return document_text([deny_statement(actions, resource)])


def trust(service: str) -> str:
    """Return a trust policy, as JSON, that lets a service of AWS assume the role."""
    principal = {"Service": service}
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return document_text([statement])


def role_path(role_arn: str) -> str:
    """Return the path in a role's ARN, such as `/service-role/`; empty where it has none."""
    path = parse_arn(role_arn).resource.removeprefix("role").rpartition("/")[0]
    return f"{path}/" if path else ""


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


def resources(*named: tuple[str, str]) -> str:
    """Return several CloudFormation resources, each under a logical id made of its name."""
    return "\n".join(
        f"{logical_id(name)}:\n" + "\n".join(f"  {line}" for line in body.splitlines())
        for name, body in named
    )


def logical_id(name: str) -> str:
    """Return a logical id: letters and digits, as CloudFormation asks."""
    words = re.findall(r"[A-Za-z0-9]+", name)
    return "".join(word[:1].upper() + word[1:] for word in words) or "Resource"


# In a template, a property that a change takes away: CloudFormation drops it, and so does SAM.
ABSENT = "!Ref AWS::NoValue"
# Where a function has a Role, SAM makes none, and Policies has no effect.
VOID_WITH_ROLE = "# SAM ignores Policies if Role is set: then add the statement to that role"


def sam_policies(*statements: str) -> tuple[str, ...]:
    """Return the lines that give a function's role statements, each as JSON."""
    items = (f"      - {shown_json(statement)}" for statement in statements)
    return (VOID_WITH_ROLE, "Policies:", "  - Statement:", *items)


def terraform(function: Function, *lines: str) -> str:
    """Return the arguments to set in the function's aws_lambda_function resource."""
    body = (f"function_name = {hcl(function.name)}", *lines)
    return block("aws_lambda_function", function.name, *body)


def block(kind: str, name: str, *lines: str) -> str:
    """Return a Terraform resource block."""
    inner = "\n".join(f"  {line}" for line in lines)
    return f'resource "{kind}" "{label(name)}" {{\n{inner}\n}}'


def policy_name(name: str, document: str) -> str:
    """Return a policy's name that no other document gets: put-role-policy replaces its namesake."""
    harmless = re.sub(r"[^\w+=,.@-]", "-", name, flags=re.ASCII)
    digest = hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{harmless[: _LONGEST_POLICY_NAME - 9]}-{digest}"


def create_queue(name: str, region: str) -> str:
    """Return the command that creates an SQS queue; it succeeds where an equal one exists."""
    return shell("aws", "sqs", "create-queue", "--queue-name", name, "--region", region)


def set_redrive(queue: str, dead_letters: str, attempts: int, region: str) -> str:
    """Return the command that gives an SQS queue a dead-letter queue, both by their ARNs."""
    policy = {"deadLetterTargetArn": dead_letters, "maxReceiveCount": str(attempts)}
    attributes = {"RedrivePolicy": json.dumps(policy, separators=(",", ":"))}
    return shell(
        *("aws", "sqs", "set-queue-attributes", "--queue-url", queue_url(queue)),
        *("--region", region, "--attributes", json.dumps(attributes, separators=(",", ":"))),
    )


def sam_queue(name: str) -> tuple[str, str]:
    """Return the name and the CloudFormation resource of an SQS queue, for `resources`."""
    return name, resource("AWS::SQS::Queue", f"QueueName: {text(name)}")


def terraform_queue(name: str) -> str:
    """Return the Terraform block of an SQS queue."""
    return block("aws_sqs_queue", name, f"name = {hcl(name)}")


def vpc_config(function: Function, subnets: Sequence[str], groups: Sequence[str]) -> Fix:
    """Return the fix that attaches the function to these subnets and security groups.

    A VpcConfig replaces the whole one, so whether IPv6 may leave is said again.
    """
    ipv6 = function.vpc is not None and function.vpc.ipv6
    return Fix(
        cli=with_warnings(
            lambda_cli(
                "update-function-configuration",
                function,
                *("--vpc-config", vpc_words(subnets, groups, ipv6=ipv6)),
            )
        ),
        sam=sam(
            function,
            "VpcConfig:",
            "  SubnetIds:",
            *(f"    - {text(id_)}" for id_ in subnets),
            "  SecurityGroupIds:",
            *(f"    - {text(id_)}" for id_ in groups),
            *(["  Ipv6AllowedForDualStack: true"] if ipv6 else []),
        ),
        terraform=terraform(
            function,
            "vpc_config {",
            f"  subnet_ids         = [{', '.join(map(hcl, subnets))}]",
            f"  security_group_ids = [{', '.join(map(hcl, groups))}]",
            *(["  ipv6_allowed_for_dual_stack = true"] if ipv6 else []),
            "}",
        ),
    )


def vpc_words(subnets: Sequence[str], groups: Sequence[str], *, ipv6: bool) -> str:
    """Return a VpcConfig in the AWS CLI's shorthand."""
    words = f"SubnetIds={','.join(subnets)},SecurityGroupIds={','.join(groups)}"
    return f"{words},Ipv6AllowedForDualStack=true" if ipv6 else words
