"""Creates the larger account in an emulator that enforces IAM: each variant by AWS's own calls."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import boto3
from botocore.config import Config

from auditor.model import Function, Known, Role
from auditor.model.arn import parse_arn
from tests.fixes.variants import LAMBDA, Made, variants
from tests.selfaudit.emulator import ACCOUNT, REGION

# Variants that an emulator of AWS can't hold, by what they need; the model judges them.
NOT_HELD: Mapping[str, str] = {
    "api-timeout": "an API of a fixed id",
    "broken-dlq": "it refuses targets that do not exist, as AWS does",
    "cold-start-exposed": "an API, and SnapStart, which it does not keep",
    "deprecated-runtime": "it refuses old runtimes, as AWS does",
    "idle-provisioned-concurrency": "utilization, which CloudWatch measures",
    "maximal-timeout": "durations, which CloudWatch measures",
    "memory-misfit": "Compute Optimizer",
    "nat-for-aws-services": "a network of fixed ids: see the sample account",
    "no-concurrency-guard": "an API, or a URL whose policy it judges differently",
    "pinned-runtime": "runtime management, which it lacks",
    "public-function": "a URL whose policy it judges differently: see the sample account",
    "public-subnet": "a network of fixed ids: see the sample account",
    "single-az": "a network of fixed ids: see the sample account",
    "stream-without-failure-destination": "a stream: see the sample account",
    "throttled": "throttles, which CloudWatch counts",
    "timeout-near-limit": "durations, which CloudWatch measures",
    "unbounded-stream-retries": "a stream: see the sample account",
    "unnecessary-vpc": "a network of fixed ids: see the sample account",
    "unversioned-deployment": "it maps an alias that its own queue can't name",
}


def held() -> Iterator[tuple[str, str, Made]]:
    """Yield the variants that the emulator holds."""
    for check, name, made in variants():
        stream = any(":kinesis:" in (m.source_arn or "") for m in _mappings(made))
        if check not in NOT_HELD and not stream and made.function.vpc is None:
            yield check, name, made


_SECRET = "Xk29dLq81" + "mZpT4vQs7"


class Deployer:
    """Creates variants by boto3 clients of the account's root."""

    def __init__(self, url: str) -> None:
        self._clients: dict[str, Any] = {}
        self._url = url
        self._made: set[str] = set()

    def aws(self, service: str) -> Any:
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service, region_name=REGION, endpoint_url=self._url,
                aws_access_key_id=ACCOUNT, aws_secret_access_key="test",  # noqa: S106
                config=Config(proxies={}),
            )  # fmt: skip
        return self._clients[service]

    def deploy(self, made: Made) -> None:
        """Create the function and what is around it."""
        role = made.role or _passing_role(made.function.role_arn)
        self._role(role)
        for arn in ("done", "failed", "operations"):
            self._once(f"topic {arn}", self.aws("sns").create_topic, Name=arn)
        self._queues(made)
        for function in (made.function, *made.others):
            self._function(function)
        if made.role is None:
            self.aws("iam").delete_role(RoleName=role.name)
        self._alarms(made)
        for mapping in _mappings(made):
            self.aws("lambda").create_event_source_mapping(
                FunctionName=mapping.function_arn,
                EventSourceArn=mapping.source_arn,
                BatchSize=mapping.batch_size,
                Enabled=False,
            )
        for subscription in made.region.get("subscriptions", Known(())).value:
            topic = parse_arn(subscription.topic_arn).resource
            self.aws("sns").create_topic(Name=topic)
            self.aws("sns").subscribe(
                TopicArn=subscription.topic_arn,
                Protocol="lambda",
                Endpoint=subscription.function_arn,
            )

    def _once(self, key: str, call: Any, **arguments: Any) -> None:
        if key not in self._made:
            self._made.add(key)
            call(**arguments)

    def _role(self, role: Role) -> None:
        iam = self.aws("iam")
        path = role.arn.partition(":role")[2].removesuffix(role.name)
        iam.create_role(RoleName=role.name, Path=path, AssumeRolePolicyDocument=role.trust)
        for policy in role.inline:
            iam.put_role_policy(
                RoleName=role.name, PolicyName=policy.name, PolicyDocument=policy.text.get()
            )
        for policy in role.attached:
            if not policy.aws_managed:
                self._policy(policy.arn or "", policy.name, policy.text.get())
            iam.attach_role_policy(RoleName=role.name, PolicyArn=policy.arn)

    def _policy(self, arn: str, name: str, document: str) -> None:
        """Create a policy with as many versions as IAM keeps, the last of which counts."""
        iam = self.aws("iam")
        self._once(arn, iam.create_policy, PolicyName=name, PolicyDocument=document)
        for number in range(2, 6):
            self._once(
                f"{arn} {number}", iam.create_policy_version,
                PolicyArn=arn, PolicyDocument=document, SetAsDefault=True,
            )  # fmt: skip

    def _queues(self, made: Made) -> None:
        for arn, fact in made.region.get("queues", {}).items():
            queue = fact.get()
            fifo = {"FifoQueue": "true"} if queue.fifo else {}
            attributes = {"VisibilityTimeout": str(queue.visibility_timeout), **fifo}
            if queue.dead_letter_queue:
                dead = parse_arn(queue.dead_letter_queue).resource
                self.aws("sqs").create_queue(QueueName=dead, Attributes=fifo)
                redrive = {
                    "deadLetterTargetArn": queue.dead_letter_queue,
                    "maxReceiveCount": queue.max_receive_count,
                }
                attributes["RedrivePolicy"] = json.dumps(redrive)
            else:  # the emulator can't list the sources of a dead-letter queue: it is none
                attributes["RedriveAllowPolicy"] = json.dumps({"redrivePermission": "denyAll"})
            self.aws("sqs").create_queue(QueueName=parse_arn(arn).resource, Attributes=attributes)

    def _function(self, function: Function) -> None:
        aws = self.aws("lambda")
        for layer in function.layers:
            name, version = parse_arn(layer.arn).resource.removeprefix("layer:").split(":")
            newest = 4 if name == "old" else int(version)
            for number in range(newest):
                self._once(
                    f"layer {name} {number}", aws.publish_layer_version,
                    LayerName=name, Content={"ZipFile": _zip(f"x = {number}")},
                )  # fmt: skip
        aws.create_function(FunctionName=function.name, **_settings(function))
        details = function.details.get()
        secret = {s.name: _SECRET for s in function.secrets.get() if s.place == "tag"}
        if tags := {**details.tags.get(), **secret}:
            aws.tag_resource(Resource=function.arn, Tags=tags)
        if function.aliases.get():
            aws.publish_version(FunctionName=function.name)
            for alias, version in function.aliases.get().items():
                aws.create_alias(FunctionName=function.name, Name=alias, FunctionVersion=version)
        if details.reserved_concurrency is not None:
            aws.put_function_concurrency(
                FunctionName=function.name,
                ReservedConcurrentExecutions=details.reserved_concurrency,
            )
        if function.recursive_loop == Known("Allow"):
            aws.put_function_recursion_config(FunctionName=function.name, RecursiveLoop="Allow")
        self._asynchronous(function)
        for qualifier, text in function.policies.get().items():
            for statement in json.loads(text.get())["Statement"]:
                self._permit(function, qualifier, statement)

    def _asynchronous(self, function: Function) -> None:
        for config in function.event_invoke_configs.get():
            targets = {"OnFailure": config.on_failure, "OnSuccess": config.on_success}
            more = {
                "MaximumRetryAttempts": config.maximum_retry_attempts,
                "MaximumEventAgeInSeconds": config.maximum_event_age,
            }
            self.aws("lambda").put_function_event_invoke_config(
                FunctionName=function.name,
                Qualifier=config.qualifier,
                DestinationConfig={k: {"Destination": v} for k, v in targets.items() if v},
                **{k: v for k, v in more.items() if v is not None},
            )

    def _permit(self, function: Function, qualifier: str, statement: Any) -> None:
        conditions = statement.get("Condition", {})
        flat = {k.lower(): v for terms in conditions.values() for k, v in terms.items()}
        arguments = {"SourceArn": "aws:sourcearn", "SourceAccount": "aws:sourceaccount"}
        principal = statement["Principal"]
        named = [principal] if principal == "*" else list(principal.values())
        listed = named[0] if isinstance(named[0], list) else named
        for number, one in enumerate(listed):
            sid = statement["Sid"] or "none"
            self.aws("lambda").add_permission(
                FunctionName=function.name,
                StatementId=sid if number == 0 else f"{sid}{number}",
                Action=statement["Action"],
                Principal=one,
                **{a: flat[k] for a, k in arguments.items() if k in flat},
                **({} if qualifier == "$LATEST" else {"Qualifier": qualifier}),
            )

    def _alarms(self, made: Made) -> None:
        function = made.function
        (region,) = made.account().regions
        for group in region.log_groups.get():
            self.aws("logs").create_log_group(logGroupName=group.name)
            if group.retention_days:
                self.aws("logs").put_retention_policy(
                    logGroupName=group.name, retentionInDays=group.retention_days
                )
        for alarm in region.alarms.get():
            actions = [self._topic()] if alarm.actions is None else list(alarm.actions)
            self.aws("cloudwatch").put_metric_alarm(
                AlarmName=alarm.name if len(alarm.name) > 50 else f"{alarm.name}"[:255],
                Namespace="AWS/Lambda", MetricName="Errors", Threshold=1, Period=300,
                EvaluationPeriods=1, ComparisonOperator="GreaterThanOrEqualToThreshold",
                Statistic="Sum", ActionsEnabled=alarm.actions_enabled, AlarmActions=actions,
                Dimensions=[{"Name": "FunctionName", "Value": function.name}],
            )  # fmt: skip

    def _topic(self) -> str:
        return f"arn:aws:sns:{REGION}:{ACCOUNT}:operations"


