"""How to take back what a command of a fix did, in a command."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
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
    renamed: tuple[str, str] | None = None  # an option of the command, and its name here


_PROVISION = Undo(
    verb="put-provisioned-concurrency-config",
    keeps=_QUALIFIED,
    saved="--provisioned-concurrent-executions",
    otherwise="delete-provisioned-concurrency-config",
)
_UNDO: Mapping[tuple[str, str], Undo] = MappingProxyType(
    {
        ("cloudwatch", "enable-alarm-actions"): Undo(
            verb="disable-alarm-actions", keeps=("--alarm-names", "--region")
        ),
        ("cloudwatch", "put-metric-alarm"): Undo(
            verb="delete-alarms", keeps=("--region",), renamed=("--alarm-name", "--alarm-names")
        ),
        ("iam", "create-role"): Undo(verb="delete-role", keeps=("--role-name",)),
        ("secretsmanager", "create-secret"): Undo(
            verb="delete-secret", keeps=("--region",), renamed=("--name", "--secret-id")
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
            verb="put-resource-policy",
            keeps=("--resource-arn", "--region"),
            saved="--policy",
            otherwise="delete-resource-policy",
        ),
        ("lambda", "put-runtime-management-config"): Undo(
            verb="put-runtime-management-config", keeps=_QUALIFIED, saved=_INPUT
        ),
        ("lambda", "put-provisioned-concurrency-config"): _PROVISION,
        ("lambda", "delete-provisioned-concurrency-config"): _PROVISION,
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
# What no command can take back.
_WORDS: Mapping[tuple[str, str], str] = MappingProxyType(
    {("lambda", "publish-version"): "# nothing uses the version before an alias names it"}
)


def undone(command: Command, file: str) -> str:
    """Return how to take a command back, in one line of shell; empty if nothing is known.

    Args:
        command: what ran.
        file: the name of the file in `$backup` that holds what was there; empty if none does.
    """
    if len(command.words) < 3:  # noqa: PLR2004  aws, service, verb
        return ""
    key = (command.words[1], command.words[2])
    if key in _SPECIAL:
        return _SPECIAL[key](command, f'"$backup/{file}"' if file else "")
    undo = _UNDO.get(key)
    if undo is None or (undo.saved and not file):
        return _WORDS.get(key, "")
    return _taken_back(undo, command, file)


def _taken_back(undo: Undo, command: Command, file: str) -> str:
    key = (command.words[1], command.words[2])
    named = [w for n in undo.keeps if n in command.options for w in (n, *command.values(n))]
    if undo.renamed:
        named += [undo.renamed[1], *command.values(undo.renamed[0])]
    start = shlex.join(["aws", key[0], undo.verb, *named, *undo.more])
    if not undo.saved:
        return start
    text = f"{start} {undo.saved} {_content(undo.saved, file)}"
    if key == ("lambda", "update-function-configuration"):
        wait = shlex.join(["aws", "lambda", "wait", "function-updated-v2", *named])
        return f"{text} && {wait}"
    if not undo.otherwise:
        return text
    removed = shlex.join(["aws", key[0], undo.otherwise, *named])
    return f'if [ -s "$backup/{file}" ]; then {text}; else {removed}; fi'


_CONTENTS = ("--version-id", "--provisioned-concurrent-executions")


def _content(option: str, file: str) -> str:
    return f'"$(cat "$backup/{file}")"' if option in _CONTENTS else f'"file://$backup/{file}"'


def _without_queue(command: Command, file: str) -> str:
    """Delete the queue, unless it was there before: creating one that is there changes nothing."""
    if not file:
        return ""
    where = _kept(command, "--region")
    url = shlex.join(["aws", "sqs", "get-queue-url", *_kept(command, "--queue-name", "--region")])
    delete = shlex.join(["aws", "sqs", "delete-queue", *where])
    return f'[ -s {file} ] || {delete} --queue-url "$({url} --query QueueUrl --output text)"'


# A statement of a saved policy as the input of add-permission; one that says more is an error.
_AS_PERMISSION = """.Policy | fromjson | .Statement[] | select(.Sid == $sid)
| ((.Condition // {} | [.[]] | add // {}) | with_entries(.key |= ascii_downcase)) as $limits
| {StatementId: .Sid, Action,
Principal: (.Principal | if type == "object" then first(.[]) else . end),
SourceArn: $limits["aws:sourcearn"], SourceAccount: $limits["aws:sourceaccount"],
PrincipalOrgID: $limits["aws:principalorgid"], EventSourceToken: $limits["lambda:eventsourcetoken"],
FunctionUrlAuthType: $limits["lambda:functionurlauthtype"]} | with_entries(select(.value != null))
| if length == 3 + ($limits | length) and all(.[]; type == "string") then .
else error("put this statement back by hand: it is in the saved policy") end"""


def _with_statement(command: Command, file: str) -> str:
    """Add the statement of the saved policy again."""
    if not file:
        return ""
    named = _kept(command, *_QUALIFIED)
    add = shlex.join(["aws", "lambda", "add-permission", *named])
    program = " ".join(_AS_PERMISSION.split())
    read = shlex.join(["jq", "--arg", "sid", command.options["--statement-id"], program])
    return f'{add} --cli-input-json "$({read} {file})"'


def _without_endpoint(command: Command, _: str) -> str:
    where = _kept(command, "--region")
    vpc, service = command.options["--vpc-id"], command.options["--service-name"]
    filters = (f"Name=vpc-id,Values={vpc}", f"Name=service-name,Values={service}")
    query = ("--query", "VpcEndpoints[0].VpcEndpointId", "--output", "text")
    find = shlex.join(
        ["aws", "ec2", "describe-vpc-endpoints", *where, "--filters", *filters, *query]
    )
    delete = shlex.join(["aws", "ec2", "delete-vpc-endpoints", *where])
    return f'{delete} --vpc-endpoint-ids "$({find})"'


def _without_policy(command: Command, _: str) -> str:
    """Delete the policy; its attachment was made after it, and is taken back before."""
    name = command.options["--policy-name"]
    query = ("--query", f"Policies[?PolicyName=='{name}'].Arn", "--output", "text")
    find = shlex.join(["aws", "iam", "list-policies", "--scope", "Local", *query])
    return f'aws iam delete-policy --policy-arn "$({find})"'


def _without_tags(command: Command, _: str) -> str:
    keys = json.loads(command.options["--tags"])
    named = _kept(command, "--resource", "--region")
    return shlex.join(["aws", "lambda", "untag-resource", *named, "--tag-keys", *keys])


def _kept(command: Command, *names: str) -> list[str]:
    return [w for n in names if n in command.options for w in (n, *command.values(n))]


_SPECIAL: Mapping[tuple[str, str], Callable[[Command, str], str]] = MappingProxyType(
    {
        ("ec2", "create-vpc-endpoint"): _without_endpoint,
        ("iam", "create-policy"): _without_policy,
        ("lambda", "remove-permission"): _with_statement,
        ("lambda", "tag-resource"): _without_tags,
        ("sqs", "create-queue"): _without_queue,
    }
)
