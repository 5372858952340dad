"""What frameworks and language extensions write, in small: each with the verdicts it gets."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from auditor.analysis.secrets import Classifier
from auditor.templates.templates import TemplateRequest, read_templates
from tests.templates.conftest import NOW, Audited, account_of, results_of
from tests.templates.planned import TRUST

Audit = Callable[..., Audited]

TRUSTED = json.loads(TRUST)


def described(tmp_path: Path, name: str, resources: dict[str, Any], **more: Any) -> Audited:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"Resources": resources, **more}), encoding="utf-8")
    return Audited(results_of(account_of(path.parent)))


def test_the_shared_role_of_architect_is_found_by_its_name(tmp_path: Path) -> None:
    role = {"Fn::Sub": ["arn:aws:iam::${AWS::AccountId}:role/${name}", {"name": {"Ref": "Role"}}]}
    common = {"Handler": "index.handler", "Runtime": "nodejs24.x", "CodeUri": "src", "Role": role}
    topic = {"Type": "SNS", "Properties": {"Topic": {"Ref": "MailTopic"}}}
    statement = {"Effect": "Allow", "Action": ["dynamodb:*"], "Resource": "*"}
    found = described(
        tmp_path,
        "sam.json",
        {
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": TRUSTED,
                    "Policies": [
                        {
                            "PolicyName": "ArcGlobalPolicy",
                            "PolicyDocument": {"Statement": [statement]},
                        }
                    ],
                },
            },
            "MailTopic": {"Type": "AWS::SNS::Topic"},
            "GetIndex": {"Type": "AWS::Serverless::Function", "Properties": common},
            "Mail": {
                "Type": "AWS::Serverless::Function",
                "Properties": {**common, "Events": {"Mail": topic}},
            },
        },
        Transform="AWS::Serverless-2016-10-31",
    )
    assert found.outcome("wildcard-action", "Mail") == "fail"
    assert found.outcome("shared-role", "Mail") == "fail"
    assert found.outcome("missing-dlq", "Mail") == "fail"
    assert found.outcome("missing-dlq", "GetIndex") == "not_applicable"


def aws_managed(name: str) -> dict[str, Any]:
    return {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, f":iam::aws:policy/{name}"]]}


def test_the_stacks_of_sst_are_read_from_their_build(tmp_path: Path) -> None:
    """SST v2 synthesizes with the CDK: roles and policies apart, handlers wrapped."""
    statements = [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]
    found = described(
        tmp_path,
        ".sst/dist/prod-shop-API.template.json",
        {
            "ApiServiceRole": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": TRUSTED,
                    "ManagedPolicyArns": [aws_managed("service-role/AWSLambdaBasicExecutionRole")],
                },
            },
            "ApiServiceRoleDefaultPolicy": {
                "Type": "AWS::IAM::Policy",
                "Properties": {
                    "PolicyName": "ApiServiceRoleDefaultPolicy",
                    "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
                    "Roles": [{"Ref": "ApiServiceRole"}],
                },
            },
            "Api": {
                "Type": "AWS::Lambda::Function",
                "DependsOn": ["ApiServiceRoleDefaultPolicy", "ApiServiceRole"],
                "Properties": {
                    "Code": {
                        "S3Bucket": {"Fn::Sub": "cdk-hnb659fds-assets-${AWS::AccountId}"},
                        "S3Key": "0a1b.zip",
                    },
                    "Handler": "index.handler",
                    "Role": {"Fn::GetAtt": ["ApiServiceRole", "Arn"]},
                    "Runtime": "nodejs24.x",
                    "TracingConfig": {"Mode": "Active"},
                    "Environment": {"Variables": {"SST_APP": "shop", "SST_STAGE": "prod"}},
                },
            },
        },
        Parameters={
            "BootstrapVersion": {
                "Type": "AWS::SSM::Parameter::Value<String>",
                "Default": "/cdk-bootstrap/hnb659fds/version",
            }
        },
    )
    assert found.outcome("wildcard-action", "Api") == "fail"
    assert found.outcome("no-log-permission", "Api") == "pass"
    assert found.outcome("plaintext-secret", "Api") == "pass"


def test_loops_in_loops_conditions_and_variables_are_written_out(audit: Audit) -> None:
    found = audit(
        """
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters:
  Names: {Type: CommaDelimitedList, Default: "a,b"}
  Stage: {Type: String, Default: qa}
Mappings: {Modes: {dev: {Tracing: PassThrough}}}
Conditions:
  Fn::ForEach::Conditions:
    - N
    - !Ref Names
    - Is${N}: !Equals [!Ref Stage, !Ref N]
