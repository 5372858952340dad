"""Removes secrets from every text of an account, before the account leaves collecting.

Variables, tags and packages are judged where they are read. This is for all other texts: Sids and
conditions of policies, names, descriptions, reasons, keys of tags, messages of errors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import datetime
from enum import Enum
from itertools import count
from operator import attrgetter
from types import MappingProxyType, NoneType
from typing import Any, Self, TypeVar

from auditor.analysis.secret_classifier import SecretClassifier
from auditor.collect.facts.values import account_json
from auditor.model import Account, Fact, Function, Known, Role, setting_gaps
from auditor.model.partial_function import PartialFunction, partial_function, stated
from auditor.model.provisional import Pending
from auditor.model.wording import DROPPED, SECRET

T = TypeVar("T")

_SHORTEST = 16  # characters; no provider's token is shorter
_DEMANDED = ("sts:externalid", "lambda:eventsourcetoken")  # condition keys, in lower case
_MARKS = ("externalid", "eventsourcetoken")
_ESCAPED_LETTER = re.compile(r"\\u00[2-7]")
_OPEN = ("*", "?", "${")  # such a value matches others, and verdicts depend on it
_PLAIN = frozenset((NoneType, bool, int, float, datetime, Pending))


def redacted(account: Account, classifier: SecretClassifier) -> Account:
    """Return the account without the tokens of providers, external IDs and event source tokens.

    A token that is part of the ARN of a function or role stays: AWS knows them by no other name.
    Everywhere else the same text becomes the same text, so facts that are joined by a name still
    are. Nothing is copied if there is nothing to remove.
    """
    functions = (function.arn for function in account.functions())
    return Redaction.knowing(classifier, functions, account.roles).of(account)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """What `redacted` does, for parts of an account too."""

    classifier: SecretClassifier
    identifying: str  # the ARNs of all functions and roles

    @classmethod
    def knowing(
        cls,
        classifier: SecretClassifier,
        functions: Iterable[str],
        roles: Fact[Mapping[str, Role]],
    ) -> Self:
        """Return the redaction of an account by the ARNs of its functions, and its roles."""
        named = roles.value if isinstance(roles, Known) else {}
        return cls(classifier=classifier, identifying="\n".join((*functions, *named)))

    def of(self, value: T) -> T:
        """Return a value of the model, or a tuple of such, as it may leave collecting."""
        plain = {text: _spelled_out(text) for text in _texts(value)}
        tokens = self.classifier.tokens_by_text(frozenset(plain.values()))
        changes: dict[str, str] = {}
        for text, spelled in plain.items():
            kept = _without_tokens(spelled, tokens.get(spelled, ()), self.identifying)
            kept = _without_demanded(kept)
            if kept != spelled:
                changes[text] = kept
        redone: T = _changed(value, changes) if changes else value
        return redone


def _texts(record: object) -> set[str]:
    """Return every text that is long enough for a token."""
    found: set[str] = set()
    members: dict[type, Callable[[Any], Iterable[Any]]] = {tuple: iter}
    left: list[Iterable[Any]] = [(record,)]
    while left:
        for value in left.pop():
            kind = type(value)
            if kind is str:
                if len(value) >= _SHORTEST:
                    found.add(value)
            elif kind not in _PLAIN:
                get = members.get(kind)
                if get is None:
                    get = members[kind] = _getter(kind)
                left.append(get(value))
    return found


def _getter(kind: type) -> Callable[[Any], Iterable[Any]]:
    """Return what gives the members of a value of this type."""
    if issubclass(kind, PartialFunction):
        return lambda value: stated(value).values()
    if issubclass(kind, Mapping):
        return lambda value: (*value.keys(), *value.values())
    if not is_dataclass(kind):
        return lambda _: ()
    names = [field.name for field in fields(kind)]
    if len(names) == 1:
        return lambda value: (getattr(value, names[0]),)
    several: Callable[[Any], Iterable[Any]] = attrgetter(*names)
    return several


def _spelled_out(text: str) -> str:
    """Return a policy without escapes of plain letters, which could hide what it says."""
    if not _ESCAPED_LETTER.search(text) or not text.lstrip().startswith("{"):
        return text
    found = account_json(text)
    return text if found is None else _json_text(found)


def _json_text(document: object) -> str:
    try:
        return json.dumps(document)
    except RecursionError:
        return DROPPED


def _without_tokens(text: str, tokens: tuple[str, ...], identifying: str) -> str:
    for token in tokens:
        if token not in identifying:
            text = text.replace(token, SECRET)
    return text


def _without_demanded(text: str) -> str:
    """Return a policy without the values that callers must show."""
    if not text.lstrip().startswith("{") or not any(mark in text.lower() for mark in _MARKS):
        return text
    policy = account_json(text)
    if not isinstance(policy, dict):
        return DROPPED  # no verdict can be had of it, and it may hold anything
    statements = policy.get("Statement")
    listed = statements if isinstance(statements, list) else [statements]
    changes = [_drop_demanded(s.get("Condition")) for s in listed if isinstance(s, dict)]
    return _json_text(policy) if any(changes) else text


def _drop_demanded(conditions: object) -> bool:
    """Replace the values of demanded keys in a statement's conditions; tell whether any was."""
    changed = False
    for operator, terms in conditions.items() if isinstance(conditions, dict) else ():
        if operator.lower() == "null" or not isinstance(terms, dict):
            continue  # "Null" says whether there is a value, not which
        for key in terms:
            if key.lower() in _DEMANDED:
                terms[key] = _dropped(terms[key])
                changed = True
    return changed


