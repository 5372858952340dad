"""Whether what a plugin declares and yields can be used."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from operator import attrgetter
from typing import Any

from auditor.model import Category, Confidence, Finding, Fix, Need, Remark, Severity
from auditor.model.result import FixKind

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


class InvalidFindingError(Exception):
    """A check yielded something that is not a finding, or one with values of wrong types."""


def check_fault(values: Mapping[str, Any]) -> str:
    """Return what is wrong with the arguments of `check`, or an empty string."""
    rules = (
        ("id", isinstance(values["id"], str) and ID.fullmatch(values["id"]), "words-with-hyphens"),
        ("severity", isinstance(values["severity"], Severity), "a Severity"),
        ("category", isinstance(values["category"], Category), "a Category"),
        ("needs", _all(values["needs"], Need), "a set of Need"),
        ("uses", _all(values["uses"], Need), "a set of Need"),
        ("kinds", _all(values["kinds"], str), "a list of kinds of functions"),
        ("references", _all(values["references"], str), "a list of addresses"),
        ("frameworks", _all(values["frameworks"], str), "a list of names"),
        ("options", _are_options(values["options"]), "a mapping from names to Option"),
        ("opt_in", isinstance(values["opt_in"], bool), "True or False"),
        ("worst", values["worst"] is None or isinstance(values["worst"], Severity), "a Severity"),
    )
    return next((f"{name} must be {what}" for name, holds, what in rules if not holds), "")


def _all(values: object, type_: type) -> bool:
    # A text is a collection of texts, and never meant as one.
    return (
        isinstance(values, Collection)
        and not isinstance(values, str)
        and all(isinstance(value, type_) for value in values)
    )


def _are_options(options: object) -> bool:
    return isinstance(options, Mapping) and all(
        isinstance(name, str)
        and _NAME.fullmatch(name)
        and isinstance(getattr(option, "text", None), str)
        and _is_default(getattr(option, "default", None))
        for name, option in options.items()
    )


def _is_default(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(text, str) for pair in value.items() for text in pair)
    if isinstance(value, tuple):
        return all(isinstance(text, str) for text in value)
    return isinstance(value, str) or _is_number(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def sound(finding: object) -> Finding:
    """Return what a check yielded, if it is a finding that every format can show.

    Raises:
        InvalidFindingError: it is not.
    """
    if not isinstance(finding, Finding):
        raise InvalidFindingError
    if not (_is_typed(finding) and _is_fix(finding.fix)):
        raise InvalidFindingError
    for name, value in _pairs(finding.evidence):
        if not (isinstance(name, str) and (type(value) is str or _is_evidence(value))):
            raise InvalidFindingError
    return finding


_members_of: Callable[[Finding], tuple[Any, ...]] = attrgetter(
    "message", "cause", "confidence", "severity", "evidence", "fix"
)


def _is_typed(finding: Finding) -> bool:
    """Return whether the members are of their types: a plugin need not be typed."""
    message, cause, confidence, severity, evidence, fix = _members_of(finding)
    return (
        isinstance(message, str)
        and isinstance(cause, str)
        and isinstance(confidence, Confidence)
        and (severity is None or isinstance(severity, Severity))
        and isinstance(evidence, Mapping)
        and isinstance(fix, Fix)
    )


def sound_remark(remark: Remark) -> str:
    """Return the text of a remark.

    Raises:
        InvalidFindingError: it is no text.
    """
    text: object = remark.text  # a plugin need not be typed
    if not isinstance(text, str):
        raise InvalidFindingError
    return text


def _pairs(evidence: Mapping[Any, object]) -> Collection[tuple[object, object]]:
    return evidence.items()


def _is_evidence(value: object) -> bool:
    if isinstance(value, tuple):
        return all(isinstance(text, str) for text in value)
    return value is None or isinstance(value, str) or _is_number(value)


def _is_fix(fix: Fix) -> bool:
    kind, cli, sam, terraform = _parts_of(fix)
    return (
        isinstance(kind, FixKind)
        and isinstance(cli, str)
        and isinstance(sam, str)
        and isinstance(terraform, str)
    )


_parts_of: Callable[[Fix], tuple[Any, ...]] = attrgetter("kind", "cli", "sam", "terraform")
