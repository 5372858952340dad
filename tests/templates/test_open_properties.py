"""One property of a function is open: what does not depend on it stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from tests.templates.conftest import Audited

Audit = Callable[..., Audited]

AROUND = """
Parameters: {P: {Type: String}, L: {Type: CommaDelimitedList}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: lambda.amazonaws.com, AWS: '*'}
            Action: sts:AssumeRole
      ManagedPolicyArns: [arn:aws:iam::aws:policy/AdministratorAccess]
  Queue: {Type: AWS::SQS::Queue}
  Mapping:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {FunctionName: !Ref Function, EventSourceArn: !GetAtt Queue.Arn}
  Stream:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      FunctionName: !Ref Function
      StartingPosition: LATEST
      EventSourceArn: arn:aws:kinesis:eu-west-1:111122223333:stream/s
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Function
      Action: lambda:InvokeFunction
      Principal: s3.amazonaws.com
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Code: {ZipFile: x}
"""
IAM = {"admin-role", "wildcard-action", "wildcard-resource", "role-trust-too-wide"}
# What may instrument the function, or shape its logs, in place of its own settings.
WRAPPED = {"missing-tracing", "unstructured-logs"}
# Property -> its value, and the failures that may become unknown while it is open.
PROPERTIES: Mapping[str, tuple[str, set[str]]] = {
    "Runtime": ("python3.8", {"deprecated-runtime", "pinned-runtime"}),
    "Handler": ("app.handler", {"missing-tracing"}),
    "Role": ("!GetAtt Role.Arn", {*IAM, "privilege-escalation"}),
    "Timeout": ("900", {"short-visibility-timeout", "maximal-timeout"}),
    "MemorySize": ("10240", set()),
    "Description": ("x", set()),
    "KmsKeyArn": ("arn:aws:kms:eu-west-1:111122223333:key/1", set()),
    "Layers": (
        "['arn:aws:lambda:eu-west-1:999999999999:layer:x:1']",
        {"foreign-layer", *WRAPPED},
    ),
    "Architectures": ("[x86_64]", {"x86-function"}),
    "ReservedConcurrentExecutions": ("0", {"zero-concurrency"}),
    "EphemeralStorage": ("{Size: 10240}", {"oversized-tmp"}),
    "RecursiveLoop": ("Allow", {"recursive-loop-allowed"}),
    "Environment": (
        "{Variables: {DB_PASSWORD: Hunter2-xK9vQz71w}}",
        {"plaintext-secret", *WRAPPED},
    ),
    "TracingConfig": ("{Mode: PassThrough}", {"missing-tracing"}),
    "LoggingConfig": ("{LogFormat: Text}", {"unbounded-log-retention", "unstructured-logs"}),
    "VpcConfig": ("{SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}", set()),
    "SnapStart": ("{ApplyOn: None}", set()),
    "Tags": ("[{Key: a, Value: b}]", set()),
    "FunctionName": ("orders", set()),
}


def verdicts(audit: Audit, opened: str = "") -> dict[str, str]:
    lines = [
        f"      {name}: {_open(name) if name == opened else value}"
        for name, (value, _) in PROPERTIES.items()
    ]
    results = audit(AROUND + "\n".join(lines) + "\n").results
    return {check: result.outcome.value for (_, check), result in results.items()}


def _open(name: str) -> str:
    return "!Ref L" if name in {"Layers", "Architectures"} else "!Ref P"


@pytest.mark.parametrize("name", PROPERTIES)
def test_an_open_property_leaves_other_failures_known(audit: Audit, name: str) -> None:
    before, after = verdicts(audit), verdicts(audit, name)
    failed = {check for check, outcome in before.items() if outcome == "fail"}
    assert {"missing-tracing", "plaintext-secret", "admin-role", "missing-dlq"} <= failed
    lost = {check for check in failed if after[check] != "fail"}
    assert lost <= PROPERTIES[name][1]
    assert all(after[check] == "unknown" for check in lost)


def test_a_file_system_that_is_not_known_may_be_what_the_vpc_is_for(audit: Audit) -> None:
    inside = "VpcConfig: {SubnetIds: [subnet-1], SecurityGroupIds: [sg-1]}"
    lines = f"      Role: !GetAtt Role.Arn\n      {inside}\n"
    assert audit(AROUND + lines).outcome("unnecessary-vpc") == "fail"
    opened = audit(f"{AROUND}{lines}      FileSystemConfigs: !Ref L\n")
    assert opened.outcome("unnecessary-vpc") == "unknown"
