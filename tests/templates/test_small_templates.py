"""Small templates that other tools judge wrongly, each with the verdict that is right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.templates.conftest import Audited

Audit = Callable[..., Audited]

SAM = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Function:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: app.handler
      CodeUri: src/
"""


def sam(properties: str, *, head: str = "", more: str = "") -> str:
    """Return a SAM template of one function with these properties, six spaces deep."""
    return f"{head}{SAM}{properties}\n{more}"


def invocable_by(principal: str) -> str:
    """Return a permission for a principal to invoke the function."""
    return f"""
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Function
      Principal: {principal}
"""


def test_a_function_behind_an_api_alone_needs_no_dead_letter_queue(audit: Audit) -> None:
    found = audit(sam("      Events: {Get: {Type: Api, Properties: {Path: /, Method: get}}}"))
    assert found.outcome("missing-dlq") == "not_applicable"


def test_code_that_is_not_there_leaves_the_contents_of_the_package_open(audit: Audit) -> None:
    assert "the code is not on disk" in audit(sam("")).reason("dead-weight")


BUCKET = """      Events:
        Upload: {Type: S3, Properties: {Bucket: !Ref Bucket, Events: 's3:ObjectCreated:*'}}
"""
DESTINATION = """      EventInvokeConfig:
        DestinationConfig: {OnFailure: {Type: SQS}}
"""
MORE = "  Bucket: {Type: AWS::S3::Bucket}\n"


def test_a_bucket_that_invokes_asks_for_a_place_for_failed_events(audit: Audit) -> None:
    assert audit(sam(BUCKET, more=MORE)).outcome("missing-dlq") == "fail"


def test_an_on_failure_destination_is_as_good_as_a_dead_letter_queue(audit: Audit) -> None:
    assert audit(sam(BUCKET + DESTINATION, more=MORE)).outcome("missing-dlq") == "pass"


def test_a_destination_of_an_alias_does_not_keep_what_the_unqualified_function_fails(
    audit: Audit,
) -> None:
    permission = invocable_by("s3.amazonaws.com\n      SourceAccount: !Ref AWS::AccountId")
    found = audit(sam(DESTINATION + "      AutoPublishAlias: live", more=permission))
    assert found.outcome("missing-dlq") == "fail"
    assert "live" in found.messages("missing-dlq")


def test_a_function_in_no_vpc_needs_none(audit: Audit) -> None:
    found = audit(sam("      Policies: [DynamoDBCrudPolicy: {TableName: orders}]"))
    assert found.outcome("unnecessary-vpc") == "not_applicable"


NETWORK = """
Globals:
  Function:
    VpcConfig: {SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}
"""
PLACES = """
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}
  Group:
    Type: AWS::EC2::SecurityGroup
    Properties: {VpcId: !Ref Vpc, GroupDescription: of the function}
"""
DATABASE = """
  Guard:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: of the database
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: !Ref Group}
  Places:
    Type: AWS::RDS::DBSubnetGroup
    Properties: {DBSubnetGroupDescription: all, SubnetIds: [!Ref Subnet]}
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      DBInstanceClass: db.t4g.micro
      DBSubnetGroupName: !Ref Places
      VPCSecurityGroups: [!Ref Guard]
"""


def test_a_database_that_lets_the_function_in_makes_the_vpc_needed(audit: Audit) -> None:
    found = audit(sam("", head=NETWORK, more=PLACES + DATABASE))
    assert found.outcome("unnecessary-vpc") == "pass"


def test_a_vpc_with_nothing_in_it_is_not_needed(audit: Audit) -> None:
    found = audit(sam("", head=NETWORK, more=PLACES))
    assert found.outcome("unnecessary-vpc") == "fail"
    assert found.outcome("single-az") == "fail"


