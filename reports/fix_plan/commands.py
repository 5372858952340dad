"""What the commands of a fix change, and how to save that before they run.

Only the AWS CLI commands that the checks write are known here. Of any other command it is assumed
that it changes something of its own, which no other command touches.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

Changed = tuple[
    str, ...
]  # what one command changes, such as ("function", "orders", …, "--timeout")

_EVENTS = ("--function-name", "--region", "--qualifier")
_ROLE_POLICY = ("--role-name", "--policy-name")
_ATTACHMENT = ("--role-name", "--policy-arn")
_PERMISSION = ("--function-name", "--region", "--qualifier", "--statement-id")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandSubject:
    """What an AWS CLI command works on."""

    thing: str
    names: tuple[str, ...]  # the options that name the thing
    members: bool = False  # changes just the members that it names, each an option of its own
    read: tuple[str, ...] = ()  # the words that read the thing, before the options in `names`
    query: str = ""  # what of the answer is saved, where not just the members that change
    text: bool = False  # the answer is saved as text, not as JSON


_EVENT_CONFIG = ("lambda", "get-function-event-invoke-config")
_PROVISIONED = CommandSubject(
    thing="provisioned-concurrency",
    names=_EVENTS,
    read=("lambda", "get-provisioned-concurrency-config"),
    query="RequestedProvisionedConcurrentExecutions",
    text=True,
)
OPERATIONS: Mapping[tuple[str, str], CommandSubject] = MappingProxyType(
    {
        ("lambda", "update-function-configuration"): CommandSubject(
            thing="function",
            names=("--function-name", "--region"),
            members=True,
            read=("lambda", "get-function-configuration"),
        ),
        ("lambda", "put-function-event-invoke-config"): CommandSubject(
            thing="event-invoke-config", names=_EVENTS, members=True, read=_EVENT_CONFIG
        ),
        ("lambda", "update-function-event-invoke-config"): CommandSubject(
            thing="event-invoke-config", names=_EVENTS, members=True, read=_EVENT_CONFIG
        ),
        ("lambda", "update-event-source-mapping"): CommandSubject(
            thing="event-source-mapping",
            names=("--uuid", "--region"),
            members=True,
            read=("lambda", "get-event-source-mapping"),
        ),
        ("lambda", "put-function-concurrency"): CommandSubject(
            thing="concurrency",
            names=("--function-name", "--region"),
            read=("lambda", "get-function-concurrency"),
        ),
        ("lambda", "delete-function-concurrency"): CommandSubject(
            thing="concurrency",
            names=("--function-name", "--region"),
            read=("lambda", "get-function-concurrency"),
        ),
        ("lambda", "put-resource-policy"): CommandSubject(
            thing="resource-policy",
            names=("--resource-arn", "--region"),
            read=("lambda", "get-resource-policy"),
            query="Policy",
            text=True,
        ),
        ("lambda", "add-permission"): CommandSubject(thing="permission", names=_PERMISSION),
        ("lambda", "remove-permission"): CommandSubject(thing="permission", names=_PERMISSION),
        ("iam", "put-role-policy"): CommandSubject(
            thing="role-policy",
            names=_ROLE_POLICY,
            read=("iam", "get-role-policy"),
            query="PolicyDocument",
        ),
        ("iam", "delete-role-policy"): CommandSubject(
            thing="role-policy",
            names=_ROLE_POLICY,
            read=("iam", "get-role-policy"),
            query="PolicyDocument",
        ),
        ("iam", "create-policy-version"): CommandSubject(
            thing="managed-policy",
            names=("--policy-arn",),
            read=("iam", "get-policy"),
            query="Policy.DefaultVersionId",
            text=True,
        ),
        ("iam", "attach-role-policy"): CommandSubject(thing="attachment", names=_ATTACHMENT),
        ("iam", "detach-role-policy"): CommandSubject(thing="attachment", names=_ATTACHMENT),
        ("iam", "update-assume-role-policy"): CommandSubject(
            thing="trust-policy",
            names=("--role-name",),
            read=("iam", "get-role"),
            query="Role.AssumeRolePolicyDocument",
        ),
        ("lambda", "put-provisioned-concurrency-config"): _PROVISIONED,
        ("lambda", "delete-provisioned-concurrency-config"): _PROVISIONED,
        ("lambda", "put-runtime-management-config"): CommandSubject(
            thing="runtime-management",
            names=_EVENTS,
            read=("lambda", "get-runtime-management-config"),
            query="{UpdateRuntimeOn: UpdateRuntimeOn, RuntimeVersionArn: RuntimeVersionArn}",
        ),
        ("sqs", "create-queue"): CommandSubject(
            thing="new-queue", names=("--queue-name", "--region"), read=("sqs", "get-queue-url")
        ),
        ("sqs", "set-queue-attributes"): CommandSubject(
            thing="queue",
            names=("--queue-url", "--region"),
            members=True,
            read=("sqs", "get-queue-attributes", "--attribute-names", "All"),
        ),
    }
)
_POLICY = ("lambda", "get-policy")
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9_]+):\?set it\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command of a fix: its text, and its words as a shell takes them apart."""

    text: str
    words: tuple[str, ...]
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def operation(self) -> CommandSubject | None:
        """Return what is known of the command."""
        aws = self.words[:1] == ("aws",) and len(self.words) > 2  # noqa: PLR2004  aws, service, verb
        return OPERATIONS.get((self.words[1], self.words[2])) if aws else None

    @property
    def named(self) -> tuple[str, ...]:
        """Return the names of the thing that it works on."""
        known = self.operation
        return tuple(self.options.get(name, "") for name in known.names) if known else ()

    def values(self, option: str) -> tuple[str, ...]:
        """Return the words after an option."""
        start = self.words.index(option) + 1
        rest = self.words[start:]
        ends = (n for n, word in enumerate(rest) if word.startswith("--"))
        return rest[: next(ends, len(rest))]

    @property
    def touches(self) -> frozenset[Changed]:
        """Return the wholes of which it changes a part: who replaces the whole excludes it."""
        known = self.operation
        if known is None or known.thing != "permission":
            return frozenset()
        name, qualifier = self.options.get("--function-name"), self.options.get("--qualifier")
        whole = f"{name}:{qualifier}" if qualifier else f"{name}"
        return frozenset({("resource-policy", whole, self.options.get("--region", ""))})

    @property
    def changes(self) -> frozenset[Changed]:
        """Return what it changes; two commands that share one of these exclude each other."""
        known = self.operation
        if known is None:
            return frozenset({("command", self.text)})
        if known.thing == "resource-policy":
            whole = self.options.get("--resource-arn", "").partition(":function:")[2]
            return frozenset({("resource-policy", whole, self.options.get("--region", ""))})
        if not known.members:
            return frozenset({(known.thing, *self.named)})
        return frozenset((known.thing, *self.named, m) for m in _members(self.options, known))

    @property
    def save(self) -> str:
        """Return the command that prints what this one changes; empty if none is known."""
        known = self.operation
        if known is None or not known.read:
            return "" if known is None or known.thing != "permission" else self._read(_POLICY, "")
        return self._read(known.read, known.query or _query(known, self.options))

    def _read(self, words: tuple[str, ...], query: str) -> str:
        known = self.operation
        names = [n for n in (known.names if known else ()) if n in self.options]
        kept = [w for n in names if n != "--statement-id" for w in (n, self.options[n])]
        chosen = ("--query", query) if query else ()
        if known and known.text:
            chosen = (*chosen, "--output", "text")
        return shlex.join(["aws", *words, *kept, *chosen])


