"""Which changes of a template resolve a finding; only those that need no decision."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model import Finding
from auditor.templates.patches.edits import Edit, UnsafeEditError
from auditor.templates.patches.subject import Subject
from auditor.templates.values import Node

_AWS_POLICY = "arn:${AWS::Partition}:iam::aws:policy/"
_WEEKS_2 = 1_209_600  # seconds; the longest that SQS keeps a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One way to resolve a finding."""

    edits: tuple[Edit, ...]


Recipe = Callable[[Subject, Finding], Iterator[Attempt]]


def _set(id: str, *path: str, to: Node) -> Edit:
    return Edit(path=("Resources", id, "Properties", *path), value=to)


def _add(id: str, type: str, properties: Mapping[str, Any]) -> Edit:
    node: dict[str, Any] = {"Type": type}
    if properties:
        node["Properties"] = dict(properties)
    return Edit(path=("Resources", id), value=node)


def _trace(subject: Subject, _: Finding) -> Iterator[Attempt]:
    path = ("Tracing",) if subject.sam else ("TracingConfig", "Mode")
    on = _set(subject.id, *path, to="Active")
    if subject.owns_role:
        yield Attempt(edits=(on,))
        return
    yield Attempt(edits=(on,))
    yield Attempt(edits=(on, _attach(subject, "AWSXRayDaemonWriteAccess")))


def _attach(subject: Subject, name: str) -> Edit:
    policy = {"Fn::Sub": f"{_AWS_POLICY}{name}"}
    path = ("Resources", subject.role(), "Properties", "ManagedPolicyArns")
    return Edit(path=path, value=policy, append=True)


def _allow_traces(subject: Subject, _: Finding) -> Iterator[Attempt]:
    yield Attempt(edits=(_attach(subject, "AWSXRayDaemonWriteAccess"),))


def _allow_logs(subject: Subject, _: Finding) -> Iterator[Attempt]:
    yield Attempt(edits=(_attach(subject, "service-role/AWSLambdaBasicExecutionRole"),))


def _retain(subject: Subject, finding: Finding) -> Iterator[Attempt]:
    declared = subject.resource(str(finding.evidence.get("log_group")), "AWS::Logs::LogGroup")
    if declared is not None:
        yield Attempt(edits=(_set(declared, "RetentionInDays", to=30),))
        return
    group = subject.new_id("LogGroup")
    yield Attempt(
        edits=(
            _add(group, "AWS::Logs::LogGroup", {"RetentionInDays": 30}),
            _set(subject.id, "LoggingConfig", "LogGroup", to={"Ref": group}),
        )
    )


def _queue(id: str, *, fifo: bool = False) -> Edit:
    name = {"FifoQueue": True} if fifo else {}
    return _add(id, "AWS::SQS::Queue", {**name, "MessageRetentionPeriod": _WEEKS_2})


