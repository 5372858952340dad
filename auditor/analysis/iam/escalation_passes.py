"""Ways up through iam:PassRole: what runs code, or acts, under a role that the caller passes.

Data, as in `escalation_catalogue`. Services that documentation alone names are those whose API
takes a role and runs code or calls of the caller's choice under it.
"""

from __future__ import annotations

from auditor.analysis.iam.escalation_catalogue import (
    HACKTRICKS,
    PATHFINDING,
    PROWLER,
    RHINO,
    STRATUS,
    EscalationPath,
)

_DOCS = "https://docs.aws.amazon.com/"
_RUNS = "runs code of its choice under any role that it passes"
_USES = "has a service use any role that it passes, for its own ends"


def _pass(id: str, services: str, *steps: str, source: str = PATHFINDING) -> EscalationPath:
    passes_to = tuple(services.split("|"))
    return EscalationPath(id=id, steps=steps, effect=_RUNS, passes_to=passes_to, source=source)


def _weak(id: str, services: str, *steps: str, source: str = HACKTRICKS) -> EscalationPath:
    passes_to = tuple(services.split("|"))
    return EscalationPath(
        id=id, steps=steps, effect=_USES, passes_to=passes_to, weak=True, source=source
    )


_LAMBDA, _EC2, _ECS = "lambda.amazonaws.com", "ec2.amazonaws.com", "ecs-tasks.amazonaws.com"
_SAGEMAKER, _CFN = "sagemaker.amazonaws.com", "cloudformation.amazonaws.com"
_AGENTCORE = "bedrock-agentcore.amazonaws.com"

