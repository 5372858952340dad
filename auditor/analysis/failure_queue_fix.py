"""The fix that gives failed events a queue: the queue, the right to send there, and who uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from auditor.analysis import fix_text
from auditor.analysis.event_source_fix import sam_event, terraform_mapping
from auditor.analysis.iam.role_rights_fix import obstacle, with_obstacle, written_policy
from auditor.model import EventInvokeConfig, EventSourceMapping, Fix, Function, Known
from auditor.model.arn import parse_arn
from auditor.model.audit import Audit

SEND = "sqs:SendMessage"
_LONGEST_START = 60  # characters of the function's name in the queue's, which has 80 at most
_SAM_KINDS = {"sqs": "SQS", "sns": "SNS", "lambda": "Lambda", "events": "EventBridge"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """What sends failed events: a mapping, the invocations of a qualifier, or the function."""

    mapping: EventSourceMapping | None = None
    qualifier: str = ""
    present: EventInvokeConfig | None = None  # the qualifier's configuration, where it has one


def queue_fix(audit: Audit, function: Function, sender: Sender) -> Fix:
    """Return the fix that creates a queue for failed events and makes the sender use it."""
    kind = "batches" if sender.mapping else "events"
    name = f"{function.name[:_LONGEST_START]}-failed-{kind}"
    own = parse_arn(function.arn)
    arn = f"arn:{own.partition}:sqs:{function.region}:{own.account}:{name}"
    grant = f"SendMessage-{name}"
    rights = written_policy(audit, function, grant, fix_text.allow(SEND, arn))
    snippets = [*_sam(function, sender, name, rights.policies)]
    if rights.sam:
        snippets.append((grant, rights.sam))
    made = f"aws_sqs_queue.{fix_text.label(name)}.arn"
    change = _terraform(function, sender, made)
    fix = Fix(
        cli="\n".join(
            (fix_text.create_queue(name, function.region), rights.cli, _cli(function, sender, arn))
        ),
        sam=fix_text.resources(*snippets),
        terraform="\n".join((fix_text.terraform_queue(name), rights.terraform, change)),
    )
    return with_obstacle(fix, rights.refused or obstacle(audit, function, (SEND,), arn))


def _cli(function: Function, sender: Sender, arn: str) -> str:
    destinations = {"OnFailure": {"Destination": arn}}
    if sender.mapping:
        return fix_text.shell(
            *("aws", "lambda", "update-event-source-mapping", "--uuid", sender.mapping.uuid),
            *("--region", function.region, "--destination-config", json.dumps(destinations)),
        )
    if not sender.qualifier:
        return fix_text.lambda_cli(
            "update-function-configuration", function, "--dead-letter-config", f"TargetArn={arn}"
        )
    if sender.present and sender.present.on_success:
        destinations["OnSuccess"] = {"Destination": sender.present.on_success}
    # Putting a configuration would reset the settings that one already there has.
    command = "update" if sender.present else "put"
    return fix_text.lambda_cli(
        f"{command}-function-event-invoke-config",
        function,
        *("--qualifier", sender.qualifier, "--destination-config", json.dumps(destinations)),
    )


def _sam(
    function: Function, sender: Sender, queue: str, policies: tuple[str, ...]
) -> Iterator[tuple[str, str]]:
    """Yield the queue, the function and what else changes: name and resource of each."""
    made = f"!GetAtt {fix_text.logical_id(queue)}.Arn"
    alone = _needs_resource(function, sender)
    properties = () if alone else _sam_properties(sender, made)
    changed = fix_text.sam(function, *properties, *policies)
    yield from (fix_text.sam_queue(queue), (function.name, changed))
    if alone:
        config = fix_text.resource(
            "AWS::Lambda::EventInvokeConfig",
            f"FunctionName: !Ref {fix_text.logical_id(function.name)}",
            f"Qualifier: {fix_text.text(sender.qualifier)}",
            *_sam_config(sender, made, typed=False),
        )
        yield f"{function.name}-{sender.qualifier}-events", config


def _needs_resource(function: Function, sender: Sender) -> bool:
    """Return whether the function's own EventInvokeConfig would configure another qualifier.

    SAM gives it to the alias that the function publishes, and to $LATEST where it publishes none.
    """
    aliases = function.aliases.value if isinstance(function.aliases, Known) else {}
    if sender.qualifier == "$LATEST":
        return bool(aliases)
    return sender.qualifier.isdigit() or len(aliases) > 1


def _sam_properties(sender: Sender, made: str) -> Iterator[str]:
    """Yield the properties of the function, with what is configured already."""
    if sender.mapping:
        target = ("    Type: SQS", f"    Destination: {made}")
        yield from sam_event(sender.mapping, "DestinationConfig:", "  OnFailure:", *target)
        return
    if not sender.qualifier:
        yield from ("DeadLetterQueue:", "  Type: SQS", f"  TargetArn: {made}")
        return
    if sender.qualifier != "$LATEST":
        yield f"AutoPublishAlias: {fix_text.text(sender.qualifier)}"
    yield "EventInvokeConfig:"
    yield from (f"  {line}" for line in _sam_config(sender, made, typed=True))


def _sam_config(sender: Sender, made: str, *, typed: bool) -> Iterator[str]:
    """Yield the lines of a configuration; SAM asks for the type of each destination."""
    yield from (f"{name}: {value}" for name, value in _limits(sender, "MaximumRetryAttempts"))
    yield "DestinationConfig:"
    if sender.present and sender.present.on_success:
        kind = _SAM_KINDS.get(parse_arn(sender.present.on_success).service, "SQS")
        yield from ("  OnSuccess:", *([f"    Type: {kind}"] if typed else []))
        yield f"    Destination: {fix_text.text(sender.present.on_success)}"
    yield from ("  OnFailure:", *(["    Type: SQS"] if typed else []))
    yield f"    Destination: {made}"


def _terraform(function: Function, sender: Sender, made: str) -> str:
    named = f"function_name = {fix_text.hcl(function.name)}"
    if sender.mapping:
        lines = ("destination_config {", "  on_failure {", f"    destination_arn = {made}")
        return terraform_mapping(function, sender.mapping, *lines, "  }", "}")
    if not sender.qualifier:
        return fix_text.terraform(function, "dead_letter_config {", f"  target_arn = {made}", "}")
    success = sender.present.on_success if sender.present else None
    kept = (
        ("  on_success {", f"    destination = {fix_text.hcl(success)}", "  }") if success else ()
    )
    return fix_text.block(
        "aws_lambda_function_event_invoke_config",
        f"{function.name}_{sender.qualifier}",
        *(named, f"qualifier     = {fix_text.hcl(sender.qualifier)}"),
        *(f"{name} = {value}" for name, value in _limits(sender, "maximum_retry_attempts")),
        "destination_config {",
        *kept,
        *("  on_failure {", f"    destination = {made}", "  }", "}"),
    )


_AGES = {
    "MaximumRetryAttempts": "MaximumEventAgeInSeconds",
    "maximum_retry_attempts": "maximum_event_age_in_seconds",
}


def _limits(sender: Sender, retries: str) -> Iterator[tuple[str, int]]:
    """Yield the limits that the configuration has, as a template names them."""
    present = sender.present
    if present and present.maximum_retry_attempts is not None:
        yield retries, present.maximum_retry_attempts
    if present and present.maximum_event_age is not None:
        yield _AGES[retries], present.maximum_event_age