ELSEWHERE = """
Parameters:
  Subnets: {Type: 'List<AWS::EC2::Subnet::Id>'}
  Group: {Type: AWS::EC2::SecurityGroup::Id}
"""
ATTACHED = "      VpcConfig: {SubnetIds: !Ref Subnets, SecurityGroupIds: [!Ref Group]}\n"
HOSTED = """
  Db:
    Type: AWS::RDS::DBInstance
    Properties: {DBInstanceClass: db.t4g.micro, VPCSecurityGroups: [!Ref Group]}
"""


@pytest.mark.parametrize("given", [{}, {"Subnets": "subnet-1,subnet-2", "Group": "sg-1"}])
@pytest.mark.parametrize(
    ("more", "variables", "expected"),
    [
        ("", "{STAGE: dev}", "fail"),
        (HOSTED, "{STAGE: dev}", "pass"),
        ("", "{DATABASE_URL: 'postgres://a:hunter2Kx9v@db.corp.internal/x'}", "pass"),
        ("", "{REDIS_HOST: cache}", "unknown"),
    ],
)
def test_a_vpc_that_the_template_does_not_describe_is_judged_by_what_it_shows(
    audit: Audit, given: dict[str, str], more: str, variables: str, expected: str
) -> None:
    properties = f"{ATTACHED}      Environment: {{Variables: {variables}}}"
    found = audit(sam(properties, head=ELSEWHERE, more=more), **given)
    assert found.outcome("unnecessary-vpc") == expected
    assert found.outcome("single-az") == "unknown"


def test_a_secret_in_globals_is_found_at_each_function(audit: Audit) -> None:
    head = """
Globals:
  Function:
    Environment: {Variables: {DB_PASSWORD: hunter2-Kx9vQz71}}
"""
    found = audit(sam("      Environment: {Variables: {STAGE: dev}}", head=head))
    assert found.outcome("plaintext-secret") == "fail"
    assert "DB_PASSWORD" in found.messages("plaintext-secret")


def test_a_name_of_forty_characters_that_a_template_makes_is_no_secret(audit: Audit) -> None:
    name = "!Sub '${AWS::StackName}-0123456789abcdef0123456789abcdef'"
    found = audit(sam(f"      Environment: {{Variables: {{BUCKET_NAME: {name}}}}}"))
    assert found.outcome("plaintext-secret") == "pass"


def test_a_dynamic_reference_is_deployed_in_plain_text(audit: Audit) -> None:
    value = "'{{resolve:secretsmanager:prod/db:SecretString:password}}'"
    found = audit(sam(f"      Environment: {{Variables: {{PASSWORD: {value}}}}}"))
    assert found.outcome("plaintext-secret") == "fail"


@pytest.mark.parametrize("given", [{}, {"Password": "s3cr3t-of-the-user"}])
def test_a_no_echo_parameter_is_a_secret_whatever_its_value(
    audit: Audit, given: dict[str, str]
) -> None:
    head = "Parameters: {Password: {Type: String, NoEcho: true}}\n"
    found = audit(sam("      Environment: {Variables: {TOKEN: !Ref Password}}", head=head), **given)
    assert found.outcome("plaintext-secret") == "fail"
    assert "s3cr3t" not in repr(found.results)


STAGE = """
Parameters: {Stage: {Type: String}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
"""


def test_a_value_that_depends_on_an_open_parameter_is_unknown_and_names_it(audit: Audit) -> None:
    template = sam("      Tracing: !If [IsProd, Active, PassThrough]", head=STAGE)
    assert audit(template).outcome("missing-tracing") == "unknown"
    assert "Stage" in audit(template).reason("missing-tracing")
    assert audit(template, Stage="prod").outcome("missing-tracing") == "pass"
    assert audit(template, Stage="dev").outcome("missing-tracing") == "fail"


def test_a_condition_that_changes_nothing_a_check_reads_leaves_verdicts_known(
    audit: Audit,
) -> None:
    found = audit(sam("      MemorySize: !If [IsProd, 1024, 128]", head=STAGE))
    assert [r.check for r in found.results.values() if "Stage" in r.reason] == []


