"""How a role's rights become all rights: action sets that are known to be enough, with sources.

Data. Action names are written in full: they are never looked up in the action data, so that a
service that leaves that data can't silence a path. `make docs` prints docs/escalation.md from it.
"""

from __future__ import annotations

from dataclasses import dataclass

RHINO = "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/"
PATHFINDING = "https://pathfinding.cloud/"
PROWLER = "https://hub.prowler.com/check/iam_policy_allows_privilege_escalation"
HACKTRICKS = "https://cloud.hacktricks.wiki/en/pentesting-cloud/aws-security/"
STRATUS = "https://stratus-red-team.cloud/attack-techniques/AWS/"


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationPath:
    """One way up. Every step is needed; a step's alternatives are separated by `|`."""

    id: str
    steps: tuple[str, ...]
    effect: str  # what the role can do with it: "The role …"
    source: str
    own: str = ""  # "role" or "policy": enough if aimed at the role itself, or a policy of its own
    passes_to: tuple[str, ...] = ()  # needs iam:PassRole to one of these services
    needs: str = ""  # "boundary" or "deny": only a role that has one gains by it
    weak: bool = False  # high at most: it takes a user's credentials, or a fitting target as well


def _edit(id: str, step: str, effect: str, own: str = "", source: str = RHINO) -> EscalationPath:
    return EscalationPath(id=id, steps=(step,), effect=effect, own=own, source=source)


def _weak(id: str, *steps: str, effect: str, source: str = HACKTRICKS) -> EscalationPath:
    return EscalationPath(id=id, steps=steps, effect=effect, weak=True, source=source)


def _user(id: str, step: str, effect: str) -> EscalationPath:
    return _weak(id, step, effect=effect, source=RHINO)


# Edits of identities and policies.
EDITS = (
    _edit("put-role-policy", "iam:PutRolePolicy", "writes itself any permission", "role"),
    _edit("attach-role-policy", "iam:AttachRolePolicy", "attaches itself any policy", "role"),
    _edit("create-policy-version", "iam:CreatePolicyVersion",
          "rewrites a policy that is attached to it", "policy"),
    _edit("set-default-policy-version", "iam:SetDefaultPolicyVersion",
          "brings back an older, wider version of a policy", "policy"),
    _edit("update-assume-role-policy", "iam:UpdateAssumeRolePolicy",
          "lets itself assume any role"),
    _edit("create-access-key", "iam:CreateAccessKey", "makes keys for any user"),
    _edit("create-login-profile", "iam:CreateLoginProfile", "gives any user a password it knows"),
    _edit("update-login-profile", "iam:UpdateLoginProfile", "resets any user's password"),
    _user("attach-user-policy", "iam:AttachUserPolicy", "attaches any policy to a user"),
    _user("put-user-policy", "iam:PutUserPolicy", "writes any permission into a user"),
    _user("attach-group-policy", "iam:AttachGroupPolicy", "attaches any policy to a group"),
    _user("put-group-policy", "iam:PutGroupPolicy", "writes any permission into a group"),
    _user("add-user-to-group", "iam:AddUserToGroup", "puts a user into any group"),
    EscalationPath(
        id="delete-boundary-assume", steps=("iam:DeleteRolePermissionsBoundary", "sts:AssumeRole"),
        effect="lifts the boundary of any role and assumes it", source=PATHFINDING),
    EscalationPath(
        id="delete-own-boundary", steps=("iam:DeleteRolePermissionsBoundary",), own="role",
        effect="lifts its own permissions boundary", needs="boundary", source=PATHFINDING),
    EscalationPath(
        id="put-own-boundary", steps=("iam:PutRolePermissionsBoundary",), own="role",
        effect="replaces its own permissions boundary", needs="boundary", weak=True,
        source=HACKTRICKS),
    EscalationPath(
        id="delete-own-policy", steps=("iam:DeleteRolePolicy",), own="role", needs="deny",
        effect="deletes the policy that denies it something", weak=True, source=HACKTRICKS),
    EscalationPath(
        id="detach-own-policy", steps=("iam:DetachRolePolicy",), own="role", needs="deny",
        effect="detaches the policy that denies it something", weak=True, source=HACKTRICKS),
    _weak("update-access-key", "iam:UpdateAccessKey",
          effect="switches on access keys of any user that were switched off"),
    _weak("service-specific-credential", "iam:CreateServiceSpecificCredential"
          "|iam:ResetServiceSpecificCredential",
          effect="makes credentials of any user for CodeCommit, Keyspaces or Bedrock"),
    _weak("upload-ssh-key", "iam:UploadSSHPublicKey",
          effect="signs in to CodeCommit as any user"),
    _weak("update-saml-provider", "iam:UpdateSAMLProvider",
          effect="signs in through SAML as whoever a role trusts"),
    _weak("update-oidc-thumbprint", "iam:UpdateOpenIDConnectProviderThumbprint",
          effect="makes roles trust an issuer's tokens that it signed itself"),
    _weak("permission-set-policy", "sso:PutInlinePolicyToPermissionSet"
          "|sso:AttachManagedPolicyToPermissionSet|sso:AttachCustomerManagedPolicyReferenceToPermissionSet",
          effect="writes any permission into a permission set of IAM Identity Center"),
    _weak("account-assignment", "sso:CreateAccountAssignment",
          effect="assigns any permission set of IAM Identity Center"),
    _weak("identity-store-group", "identitystore:CreateGroupMembership",
          effect="puts a user into any group of IAM Identity Center"),
)  # fmt: skip