def _dropped(values: object) -> object:
    if isinstance(values, list):
        return [_dropped(value) for value in values]
    if not isinstance(values, (str, int, float)) or isinstance(values, bool):
        return values
    text = str(values)
    return values if not text or any(mark in text for mark in _OPEN) else DROPPED


def _changed(value: Any, changes: Mapping[str, str]) -> Any:  # noqa: ANN401  any value of the model
    """Return a value with its texts changed, and the value itself if none of them is."""
    if type(value) is str:
        return changes.get(value, value)
    if type(value) in _PLAIN or isinstance(value, Enum):
        return value
    if type(value) is tuple:
        members = tuple(_changed(member, changes) for member in value)
        same = all(new is old for new, old in zip(members, value, strict=True))
        return value if same else members
    if isinstance(value, Mapping):
        return _changed_mapping(value, changes)
    return _changed_record(value, changes)


def _changed_record(value: Any, changes: Mapping[str, str]) -> Any:  # noqa: ANN401  any of the model's
    if isinstance(value, PartialFunction):
        known = {name: _changed(one, changes) for name, one in stated(value).items()}
        unknown = known.pop("unknown", setting_gaps(value))
        return partial_function(known, unknown)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    if isinstance(value, Function) and _texts(value).isdisjoint(changes):
        return value  # as most functions: faster than to try each of their texts
    old = ((field.name, getattr(value, field.name)) for field in fields(value))
    new = {name: after for name, one in old if (after := _changed(one, changes)) is not one}
    return replace(value, **new) if new else value


def _changed_mapping(value: Mapping[Any, Any], changes: Mapping[str, str]) -> Mapping[Any, Any]:
    made: dict[Any, Any] = {}
    same = True
    for key, member in value.items():
        name, after = _changed(key, changes), _changed(member, changes)
        same = same and name is key and after is member
        made[_unused(name, made)] = after
    return value if same else MappingProxyType(made)


def _unused(name: Any, made: Mapping[Any, Any]) -> Any:  # noqa: ANN401  any key
    """Return a key that is not taken: two keys that held secrets stay two."""
    if name not in made:
        return name
    numbered = (f"{name} {number}" for number in count(2))
    return next(key for key in numbered if key not in made)