PASSES = (
    _pass("lambda-invoke", _LAMBDA, "lambda:CreateFunction",
          "lambda:InvokeFunction|lambda:InvokeAsync|lambda:CreateEventSourceMapping"
          "|lambda:AddPermission|lambda:PutResourcePolicy", source=RHINO),
    _pass("lambda-url", _LAMBDA, "lambda:CreateFunction", "lambda:CreateFunctionUrlConfig",
          "lambda:InvokeFunctionUrl", source=HACKTRICKS),
    _pass("lambda-change-role", _LAMBDA, "lambda:UpdateFunctionConfiguration",
          "lambda:UpdateFunctionCode",
          source=_DOCS + "lambda/latest/api/API_UpdateFunctionConfiguration.html"),
    _pass("lambda-web-function", _LAMBDA, "lambda:CreateWebFunction",
          "lambda:CreateWebFunctionRevision", "lambda:CreateWebFunctionEndpoint",
          source=_DOCS + "lambda/latest/api/"),
    _pass("lambda-microvm", _LAMBDA, "lambda:CreateMicrovmImage", "lambda:RunMicrovm",
          source=_DOCS + "lambda/latest/api/"),
    _pass("synthetics-canary", _LAMBDA + "|synthetics.amazonaws.com", "synthetics:CreateCanary",
          source=_DOCS + "AmazonSynthetics/latest/APIReference/API_CreateCanary.html"),
    _pass("ec2-run-instances", _EC2, "ec2:RunInstances", source=RHINO),
    _pass("ec2-spot", _EC2, "ec2:RequestSpotInstances|ec2:RequestSpotFleet"),
    _pass("ec2-fleet", _EC2, "ec2:CreateFleet",
          "ec2:CreateLaunchTemplate|ec2:CreateLaunchTemplateVersion",
          source=_DOCS + "AWSEC2/latest/APIReference/API_CreateFleet.html"),
    _weak("ec2-instance-profile", _EC2, "ec2:AssociateIamInstanceProfile"
          "|ec2:ReplaceIamInstanceProfileAssociation|iam:AddRoleToInstanceProfile"),
    _pass("imagebuilder", _EC2, "imagebuilder:CreateComponent",
          "imagebuilder:CreateImageRecipe|imagebuilder:CreateContainerRecipe",
          "imagebuilder:CreateInfrastructureConfiguration",
          "imagebuilder:CreateImage|imagebuilder:CreateImagePipeline", source=PROWLER),
    _pass("autoscaling", _EC2, "autoscaling:CreateLaunchConfiguration"
          "|ec2:CreateLaunchTemplate|ec2:CreateLaunchTemplateVersion",
          "autoscaling:CreateAutoScalingGroup|autoscaling:UpdateAutoScalingGroup"),
    _pass("cloudformation-create-stack", _CFN,
          "cloudformation:CreateStack|cloudformation:UpdateStackSet", source=RHINO),
    _pass("cloudformation-update-stack", _CFN, "cloudformation:UpdateStack", source=HACKTRICKS),
    _pass("cloudformation-stack-set", _CFN,
          "cloudformation:CreateStackSet", "cloudformation:CreateStackInstances"),
    _pass("cloudformation-change-set", _CFN,
          "cloudformation:CreateChangeSet", "cloudformation:ExecuteChangeSet"),
    _pass("glue-dev-endpoint", "glue.amazonaws.com", "glue:CreateDevEndpoint", source=RHINO),
    _pass("glue-job", "glue.amazonaws.com", "glue:CreateJob|glue:UpdateJob",
          "glue:StartJobRun|glue:CreateTrigger"),
    _pass("glue-session", "glue.amazonaws.com", "glue:CreateSession", "glue:RunStatement"),
    _pass("databrew", "databrew.amazonaws.com",
          "databrew:CreateRecipeJob|databrew:CreateProfileJob", "databrew:StartJobRun",
          source=_DOCS + "databrew/latest/dg/API_CreateRecipeJob.html"),
    _pass("codebuild", "codebuild.amazonaws.com", "codebuild:CreateProject|codebuild:UpdateProject",
          "codebuild:StartBuild|codebuild:StartBuildBatch"),
    _weak("codepipeline", "codepipeline.amazonaws.com", "codepipeline:CreatePipeline",
          "codebuild:CreateProject"),
    _pass("datapipeline", f"datapipeline.amazonaws.com|elasticmapreduce.amazonaws.com|{_EC2}",
          "datapipeline:CreatePipeline", "datapipeline:PutPipelineDefinition",
          "datapipeline:ActivatePipeline", source=RHINO),
    _pass("ecs-task", _ECS, "ecs:RegisterTaskDefinition",
          "ecs:RunTask|ecs:StartTask|ecs:CreateService|ecs:UpdateService"),
    _pass("ecs-run-task", _ECS, "ecs:RunTask"),
    _pass("ecs-express", _ECS + "|ecs.amazonaws.com", "ecs:CreateExpressGatewayService",
          source=_DOCS + "AmazonECS/latest/APIReference/API_CreateExpressGatewayService.html"),
    _weak("ecs-own-instance", _ECS, "ecs:StartTask", "ecs:RegisterContainerInstance"),
    _pass("sagemaker", _SAGEMAKER, "sagemaker:CreateNotebookInstance"
          "|sagemaker:CreateTrainingJob|sagemaker:CreateProcessingJob"
          "|sagemaker:CreateHyperParameterTuningJob"),
    _pass("sagemaker-pipeline", _SAGEMAKER, "sagemaker:CreatePipeline|sagemaker:UpdatePipeline",
          "sagemaker:StartPipelineExecution",
          source=_DOCS + "sagemaker/latest/APIReference/API_CreatePipeline.html"),
    _weak("sagemaker-domain", _SAGEMAKER, "sagemaker:UpdateUserProfile|sagemaker:UpdateDomain",
          "sagemaker:CreateApp", "sagemaker:CreatePresignedDomainUrl"),
    _pass("apprunner", "tasks.apprunner.amazonaws.com|build.apprunner.amazonaws.com",
          "apprunner:CreateService"),
    _pass("amplify", "amplify.amazonaws.com", "amplify:CreateApp|amplify:UpdateApp",
          source=_DOCS + "amplify/latest/APIReference/API_CreateApp.html"),
    _weak("elasticbeanstalk", f"elasticbeanstalk.amazonaws.com|{_EC2}",
          "elasticbeanstalk:CreateEnvironment|elasticbeanstalk:UpdateEnvironment",
          "elasticbeanstalk:CreateApplicationVersion"),
    _pass("agentcore-interpreter", _AGENTCORE,
          "bedrock-agentcore:CreateCodeInterpreter",
          "bedrock-agentcore:StartCodeInterpreterSession",
          "bedrock-agentcore:InvokeCodeInterpreter"),
    _pass("agentcore-runtime", _AGENTCORE,
          "bedrock-agentcore:CreateAgentRuntime|bedrock-agentcore:CreateHarness",
          "bedrock-agentcore:CreateAgentRuntimeEndpoint",
          "bedrock-agentcore:CreateWorkloadIdentity",
          "bedrock-agentcore:InvokeAgentRuntimeCommand|bedrock-agentcore:InvokeAgentRuntime",
          source=PROWLER),
    _pass("agentcore-browser", _AGENTCORE, "bedrock-agentcore:CreateBrowser",
          "bedrock-agentcore:StartBrowserSession",
          "bedrock-agentcore:ConnectBrowserAutomationStream", source=PROWLER),
    _pass("step-functions", "states.amazonaws.com",
          "states:CreateStateMachine|states:UpdateStateMachine",
          "states:StartExecution|states:StartSyncExecution"),
    _pass("step-functions-test", "states.amazonaws.com", "states:TestState", source=HACKTRICKS),
    _pass("pipes", "pipes.amazonaws.com", "pipes:CreatePipe|pipes:UpdatePipe",
          source=_DOCS + "eventbridge/latest/pipes-reference/API_CreatePipe.html"),
    _pass("scheduler", "scheduler.amazonaws.com",
          "scheduler:CreateSchedule|scheduler:UpdateSchedule"),
    _pass("ssm-automation", "ssm.amazonaws.com", "ssm:CreateDocument|ssm:UpdateDocument",
          "ssm:StartAutomationExecution"),
    _pass("fis", "fis.amazonaws.com",
          "fis:CreateExperimentTemplate|fis:UpdateExperimentTemplate", "fis:StartExperiment",
          source=_DOCS + "fis/latest/APIReference/API_CreateExperimentTemplate.html"),
    _pass("batch", f"batch.amazonaws.com|{_ECS}", "batch:RegisterJobDefinition",
          "batch:SubmitJob"),
    _pass("emr", f"elasticmapreduce.amazonaws.com|{_EC2}", "elasticmapreduce:RunJobFlow"),
    _weak("emr-editor", "elasticmapreduce.amazonaws.com", "elasticmapreduce:CreateEditor"),
    _pass("emr-serverless", "emr-serverless.amazonaws.com", "emr-serverless:CreateApplication",
          "emr-serverless:StartJobRun"),
    _pass("emr-containers", "emr-containers.amazonaws.com", "emr-containers:StartJobRun",
          source=_DOCS + "emr-on-eks/latest/APIReference/API_StartJobRun.html"),
    _pass("braket", "braket.amazonaws.com", "braket:CreateJob"),
    _pass("gamelift", "gamelift.amazonaws.com", "gamelift:CreateFleet"),
    _pass("omics", "omics.amazonaws.com", "omics:CreateWorkflow", "omics:StartRun"),
    _pass("managed-flink", "kinesisanalytics.amazonaws.com", "kinesisanalytics:CreateApplication",
          "kinesisanalytics:StartApplication"),
    _pass("cognito-identity", "cognito-identity.amazonaws.com",
          "cognito-identity:SetIdentityPoolRoles"),
    _pass("airflow", "airflow.amazonaws.com|airflow-env.amazonaws.com",
          "airflow:CreateEnvironment"),
    _pass("iot-role-alias", "credentials.iot.amazonaws.com|iot.amazonaws.com",
          "iot:CreateRoleAlias|iot:UpdateRoleAlias",
          "iot:CreateKeysAndCertificate|iot:CreateCertificateFromCsr|iot:RegisterCertificate"
          "|iot:RegisterCertificateWithoutCA",
          source=_DOCS + "iot/latest/developerguide/authorizing-direct-aws.html"),
    _pass("roles-anywhere", "rolesanywhere.amazonaws.com", "rolesanywhere:CreateTrustAnchor",
          "rolesanywhere:CreateProfile", source=STRATUS),
    _weak("rds-role", "rds.amazonaws.com", "rds:AddRoleToDBCluster|rds:AddRoleToDBInstance"),
    _weak("apigateway", "apigateway.amazonaws.com", "apigateway:PUT", "apigateway:POST"),
    _weak("cloudfront-function", f"{_LAMBDA}|edgelambda.amazonaws.com",
          "lambda:CreateFunction", "cloudfront:UpdateDistribution"),
)  # fmt: skip
