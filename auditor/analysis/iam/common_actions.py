"""The few actions that most functions call, for fixes of statements that allow by pattern."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from auditor.analysis.iam.actions import Action, action
from auditor.analysis.iam.effective import Grant

_MOST = 16
_FEW = 12

# What the SDK examples of AWS's Lambda guide call, read 2026-11.
COMMON = frozenset(
    {
        "dynamodb:getitem",
        "dynamodb:putitem",
        "dynamodb:updateitem",
        "dynamodb:deleteitem",
        "dynamodb:query",
        "events:putevents",
        "kinesis:describestream",
        "kinesis:getsharditerator",
        "kinesis:listshards",
        "kinesis:getrecords",
        "kinesis:putrecord",
        "kinesis:putrecords",
        "kms:decrypt",
        "kms:generatedatakey",
        "lambda:invokefunction",
        "logs:createlogstream",
        "logs:putlogevents",
        "s3:getobject",
        "s3:putobject",
        "s3:listbucket",
        "secretsmanager:getsecretvalue",
        "sns:publish",
        "sqs:sendmessage",
        "sqs:receivemessage",
        "sqs:deletemessage",
        "sqs:getqueueattributes",
        "ssm:getparameter",
        "states:startexecution",
    }
)

# What Lambda calls to read a table's stream; named only where a function reads one.
POLLING = ("dynamodb:describestream", "dynamodb:getrecords", "dynamodb:getsharditerator")


def common(actions: Iterable[Action], known: Collection[str]) -> tuple[Action, ...]:
    """Return the actions to name in place of a pattern: all of a few, else the common ones.

    `known` are services of which the function is known to use a resource: they go first. Where
    none of them is common, the first few that read.
    """
    listed = tuple(actions)
    if len(listed) <= _FEW:
        return listed
    found = tuple(a for a in listed if a.key in COMMON)
    own = tuple(a for a in found if a.service in known)
    reading = sorted(listed, key=lambda a: (a.writes, a.full_name))
    return (own or found or tuple(reading[:_FEW]))[:_MOST]


def common_of(grant: Grant) -> tuple[Action, ...]:
    """Return the common actions that a statement takes in."""
    found = (action(name) for name in sorted(COMMON) if grant.names(name))
    return tuple(a for a in found if a is not None)
