"""A function of the larger account as a Terraform plan, and a snippet pasted into its files.

Terraform itself is not run: the snippet is parsed, and its resources are put into the planned ones,
as `terraform show -json` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.model import Function, Known, Role
from auditor.model.arn import parse_arn
from tests.conftest import ACCOUNT_ID, REGION
from tests.fixes import dialects
from tests.fixes.as_sam import SECRET
from tests.fixes.variants import Made

Rows = dict[str, dict[str, Any]]  # address -> values
# What tells a resource from others of its type.
_NAMES = {
    "aws_lambda_function": ("function_name",),
    "aws_sqs_queue": ("name",),
    "aws_iam_role": ("name",),
    "aws_iam_policy": ("name",),
    "aws_iam_role_policy": ("role", "name"),
    "aws_cloudwatch_log_group": ("name",),
    "aws_cloudwatch_metric_alarm": ("alarm_name",),
    "aws_lambda_event_source_mapping": ("event_source_arn",),
    "aws_lambda_function_event_invoke_config": ("function_name", "qualifier"),
    "aws_lambda_permission": ("function_name", "action", "principal"),
    "aws_lambda_runtime_management_config": ("function_name",),
    "aws_lambda_function_recursion_config": ("function_name",),
}
_BLOCKS = {
    "vpc_config", "environment", "tracing_config", "logging_config", "dead_letter_config",
    "ephemeral_storage", "snap_start", "destination_config", "on_failure", "on_success",
}  # fmt: skip
_ARNS = {
    "aws_sqs_queue": f"arn:aws:sqs:{REGION}:{ACCOUNT_ID}:{{name}}",
    "aws_iam_role": f"arn:aws:iam::{ACCOUNT_ID}:role/{{name}}",
    "aws_secretsmanager_secret": f"arn:aws:secretsmanager:{REGION}:{ACCOUNT_ID}:secret:{{name}}-a1",
}


def plan(rows: Rows) -> dict[str, Any]:
    """Return the plan of these resources as JSON."""
    return {
        "format_version": "1.2",
        "resource_changes": [
            {
                "address": address,
                "mode": "managed",
                "type": address.partition(".")[0],
                "name": address.partition(".")[2],
                "change": {"actions": ["create"], "after": values, "after_unknown": {}},
            }
            for address, values in rows.items()
        ],
    }


def resources(made: Made) -> Rows:
    """Return the planned resources: the function, and what is around it."""
    rows: Rows = {}
    for number, function in enumerate((made.function, *made.others)):
        rows[f"aws_lambda_function.f{number}"] = _present(_function(function))
        rows.update(_settings(function, number))
        rows.update(_permissions(function, number))
    if made.role is not None:
        rows.update(_role(made.role))
    rows.update(_surroundings(made))
    return rows


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in values.items() if v not in (None, [], {})}


def _function(function: Function) -> dict[str, Any]:
    secret = {s.name for s in function.secrets.get()}
    variables = {v.name: SECRET if v.name in secret else "x" for v in function.environment.get()}
    tags = {k: SECRET if k in secret else v for k, v in function.details.get().tags.get().items()}
    vpc = function.vpc
    reserved = function.details.get().reserved_concurrency
    return {
        "function_name": function.name,
        "package_type": "Zip",
        "runtime": function.runtime,
        "handler": function.handler,
        "role": function.role_arn.replace("role/team/a/", "role/"),
        "timeout": function.timeout,
        "memory_size": function.memory,
        "architectures": [function.architecture],
        "layers": [layer.arn for layer in function.layers],
        "kms_key_arn": function.kms_key,
        "reserved_concurrent_executions": -1 if reserved is None else reserved,
        "tags": tags,
        "environment": [{"variables": variables}] if variables else [],
        "ephemeral_storage": [{"size": function.ephemeral_storage}],
        "tracing_config": [{"mode": function.tracing_mode}],
        "logging_config": [{"log_format": function.log_format, "log_group": function.log_group}],
        "dead_letter_config": [{"target_arn": function.dead_letter_target}]
        if function.dead_letter_target
        else [],
        "snap_start": [{"apply_on": function.snap_start}] if function.snap_start != "None" else [],
        "vpc_config": [
            {
                "subnet_ids": list(vpc.subnet_ids),
                "security_group_ids": list(vpc.security_group_ids),
                "ipv6_allowed_for_dual_stack": vpc.ipv6,
            }
        ]
        if vpc
        else [],
    }


def _settings(function: Function, number: int) -> Iterator[tuple[str, Any]]:
    name = {"function_name": function.name}
    for alias in function.aliases.get():
        yield f"aws_lambda_alias.a{number}", {**name, "name": alias}
    for n, config in enumerate(function.event_invoke_configs.get()):
        sides = {"on_failure": config.on_failure, "on_success": config.on_success}
        blocks = {side: [{"destination": arn}] for side, arn in sides.items() if arn}
        yield (
            f"aws_lambda_function_event_invoke_config.c{number}{n}",
            {
                **name,
                "qualifier": config.qualifier,
                "destination_config": [blocks] if blocks else [],
                "maximum_retry_attempts": config.maximum_retry_attempts,
            },
        )
    if function.urls.get():
        yield f"aws_lambda_function_url.u{number}", {**name, "authorization_type": "NONE"}


def _permissions(function: Function, number: int) -> Iterator[tuple[str, Any]]:
    for qualifier, text in function.policies.get().items():
        for n, statement in enumerate(json.loads(text.get())["Statement"]):
            flat = {
                k.lower(): v
                for terms in statement.get("Condition", {}).values()
                for k, v in terms.items()
            }
            principal = statement["Principal"]
            named = "*" if principal == "*" else next(iter(principal.values()))
            for m, one in enumerate([named] if isinstance(named, str) else named):
                values = {
                    "function_name": function.name,
                    "qualifier": None if qualifier == "$LATEST" else qualifier,
                    "statement_id": statement["Sid"] or f"s{n}",
                    "action": statement["Action"],
                    "principal": one,
                    "source_arn": flat.get("aws:sourcearn"),
                    "source_account": flat.get("aws:sourceaccount"),
                    "function_url_auth_type": flat.get("lambda:functionurlauthtype"),
                }
                yield f"aws_lambda_permission.p{number}{n}{m}", _present(values)


def _role(role: Role) -> Iterator[tuple[str, Any]]:
    yield "aws_iam_role.r", {"name": role.name, "assume_role_policy": role.trust}
    for n, policy in enumerate(role.inline):
        values = {"name": policy.name, "role": role.name, "policy": policy.text.get()}
        yield f"aws_iam_role_policy.i{n}", values
    for n, policy in enumerate(role.attached):
        values = {"role": role.name, "policy_arn": policy.arn or ""}
        yield f"aws_iam_role_policy_attachment.t{n}", values
        if not policy.aws_managed:
            yield f"aws_iam_policy.m{n}", {"name": policy.name, "policy": policy.text.get()}


def _surroundings(made: Made) -> Iterator[tuple[str, Any]]:
    (region,) = made.account().regions
    for n, group in enumerate(region.log_groups.get()):
        values = {"name": group.name, "retention_in_days": group.retention_days or 0}
        yield f"aws_cloudwatch_log_group.g{n}", values
    for n, subscription in enumerate(region.subscriptions.get()):
        values = {"topic_arn": subscription.topic_arn, "endpoint": subscription.function_arn}
        yield f"aws_sns_topic_subscription.s{n}", {**values, "protocol": "lambda"}
    for n, (arn, fact) in enumerate(region.queues.items()):
        queue = fact.get()
        assert queue is not None
        redrive = {
            "deadLetterTargetArn": queue.dead_letter_queue,
            "maxReceiveCount": queue.max_receive_count,
        }
        yield (
            f"aws_sqs_queue.q{n}",
            {
                "name": parse_arn(arn).resource,
                "fifo_queue": queue.fifo,
                "visibility_timeout_seconds": queue.visibility_timeout,
                "redrive_policy": json.dumps(redrive) if queue.dead_letter_queue else None,
            },
        )
    for n, (arn, there) in enumerate(region.destinations.items()):
        kind, name = parse_arn(arn).service, parse_arn(arn).resource
        if there.get() is not None and arn not in region.queues:
            yield f"aws_{kind}_{'topic' if kind == 'sns' else 'queue'}.d{n}", {"name": name}
    yield from _mappings(made)


def _mappings(made: Made) -> Iterator[tuple[str, Any]]:
    for n, mapping in enumerate(made.region.get("event_source_mappings", Known(())).value):
        failure = [{"on_failure": [{"destination_arn": mapping.on_failure}]}]
        values = {
            "function_name": mapping.function_arn,
            "event_source_arn": mapping.source_arn,
            "batch_size": mapping.batch_size,
            "starting_position": None if ":sqs:" in mapping.source_arn else "LATEST",
            "maximum_retry_attempts": mapping.maximum_retry_attempts,
            "maximum_record_age_in_seconds": mapping.maximum_record_age,
            "bisect_batch_on_function_error": mapping.bisect,
            "function_response_types": list(mapping.response_types),
            "destination_config": failure if mapping.on_failure else [],
            "enabled": True,
        }
        yield f"aws_lambda_event_source_mapping.e{n}", _present(values)
    for n, api in enumerate(made.region.get("api_integrations", Known(())).value):
        values = {"api_id": api.api_id, "integration_uri": api.function_arn}
        yield f"aws_apigatewayv2_integration.x{n}", {**values, "timeout_milliseconds": api.timeout}


def paste(rows: Rows, snippet: str) -> None:
    """Put a snippet's resources into the planned ones as a reader would, by their names."""
    for line in snippet.splitlines():
        _told(rows, line.strip())
    found = dialects.terraform(snippet)
    arns = {
        f"ref:{name}": _ARNS[one.type].format(name=name)
        for one in found
        if one.type in _ARNS and (name := one.properties["name"])
    }
    for one in found:
        values = _planned(one.properties, arns)
        same = _same(rows, one.type, values)
        if same is None:
            rows[f"{one.type}.new{len(rows)}"] = values
        else:
            _merge(rows[same], values)