def commands(text: str) -> Iterator[Command]:
    """Yield the commands of a fix, without its comments.

    A quoted word may hold line breaks. What a shell cannot take apart counts as one command.
    """
    waiting = ""
    for line in text.splitlines():
        waiting = f"{waiting}\n{line}" if waiting else line
        try:
            words = tuple(shlex.split(waiting, comments=True))
        except ValueError:  # a quotation goes on in the next line
            continue
        if words:
            yield Command(text=waiting, words=words, options=MappingProxyType(_options(words)))
        waiting = ""
    if waiting:
        yield Command(text=waiting, words=(waiting,))


def placeholders(text: str) -> tuple[str, ...]:
    """Return the names of the variables that must be set before a command runs."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def renamed(text: str, prefix: str) -> str:
    """Return a text in which each placeholder's name has a prefix."""
    return _PLACEHOLDER.sub(rf"${{{prefix}\1:?set it}}", text)


def _options(words: tuple[str, ...]) -> dict[str, str]:
    options: dict[str, list[str]] = {}
    name = ""
    for word in words[3:]:
        if word.startswith("--"):
            name = word
            options[name] = []
        elif name:
            options[name].append(word)
    return {name: " ".join(values) for name, values in options.items()}


def _members(options: Mapping[str, str], known: CommandSubject) -> Iterator[str]:
    for name, value in options.items():
        if name == "--attributes":
            yield from _attributes(value)
        elif name not in known.names:
            yield name.replace("--no-", "--", 1)


def _attributes(value: str) -> Iterator[str]:
    """Yield the attributes in JSON or in the CLI's shorthand `Name=value,Name=value`."""
    try:
        yield from map(str, json.loads(value))
    except ValueError:
        yield from (pair.partition("=")[0] for pair in value.split(","))


# What a member is called in the answer, and how it must look to be given back.
_SAVED: Mapping[str, str] = MappingProxyType(
    {
        "--dead-letter-config": "DeadLetterConfig: {TargetArn: DeadLetterConfig.TargetArn || ''}",
        "--destination-config": 'DestinationConfig: DestinationConfig || `{"OnFailure": {}}`',
        "--function-response-types": "FunctionResponseTypes: FunctionResponseTypes || `[]`",
        "--environment": "Environment: {Variables: Environment.Variables || `{}`}",
        "--function-name": "FunctionName: FunctionArn",  # of a mapping
        "--kms-key-arn": "KMSKeyArn: KMSKeyArn || ''",
        "--layers": "Layers: (Layers || `[]`)[].Arn",
        "--snap-start": "SnapStart: {ApplyOn: SnapStart.ApplyOn || 'None'}",
        "--vpc-config": "VpcConfig: {SubnetIds: VpcConfig.SubnetIds || `[]`,"
        " SecurityGroupIds: VpcConfig.SecurityGroupIds || `[]`,"
        " Ipv6AllowedForDualStack: VpcConfig.Ipv6AllowedForDualStack || `false`}",
    }
)


def _query(known: CommandSubject, options: Mapping[str, str]) -> str:
    """Return the members to save: only those that change, since variables may hold secrets."""
    if known.thing == "queue":
        names = _attributes(options.get("--attributes", ""))
        return "Attributes.{" + ", ".join(f"{n}: {n} || ''" for n in names) + "}"
    if known.thing == "event-invoke-config":
        return "{DestinationConfig: DestinationConfig}"
    if not known.members:
        return ""
    changed = (n for n in options if n not in known.names)
    return "{" + ", ".join(_SAVED.get(n) or _member(n) for n in changed) + "}"


def _member(option: str) -> str:
    name = "".join(map(str.title, option.removeprefix("--no").lstrip("-").split("-")))
    return f"{name}: {name}"
