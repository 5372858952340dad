"""How a role's rights become all rights: action sets that are known to be enough.

Facts published by Rhino Security Labs ("AWS IAM Privilege Escalation", 28 methods) and by
pathfinding.cloud, read 2026-11. Action names stand here in full: they are never looked up in the
action data, so that a service that leaves that data can't silence a path.
"""

from __future__ import annotations

from dataclasses import dataclass

RHINO = "https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/"
PATHFINDING = "https://pathfinding.cloud/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """One way up. Every step is needed; a step's alternatives are separated by `|`."""

    id: str
    steps: tuple[str, ...]
    effect: str  # what the role can do with it: "…, so it …"
    own: str = ""  # "role" or "policy": enough if aimed at the role itself, or a policy of its own
    passes_to: tuple[str, ...] = ()  # needs iam:PassRole to one of these services
    needs_boundary: bool = False
    indirect: bool = False  # it lifts a user, whose credentials are needed as well
    source: str = PATHFINDING


def _edit(id: str, step: str, effect: str, own: str = "", source: str = RHINO) -> Path:
    return Path(id=id, steps=(step,), effect=effect, own=own, source=source)


def _user(id: str, step: str, effect: str) -> Path:
    return Path(id=id, steps=(step,), effect=effect, indirect=True, source=RHINO)


def _pass(id: str, service: str, *steps: str, source: str = PATHFINDING) -> Path:
    return Path(
        id=id,
        steps=steps,
        effect="runs code of its choice under any role that it passes",
        passes_to=tuple(service.split("|")),
        source=source,
    )


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
    Path(id="delete-boundary-assume", steps=("iam:DeleteRolePermissionsBoundary", "sts:AssumeRole"),
         effect="lifts the boundary of any role and assumes it"),
    Path(id="delete-own-boundary", steps=("iam:DeleteRolePermissionsBoundary",),
         effect="lifts its own permissions boundary", own="role", needs_boundary=True),
)  # fmt: skip

PASSES = (
    _pass("lambda-invoke", "lambda.amazonaws.com", "lambda:CreateFunction",
          "lambda:InvokeFunction|lambda:InvokeAsync|lambda:CreateEventSourceMapping"
          "|lambda:AddPermission", source=RHINO),
    _pass("ec2-run-instances", "ec2.amazonaws.com", "ec2:RunInstances", source=RHINO),
    _pass("ec2-spot", "ec2.amazonaws.com", "ec2:RequestSpotInstances|ec2:RequestSpotFleet"),
    _pass("cloudformation-create-stack", "cloudformation.amazonaws.com",
          "cloudformation:CreateStack|cloudformation:UpdateStackSet", source=RHINO),
    _pass("cloudformation-stack-set", "cloudformation.amazonaws.com",
          "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
    _pass("cloudformation-change-set", "cloudformation.amazonaws.com",
          "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    _pass("glue-dev-endpoint", "glue.amazonaws.com", "glue:CreateDevEndpoint", source=RHINO),
    _pass("glue-job", "glue.amazonaws.com", "glue:CreateJob|glue:UpdateJob",
          "glue:StartJobRun|glue:CreateTrigger"),
    _pass("glue-session", "glue.amazonaws.com", "glue:CreateSession", "glue:RunStatement"),
    _pass("codebuild", "codebuild.amazonaws.com", "codebuild:CreateProject|codebuild:UpdateProject",
          "codebuild:StartBuild|codebuild:StartBuildBatch"),
    _pass("datapipeline", "datapipeline.amazonaws.com|elasticmapreduce.amazonaws.com"
          "|ec2.amazonaws.com", "datapipeline:CreatePipeline",
          "datapipeline:PutPipelineDefinition", "datapipeline:ActivatePipeline", source=RHINO),
    _pass("ecs-task", "ecs-tasks.amazonaws.com", "ecs:RegisterTaskDefinition",
          "ecs:RunTask|ecs:StartTask|ecs:CreateService|ecs:UpdateService"),
    _pass("ecs-run-task", "ecs-tasks.amazonaws.com", "ecs:RunTask"),
    _pass("sagemaker", "sagemaker.amazonaws.com", "sagemaker:CreateNotebookInstance"
          "|sagemaker:CreateTrainingJob|sagemaker:CreateProcessingJob"),
    _pass("apprunner", "tasks.apprunner.amazonaws.com|build.apprunner.amazonaws.com",
          "apprunner:CreateService"),
    _pass("bedrock-agentcore", "bedrock-agentcore.amazonaws.com",
          "bedrock-agentcore:CreateCodeInterpreter",
          "bedrock-agentcore:StartCodeInterpreterSession",
          "bedrock-agentcore:InvokeCodeInterpreter"),
    _pass("step-functions", "states.amazonaws.com",
          "states:CreateStateMachine|states:UpdateStateMachine",
          "states:StartExecution|states:StartSyncExecution"),
    _pass("scheduler", "scheduler.amazonaws.com",
          "scheduler:CreateSchedule|scheduler:UpdateSchedule"),
    _pass("ssm-automation", "ssm.amazonaws.com", "ssm:CreateDocument|ssm:UpdateDocument",
          "ssm:StartAutomationExecution"),
    _pass("autoscaling", "ec2.amazonaws.com", "autoscaling:CreateLaunchConfiguration"
          "|ec2:CreateLaunchTemplate|ec2:CreateLaunchTemplateVersion",
          "autoscaling:CreateAutoScalingGroup|autoscaling:UpdateAutoScalingGroup"),
    _pass("batch", "batch.amazonaws.com|ecs-tasks.amazonaws.com", "batch:RegisterJobDefinition",
          "batch:SubmitJob"),
    _pass("emr", "elasticmapreduce.amazonaws.com|ec2.amazonaws.com",
          "elasticmapreduce:RunJobFlow"),
    _pass("emr-serverless", "emr-serverless.amazonaws.com", "emr-serverless:CreateApplication",
          "emr-serverless:StartJobRun"),
    _pass("braket", "braket.amazonaws.com", "braket:CreateJob"),
    _pass("gamelift", "gamelift.amazonaws.com", "gamelift:CreateFleet"),
    _pass("omics", "omics.amazonaws.com", "omics:CreateWorkflow", "omics:StartRun"),
    _pass("managed-flink", "kinesisanalytics.amazonaws.com", "kinesisanalytics:CreateApplication",
          "kinesisanalytics:StartApplication"),
    _pass("cognito-identity", "cognito-identity.amazonaws.com",
          "cognito-identity:SetIdentityPoolRoles"),
    _pass("airflow", "airflow.amazonaws.com|airflow-env.amazonaws.com",
          "airflow:CreateEnvironment"),
)  # fmt: skip

# Aimed at functions that exist: what they reach depends on those functions' roles.
REPLACE_CODE = Path(
    id="update-function-code",
    steps=("lambda:UpdateFunctionCode",),
    effect="replaces the code of functions, which then runs under their roles",
)
REPLACE_LAYERS = Path(
    id="update-function-configuration",
    steps=("lambda:UpdateFunctionConfiguration",),
    effect="puts a layer of its own into functions, which then runs under their roles",
)