def _told(rows: Rows, line: str) -> None:
    """Do what a comment says."""
    if line.startswith("# remove the attachment of "):
        arn = line.split()[5]
        gone = [a for a, v in rows.items() if v.get("policy_arn") == arn]
        del rows[gone[0]]
    if line.startswith("# remove the aws_lambda_permission that makes"):
        sid = line.rpartition(" ")[2]
        sid = f"s{sid}" if sid.isdigit() else sid
        gone = [a for a, v in rows.items() if sid in (v.get("statement_id"), a)]
        assert len(gone) == 1
        del rows[gone[0]]
    function = rows["aws_lambda_function.f0"]
    if line.startswith("# take ") and line.endswith(" out of the tags"):
        del function["tags"][line.removeprefix("# take ").removesuffix(" out of the tags")]
    elif line.startswith("# take ") and line.endswith(" out"):
        del function["environment"][0]["variables"][line.split()[2]]


def _planned(node: Any, arns: Mapping[str, str], key: str = "") -> Any:
    """Return what a plan shows: blocks are lists, JSON is text, references are values."""
    if isinstance(node, Mapping):
        if key in {"policy", "assume_role_policy", "redrive_policy"}:
            return json.dumps(_planned(node, arns))
        made = {k: _planned(v, arns, k) for k, v in node.items()}
        return {k: [v] if k in _BLOCKS else v for k, v in made.items()}
    if isinstance(node, list):
        return [_planned(item, arns) for item in node]
    return arns.get(node, node) if isinstance(node, str) else node


def _same(rows: Rows, type_: str, values: Mapping[str, Any]) -> str | None:
    names = _NAMES.get(type_, ())
    key = [values.get(name) for name in names]
    same = (
        address
        for address, other in rows.items()
        if names and address.startswith(f"{type_}.") and [other.get(n) for n in names] == key
    )
    return next(same, None)


def _merge(into: dict[str, Any], given: Mapping[str, Any]) -> None:
    for key, value in given.items():
        if key in {"environment", "logging_config"} and into.get(key):
            _merge(into[key][0], value[0])
        elif key in {"variables", "tags"}:
            into.setdefault(key, {}).update(value)
        else:
            into[key] = value
