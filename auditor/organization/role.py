"""The role that each account needs: exactly what `auditor permissions` prints, and whom it trusts.

The principal of the trust is the account of the caller, narrowed by a condition to the caller
itself. A role as principal would have to exist already, and would have to be named anew whenever
it is made again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.collect import Permission
from auditor.model.errors import UsageError
from auditor.organization.member import wrong_external_id, wrong_role

FORMATS = ("stackset", "stack", "terraform")
POLICY_NAME = "read"
_TRUST = re.compile(
    r"arn:(aws[a-z-]*):iam::([0-9]{12}):(?:root|(?:role|user)/[\w+=,.@/-]+)", re.ASCII
)
_SESSION = re.compile(r"arn:aws[a-z-]*:sts::([0-9]{12}):assumed-role/([\w+=,.@-]+)/")
_ORGANIZATION = re.compile(r"o-[a-z0-9]{10,32}")
_DESCRIPTION = "Reads Lambda functions and what they use for an audit. Cannot change anything."
_STACKSET_USE = """\
# The role of lambda-auditor in every account of the organization, also in those that join later.
# Deploy it once, in the management account or in a delegated administrator of StackSets:
#   aws cloudformation deploy --template-file THIS_FILE --stack-name lambda-auditor-roles \\
#     --capabilities CAPABILITY_NAMED_IAM --parameter-overrides OrganizationalUnits=r-EXAMPLE
# In a delegated administrator add CallAs=DELEGATED_ADMIN. Trusted access for StackSets must be
# enabled once: `aws cloudformation activate-organizations-access`.
# StackSets do not reach the management account itself: deploy `--format stack` there.
"""
_STACK_USE = """\
# The role of lambda-auditor in one account:
#   aws cloudformation deploy --template-file THIS_FILE --stack-name lambda-auditor-role \\
#     --capabilities CAPABILITY_NAMED_IAM
"""
_TERRAFORM_USE = """\
# The role of lambda-auditor in one account, or in each with a module and several providers.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleTrust:
    """Who may assume the role; all conditions must hold."""

    arn: str  # of a role, a user or an account's root
    external_id: str | None = None
    organization: str | None = None  # id; the caller must belong to it

    def __post_init__(self) -> None:
        """Refuse what cannot be right.

        Raises:
            UsageError: the ARN or an id is wrong.
        """
        session = _SESSION.match(self.arn)
        if session:
            raise UsageError(
                f"--trust {self.arn} is a session, and sessions end; give its role, such as"
                f" arn:aws:iam::{session[1]}:role/{session[2]}"
            )
        if not _TRUST.fullmatch(self.arn):
            raise UsageError(
                f"--trust {self.arn!r} is not the ARN of a role, a user or an account's root, such"
                " as arn:aws:iam::111122223333:role/auditor"
            )
        if self.external_id is not None and (wrong := wrong_external_id(self.external_id)):
            raise UsageError(f"--external-id: {wrong}")
        if self.organization is not None and not _ORGANIZATION.fullmatch(self.organization):
            raise UsageError(
                f"--organization-id {self.organization!r} is no id of an organization, such as"
                " o-ab12cd34ef"
            )

    def document(self) -> dict[str, Any]:
        """Return the trust policy."""
        match = _TRUST.fullmatch(self.arn)
        partition, account = (match[1], match[2]) if match else ("aws", "")
        conditions: dict[str, dict[str, str]] = {}
        if not self.arn.endswith(":root"):
            conditions["ArnEquals"] = {"aws:PrincipalArn": self.arn}
        equal = {}
        if self.organization is not None:
            equal["aws:PrincipalOrgID"] = self.organization
        if self.external_id is not None:
            equal["sts:ExternalId"] = self.external_id
        if equal:
            conditions["StringEquals"] = equal
        statement: dict[str, Any] = {
            "Effect": "Allow",
            "Principal": {"AWS": f"arn:{partition}:iam::{account}:root"},
            "Action": "sts:AssumeRole",
        }
        if conditions:
            statement["Condition"] = conditions
        return {"Version": "2012-10-17", "Statement": [statement]}


def render(permissions: Iterable[Permission], trust: RoleTrust, name: str, form: str) -> str:
    """Return the template of the role in one of FORMATS.

    Raises:
        UsageError: the role's name cannot be right.
    """
    if name.startswith("arn:") or "/" in name or wrong_role(name):
        raise UsageError(f"--role-name: {wrong_role(name) or f'{name!r} must be a name alone'}")
    policy = _policy(permissions)
    if form == "terraform":
        return _TERRAFORM_USE + _terraform(policy, trust, name)
    if form == "stack":
        return _STACK_USE + _text(_stack(policy, trust, name))
    return _STACKSET_USE + _text(_stackset(policy, trust, name))