def _mappings(made: Made) -> Iterable[Any]:
    found: Iterable[Any] = made.region.get("event_source_mappings", Known(())).value
    return found


def _passing_role(arn: str) -> Role:
    """Return a role that is there while its function is created, and goes then."""
    trust = json.dumps({"Version": "2012-10-17", "Statement": [LAMBDA]})
    return Role(arn=arn, name=parse_arn(arn).name, trust=trust)


def _settings(function: Function) -> dict[str, Any]:
    dead = {"TargetArn": function.dead_letter_target} if function.dead_letter_target else None
    optional = {
        "DeadLetterConfig": dead,
        "KMSKeyArn": function.kms_key,
        "Layers": [layer.arn for layer in function.layers],
    }
    secret = {s.name: _SECRET for s in function.secrets.get()}
    return {
        "Runtime": function.runtime,
        "Handler": function.handler,
        "Role": function.role_arn,
        "Code": {"ZipFile": _zip("def handler(event, context): pass")},
        "Timeout": function.timeout,
        "MemorySize": function.memory,
        "Architectures": [function.architecture],
        "EphemeralStorage": {"Size": function.ephemeral_storage},
        "TracingConfig": {"Mode": function.tracing_mode},
        "LoggingConfig": {"LogFormat": function.log_format, "LogGroup": function.log_group},
        "Environment": {
            "Variables": {v.name: secret.get(v.name, "x") for v in function.environment.get()}
        },
        **{name: value for name, value in optional.items() if value},
    }


def _zip(text: str) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("app.py", text)
    return archive.getvalue()
