"""The few actions that most functions call, for fixes of statements that allow by pattern."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from auditor.analysis.iam.actions import Action, action
from auditor.analysis.iam.effective import Grant

_MOST = 12

# What the SDK examples of AWS's Lambda guide call, read 2026-11.
EVERYDAY = frozenset(
    {
        "dynamodb:getitem",
        "dynamodb:putitem",
        "dynamodb:updateitem",
        "dynamodb:deleteitem",
        "dynamodb:query",
        "events:putevents",
        "kinesis:getrecords",
        "kinesis:putrecord",
        "kinesis:putrecords",
        "kms:decrypt",
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
EVERYDAY_SERVICES = frozenset(name.partition(":")[0] for name in EVERYDAY)


def everyday(actions: Iterable[Action], known: Collection[str]) -> tuple[Action, ...]:
    """Return the actions to name in a fix: all of a few, else the everyday ones among them.

    `known` are services of which the function is known to use a resource: they go first.
    """
    listed = tuple(actions)
    if len(listed) <= _MOST:
        return listed
    common = tuple(a for a in listed if a.key in EVERYDAY)
    own = tuple(a for a in common if a.service in known)
    return (own or common or listed)[:_MOST]


def everyday_of(_: object, grant: Grant) -> tuple[Action, ...]:
    """Return the everyday actions that a statement takes in: a derivation for `audit.once`."""
    found = (action(name) for name in sorted(EVERYDAY) if grant.names(name))
    return tuple(a for a in found if a is not None)
