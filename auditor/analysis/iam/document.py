"""Policy documents: from hostile text to statements, or to the reason why not."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

# IAM stores at most 10,240 characters of policy in a role and Lambda 20 KB in a resource policy;
# white space is not counted there, hence the room. The longest that AWS itself publishes,
# AWSSupportServiceRolePolicy, has 152,297 without it (2026-11).
MAX_CHARACTERS = 500_000
MAX_DENSE = 180_000
VERSIONS = ("2008-10-17", "2012-10-17")
STATEMENT_KEYS = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
OPERATORS = frozenset(
    {
        "stringequals", "stringnotequals", "stringequalsignorecase", "stringnotequalsignorecase",
        "stringlike", "stringnotlike", "numericequals", "numericnotequals", "numericlessthan",
        "numericlessthanequals", "numericgreaterthan", "numericgreaterthanequals", "dateequals",
        "datenotequals", "datelessthan", "datelessthanequals", "dategreaterthan",
        "dategreaterthanequals", "bool", "binaryequals", "ipaddress", "notipaddress", "arnequals",
        "arnlike", "arnnotequals", "arnnotlike", "null",
    }
)  # fmt: skip
PRINCIPAL_KINDS = ("AWS", "Service", "Federated", "CanonicalUser")


@dataclass(frozen=True, slots=True)
class Malformed:
    """A document that says nothing that could be judged, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Term:
    """One key of a Condition block: all terms must hold, any of the values does."""

    operator: str  # as written, as "ForAnyValue:StringEquals"
    key: str  # as written; keys are compared without case
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Principal:
    """One principal of a resource policy or trust policy."""

    kind: str  # AWS, Service, Federated, CanonicalUser; "*" where the policy says just "*"
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One well-formed statement."""

    index: int
    sid: str
    allow: bool
    actions: tuple[str, ...]
    not_action: bool = False
    resources: tuple[str, ...] = ()
    not_resource: bool = False
    principals: tuple[Principal, ...] = ()
    not_principal: bool = False
    conditions: tuple[Term, ...] = ()

    @property
    def label(self) -> str:
        """Return how a reader finds the statement: its number, and its Sid if it has one."""
        return f"statement {self.index}" + (f" ({self.sid})" if self.sid else "")


@dataclass(frozen=True, slots=True)
class Document:
    """The statements that could be read, and what is wrong with the rest."""

    statements: tuple[Statement, ...]
    problems: tuple[str, ...] = ()


class _FaultError(Exception):
    """Raised where a statement breaks the grammar; the message says how."""


@lru_cache(maxsize=4096)
def _same(items: tuple[str, ...]) -> tuple[str, ...]:
    """Return one object for equal lists: actions and services are the same in many policies."""
    return items


def _strings(value: object, what: str) -> tuple[str, ...]:
    if isinstance(value, str):
        return _same((value,))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return _same(tuple(value))
    raise _FaultError(f"{what} is neither a string nor a list of strings")


def _scalars(value: object, what: str) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    if not all(isinstance(item, str | bool | int | float) for item in items):
        raise _FaultError(f"{what} holds a value that is no string, number or boolean")
    return _same(tuple(str(i).lower() if isinstance(i, bool) else str(i) for i in items))


def _conditions(block: object) -> Iterator[Term]:
    if not isinstance(block, dict):
        raise _FaultError("Condition is not an object")
    for operator, keys in block.items():
        if not isinstance(keys, dict):
            raise _FaultError(f"Condition {operator} is not an object")
        for key, values in keys.items():
            yield Term(operator, key, _scalars(values, f"Condition {operator} {key}"))


def _principals(value: object, what: str) -> Iterator[Principal]:
    if isinstance(value, str):
        if value != "*":
            raise _FaultError(f"{what} is a string other than *")
        yield Principal("*", "*")
        return
    if not isinstance(value, dict):
        raise _FaultError(f"{what} is neither * nor an object")
    for kind, names in value.items():
        if kind not in PRINCIPAL_KINDS:
            raise _FaultError(f"{what} has the unknown kind {kind}")
        yield from (Principal(kind, name) for name in _strings(names, f"{what} {kind}"))


def operator_known(written: str) -> bool:
    """Return whether IAM has the condition operator, with its quantifier and IfExists."""
    quantifier, colon, base = written.lower().rpartition(":")
    if colon and quantifier not in ("forallvalues", "foranyvalue"):
        return False
    return base.removesuffix("ifexists") in OPERATORS


def _either(raw: Mapping[str, object], name: str) -> tuple[tuple[str, ...], bool]:
    present = [key for key in (name, f"Not{name}") if key in raw]
    if len(present) > 1:
        raise _FaultError(f"{name} and Not{name} are both given")
    if not present:
        return (), False
    return _strings(raw[present[0]], present[0]), present[0].startswith("Not")


def _is_action(text: str) -> bool:
    if not text.isascii() or " " in text:
        return False
    service, colon, name = text.partition(":")
    return bool(text) and (
        text.strip("*") == "" or bool(colon and service and name and ":" not in name)
    )


def _statement(index: int, raw: object) -> Statement:
    if not isinstance(raw, dict):
        raise _FaultError("it is not an object")
    effect = raw.get("Effect")
    if effect not in ("Allow", "Deny"):
        raise _FaultError("Effect is neither Allow nor Deny")
    actions, not_action = _either(raw, "Action")
    if not actions:
        raise _FaultError("it names no action")
    wrong = next((a for a in actions if not _is_action(a)), None)
    if wrong is not None:
        raise _FaultError(f"{wrong!r:.60} is no action: service:Action is")
    resources, not_resource = _either(raw, "Resource")
    what = "NotPrincipal" if "NotPrincipal" in raw else "Principal"
    sid = raw.get("Sid", "")
    if not isinstance(sid, str):
        raise _FaultError("Sid is no string")
    return Statement(
        index=index,
        sid=sid,
        allow=effect == "Allow",
        actions=actions,
        not_action=not_action,
        resources=resources,
        not_resource=not_resource,
        principals=tuple(_principals(raw[what], what)) if what in raw else (),
        not_principal=what == "NotPrincipal",
        conditions=tuple(_conditions(raw.get("Condition", {}))),
    )


def _decode(text: str) -> object:
    stripped = text.strip()
    if stripped[:3].upper() in ("%7B", "%22", "%20", "%0A"):
        stripped = unquote(stripped)
    duplicates: list[str] = []

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        found = dict(items)
        if len(found) < len(items):
            duplicates.append(next(k for i, (k, _) in enumerate(items) if k in dict(items[:i])))
        return found

    value: object = json.loads(stripped, object_pairs_hook=pairs)
    if isinstance(value, str):  # a document that was encoded twice
        value = json.loads(value, object_pairs_hook=pairs)
    if duplicates and isinstance(value, dict):
        value["\0duplicates"] = duplicates
    return value


def _read(value: Mapping[str, object]) -> Document | Malformed:
    problems = [f"the key {key} is given twice" for key in _list(value.get("\0duplicates", []))]
    problems += [
        f"unknown key {k}" for k in value if k not in ("Version", "Id", "Statement", "\0duplicates")
    ]
    if value.get("Version", VERSIONS[0]) not in VERSIONS:
        problems.append("unknown Version")
    if "Statement" not in value:
        return Malformed("there is no Statement")
    raw = value["Statement"]
    listed = raw if isinstance(raw, list) else [raw]
    statements: list[Statement] = []
    for index, item in enumerate(listed):
        try:
            statement = _statement(index, item)
        except _FaultError as fault:
            problems.append(f"statement {index}: {fault}")
            continue
        statements.append(statement)
        problems += [f"statement {index}: unknown key {k}" for k in item if k not in STATEMENT_KEYS]
        problems += [
            f"statement {index}: unknown condition operator {t.operator}"
            for t in statement.conditions
            if not operator_known(t.operator)
        ]
    if problems and not statements:
        return Malformed("; ".join(problems[:3]))
    return Document(tuple(statements), tuple(problems))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def parse_document(text: str) -> Document | Malformed:
    """Read a policy document from JSON text, URL-encoded or encoded twice as well.

    What breaks the grammar is left out and named in `problems`; where nothing is left, the whole
    is `Malformed`. A document with problems was never judged whole: callers must say so.
    """
    dense = len(text) <= MAX_DENSE or len("".join(text.split())) <= MAX_DENSE
    if len(text) > MAX_CHARACTERS or not dense:
        return Malformed(f"it has {len(text):,} characters, more than AWS stores")
    try:
        value = _decode(text)
    except (ValueError, RecursionError) as error:
        return Malformed(f"it is no JSON ({type(error).__name__})")
    if isinstance(value, list):
        return Malformed("it is a list, not an object")
    return _read(value) if isinstance(value, dict) else Malformed("it is not an object")
