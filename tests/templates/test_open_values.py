"""Without parameters a verdict is the one that every choice of values leads to, or unknown."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.templates.conftest import account_of, results_of

STAGES, TIERS = ("dev", "prod"), ("web", "worker")
VALUES = {
    "Tracing": ("Active", "PassThrough", "!Ref AWS::NoValue"),
    "Timeout": ("3", "900"),
    "Runtime": ("python3.13", "python3.8"),
    "ReservedConcurrentExecutions": ("0", "5", "!Ref AWS::NoValue"),
    "Architectures": ("[x86_64]", "[arm64]"),
    "Environment": (
        "{Variables: {DB_PASSWORD: hunter2-Kx9vQz71}}",
        "{Variables: {STAGE: !Ref Stage}}",
        "!Ref AWS::NoValue",
    ),
    "Policies": (
        "[AdministratorAccess]",
        (
            "[{Statement: [{Effect: Allow, Action: 's3:GetObject',"
            " Resource: !Sub 'arn:aws:s3:::${Stage}/*'}]}]"
        ),
        "[]",
    ),
    "DeadLetterQueue": ("{Type: SQS, TargetArn: !GetAtt Dead.Arn}", "!Ref AWS::NoValue"),
    "FunctionUrlConfig": ("{AuthType: NONE}", "{AuthType: AWS_IAM}"),
    "LoggingConfig": (
        "{LogFormat: JSON}",
        "{LogFormat: Text, LogGroup: !Ref Group}",
        "!Ref AWS::NoValue",
    ),
    "EphemeralStorage": ("{Size: 512}", "{Size: 10240}", "!Ref AWS::NoValue"),
    "Layers": (
        "['arn:aws:lambda:eu-west-1:999988887777:layer:theirs:1']",
        "[!Sub 'arn:aws:lambda:eu-west-1:${AWS::AccountId}:layer:${Stage}:1']",
        "!Ref AWS::NoValue",
    ),
    "RecursiveLoop": ("Allow", "Terminate", "!FindInMap [Loops, !Ref Stage, Recursive]"),
    "MemorySize": ("128", "!FindInMap [Sizes, !Ref Tier, Memory, {DefaultValue: 256}]"),
    "VpcConfig": (
        "{SubnetIds: [!Ref Subnet], SecurityGroupIds: [sg-1]}",
        "{SubnetIds: [!Sub 'subnet-${Stage}'], SecurityGroupIds: [sg-1]}",
        "!Ref AWS::NoValue",
    ),
}
CONDITIONS = (
    "!Equals [!Ref Stage, prod]",
    "!Equals [!Ref Tier, web]",
    "!Not [!Equals [!Ref Stage, dev]]",
    "!And [!Equals [!Ref Stage, prod], !Equals [!Ref Tier, worker]]",
    "!Or [!Equals [!Ref Stage, prod], !Equals [!Ref Tier, worker]]",
)
HEAD = """Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Mappings:
  Loops: {{dev: {{Recursive: Allow}}, prod: {{Recursive: Terminate}}}}
  Sizes: {{web: {{Memory: 1024}}, worker: {{Memory: 10240}}}}
Parameters:
  Stage: {{Type: String, AllowedValues: [dev, prod]}}
  Tier: {{Type: String{tier}}}
Conditions:
  One: {one}
  Two: {two}
Resources:
  Dead: {{Type: AWS::SQS::Queue}}
  Topic: {{Type: AWS::SNS::Topic{topic}}}
  Vpc: {{Type: AWS::EC2::VPC, Properties: {{CidrBlock: 10.0.0.0/16}}}}
  Subnet: {{Type: AWS::EC2::Subnet, Properties: {{VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}}}
  Group:
    Type: AWS::Logs::LogGroup
    Condition: {condition}
    Properties:
      LogGroupName: !Sub '/shop/${{Stage}}'
      RetentionInDays: !If [One, 30, !Ref AWS::NoValue]
  Subscription:
    Type: AWS::SNS::Subscription
    Condition: {condition}
    Properties: {{TopicArn: !Ref Topic, Protocol: lambda, Endpoint: !GetAtt Function.Arn}}
  Permission:
    Type: AWS::Lambda::Permission
    Condition: {condition}
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Function
      Principal: sns.amazonaws.com
      SourceArn: !Ref Topic
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Handler: a.b
      InlineCode: 'x'
"""

branches = st.fixed_dictionaries(
    {
        name: st.tuples(
            st.sampled_from(["One", "Two", ""]), st.sampled_from(values), st.sampled_from(values)
        )
        for name, values in VALUES.items()
    }
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    one=st.sampled_from(CONDITIONS),
    two=st.sampled_from(CONDITIONS),
    condition=st.sampled_from(["One", "Two"]),
    closed=st.booleans(),
    chosen=branches,
)
def test_no_verdict_is_known_that_some_values_contradict(
    one: str,
    two: str,
    condition: str,
    *,
    closed: bool,
    chosen: dict[str, tuple[str, str, str]],
) -> None:
    tier = ", AllowedValues: [web, worker]" if closed else ""
    text = HEAD.format(one=one, two=two, condition=condition, tier=tier, topic="")
    for name, (choice, then, otherwise) in chosen.items():
        value = f"!If [{choice}, {then}, {otherwise}]" if choice else then
        text += f"      {name}: {value}\n"
    tiers = TIERS if closed else (*TIERS, "another")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.yaml"
        path.write_text(text, encoding="utf-8")
        open_results = results_of(account_of(path))
        for stage, named in itertools.product(STAGES, tiers):
            settled = results_of(account_of(path, Stage=stage, Tier=named))
            for key, result in settled.items():
                known = open_results[key].outcome
                assert known.value in {"unknown", result.outcome.value}, (key, stage, named, text)
