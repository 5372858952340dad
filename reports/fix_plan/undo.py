"""How to take back what a command of a fix did, in a command."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .commands import Command

_FUNCTION = ("--function-name", "--region")
_QUALIFIED = ("--function-name", "--region", "--qualifier")
_INPUT = "--cli-input-json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """The command that takes another one back."""

    verb: str
    keeps: tuple[str, ...] = ()  # the options that name the thing, taken from the command
    saved: str = ""  # the option that takes the file with what was there before
    more: tuple[str, ...] = ()  # further words
    otherwise: str = ""  # the verb to use where nothing was there before


_UNDO: Mapping[tuple[str, str], Undo] = MappingProxyType(
    {
        ("cloudwatch", "enable-alarm-actions"): Undo(
            verb="disable-alarm-actions", keeps=("--alarm-names", "--region")
        ),
        ("iam", "attach-role-policy"): Undo(
            verb="detach-role-policy", keeps=("--role-name", "--policy-arn")
        ),
        ("iam", "create-policy-version"): Undo(
            verb="set-default-policy-version", keeps=("--policy-arn",), saved="--version-id"
        ),
        ("iam", "detach-role-policy"): Undo(
            verb="attach-role-policy", keeps=("--role-name", "--policy-arn")
        ),
        ("iam", "put-role-policy"): Undo(
            verb="put-role-policy",
            keeps=("--role-name", "--policy-name"),
            saved="--policy-document",
            otherwise="delete-role-policy",
        ),
        ("iam", "update-assume-role-policy"): Undo(
            verb="update-assume-role-policy", keeps=("--role-name",), saved="--policy-document"
        ),
        ("lambda", "add-permission"): Undo(
            verb="remove-permission", keeps=(*_QUALIFIED, "--statement-id")
        ),
        ("lambda", "delete-function-concurrency"): Undo(
            verb="put-function-concurrency", keeps=_FUNCTION, saved=_INPUT
        ),
        ("lambda", "put-function-concurrency"): Undo(
            verb="put-function-concurrency",
            keeps=_FUNCTION,
            saved=_INPUT,
            otherwise="delete-function-concurrency",
        ),
        ("lambda", "put-function-event-invoke-config"): Undo(
            verb="delete-function-event-invoke-config", keeps=_QUALIFIED
        ),
        ("lambda", "put-function-recursion-config"): Undo(
            verb="put-function-recursion-config",
            keeps=_FUNCTION,
            more=("--recursive-loop", "Allow"),
        ),
        ("lambda", "put-resource-policy"): Undo(
            verb="put-resource-policy", keeps=("--resource-arn", "--region"), saved="--policy"
        ),
        ("lambda", "update-event-source-mapping"): Undo(
            verb="update-event-source-mapping", keeps=("--uuid", "--region"), saved=_INPUT
        ),
        ("lambda", "update-function-configuration"): Undo(
            verb="update-function-configuration", keeps=_FUNCTION, saved=_INPUT
        ),
        ("lambda", "update-function-event-invoke-config"): Undo(
            verb="update-function-event-invoke-config", keeps=_QUALIFIED, saved=_INPUT
        ),
        ("logs", "put-retention-policy"): Undo(
            verb="delete-retention-policy", keeps=("--log-group-name", "--region")
        ),
        ("sqs", "set-queue-attributes"): Undo(
            verb="set-queue-attributes", keeps=("--queue-url", "--region"), saved="--attributes"
        ),
    }
)
# What is made anew and may be in use by the time that it is taken back.
_MADE: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("cloudwatch", "put-metric-alarm"): "delete the alarm",
        ("ec2", "create-vpc-endpoint"): "delete the endpoint",
        ("iam", "create-role"): "delete the role",
        ("lambda", "publish-version"): "nothing uses the version before an alias names it",
        ("lambda", "remove-permission"): "add the statement again, as the saved policy has it",
        ("lambda", "tag-resource"): "remove the tags",
        ("secretsmanager", "create-secret"): "delete the secret, once nothing reads it",
        ("sqs", "create-queue"): "delete the queue, once nothing sends to it",
    }
)


def undone(command: Command, file: str) -> str:
    """Return how to take a command back: a command, or words; empty if nothing is known.

    Args:
        command: what ran.
        file: the name of the file in `$backup` that holds what was there; empty if none does.
    """
    if len(command.words) < 3:  # noqa: PLR2004  aws, service, verb
        return ""
    key = (command.words[1], command.words[2])
    undo = _UNDO.get(key)
    if undo is None or (undo.saved and not file):
        return _MADE.get(key, "")
    named = [w for n in undo.keeps if n in command.options for w in (n, *command.values(n))]
    start = shlex.join(["aws", key[0], undo.verb, *named, *undo.more])
    if not undo.saved:
        return start
    text = f"{start} {undo.saved} {_content(undo.saved, file)}"
    if not undo.otherwise:
        return text
    removed = shlex.join(["aws", key[0], undo.otherwise, *named])
    return f"{text}, or, if that file is empty: {removed}"


def _content(option: str, file: str) -> str:
    return f'"$(cat "$backup/{file}")"' if option == "--version-id" else f'"file://$backup/{file}"'
