"""A function of the larger account as a SAM template, and a snippet pasted into it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import EventInvokeConfig, Function, Known, Role
from auditor.model.arn import parse_arn
from auditor.templates import reader
from tests.fixes.variants import Made

SECRET = "Xk29dLq81" + "mZpT4vQs7"  # what stands for a secret in a variable or a tag
ABSENT = {"Ref": "AWS::NoValue"}
# What tells a resource from others of its type.
_NAMES = {
    "AWS::Serverless::Function": ("FunctionName",),
    "AWS::SQS::Queue": ("QueueName",),
    "AWS::IAM::Role": ("RoleName",),
    "AWS::IAM::RolePolicy": ("RoleName", "PolicyName"),
    "AWS::IAM::ManagedPolicy": ("ManagedPolicyName",),
    "AWS::Logs::LogGroup": ("LogGroupName",),
    "AWS::CloudWatch::Alarm": ("AlarmName",),
    "AWS::Lambda::Permission": ("FunctionName", "Action", "Principal"),
}
_LIMITS = {
    "SourceArn": "aws:sourcearn",
    "SourceAccount": "aws:sourceaccount",
    "PrincipalOrgID": "aws:principalorgid",
    "FunctionUrlAuthType": "lambda:functionurlauthtype",
    "InvokedViaFunctionUrl": "lambda:invokedviafunctionurl",
}
Document = dict[str, Any]


def document(made: Made) -> Document:
    """Return the template that makes the function, and what is around it."""
    found: dict[str, Any] = {}
    for number, function in enumerate((made.function, *made.others)):
        found[f"Function{number}"] = _resource("Serverless::Function", _function(made, function))
        found.update(_configs(function, f"Function{number}"))
        found.update(_permissions(function, f"Function{number}"))
    if made.role is not None:
        found.update(_role(made.role))
    found.update(_surroundings(made))
    return {"Transform": "AWS::Serverless-2016-10-31", "Resources": found}


def _resource(kind: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"Type": f"AWS::{kind}", "Properties": _present(properties)}


def _present(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in properties.items() if v not in (None, {}, [])}


def _function(made: Made, function: Function) -> dict[str, Any]:
    secret = {s.name for s in function.secrets.get()}
    tags = {k: SECRET if k in secret else v for k, v in function.details.get().tags.get().items()}
    variables = {v.name: SECRET if v.name in secret else "x" for v in function.environment.get()}
    warm = function.provisioned_concurrency.get()
    vpc = function.vpc and {
        "SubnetIds": list(function.vpc.subnet_ids),
        "SecurityGroupIds": list(function.vpc.security_group_ids),
        "Ipv6AllowedForDualStack": function.vpc.ipv6 or None,
    }
    return {
        "FunctionName": function.name,
        "Runtime": function.runtime,
        "Handler": function.handler,
        "InlineCode": "def handler(event, context): pass",
        "Role": {"Fn::GetAtt": ["Role", "Arn"]} if made.role else function.role_arn,
        "Timeout": function.timeout,
        "MemorySize": function.memory,
        "Architectures": [function.architecture],
        "EphemeralStorage": {"Size": function.ephemeral_storage},
        "Tracing": function.tracing_mode,
        "LoggingConfig": {"LogFormat": function.log_format, "LogGroup": function.log_group},
        "Environment": {"Variables": variables} if variables else None,
        "Tags": tags,
        "Layers": [layer.arn for layer in function.layers],
        "VpcConfig": _present(vpc) if vpc else None,
        "KmsKeyArn": function.kms_key,
        "ReservedConcurrentExecutions": function.details.get().reserved_concurrency,
        "DeadLetterQueue": _target("TargetArn", function.dead_letter_target),
        "SnapStart": {"ApplyOn": function.snap_start} if function.snap_start != "None" else None,
        "RecursiveLoop": function.recursive_loop.get(),
        "RuntimeManagementConfig": {"UpdateRuntimeOn": function.runtime_update_mode.get()},
        "AutoPublishAlias": next(iter(function.aliases.get()), None),
        "ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": warm[0].requested}
        if warm
        else None,
        "FunctionUrlConfig": {"AuthType": "NONE"} if function.urls.get() else None,
        "EventInvokeConfig": next((_config(c) for c in function.event_invoke_configs.get()), None),
        "Events": _events(made) if function is made.function else None,
    }


def _target(name: str, arn: str | None) -> dict[str, Any] | None:
    kinds = {"sqs": "SQS", "sns": "SNS", "lambda": "Lambda"}
    return arn and {"Type": kinds[parse_arn(arn).service], name: arn}  # type: ignore[return-value]


def _config(config: EventInvokeConfig) -> dict[str, Any]:
    sides = {"OnFailure": config.on_failure, "OnSuccess": config.on_success}
    return _present(
        {
            "MaximumRetryAttempts": config.maximum_retry_attempts,
            "MaximumEventAgeInSeconds": config.maximum_event_age,
            "DestinationConfig": _present(
                {side: _target("Destination", arn) for side, arn in sides.items()}
            ),
        }
    )


def _configs(function: Function, id_: str) -> Iterator[tuple[str, Any]]:
    """Yield the configurations of other qualifiers than the one that SAM writes."""
    for number, config in enumerate(function.event_invoke_configs.get()[1:]):
        properties = {**_config(config), "FunctionName": function.name}
        properties["Qualifier"] = config.qualifier
        yield f"{id_}Config{number}", _resource("Lambda::EventInvokeConfig", properties)


def _events(made: Made) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for mapping in made.region.get("event_source_mappings", Known(())).value:
        queue = ":sqs:" in mapping.source_arn
        # SAM takes a Type too; cfn-lint refuses one next to a literal ARN.
        failure = {"OnFailure": {"Destination": mapping.on_failure}}
        properties = {
            "Queue" if queue else "Stream": mapping.source_arn,
            "BatchSize": mapping.batch_size,
            "FunctionResponseTypes": list(mapping.response_types),
        }
        if not queue:
            properties |= {
                "StartingPosition": "LATEST",
                "MaximumRetryAttempts": mapping.maximum_retry_attempts,
                "MaximumRecordAgeInSeconds": mapping.maximum_record_age,
                "BisectBatchOnFunctionError": mapping.bisect,
                "DestinationConfig": failure if mapping.on_failure else None,
            }
        kind = "SQS" if queue else "Kinesis"
        found["Work"] = {"Type": kind, "Properties": _present(properties)}
    for api in made.region.get("api_integrations", Known(())).value:
        # All variants may be one template, where each has a path of its own.
        method, path = api.route.split()[0], f"/{made.function.name}"
        found["Api"] = {"Type": "Api", "Properties": {"Method": method, "Path": path}}
    return found


def _permissions(function: Function, id_: str) -> Iterator[tuple[str, Any]]:
    for qualifier, text in function.policies.get().items():
        for number, statement in enumerate(json.loads(text.get())["Statement"]):
            principal = statement["Principal"]
            named = ["*"] if principal == "*" else next(iter(principal.values()))
            flat = {
                k.lower(): v
                for terms in statement.get("Condition", {}).values()
                for k, v in terms.items()
            }
            for n, one in enumerate([named] if isinstance(named, str) else named):
                properties = {
                    "FunctionName": function.name
                    if qualifier == "$LATEST"
                    else f"{function.arn}:{qualifier}",
                    "Action": statement["Action"],
                    "Principal": one,
                    **{name: flat.get(key) for name, key in _LIMITS.items()},
                }
                sid = "".join(c for c in statement["Sid"] if c.isalnum()) or f"statement{number}"
                suffix = f"{n or ''}{id_.removeprefix('Function0')}"
                yield f"{sid}{suffix}", _resource("Lambda::Permission", properties)


def _role(role: Role) -> Iterator[tuple[str, Any]]:
    own = [p for p in role.attached if not p.aws_managed]
    properties = {
        "RoleName": role.name,
        "Path": role.arn.partition(":role")[2].removesuffix(role.name),
        "AssumeRolePolicyDocument": json.loads(role.trust),
        "ManagedPolicyArns": [p.arn for p in role.attached if p.aws_managed],
        "Policies": [
            {"PolicyName": p.name, "PolicyDocument": json.loads(p.text.get())} for p in role.inline
        ],
    }
    yield "Role", _resource("IAM::Role", properties)
    for number, policy in enumerate(own):
        properties = {
            "ManagedPolicyName": policy.name,
            "PolicyDocument": json.loads(policy.text.get()),
            "Roles": [role.name],
        }
        yield f"Managed{number}", _resource("IAM::ManagedPolicy", properties)


def _surroundings(made: Made) -> Iterator[tuple[str, Any]]:
    (region,) = made.account().regions
    for number, group in enumerate(region.log_groups.get()):
        properties: dict[str, Any] = {"LogGroupName": group.name}
        properties["RetentionInDays"] = group.retention_days
        yield f"Group{number}", _resource("Logs::LogGroup", properties)
    for number, alarm in enumerate(region.alarms.get()):
        properties = {
            "AlarmName": alarm.name,
            "Namespace": "AWS/Lambda",
            "MetricName": "Errors",
            "Dimensions": [{"Name": "FunctionName", "Value": made.function.name}],
            "ActionsEnabled": alarm.actions_enabled,
            "AlarmActions": ["arn:aws:sns:eu-west-1:111122223333:x"]
            if alarm.actions is None
            else list(alarm.actions),
        }
        yield f"Alarm{number}", _resource("CloudWatch::Alarm", properties)
    for number, subscription in enumerate(region.subscriptions.get()):
        properties = {
            "TopicArn": subscription.topic_arn,
            "Endpoint": subscription.function_arn,
            "Protocol": "lambda",
        }
        yield f"Subscription{number}", _resource("SNS::Subscription", properties)
    yield from _targets(made)


def _targets(made: Made) -> Iterator[tuple[str, Any]]:
    (region,) = made.account().regions
    for number, (arn, fact) in enumerate(region.destinations.items()):
        if fact.get() is not None:
            kind, name = parse_arn(arn).service, parse_arn(arn).resource
            if kind == "sns":
                yield f"Topic{number}", _resource("SNS::Topic", {"TopicName": name})
            elif arn not in region.queues:
                yield f"Target{number}", _resource("SQS::Queue", {"QueueName": name})
    for number, (arn, held) in enumerate(region.queues.items()):
        queue = held.get()
        assert queue is not None
        redrive = queue.dead_letter_queue and {
            "deadLetterTargetArn": queue.dead_letter_queue,
            "maxReceiveCount": queue.max_receive_count,
        }
        properties = {
            "QueueName": parse_arn(arn).resource,
            "FifoQueue": queue.fifo or None,
            "VisibilityTimeout": queue.visibility_timeout,
            "RedrivePolicy": redrive,
        }
        yield f"Queue{number}", _resource("SQS::Queue", properties)


def paste(template: Document, snippet: str) -> None:
    """Put a snippet's resources into the template as a reader would, by their names."""
    for line in snippet.splitlines():
        _told(template, line.strip())
    if all(line.startswith("#") for line in snippet.splitlines()):
        return
    body: dict[str, Any] = reader.parse(snippet, "snippet")  # type: ignore[assignment]
    found = {"Resource": body} if isinstance(body.get("Type"), str) else body
    ids = {id_: _same(template, one) or f"New{id_}" for id_, one in found.items()}
    for id_, one in found.items():
        _merge(template["Resources"].setdefault(ids[id_], {}), _renamed(one, ids))
        _apply(template, template["Resources"][ids[id_]])