Resources:
  Fn::ForEach::Outer:
    - X
    - !Ref Names
    - Fn::ForEach::Inner:
        - Y
        - [p, q]
        - F${X}${Y}:
            Type: AWS::Serverless::Function
            Properties:
              Handler: !Sub '${X}.${Y}'
              Runtime: python3.13
              CodeUri: s3://b/k
              Tracing: !FindInMap [Modes, !Ref Stage, Tracing, {DefaultValue: Active}]
              Timeout: !If [Isa, 900, 3]
              Environment:
                Variables:
                  LIST: !ToJsonString {of: !Ref X, items: !Length [1, 2]}
                  Fn::ForEach::Variables: [V, [ONE, TWO], {"${V}": !Ref V}]
"""
    )
    names = {function for function, _ in found.results}
    assert names == {"Fap", "Faq", "Fbp", "Fbq"}
    assert found.outcome("missing-tracing", "Fbq") == "pass"
    assert found.outcome("plaintext-secret", "Fap") == "pass"


CHILD = """
Parameters: {Mode: {Type: String}, Queue: {Type: String}}
Resources:
  Child:
    Type: AWS::Lambda::Function
    Properties:
      Handler: a.b
      Runtime: python3.13
      Role: !GetAtt Role.Arn
      Code: {S3Bucket: b, S3Key: k}
      TracingConfig: {Mode: !Ref Mode}
      DeadLetterConfig: {TargetArn: !Ref Queue}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: %s
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
Outputs: {RoleArn: {Value: !GetAtt Role.Arn}}
"""


@pytest.mark.parametrize(
    ("kind", "where"),
    [("AWS::CloudFormation::Stack", "TemplateURL"), ("AWS::Serverless::Application", "Location")],
)
def test_nested_stacks_hand_values_down_and_up(tmp_path: Path, kind: str, where: str) -> None:
    (tmp_path / "child.yaml").write_text(CHILD % TRUST)
    path = tmp_path / "template.yaml"
    path.write_text(
        f"""
Transform: AWS::Serverless-2016-10-31
Resources:
  Queue: {{Type: AWS::SQS::Queue}}
  Nested:
    Type: {kind}
    Properties:
      {where}: child.yaml
      Parameters: {{Mode: Active, Queue: !GetAtt Queue.Arn}}
  Parent:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      Runtime: python3.13
      CodeUri: s3://b/k
      Role: !GetAtt Nested.Outputs.RoleArn
"""
    )
    found = Audited(results_of(account_of(path)))
    assert found.outcome("missing-tracing", "Child") == "pass"
    assert found.outcome("admin-role", "Parent") == "fail"


@pytest.mark.parametrize(
    "value",
    [
        "!Base64 'hunter2-Kx9vQz71'",
        "!Base64 {'Fn::Sub': 'hunter2-Kx9vQz71'}",
        "aHVudGVyMi1LeDl2UXo3MQ==",
    ],
)
def test_a_password_in_base64_is_a_secret(audit: Audit, value: str) -> None:
    found = audit(
        f"""
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      Role: arn:aws:iam::111122223333:role/r
      Code: {{S3Bucket: b, S3Key: k}}
      Environment: {{Variables: {{DB_PASSWORD: {value}}}}}
"""
    )
    assert found.outcome("plaintext-secret") == "fail"


def test_the_serverless_framework_tells_package_stage_and_stack(tmp_path: Path) -> None:
    folder = tmp_path / ".serverless"
    folder.mkdir()
    properties = {
        "Code": {"S3Bucket": {"Ref": "Bucket"}, "S3Key": "serverless/shop/dev/1-x/shop.zip"},
        "Runtime": "python3.13",
        "Handler": "a.b",
        "FunctionName": "shop-dev-orders",
        "Role": "arn:aws:iam::111122223333:role/r",
    }
    function = {"Type": "AWS::Lambda::Function", "Properties": properties}
    document = {"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"Orders": function}}
    (folder / "cloudformation-template-update-stack.json").write_text(json.dumps(document))
    provider = {"stage": "dev", "region": "eu-central-1", "tags": {"team": "shop"}}
    state = {"service": {"service": "shop", "provider": provider}}
    (folder / "serverless-state.json").write_text(json.dumps(state))
    with zipfile.ZipFile(folder / "shop.zip", "w") as archive:
        archive.writestr("a.py", "def b(event, context): ...")
    account = read_templates(TemplateRequest(paths=(folder,)), Classifier.new(), NOW)
    (function_read,) = account.functions()
    assert function_read.arn == "arn:aws:lambda:eu-central-1:000000000000:function:shop-dev-orders"
    found = Audited(results_of(account))
    assert found.outcome("untagged-function", "Orders") == "pass"
    assert found.outcome("oversized-package", "Orders") == "pass"
