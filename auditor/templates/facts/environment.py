"""Environment variables: names, what they point at, and secrets; no value survives."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from auditor.analysis.network.names import private_host
from auditor.analysis.secret_classifier import ValueClassifier
from auditor.model import EnvironmentVariable, Fact, Known, Sighting, Unknown
from auditor.templates.values import Secret, Symbol, Undecided, Value, text

Variables = Fact[tuple[EnvironmentVariable, ...]]
Sightings = Fact[tuple[Sighting, ...]]
_NEUTRAL = "VALUE"  # a name that promises nothing


def environment(
    variables: Value, description: Value, classifier: ValueClassifier
) -> tuple[Variables, Sightings]:
    """Return the variables' names and references, and the secrets among variables and description.

    A variable whose value is not known leaves the secrets unknown, unless others are found.
    """
    if isinstance(variables, Undecided):
        return variables.unknown, variables.unknown
    rows: Mapping[str, Value] = variables if isinstance(variables, dict) else {}
    read: list[EnvironmentVariable] = []
    found: list[Sighting] = []
    missing: Unknown | None = None
    for name, value in sorted(rows.items()):
        variable, sighting = _variable(name, value, classifier)
        read.append(variable)
        found.extend([sighting] if sighting else [])
        missing = missing or variable.missing
    if isinstance(description, str):
        sighting = classifier.classify("description", "Description", str(description))
        found.extend([sighting] if sighting else [])
    secrets: Sightings = missing if missing and not found else Known(tuple(found))
    return Known(tuple(read)), secrets


def _variable(
    name: str, value: Value, classifier: ValueClassifier
) -> tuple[EnvironmentVariable, Sighting | None]:
    if isinstance(value, Secret):
        return EnvironmentVariable(name=name), _certain(name, value)
    if isinstance(value, Undecided):
        reason = f"the value of the variable {name} is not known: {value.unknown.reason}"
        return EnvironmentVariable(name=name, missing=Unknown(reason=reason)), None
    if isinstance(value, dict | list):
        reason = f"the value of the variable {name} is not a text"
        return EnvironmentVariable(name=name, missing=Unknown(reason=reason)), None
    plain = text(value)
    # What CloudFormation fills in names a resource: only the text around it can be a secret.
    judged = _NEUTRAL if isinstance(value, Symbol) else name
    sighting = classifier.classify("environment", judged, plain)
    if sighting is not None and judged != name:
        sighting = Sighting(
            place=sighting.place,
            name=name,
            detector=sighting.detector,
            confidence=sighting.confidence,
            reason=sighting.reason,
            fingerprint=sighting.fingerprint,
        )
    kept = classifier.reference(name, plain)
    if kept is None:
        # Of a URL with a password in it, what is behind the password.
        kept = private_host(plain if sighting is None else plain.rpartition("@")[2])
    return EnvironmentVariable(name=name, reference=kept), sighting


def _certain(name: str, secret: Secret) -> Sighting:
    return Sighting(
        place="environment",
        name=name,
        detector=secret.detector,
        confidence="high",
        reason=secret.reason,
        # Of the secret's name: its value was never read.
        fingerprint=hashlib.sha256(secret.name.encode("utf-8", "replace")).hexdigest()[:8],
    )


def tags(
    rows: Value, classifier: ValueClassifier
) -> tuple[Fact[Mapping[str, str]], tuple[Sighting, ...]]:
    """Return a function's tags with secret values replaced, and the secrets that were seen."""
    if isinstance(rows, Undecided):
        return rows.unknown, ()
    kept: dict[str, str] = {}
    found: list[Sighting] = []
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Undecided):
            return row.unknown, tuple(found)
        name = text(row.get("Key")) if isinstance(row, dict) else ""
        value = row.get("Value") if isinstance(row, dict) else None
        if not name or isinstance(value, dict | list):
            continue
        shown = "[not known]" if isinstance(value, Undecided | Secret) else text(value)
        sighting = classifier.classify("tag", name, shown)
        found.extend([sighting] if sighting else [])
        kept[name] = "[secret]" if sighting else shown
    return Known(dict(sorted(kept.items()))), tuple(found)
