"""What to know before a command that takes away, or replaces as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from .commands import Command

_REMOVES: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("iam", "create-policy-version"): "this changes the policy for every role that has it",
        ("iam", "detach-role-policy"): "this takes a policy from the role, for all its functions",
        ("iam", "update-assume-role-policy"): "this replaces the whole trust policy of the role",
        ("lambda", "delete-function-concurrency"): "from now on the function runs again",
        ("lambda", "delete-provisioned-concurrency-config"): "requests meet cold starts again",
        (
            "lambda",
            "delete-resource-policy",
        ): "nothing that the function's policy names may call it any more",
        (
            "lambda",
            "put-resource-policy",
        ): "this replaces the whole policy of who may call the function",
        (
            "lambda",
            "remove-permission",
        ): "until a statement is added again, whom this one names may not call the function",
        ("lambda", "untag-resource"): "the value of the tag is saved nowhere",
    }
)
_SETTINGS: Mapping[str, str] = MappingProxyType(
    {
        "--environment": "this writes all variables of the function, and saves no value of them",
        "--role": "what the old role allows and the new one does not fails from now on",
        "--vpc-config": "connections of the function go another way from now on",
    }
)


def warned(command: Command) -> str:
    """Return what to know before the command runs, without a full stop; empty if nothing."""
    words = [word for word in command.words if word]
    pairs = zip(words, words[1:], words[2:], strict=False)
    known = (_REMOVES.get((two, three), "") for one, two, three in pairs if one == "aws")
    found = next(filter(None, known), "")
    if found or "update-function-configuration" not in words:
        return found
    return next((text for option, text in _SETTINGS.items() if option in words), "")
