"""Queues that functions read from, and what failed events are sent to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from auditor.model import (
    Destination,
    EventSourceMapping,
    Fact,
    Function,
    Known,
    Queue,
    Unknown,
    setting,
)
from auditor.model.arn import is_function
from auditor.templates.facts.fields import Fields, entries, entry
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Undecided, Value, first_undecided, text, truth

_DESTINATIONS = (
    "AWS::SQS::Queue",
    "AWS::SNS::Topic",
    "AWS::Events::EventBus",
    "AWS::S3::Bucket",
)
_POLICIES = {"AWS::SQS::QueuePolicy": "Queues", "AWS::SNS::TopicPolicy": "Topics"}


def read_queues(
    stacks: tuple[Stack, ...], mappings: Iterable[EventSourceMapping]
) -> Mapping[str, Fact[Queue | None]]:
    """Return the queues by ARN: those of the templates, and unread ones that mappings name."""
    found: dict[str, Fact[Queue | None]] = {}
    for stack in stacks:
        policies = _resource_policies(stack)
        for resource in stack.of_type("AWS::SQS::Queue"):
            queue = _queue(stack, resource, policies.text)
            found[str(stack.identity(resource).arn())] = queue
    behind = {
        fact.value.dead_letter_queue
        for fact in found.values()
        if isinstance(fact, Known) and fact.value is not None
    }
    for arn, fact in found.items():
        if arn in behind and isinstance(fact, Known) and fact.value is not None:
            found[arn] = Known(replace(fact.value, serves_as_dead_letter_queue=True))
    for mapping in mappings:
        if mapping.kind == "sqs" and mapping.source_arn and mapping.source_arn not in found:
            found[mapping.source_arn] = _elsewhere("queue", mapping.source_arn)
    return dict(sorted(found.items()))


def _elsewhere(kind: str, arn: str) -> Unknown:
    return Unknown(reason=f"the {kind} {arn} is not in the template; --live SNAPSHOT tells of it")


def _queue(stack: Stack, resource: Resource, policies: Mapping[str, str]) -> Fact[Queue | None]:
    exists = stack.exists(resource)
    if isinstance(exists, Undecided):
        return exists.unknown
    fields = Fields()
    given = stack.properties(resource)
    redrive = given.get("RedrivePolicy") or _separate_redrive(stack, resource)
    if isinstance(redrive, str):
        redrive = _parsed(redrive)
    dead = entry(redrive, "deadLetterTargetArn")
    dead = dead.narrow if isinstance(dead, Undecided) and dead.narrow else dead
    arn = str(stack.identity(resource).arn())
    queue = Queue(
        arn=arn,
        visibility_timeout=fields.whole_number("visibility", given.get("VisibilityTimeout"), 30),
        dead_letter_queue=fields.take("dead", dead, text, None),
        max_receive_count=_receives(fields, entry(redrive, "maxReceiveCount"), known=bool(dead)),
        fifo=fields.flag("fifo", given.get("FifoQueue")),
        kms_key=fields.take("key", given.get("KmsMasterKeyId"), text, None),
        policy=policies.get(arn),
    )
    return next(iter(fields.undecided.values()), None) or Known(queue)


def _receives(fields: Fields, value: Value, *, known: bool) -> int | None:
    """Return the attempts; None where they are open, and only the queue behind is known."""
    if value is None or (known and isinstance(value, Undecided)):
        return None
    return fields.whole_number("receives", value, 0)


def _separate_redrive(stack: Stack, queue: Resource) -> Value:
    """Return the redrive policy that a resource of its own gives a queue."""
    own = stack.identity(queue)
    for resource in stack.of_type("Auditor::RedrivePolicy"):
        named = stack.property(resource, "Queue")
        if isinstance(named, str) and named in {str(own.reference()), own.name, str(own.arn())}:
            return stack.property(resource, "RedrivePolicy")
    return None


def _parsed(written: str) -> Value:
    try:
        found = json.loads(written)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


@dataclass(slots=True)
class _TargetPolicies:
    """The policies of queues and topics as JSON, by ARN; `open` has those not wholly known."""

    text: dict[str, str] = field(default_factory=dict)
    open: dict[str, Unknown] = field(default_factory=dict)


def _resource_policies(stack: Stack) -> _TargetPolicies:
    """Return the policies of queues and topics; several of one target are one document.

    A statement whose resource or condition is not decided still tells whom it lets in.
    """
    found = _TargetPolicies()
    statements: dict[str, list[Value]] = {}
    for resource in stack.of_type(*_POLICIES):
        document = stack.property(resource, "PolicyDocument")
        if isinstance(document, str):
            document = _parsed(document)
        rows = entries(entry(document, "Statement"))
        opaque = next((o for row in [document, *rows] if (o := _open_part(row))), None)
        known = [_shown(row) for row in rows if _open_part(row) is None]
        for target in _named(stack, resource, _POLICIES[resource.type]):
            statements.setdefault(target, []).extend(known)
            if opaque is not None:
                found.open[target] = opaque.unknown
    for arn, listed in statements.items():
        whole = {"Version": "2012-10-17", "Statement": listed}
        found.text[arn] = json.dumps(whole, sort_keys=True, default=str)
    return found


def _open_part(row: Value) -> Undecided | None:
    """Return why it is not known whom a statement lets in."""
    if not isinstance(row, dict):
        return first_undecided(row)
    return first_undecided([row.get(name) for name in ("Effect", "Principal", "Action")])


def _shown(value: Value) -> Value:
    """Return a value with a name in place of each part that is not decided."""
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return value.narrow or "undecided" if isinstance(value, Undecided) else value


def _named(stack: Stack, resource: Resource, name: str) -> Iterator[str]:
    for value in entries(stack.property(resource, name)):
        if isinstance(value, str) and value.startswith("https://sqs."):
            parts = str(value).split("/")
            where = stack.surroundings
            yield f"arn:{where.partition}:sqs:{where.region}:{parts[-2]}:{parts[-1]}"
        elif isinstance(value, str):
            yield str(value)


def read_destinations(
    stacks: tuple[Stack, ...], functions: Iterable[Function], mappings: Iterable[EventSourceMapping]
) -> Mapping[str, Fact[Destination | None]]:
    """Return what failed events are sent to, by ARN."""
    declared = {arn: fact for stack in stacks for arn, fact in _declared(stack)}
    wanted = {mapping.on_failure for mapping in mappings}
    for function in functions:
        target = setting(function, "dead_letter_target")
        wanted.add(target.value if isinstance(target, Known) else None)
        if isinstance(function.event_invoke_configs, Known):
            wanted.update(config.on_failure for config in function.event_invoke_configs.value)
    return {
        arn: declared.get(arn) or _elsewhere("destination", arn)
        for arn in sorted(filter(None, wanted))
        if not is_function(arn)
    }


def _declared(stack: Stack) -> Iterator[tuple[str, Fact[Destination | None]]]:
    policies = _resource_policies(stack)
    for resource in stack.of_type(*_DESTINATIONS):
        arn = str(stack.identity(resource).arn())
        exists = stack.exists(resource)
        fifo = truth(stack.property(resource, "FifoQueue") or stack.property(resource, "FifoTopic"))
        key = stack.property(resource, "KmsMasterKeyId")
        opaque = next((v for v in (exists, fifo, key) if isinstance(v, Undecided)), None)
        missing = opaque.unknown if opaque is not None else policies.open.get(arn)
        if missing is not None:
            yield arn, missing
            continue
        yield (
            arn,
            Known(
                Destination(
                    arn=arn,
                    fifo=fifo is True,
                    kms_key=text(key) or None if not isinstance(key, dict | list) else None,
                    policy=policies.text.get(arn),
                )
            ),
        )
