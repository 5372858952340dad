"""The account itself: identity, regions, roles, organization."""

from __future__ import annotations

from auditor.collect.table.rows import (
    IAM_MARKER,
    NEXT_TOKEN,
    ROLE,
    FactRow,
    Operation,
    Owner,
)
from auditor.model import Need

# Calls a second. EC2: its quota page. For IAM and Organizations AWS publishes nothing, so the
# figure is a careful one. As of 2026-11-20.
BUCKETS = {
    "sts": 20,
    "iam": 15,
    "iam:GetAccountAuthorizationDetails": 5,
    "organizations": 2,
    "account": 2,
    "ec2": 10,
}

OPERATIONS = (
    Operation(
        service="sts", name="GetCallerIdentity", action="sts:GetCallerIdentity", bucket="sts",
        required=("Account",), world=True, free=True, why="the account and the caller",
    ),
    Operation(
        service="ec2", name="DescribeRegions", action="ec2:DescribeRegions", bucket="ec2",
        items="Regions", required=("Regions",), why="the regions that are enabled",
    ),
    Operation(
        service="iam", name="ListAccountAliases", action="iam:ListAccountAliases", bucket="iam",
        items="AccountAliases", required=("AccountAliases",), world=True,
        why="the account's name in the report",
    ),
    Operation(
        service="iam", name="GetAccountAuthorizationDetails",
        action="iam:GetAccountAuthorizationDetails", bucket="iam:GetAccountAuthorizationDetails",
        items="RoleDetailList", also=("Policies",), token=IAM_MARKER, page=("MaxItems", 1000),
        required=("RoleDetailList",), world=True,
        why="roles with all their policies, in one sweep",
    ),
    Operation(
        service="iam", name="GetRole", action="iam:GetRole", bucket="iam", resource=ROLE,
        required=("Role",), world=True, fallback=True, granted=True,
        why="a role, or the boundary of one, that the sweep left out",
    ),
    Operation(
        service="iam", name="ListAttachedRolePolicies", action="iam:ListAttachedRolePolicies",
        bucket="iam", resource=ROLE, items="AttachedPolicies", token=IAM_MARKER,
        page=("MaxItems", 1000), required=("AttachedPolicies",), world=True, fallback=True,
        why="the policies attached to such a role",
    ),
    Operation(
        service="iam", name="ListRolePolicies", action="iam:ListRolePolicies", bucket="iam",
        resource=ROLE, items="PolicyNames", token=IAM_MARKER, page=("MaxItems", 1000),
        required=("PolicyNames",), world=True, fallback=True,
        why="the inline policies of such a role",
    ),
    Operation(
        service="iam", name="GetRolePolicy", action="iam:GetRolePolicy", bucket="iam",
        resource=ROLE, required=("PolicyDocument",), world=True, fallback=True,
        why="the text of an inline policy",
    ),
    Operation(
        service="iam", name="GetPolicy", action="iam:GetPolicy", bucket="iam",
        resource="arn:*:iam::*:policy/*", required=("Policy",), world=True, fallback=True,
        why="the current version of a policy that the sweep left out",
    ),
    Operation(
        service="iam", name="GetPolicyVersion", action="iam:GetPolicyVersion", bucket="iam",
        resource="arn:*:iam::*:policy/*", required=("PolicyVersion",), world=True, fallback=True,
        why="the text of such a policy",
    ),
    Operation(
        service="iam", name="GenerateServiceLastAccessedDetails",
        action="iam:GenerateServiceLastAccessedDetails", bucket="iam", resource=ROLE,
        required=("JobId",), world=True, why="a report of what a role last used",
    ),
    Operation(
        service="iam", name="GetServiceLastAccessedDetails",
        action="iam:GetServiceLastAccessedDetails", bucket="iam", items="ServicesLastAccessed",
        token=IAM_MARKER, page=("MaxItems", 1000), required=("JobStatus",), world=True,
        why="what a role last used",
    ),
    Operation(
        service="organizations", name="DescribeOrganization",
        action="organizations:DescribeOrganization", bucket="organizations",
        required=("Organization",), world=True, why="the organization of the account",
    ),
    Operation(
        service="organizations", name="ListParents", action="organizations:ListParents",
        bucket="organizations", items="Parents", token=NEXT_TOKEN, required=("Parents",),
        world=True, why="the units that the account is in",
    ),
    Operation(
        service="organizations", name="ListPoliciesForTarget",
        action="organizations:ListPoliciesForTarget", bucket="organizations", items="Policies",
        token=NEXT_TOKEN, page=("MaxResults", 20), required=("Policies",), world=True,
        why="the policies of the root, of a unit and of the account",
    ),
    Operation(
        service="organizations", name="DescribePolicy", action="organizations:DescribePolicy",
        bucket="organizations", required=("Policy",), world=True,
        why="the text of an organization's policy",
    ),
)  # fmt: skip

FACTS = (
    FactRow(
        need=Need.ROLES, owner=Owner.ACCOUNT, field="roles",
        operations=(
            "iam:GetAccountAuthorizationDetails",
            "iam:GetRole",
            "iam:ListAttachedRolePolicies",
            "iam:ListRolePolicies",
            "iam:GetRolePolicy",
            "iam:GetPolicy",
            "iam:GetPolicyVersion",
        ),
    ),
    FactRow(
        need=Need.LAST_ACCESSED, owner=Owner.ROLE, field="last_accessed",
        operations=(
            "iam:GenerateServiceLastAccessedDetails",
            "iam:GetServiceLastAccessedDetails",
        ),
    ),
    FactRow(
        need=Need.ORGANIZATION, owner=Owner.ACCOUNT, field="organization",
        operations=("organizations:DescribeOrganization",),
    ),
    FactRow(
        need=Need.ORGANIZATION_POLICIES, owner=Owner.ACCOUNT, field="organization_policies",
        operations=(
            "organizations:ListPoliciesForTarget",
            "organizations:DescribeOrganization",
            "organizations:ListParents",
            "organizations:DescribePolicy",
        ),
    ),
)  # fmt: skip