def _may_send(subject: Subject, queue: str) -> Iterator[Edit]:
    """Yield what lets the function's role send to a queue; SAM grants it to the roles it makes."""
    if subject.owns_role:
        return
    statement = {
        "Effect": "Allow",
        "Action": "sqs:SendMessage",
        "Resource": {"Fn::GetAtt": [queue, "Arn"]},
    }
    properties = {
        "PolicyName": "send-failed-events",
        "Roles": [{"Ref": subject.role()}],
        "PolicyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }
    yield _add(f"{queue}Policy", "AWS::IAM::Policy", properties)


def _dead_letters(subject: Subject, _: Finding) -> Iterator[Attempt]:
    queue = subject.new_id("DeadLetterQueue")
    arn = {"Fn::GetAtt": [queue, "Arn"]}
    if subject.sam:
        setting = _set(subject.id, "DeadLetterQueue", to={"Type": "SQS", "TargetArn": arn})
    else:
        setting = _set(subject.id, "DeadLetterConfig", "TargetArn", to=arn)
    yield Attempt(edits=(setting, _queue(queue), *_may_send(subject, queue)))


def _failed_records(subject: Subject, finding: Finding) -> Iterator[Attempt]:
    queue = subject.new_id("FailedRecords")
    arn = {"Fn::GetAtt": [queue, "Arn"]}
    where, in_sam = subject.mapping(str(finding.evidence.get("mapping")))
    target: dict[str, Any] = {"Type": "SQS"} if in_sam else {}
    edit = Edit(
        path=(*where, "DestinationConfig"), value={"OnFailure": {**target, "Destination": arn}}
    )
    yield Attempt(edits=(edit, _queue(queue), *_may_send(subject, queue)))


def _bounded(subject: Subject, finding: Finding) -> Iterator[Attempt]:
    where, _ = subject.mapping(str(finding.evidence.get("mapping")))
    yield Attempt(edits=(Edit(path=(*where, "MaximumRetryAttempts"), value=5),))


def _declared_queue(subject: Subject, finding: Finding) -> str:
    queue = subject.resource(str(finding.evidence.get("queue")), "AWS::SQS::Queue")
    if queue is None:
        raise UnsafeEditError("the queue is not declared in the same file")
    return queue


def _redrive(subject: Subject, finding: Finding) -> Iterator[Attempt]:
    queue = _declared_queue(subject, finding)
    dead = f"{queue}DeadLetters"
    fifo = str(finding.evidence.get("queue")).endswith(".fifo") or subject.is_fifo(queue)
    policy = {"deadLetterTargetArn": {"Fn::GetAtt": [dead, "Arn"]}, "maxReceiveCount": 5}
    yield Attempt(edits=(_set(queue, "RedrivePolicy", to=policy), _queue(dead, fifo=fifo)))


def _receive_more(subject: Subject, finding: Finding) -> Iterator[Attempt]:
    queue = _declared_queue(subject, finding)
    least = finding.evidence.get("minimum")
    yield Attempt(edits=(_set(queue, "RedrivePolicy", "maxReceiveCount", to=least),))


def _visible_later(subject: Subject, finding: Finding) -> Iterator[Attempt]:
    queue = _declared_queue(subject, finding)
    yield Attempt(edits=(_set(queue, "VisibilityTimeout", to=finding.evidence.get("needed")),))


def _end_loops(subject: Subject, _: Finding) -> Iterator[Attempt]:
    yield Attempt(edits=(_set(subject.id, "RecursiveLoop", to="Terminate"),))


def _same_account(subject: Subject, _: Finding) -> Iterator[Attempt]:
    edits = tuple(
        _set(permission, "SourceAccount", to={"Ref": "AWS::AccountId"})
        for permission in subject.permissions("s3.amazonaws.com")
    )
    if not edits:
        raise UnsafeEditError("the permission is not a resource of the same file")
    yield Attempt(edits=edits)


RECIPES: Mapping[str, Recipe] = {
    "missing-tracing": _trace,
    "broken-tracing": _allow_traces,
    "no-log-permission": _allow_logs,
    "unbounded-log-retention": _retain,
    "missing-dlq": _dead_letters,
    "stream-without-failure-destination": _failed_records,
    "unbounded-stream-retries": _bounded,
    "queue-without-redrive": _redrive,
    "low-receive-count": _receive_more,
    "short-visibility-timeout": _visible_later,
    "recursive-loop-allowed": _end_loops,
    "confused-deputy": _same_account,
}
# Why other fixes are left to the reader.
REASONS: Mapping[str, str] = {
    "plaintext-secret": "the value has to be moved to Secrets Manager and rotated first",
    "deprecated-runtime": "the code has to be tested on the newer runtime",
    "x86-function": "native dependencies have to be built for arm64",
    "whole-batch-retry": "the code has to report the items that failed",
    "unstructured-logs": "filters on the log have to be changed with it",
    "untagged-function": "the values of the tags are yours to choose",
}
DECISION = "it needs a decision; `auditor explain {check}` tells how to fix it"