def _policy(permissions: Iterable[Permission]) -> dict[str, Any]:
    """Return the document that `auditor permissions` prints."""
    from auditor.collect.aws import iam_policy  # noqa: PLC0415  only where one is printed

    document: dict[str, Any] = json.loads(iam_policy.render(permissions, "policy"))
    return document


def _stack(policy: Mapping[str, Any], trust: RoleTrust, name: str) -> dict[str, Any]:
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"The role that lambda-auditor reads this account with. {_DESCRIPTION}",
        "Resources": {
            "Reader": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "RoleName": name,
                    "Description": _DESCRIPTION,
                    "MaxSessionDuration": 3600,
                    "AssumeRolePolicyDocument": trust.document(),
                    "Policies": [{"PolicyName": POLICY_NAME, "PolicyDocument": policy}],
                },
            }
        },
        "Outputs": {"Role": {"Value": {"Fn::GetAtt": ["Reader", "Arn"]}}},
    }


def _stackset(policy: Mapping[str, Any], trust: RoleTrust, name: str) -> dict[str, Any]:
    member = json.dumps(_stack(policy, trust, name), separators=(",", ":"))
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": "The role of lambda-auditor in every account of an organization.",
        "Parameters": {
            "OrganizationalUnits": {
                "Type": "CommaDelimitedList",
                "Description": "Ids of the units, or of the root, whose accounts get the role.",
            },
            "CallAs": {
                "Type": "String",
                "Default": "SELF",
                "AllowedValues": ["SELF", "DELEGATED_ADMIN"],
            },
        },
        "Resources": {
            "Roles": {"Type": "AWS::CloudFormation::StackSet", "Properties": _roll_out(member)}
        },
    }


def _roll_out(member: str) -> dict[str, Any]:
    """Return the properties of the StackSet; `member` is the template for each account."""
    units = {"OrganizationalUnitIds": {"Ref": "OrganizationalUnits"}}
    return {
        "StackSetName": "lambda-auditor-role",
        "Description": _DESCRIPTION,
        "PermissionModel": "SERVICE_MANAGED",
        "CallAs": {"Ref": "CallAs"},
        "Capabilities": ["CAPABILITY_NAMED_IAM"],
        "AutoDeployment": {"Enabled": True, "RetainStacksOnAccountRemoval": False},
        "ManagedExecution": {"Active": True},
        "OperationPreferences": {
            "FailureTolerancePercentage": 100,
            "MaxConcurrentPercentage": 100,
            "RegionConcurrencyType": "PARALLEL",
        },
        # A role is global: one region is enough.
        "StackInstancesGroup": [{"Regions": [{"Ref": "AWS::Region"}], "DeploymentTargets": units}],
        "TemplateBody": member,
    }


def _terraform(policy: Mapping[str, Any], trust: RoleTrust, name: str) -> str:
    return "\n".join(
        [
            'resource "aws_iam_role" "lambda_auditor" {',
            f"  name                 = {json.dumps(name)}",
            f"  description          = {json.dumps(_DESCRIPTION)}",
            "  max_session_duration = 3600",
            f"  assume_role_policy   = jsonencode({_hcl(trust.document(), 1)})",
            "}",
            "",
            'resource "aws_iam_role_policy" "lambda_auditor" {',
            f"  name   = {json.dumps(POLICY_NAME)}",
            "  role   = aws_iam_role.lambda_auditor.id",
            f"  policy = jsonencode({_hcl(policy, 1)})",
            "}",
            "",
        ]
    )


def _hcl(value: object, depth: int) -> str:
    """Return a value in HCL; its strings hold nothing that HCL would interpolate."""
    pad, end = "  " * (depth + 1), "  " * depth
    if isinstance(value, Mapping):
        rows = [f"{pad}{json.dumps(k)} = {_hcl(v, depth + 1)}" for k, v in value.items()]
        return "\n".join(["{", *rows, f"{end}}}"])
    if isinstance(value, list):
        rows = [f"{pad}{_hcl(item, depth + 1)}," for item in value]
        return "\n".join(["[", *rows, f"{end}]"])
    return json.dumps(value).replace("${", "$${").replace("%{", "%%{")


def _text(template: Mapping[str, Any]) -> str:
    """Return a template as YAML: JSON's strings and block style, which every reader takes."""
    import yaml  # noqa: PLC0415  only where one is printed

    text: str = yaml.safe_dump(dict(template), sort_keys=False, width=100, allow_unicode=False)
    return text
