"""Judges values while they are being read; nothing of a value survives this module."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from auditor.analysis.secret_classifier import SecretClassifier
from auditor.collect.aws.causes import denial
from auditor.collect.aws.error_codes import Fault, fault
from auditor.collect.aws.fact_barrier import odd_answer
from auditor.collect.aws.members import (
    OddAnswerError,
    Raw,
    structure_if_any,
    structures_if_any,
    text,
    text_map,
    text_or_none,
)
from auditor.model import EnvironmentVariable, Fact, Known, Loss, Sighting, Unknown
from auditor.model.arn import layer_and_version, parse_arn

TAG = "tag"  # the place of a sighting
REDACTED = "[secret]"
_LONGEST_JSON = 1_000_000  # characters; AWS stores no policy of more than 20,480 bytes
_FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    re.error,
)


def account_json(text: object) -> object:
    """Return what a JSON text of the account holds; None if it is none, too long or too deep."""
    if not isinstance(text, str) or len(text) > _LONGEST_JSON:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def texts_in(document: object) -> Iterator[str]:
    """Yield every text in a JSON document but keys; not by recursion, since it may be deep."""
    left = [document]
    while left:
        value = left.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)


def open_classifier(settings: Mapping[str, Any], key: bytes | None = None) -> SecretClassifier:
    """Return the classifier of this run; without a key for its fingerprints, it makes its own."""
    from auditor.analysis.secrets import Classifier as Secrets  # noqa: PLC0415  its tables are large

    made: SecretClassifier = Secrets.new(**settings, key=key)
    return made


def environment(
    raw: Raw, classifier: SecretClassifier
) -> tuple[Fact[tuple[EnvironmentVariable, ...]], Fact[tuple[Sighting, ...]]]:
    """Return the variables' names and references, and the secrets among variables and description.

    `raw` is a FunctionConfiguration; what AWS could not decrypt is Unknown in both.
    """
    try:
        settings = structure_if_any(raw, "Environment")
        description = text_or_none(raw, "Description") or ""
        refused = structure_if_any(settings, "Error")
        variables = {} if refused or not settings else text_map(settings, "Variables")
        layers = tuple(_layer_names(raw, classifier))
    except OddAnswerError as odd:
        damaged = odd_answer(odd, "lambda:ListFunctions", "")
        return damaged, damaged
    try:
        known, secrets = _judged(variables, description, classifier)
    except _FAILURES as failed:
        unknown = _failed(failed)
        return (_undecrypted(refused) if refused else unknown), unknown
    if isinstance(secrets, Known):
        secrets = Known((*secrets.value, *layers))
    if not refused:
        return known, secrets
    unknown = _undecrypted(refused)
    # What the description proves counts, whatever the variables hold.
    return unknown, secrets if isinstance(secrets, Known) and secrets.value else unknown


def _undecrypted(refused: Raw) -> Unknown:
    """Return why AWS left the variables out; only a denial is fixed by allowing something."""
    code = str(refused.get("ErrorCode") or "KMSAccessDenied")
    loss, told = Loss.REFUSED, "the function's key is disabled or gone"
    if fault(code, 0) is Fault.DENIED or "AccessDenied" in code:
        loss, told = denial("kms:Decrypt", str(refused.get("Message") or ""))
        told += " on the function's key"
    return Unknown(
        reason=f"the environment variables could not be decrypted: {told}",
        operation="lambda:ListFunctions",
        iam_action="kms:Decrypt" if loss is Loss.DENIED else "",
        code=code,
        loss=loss,
    )


def in_text(place: str, name: str, text: str, classifier: SecretClassifier) -> tuple[Sighting, ...]:
    """Return the secret in a text of free form, such as a description or a filter.

    A detector that fails counts as a doubtful secret: the text is not kept, so look at it.
    """
    try:
        found = classifier.classify(place, name, text)
    except _FAILURES as failed:
        reason = f"the text could not be judged ({type(failed).__name__} in the detector)"
        found = Sighting(
            place=place,
            name=name,
            detector="detector-failed",
            confidence="low",
            reason=reason,
            fingerprint="",
        )
    return () if found is None else (found,)


def layer_arn(arn: str, classifier: SecretClassifier) -> str:
    """Return a layer version's ARN, with its name replaced if that is a secret."""
    name = _layer_name(arn)
    return arn.replace(name, REDACTED) if in_text("layer", "", name, classifier) else arn


def _layer_names(raw: Raw, classifier: SecretClassifier) -> Iterator[Sighting]:
    for at, layer in enumerate(structures_if_any(raw, "Layers"), start=1):
        name = _layer_name(text_or_none(layer, "Arn") or "")
        yield from in_text("layer", f"number {at}", name, classifier)


def _layer_name(arn: str) -> str:
    return parse_arn(layer_and_version(arn)[0]).name


def _judged(
    values: Mapping[str, str], description: str, classifier: SecretClassifier
) -> tuple[Fact[tuple[EnvironmentVariable, ...]], Fact[tuple[Sighting, ...]]]:
    variables: list[EnvironmentVariable] = []
    found: list[Sighting] = []
    for name, value in sorted(values.items()):
        sighting = classifier.classify("environment", name, value)
        if sighting is not None:
            found.append(sighting)
        point = classifier.reference(name, value)
        variables.append(EnvironmentVariable(name=name, reference=point))
    sighting = classifier.classify("description", "Description", description)
    if sighting is not None:
        found.append(sighting)
    return Known(tuple(variables)), Known(tuple(found))


def tags(
    raw: Mapping[str, str], classifier: SecretClassifier
) -> tuple[Fact[Mapping[str, str]], Fact[tuple[Sighting, ...]]]:
    """Return the tags with secret values replaced, and the secrets that were seen."""
    kept: dict[str, str] = {}
    found: list[Sighting] = []
    try:
        for name, value in sorted(raw.items()):
            sighting = classifier.classify(TAG, name, value)
            if sighting is not None:
                found.append(sighting)
            kept[name] = value if sighting is None else REDACTED
    except _FAILURES as failed:
        unknown = _failed(failed)
        return unknown, unknown
    return Known(MappingProxyType(kept)), Known(tuple(found))


def tags_of(raw: Raw, classifier: SecretClassifier) -> Fact[Mapping[str, str]]:
    """Return the tags of a role or a stack, which come as a list of keys and values."""
    rows = structures_if_any(raw, "Tags")
    # A key without a value comes without the member in some answers.
    values = {text(row, "Key"): text_or_none(row, "Value") or "" for row in rows}
    kept, _ = tags(values, classifier)
    return kept


def _failed(failure: Exception) -> Unknown:
    # A detector that fails leaves the question open; the text of the error could quote a value.
    return Unknown(
        reason=f"the values could not be judged ({type(failure).__name__} in the detector)",
        code="DetectorFailed",
    )
