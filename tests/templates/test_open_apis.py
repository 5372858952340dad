"""APIs whose document is elsewhere: what is known of the functions that they may invoke."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.templates.conftest import Audited, account_of, results_of

Audit = Callable[..., Audited]

API = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties: {{Runtime: python3.13, Handler: a.b, Timeout: 20, CodeUri: s3://b/k}}
  Api:
    Type: {type}
    Properties: {{StageName: v1, Name: a, {body}}}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Function
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:eu-west-1:111122223333:{api}/*/*
"""
INCLUDE = "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: %s}}}"
DOCUMENT = """
openapi: 3.0.1
paths:
  /orders:
    get:
      x-amazon-apigateway-integration:
        timeoutInMillis: 5000
        uri: !Sub arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Function.Arn}/invocations
"""  # noqa: E501


def api(body: str, *, type: str = "AWS::Serverless::Api", api: str = "${Api}") -> str:
    return API.format(type=type, body=body, api=api)


@pytest.mark.parametrize(
    ("type", "body"),
    [
        ("AWS::Serverless::Api", "DefinitionUri: s3://bucket/openapi.yaml"),
        ("AWS::Serverless::HttpApi", "DefinitionUri: {Bucket: b, Key: k}"),
        ("AWS::Serverless::Api", f"DefinitionBody: {INCLUDE % 's3://bucket/openapi.yaml'}"),
        ("AWS::Serverless::Api", f"DefinitionBody: {INCLUDE % 'missing.yaml'}"),
        ("AWS::Serverless::Api", f"DefinitionBody: {INCLUDE % '../openapi.yaml'}"),
        ("AWS::ApiGateway::RestApi", "BodyS3Location: {Bucket: b, Key: k}"),
        ("AWS::ApiGateway::RestApi", f"Body: {{paths: {INCLUDE % 's3://bucket/paths.yaml'}}}"),
        ("AWS::ApiGateway::RestApi", "Body: {paths: {/: {get: !ImportValue x}}}"),
    ],
)
def test_what_an_api_does_whose_document_is_elsewhere_is_unknown(
    audit: Audit, type: str, body: str
) -> None:
    found = audit(api(body, type=type))
    assert found.outcome("api-timeout") == "unknown"
    assert found.outcome("monolith") == "unknown"
    assert found.outcome("missing-dlq") == "not_applicable"


def test_an_api_of_another_stack_leaves_its_routes_open(audit: Audit) -> None:
    found = audit(api("Description: x", api="other"))
    assert found.outcome("api-timeout") == "unknown"
    assert "--live" in found.reason("api-timeout")


def test_a_permission_that_may_be_there_leaves_the_routes_of_its_api_open(audit: Audit) -> None:
    perhaps = "\nConditions: {Perhaps: !Equals [!ImportValue x, y]}\nTransform"
    made = api("Description: x", api="other").replace("\nTransform", perhaps)
    found = audit(made.replace("Permission\n    P", "Permission\n    Condition: Perhaps\n    P"))
    assert found.outcome("api-timeout") == "unknown"


def test_an_api_whose_document_is_there_leaves_nothing_open(audit: Audit) -> None:
    found = audit(api("DefinitionBody: {paths: {}}"))
    assert found.outcome("api-timeout") == "not_applicable"
    assert found.outcome("monolith") == "pass"


def test_a_function_that_only_authorizes_waits_for_no_integration(audit: Audit) -> None:
    authorizer = """
  Authorizer:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      AuthorizerUri: !Sub arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${Function.Arn}/invocations
"""  # noqa: E501
    found = audit(api("Description: x", api="other") + authorizer)
    assert found.outcome("api-timeout") == "not_applicable"


@pytest.mark.parametrize(
    "body",
    [
        "DefinitionUri: api/openapi.yaml",
        f"DefinitionBody: {INCLUDE % './api/openapi.yaml'}",
        f"DefinitionBody: {{openapi: 3.0.1, {(INCLUDE % 'api/openapi.yaml')[1:-1]}}}",
    ],
)
def test_a_document_below_the_folder_of_the_template_is_read(tmp_path: Path, body: str) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "openapi.yaml").write_text(DOCUMENT, encoding="utf-8")
    path = tmp_path / "template.yaml"
    path.write_text(api(body), encoding="utf-8")
    found = Audited(results_of(account_of(path)))
    assert found.outcome("api-timeout") == "fail"
    assert "GET /orders waits 5 s" in found.messages("api-timeout")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "openapi.yaml"
    outside.write_text(DOCUMENT, encoding="utf-8")
    folder = tmp_path / "inside"
    folder.mkdir()
    (folder / "openapi.yaml").symlink_to(outside)
    path = folder / "template.yaml"
    path.write_text(api("DefinitionUri: openapi.yaml"), encoding="utf-8")
    assert Audited(results_of(account_of(path))).outcome("api-timeout") == "unknown"


def test_an_api_that_is_made_for_one_target_waits_for_it(audit: Audit) -> None:
    found = audit(
        api(
            "ProtocolType: HTTP, Target: !GetAtt Function.Arn",
            type="AWS::ApiGatewayV2::Api",
        ).replace("Timeout: 20", "Timeout: 40")
    )
    assert found.outcome("api-timeout") == "fail"


def test_of_a_group_that_is_not_made_yet_nothing_is_said_to_be_held(audit: Audit) -> None:
    found = audit(api("DefinitionBody: {paths: {}}"))
    assert found.messages("unbounded-log-retention") == (
        "The log group /aws/lambda/Function never expires."
    )