def _told(template: Document, line: str) -> None:
    """Do what a comment says."""
    resources = template["Resources"]
    if line.startswith("# take ") and "ManagedPolicyArns" in line:
        arns = resources["Role"]["Properties"]["ManagedPolicyArns"]
        arns.remove(line.split()[2])
    if line.startswith("# remove the AWS::Lambda::Permission that makes"):
        named, perhaps, _ = line.partition(", if it has one")
        sid = named.rpartition(" ")[2]
        id_ = f"statement{sid}" if sid.isdigit() else sid
        assert id_ in resources or perhaps
        resources.pop(id_, None)


def _same(template: Document, one: Mapping[str, Any]) -> str | None:
    names = _NAMES.get(one["Type"], ())
    key = [one["Properties"].get(name) for name in names]
    same = (
        str(id_)
        for id_, other in template["Resources"].items()
        if names
        and other["Type"] == one["Type"]
        and [other["Properties"].get(name) for name in names] == key
    )
    return next(same, None)


def _renamed(node: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(node, dict):
        if set(node) == {"Ref"}:
            return {"Ref": ids.get(node["Ref"], node["Ref"])}
        if set(node) == {"Fn::GetAtt"}:
            id_, *rest = (
                node["Fn::GetAtt"].split(".")
                if isinstance(node["Fn::GetAtt"], str)
                else node["Fn::GetAtt"]
            )
            return {"Fn::GetAtt": [ids.get(id_, id_), *rest]}
        return {key: _renamed(value, ids) for key, value in node.items()}
    return [_renamed(item, ids) for item in node] if isinstance(node, list) else node


def _merge(into: dict[str, Any], given: Mapping[str, Any]) -> None:
    for key, value in given.items():
        if key == "Events":
            _merge_events(into.setdefault("Events", {}), value)
        elif isinstance(value, dict) and value != ABSENT and isinstance(into.get(key), dict):
            whole = key in {"VpcConfig", "RedrivePolicy"} or key.endswith("Document")
            if whole:
                into[key] = value
            else:
                _merge(into[key], value)
        else:
            into[key] = value


def _merge_events(into: dict[str, Any], given: Mapping[str, Any]) -> None:
    for name, event in given.items():
        source = {v for k, v in event["Properties"].items() if k in {"Queue", "Stream"}}
        same = [n for n, e in into.items() if source & {str(v) for v in e["Properties"].values()}]
        _merge(into.setdefault(same[0] if same else name, {}), event)


def _apply(template: Document, one: dict[str, Any]) -> None:
    """Put the statements where the comments of the snippet say."""
    given, resources = one["Properties"], template["Resources"]
    if one["Type"] == "AWS::Serverless::Function" and "Policies" in given and "Role" in resources:
        role = resources["Role"]["Properties"]
        for number, policy in enumerate(given.pop("Policies")):
            if isinstance(policy, str):
                arn = f"arn:aws:iam::aws:policy/{policy}"
                role.setdefault("ManagedPolicyArns", []).append(arn)
            else:
                name = f"Added{number}"
                role.setdefault("Policies", []).append(
                    {"PolicyName": name, "PolicyDocument": {"Version": "2012-10-17", **policy}}
                )
    if one["Type"] == "AWS::IAM::RolePolicy" and "Role" in resources:
        role = resources["Role"]["Properties"]
        inline = [p for p in role.get("Policies", []) if p["PolicyName"] != given["PolicyName"]]
        role["Policies"] = inline