@pytest.mark.parametrize(
    ("policies", "check"),
    [
        ("AdministratorAccess", "admin-role"),
        ("{S3CrudPolicy: {BucketName: '*'}}", "wildcard-resource"),
        ("{Statement: [{Effect: Allow, Action: 's3:*', Resource: '*'}]}", "wildcard-action"),
    ],
)
def test_policies_of_sam_are_judged_by_what_they_become(
    audit: Audit, policies: str, check: str
) -> None:
    assert audit(sam(f"      Policies: [{policies}]")).outcome(check) == "fail"


def test_every_statement_of_a_role_counts(audit: Audit) -> None:
    more = """
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement:
          - {Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}
      Policies:
        - PolicyName: two
          PolicyDocument:
            Statement:
              - {Effect: Allow, Action: 'logs:PutLogEvents', Resource: 'arn:aws:logs:*:*:log'}
              - {Effect: Allow, Action: '*', Resource: '*'}
"""
    assert audit(sam("      Role: !GetAtt Role.Arn", more=more)).outcome("admin-role") == "fail"


def test_an_imported_role_leaves_only_its_own_questions_open(audit: Audit) -> None:
    found = audit(sam("      Role: !ImportValue shared-role\n      Tracing: Active"))
    assert found.outcome("admin-role") == "unknown"
    assert "shared-role" in found.reason("admin-role")
    assert found.outcome("missing-tracing") == "pass"


def test_an_image_has_no_runtime_no_layers_and_no_code_signing(audit: Audit) -> None:
    found = audit(
        """
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      PackageType: Image
      Code: {ImageUri: 111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:1}
      Role: arn:aws:iam::111122223333:role/app
"""
    )
    assert found.outcome("deprecated-runtime") == "not_applicable"
    assert found.outcome("unsigned-code") == "not_applicable"


def test_what_only_a_running_function_shows_does_not_apply(audit: Audit) -> None:
    found = audit(sam(""))
    for check in ("failed-state", "high-error-rate", "throttled", "unused-function"):
        assert found.outcome(check) == "not_applicable", check


def test_loops_are_written_out(audit: Audit) -> None:
    found = audit(
        """
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Resources:
  Fn::ForEach::Workers:
    - Name
    - [Alpha, Beta]
    - ${Name}Worker:
        Type: AWS::Serverless::Function
        Properties: {Runtime: python3.13, Handler: a.b, Tracing: Active, CodeUri: s3://b/k}
"""
    )
    assert found.outcome("missing-tracing", "AlphaWorker") == "pass"
    assert found.outcome("missing-tracing", "BetaWorker") == "pass"


def test_a_connector_grants_what_its_profile_says(audit: Audit) -> None:
    more = """
  Table: {Type: AWS::Serverless::SimpleTable}
  Link:
    Type: AWS::Serverless::Connector
    Properties: {Source: {Id: Function}, Destination: {Id: Table}, Permissions: [Write]}
"""
    found = audit(sam("", more=more))
    assert found.outcome("wildcard-resource") == "pass"
    assert found.outcome("admin-role") == "pass"


def test_a_url_whose_target_names_an_alias_is_the_alias_own(audit: Audit) -> None:
    more = """
  Url:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !Ref FunctionAliaslive, AuthType: AWS_IAM}
"""
    found = audit(sam("      AutoPublishAlias: live", more=more))
    assert found.outcome("unversioned-deployment") == "pass"


def test_a_rule_may_name_the_alias_that_sam_makes(audit: Audit) -> None:
    more = """
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [shop]}
      Targets: [{Id: a, Arn: !Sub '${Function.Alias}'}]
"""
    found = audit(sam("      AutoPublishAlias: live", more=more))
    assert found.outcome("unversioned-deployment") == "pass"


