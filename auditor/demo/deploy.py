"""Creates one function with its role, log group, alarm, alias and settings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from auditor.demo import names
from auditor.demo.clients import Client, DemoClients
from auditor.demo.network import DemoNetwork
from auditor.demo.packages import SamplePackage, package
from auditor.demo.sample import LAMBDA, Document, SampleFunction, allow

# the company's own: the emulator leaves AWS's policies for functions out of a role's details
ATTACH_TO_VPC = "attach-to-vpc"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmulatedIds:
    """What the emulator numbered, by the names that the functions' table uses."""

    networks: Mapping[str, DemoNetwork]
    streams: Mapping[str, str]  # region/table -> the ARN of its stream
    images: Mapping[str, str]  # a repository's name -> the address of its image
    organization: str
    package_bucket: str
    kept_in_s3: tuple[SamplePackage, ...]


def deploy(clients: DemoClients, place: EmulatedIds, row: SampleFunction) -> None:
    """Create one function and all that belongs to it alone."""
    aws = clients.get("lambda", row.region)
    if row.role is None:
        _create_own_role(clients.get("iam", row.region), row)
    configuration = _configuration(place, row)
    if any(f":{names.ACCOUNT}:" not in arn for arn in row.layers):
        _create_by_stack(clients.get("cloudformation", row.region), row)
        aws.update_function_configuration(FunctionName=row.name, **configuration)
    else:
        layers = {"Layers": list(row.layers)} if row.layers else {}
        aws.create_function(FunctionName=row.name, **_code(place, row), **configuration, **layers)
    if row.tagged:
        aws.tag_resource(
            Resource=names.function(row.name, row.region),
            Tags={"team": row.name.split("-")[0], "service": row.name, **row.tags},
        )
    _set_up(aws, row)
    _map_sources(aws, place, row)
    for permission in row.permissions:
        own = permission.get("PrincipalOrgID") == names.OWN_ORGANIZATION
        organization = {"PrincipalOrgID": place.organization} if own else {}
        aws.add_permission(FunctionName=row.name, **{**permission, **organization})
    _watch(clients, row)


def _create_own_role(iam: Client, row: SampleFunction) -> None:
    group = names.log_group(row.name, row.region)
    statements = (
        allow(("logs:CreateLogStream", "logs:PutLogEvents"), f"{group}:*"),
        allow(("xray:PutTraceSegments", "xray:PutTelemetryRecords"), "*"),
        *row.statements,
    )
    iam.create_role(RoleName=row.role_name, AssumeRolePolicyDocument=json.dumps(LAMBDA))
    iam.put_role_policy(
        RoleName=row.role_name,
        PolicyName="permissions",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}),
    )
    if row.network is not None:
        iam.attach_role_policy(RoleName=row.role_name, PolicyArn=names.policy(ATTACH_TO_VPC))


def _configuration(place: EmulatedIds, row: SampleFunction) -> dict[str, object]:
    """Return what a flawless function has, overlaid with what the row says."""
    configuration: dict[str, object] = {
        "Description": row.about,
        "Role": names.role(row.role_name),
        "Timeout": 10,
        "MemorySize": 512,
        "TracingConfig": {"Mode": "Active"},
        "LoggingConfig": {"LogFormat": "JSON", "LogGroup": f"/aws/lambda/{row.name}"},
        "Environment": {"Variables": {"SERVICE": row.name, **row.variables}},
    }
    if row.image is None:
        configuration |= {"Runtime": row.runtime, "Handler": "index.handler"}
    if row.network is not None:
        network = place.networks[row.network]
        configuration["VpcConfig"] = {
            "SubnetIds": network.subnet_ids,
            "SecurityGroupIds": network.security_group_ids,
        }
    return configuration | {k: v for k, v in row.configuration.items() if k != "Architectures"}


def _code(place: EmulatedIds, row: SampleFunction) -> Document:
    architectures = row.configuration.get("Architectures", ["arm64"])
    if row.image is not None:
        code: Document = {"ImageUri": place.images[row.image]}
        return {"PackageType": "Image", "Code": code, "Architectures": architectures}
    if row.package in place.kept_in_s3:
        code = {"S3Bucket": place.package_bucket, "S3Key": row.package.name}
    else:
        code = {"ZipFile": package(row.package, row.name, row.runtime)}
    return {"Code": code, "Architectures": architectures}


def _create_by_stack(cloudformation: Client, row: SampleFunction) -> None:
    """Create a function with another account's layer; the emulator refuses that otherwise."""
    template = {
        "Resources": {
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "FunctionName": row.name,
                    "Runtime": row.runtime,
                    "Role": names.role(row.role_name),
                    "Handler": "index.handler",
                    "Code": {"ZipFile": f"# {row.name}\n"},
                    "Architectures": ["arm64"],
                    "Layers": list(row.layers),
                },
            }
        }
    }
    cloudformation.create_stack(StackName=row.name, TemplateBody=json.dumps(template))
    cloudformation.get_waiter("stack_create_complete").wait(
        StackName=row.name, WaiterConfig={"Delay": 0.1, "MaxAttempts": 100}
    )


def _set_up(aws: Client, row: SampleFunction) -> None:
    if row.alias is not None:
        version = aws.publish_version(FunctionName=row.name)["Version"]
        aws.create_alias(FunctionName=row.name, Name=row.alias, FunctionVersion=version)
    if row.provisioned is not None:
        aws.put_provisioned_concurrency_config(
            FunctionName=row.name,
            Qualifier=row.alias,
            ProvisionedConcurrentExecutions=row.provisioned,
        )
    if row.reserved is not None:
        aws.put_function_concurrency(
            FunctionName=row.name, ReservedConcurrentExecutions=row.reserved
        )
    if row.recursion_allowed:
        aws.put_function_recursion_config(FunctionName=row.name, RecursiveLoop="Allow")
    if row.on_failure is not None:
        aws.put_function_event_invoke_config(
            FunctionName=row.name,
            MaximumRetryAttempts=2,
            DestinationConfig={"OnFailure": {"Destination": row.on_failure}},
        )
    if row.url is not None:
        aws.create_function_url_config(FunctionName=row.name, AuthType=row.url)


def _map_sources(aws: Client, place: EmulatedIds, row: SampleFunction) -> None:
    for mapping in row.mappings:
        name = str(mapping["EventSourceArn"]).removeprefix("stream-of:")
        source = place.streams.get(f"{row.region}/{name}", name)
        aws.create_event_source_mapping(
            FunctionName=row.name, **{**mapping, "EventSourceArn": source}
        )


def _watch(clients: DemoClients, row: SampleFunction) -> None:
    logs = clients.get("logs", row.region)
    group = f"/aws/lambda/{row.name}"
    logs.create_log_group(logGroupName=group)
    if row.log_retention is not None:
        logs.put_retention_policy(logGroupName=group, retentionInDays=row.log_retention)
    if row.alarmed:
        clients.get("cloudwatch", row.region).put_metric_alarm(
            AlarmName=f"{row.name}-errors",
            Namespace="AWS/Lambda",
            MetricName="Errors",
            Dimensions=[{"Name": "FunctionName", "Value": row.name}],
            Statistic="Sum",
            Period=300,
            EvaluationPeriods=1,
            Threshold=1,
            ComparisonOperator="GreaterThanOrEqualToThreshold",
            AlarmActions=[names.topic("operations", row.region)],
        )
