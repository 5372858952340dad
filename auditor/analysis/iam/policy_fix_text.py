"""A policy document as a fix: the AWS CLI, CloudFormation and Terraform write the same."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.analysis.fix_text import (
    block,
    comment,
    hcl,
    hcl_json,
    resource,
    shell,
    shown_json,
    text,
)
from auditor.analysis.iam.effective import StatementSource


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPolicy:
    """What is written, and where to."""

    role: str
    source: StatementSource
    inline: str  # the name of the inline policy that holds the document; empty: a managed one does
    document: str


def cli(written: WrittenPolicy) -> str:
    """Return the AWS CLI commands that write the document."""
    source, document = written.source, ("--policy-document", written.document)
    if not written.inline:
        version = ("aws", "iam", "create-policy-version", "--policy-arn", source.arn or "")
        return shell(*version, "--set-as-default", *document)
    role = ("--role-name", written.role)
    put = shell("aws", "iam", "put-role-policy", *role, "--policy-name", written.inline, *document)
    if source.arn is None:
        return put
    detach = ("aws", "iam", "detach-role-policy", *role, "--policy-arn", source.arn)
    return f"{put}\n{shell(*detach)}"


def sam(written: WrittenPolicy) -> str:
    """Return the CloudFormation resource that is the policy."""
    document = f"PolicyDocument: {shown_json(written.document)}"
    if not written.inline:
        name = f"ManagedPolicyName: {text(written.source.policy)}"
        return resource("AWS::IAM::ManagedPolicy", name, document)
    names = (f"RoleName: {text(written.role)}", f"PolicyName: {text(written.inline)}")
    lines = ["# where SAM makes the role, put the statements in the function's Policies instead"]
    if written.source.arn is not None:
        lines.append(comment(f"take {written.source.arn} out of the role's ManagedPolicyArns"))
    return resource("AWS::IAM::RolePolicy", *lines, *names, document)


def terraform(written: WrittenPolicy) -> str:
    """Return the Terraform block that is the policy."""
    policy = f"policy = jsonencode({hcl_json(written.document)})"
    if not written.inline:
        name = written.source.policy
        return block("aws_iam_policy", name, f"name   = {hcl(name)}", policy)
    made = block(
        "aws_iam_role_policy",
        f"{written.role}_{written.inline}",
        f"name   = {hcl(written.inline)}",
        f"role   = {hcl(written.role)}",
        policy,
    )
    if written.source.arn is None:
        return made
    return f"{comment(f'remove the attachment of {written.source.arn} to the role')}\n{made}"