def test_what_sam_allows_for_polling_a_document_database_is_judged(audit: Audit) -> None:
    event = """      Events:
        Changes:
          Type: DocumentDB
          Properties:
            Cluster: arn:aws:rds:eu-west-1:111122223333:cluster:shop
            DatabaseName: shop
            StartingPosition: LATEST
"""
    found = audit(sam(event))
    assert "rds:DescribeDBClusterParameters" in found.messages("wildcard-resource")


def test_a_queue_of_the_template_is_judged_and_a_foreign_one_is_not(audit: Audit) -> None:
    event = "      Events: {Q: {Type: SQS, Properties: {Queue: %s}}}"
    own = audit(sam(event % "!GetAtt Queue.Arn", more="  Queue: {Type: AWS::SQS::Queue}"))
    assert own.outcome("queue-without-redrive") == "fail"
    foreign = audit(sam(event % "'arn:aws:sqs:eu-west-1:111122223333:orders'"))
    assert foreign.outcome("queue-without-redrive") == "unknown"


def test_a_group_that_lambda_will_make_never_expires(audit: Audit) -> None:
    assert audit(sam("")).outcome("unbounded-log-retention") == "fail"
    group = """
  Group:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Sub '/aws/lambda/${Function}', RetentionInDays: 30}
"""
    assert audit(sam("", more=group)).outcome("unbounded-log-retention") == "pass"


def test_a_managed_policy_that_aws_has_withdrawn_is_judged_by_what_it_allowed(
    audit: Audit,
) -> None:
    found = audit(sam("      Policies: [AWSLambdaFullAccess]"))
    assert found.outcome("wildcard-action") == "fail"
    assert found.outcome("admin-role") != "unknown"


def test_a_function_without_a_role_says_so(audit: Audit) -> None:
    found = audit("""
Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Role: !Ref AWS::NoValue, Code: {ZipFile: x}}
""")
    assert found.reason("admin-role") == "the template gives the function no role"


def test_a_role_of_another_stack_leaves_the_others_known(audit: Audit) -> None:
    other = """
  Other:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: a.b, CodeUri: x/, Role: !ImportValue role}
  Named:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: python3.13
      Handler: a.b
      CodeUri: x/
      Role: arn:aws:iam::111122223333:role/elsewhere
"""
    found = audit(sam("      Policies: [AdministratorAccess]", more=other))
    assert found.outcome("admin-role") == "fail"
    assert found.outcome("privilege-escalation") != "unknown"
    assert found.outcome("admin-role", "Named") == "unknown"


def test_an_account_id_without_quotes_is_a_principal(audit: Audit) -> None:
    assert (
        audit(sam("", more=invocable_by("999988887777"))).outcome("cross-account-access") == "fail"
    )


STAGED = """
Parameters: {Stage: {Type: String, AllowedValues: [beta, prod]}}
Conditions: {IsProd: !Equals [!Ref Stage, prod]}
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}
  Named:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: !Sub orders-${Stage}
      Runtime: python3.13
      Handler: a.b
      Role: !GetAtt Role.Arn
      Code: {ZipFile: x}
      TracingConfig: {Mode: !If [IsProd, Active, PassThrough]}
  Production:
    Type: AWS::Lambda::Function
    Condition: IsProd
    Properties:
      Runtime: python3.13
      Handler: a.b
      Role: !GetAtt Role.Arn
      Code: {ZipFile: x}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Sub orders-${Stage}
      Principal: s3.amazonaws.com
"""


def test_a_function_whose_name_depends_on_an_open_parameter_goes_by_its_logical_id(
    audit: Audit,
) -> None:
    found = audit(STAGED)
    assert {function for function, _ in found.results} == {"Named", "Production"}
    assert found.outcome("missing-tracing", "Named") == "unknown"
    assert found.outcome("missing-dlq", "Named") == "fail"
    assert found.outcome("missing-tracing", "Production") == "fail"
    assert audit(STAGED, Stage="prod").outcome("missing-tracing", "Named") == "pass"
