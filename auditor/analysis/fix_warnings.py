"""What to know before a command of a fix runs: that it takes away, or replaces as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from auditor.analysis.quoting import shell_comment

CAREFUL = "Careful: "  # how a comment begins that must not be missed
# The options are looked at, not taken in, so that no text between quotation marks hides a command.
_COMMAND = re.compile(r"(?:^| \| )aws (iam|lambda|lambda-web) ([a-z-]+)(?=(.*))", re.MULTILINE)
_REMOVES: Mapping[str, str] = MappingProxyType(
    {
        "create-policy-version": "this changes the policy for every role that has it",
        "delete-function-concurrency": "from now on the function runs again",
        "delete-provisioned-concurrency-config": "requests meet cold starts again",
        "delete-resource-policy": (
            "nothing that the policy of the function names may call it any more"
        ),
        "detach-role-policy": "this takes a policy from the role, for all its functions",
        "put-resource-policy": "this replaces the whole policy of who may call the function",
        "remove-permission": (
            "until a statement is added again, whom this one names may not call the function"
        ),
        "untag-resource": "the value of the tag is saved nowhere",
        "update-assume-role-policy": "this replaces the whole trust policy of the role",
    }
)
_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "--durable-config": (
            "this replaces the whole durable configuration, so add RetentionPeriodInDays where"
            " yours is not the default"
        ),
        "--environment": "this writes all variables of the function, and saves no value of them",
        "--role": "what the old role allows and the new one does not fails from now on",
        "--vpc-config": "connections of the function go another way from now on",
    }
)
# Operations that came with full JSON policies; add-permission and remove-permission are older.
_NEW = frozenset({"delete-resource-policy", "put-resource-policy"})
_VERSION = (
    "AWS CLI 1 does not have this command, and AWS CLI 2 has it since 2026: see aws --version"
)


def warnings(commands: str) -> tuple[str, ...]:
    """Return what to know before the commands run, each without a full stop."""
    return tuple(dict.fromkeys(_found(commands)))


def with_warnings(commands: str) -> str:
    """Return the commands after comments that say what to know before they run."""
    return "\n".join((*map(careful, warnings(commands)), commands))


def careful(words: str) -> str:
    """Return the comment that says words which must not be missed, given without a full stop."""
    return shell_comment(f"{CAREFUL}{words}.")


def _found(commands: str) -> Iterator[str]:
    for found in _COMMAND.finditer(commands):
        service, verb, options = found.groups()
        if verb in _REMOVES:
            yield _REMOVES[verb]
        if verb in _NEW and service == "lambda":
            yield _VERSION
        if verb == "update-function-configuration":
            yield from (text for name, text in _SETTINGS.items() if f" {name} " in options)