# Aimed at what exists: as strong as the strongest role that sits there.
EXISTING = (
    _weak("assume-any-role", "sts:AssumeRole", source=PATHFINDING + "paths/sts-001",
          effect="assumes any role that trusts the account"),
    _weak("ssm-send-command", "ssm:SendCommand", source=PATHFINDING + "paths/ssm-002",
          effect="runs commands on any instance, under the instance's role"),
    _weak("ssm-start-session", "ssm:StartSession", source=PATHFINDING + "paths/ssm-001",
          effect="opens a shell on any instance, under the instance's role"),
    _weak("ssm-maintenance-window", "ssm:RegisterTaskWithMaintenanceWindow",
          "ssm:RegisterTargetWithMaintenanceWindow",
          effect="runs commands on any instance through a maintenance window"),
    _weak("cloudformation-update", "cloudformation:UpdateStack",
          source=PATHFINDING + "paths/cloudformation-002",
          effect="changes any stack, under the role that the stack keeps"),
    _weak("cloudformation-existing-change-set", "cloudformation:CreateChangeSet",
          "cloudformation:ExecuteChangeSet", source=PATHFINDING + "paths/cloudformation-005",
          effect="changes any stack, under the role that the stack keeps"),
    _weak("codebuild-start", "codebuild:StartBuild|codebuild:StartBuildBatch",
          source=PATHFINDING + "paths/codebuild-002",
          effect="runs commands of its choice in any build project, under the project's role"),
    _weak("ec2-user-data", "ec2:ModifyInstanceAttribute", "ec2:StopInstances",
          "ec2:StartInstances", source=PATHFINDING + "paths/ec2-002",
          effect="rewrites the start script of any instance, which runs under its role"),
    _weak("ec2-launch-template", "ec2:CreateLaunchTemplateVersion", "ec2:ModifyLaunchTemplate",
          source=PATHFINDING + "paths/ec2-005",
          effect="rewrites any launch template, whose instances run under its role"),
    _weak("ec2-ssh-key", "ec2-instance-connect:SendSSHPublicKey"
          "|ec2-instance-connect:SendSerialConsoleSSHPublicKey",
          source=PATHFINDING + "paths/ec2-instance-connect-003",
          effect="signs in to any instance, under the instance's role"),
    _weak("ecs-execute-command", "ecs:ExecuteCommand",
          source=PATHFINDING + "paths/ecs-006",
          effect="opens a shell in any task, under the task's role"),
    _weak("glue-update-endpoint", "glue:UpdateDevEndpoint", source=RHINO,
          effect="signs in to any Glue development endpoint, under its role"),
    _weak("glue-update-job", "glue:UpdateJob",
          effect="rewrites any Glue job, which runs under its role"),
    _weak("codebuild-update", "codebuild:UpdateProject", "codebuild:StartBuild"
          "|codebuild:StartBuildBatch",
          effect="rewrites any build project and runs it under its role"),
    _weak("step-functions-update", "states:UpdateStateMachine",
          effect="rewrites any state machine, which runs under its role"),
    _weak("sagemaker-notebook-url", "sagemaker:CreatePresignedNotebookInstanceUrl",
          source=PATHFINDING + "paths/sagemaker-004",
          effect="opens any notebook instance, under its role"),
    _weak("sagemaker-lifecycle", "sagemaker:CreateNotebookInstanceLifecycleConfig",
          "sagemaker:StopNotebookInstance", "sagemaker:UpdateNotebookInstance",
          "sagemaker:StartNotebookInstance", source=PATHFINDING + "paths/sagemaker-005",
          effect="runs a script in any notebook instance, under its role"),
    _weak("apprunner-update", "apprunner:UpdateService",
          source=PATHFINDING + "paths/apprunner-002",
          effect="replaces the code of any App Runner service, which runs under its role"),
    _weak("agentcore-interpreter", "bedrock-agentcore:StartCodeInterpreterSession",
          "bedrock-agentcore:InvokeCodeInterpreter", source=PATHFINDING + "paths/bedrock-002",
          effect="runs code in any AgentCore code interpreter, under its role"),
    _weak("web-function-revision", "lambda:CreateWebFunctionRevision",
          source="https://docs.aws.amazon.com/lambda/latest/api/",
          effect="replaces the code of any web function, which runs under its role"),
    _weak("deadline-queue-role", "deadline:AssumeQueueRoleForUser",
          source="https://docs.aws.amazon.com/deadline-cloud/latest/APIReference/",
          effect="takes the role of any Deadline Cloud queue"),
)  # fmt: skip

# Roles and users that the role makes itself under a name pattern: it writes their policies too.
MADE = (
    EscalationPath(
        id="made-role-assume", effect="makes a role of any rights and assumes it",
        steps=("iam:CreateRole", "iam:PutRolePolicy|iam:AttachRolePolicy", "sts:AssumeRole"),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"),
    EscalationPath(
        id="made-user-key", effect="makes a user of any rights, with keys",
        steps=("iam:CreateUser", "iam:PutUserPolicy|iam:AttachUserPolicy",
               "iam:CreateAccessKey|iam:CreateLoginProfile"),
        source="https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"),
)  # fmt: skip

# Aimed at functions that exist: what they reach depends on those functions' roles.
REPLACE_CODE = EscalationPath(
    id="update-function-code",
    steps=("lambda:UpdateFunctionCode",),
    effect="replaces the code of functions, which then runs under their roles",
    source=PATHFINDING + "paths/lambda-004",
)
REPLACE_LAYERS = EscalationPath(
    id="update-function-configuration",
    steps=("lambda:UpdateFunctionConfiguration",),
    effect="puts a layer of its own into functions, which then runs under their roles",
    source=PATHFINDING + "paths/lambda-005",
)
OWN_ROLE = EscalationPath(
    id="own-function-role",
    steps=("lambda:UpdateFunctionConfiguration",),
    effect="gives its own function any role that it passes",
    passes_to=("lambda.amazonaws.com",),
    source="https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html",
)
