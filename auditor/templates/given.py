"""The values of parameters that the user gives: options, parameters files, samconfig."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from auditor.model.errors import UsageError
from auditor.templates import reader
from auditor.templates.values import text

_PAIR = re.compile(r"""(?:ParameterKey=)?([A-Za-z0-9]+)(?:=|,ParameterValue=)(.*)""", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is known of a deployment in addition to its templates."""

    named: Mapping[str, str] = field(default_factory=dict)  # with --parameter: must be declared
    values: Mapping[str, Any] = field(default_factory=dict)  # from files: may hold more
    stack_name: str = ""
    region: str = ""
    tags: Mapping[str, str] | None = None

    def everything(self) -> dict[str, Any]:
        """Return all values; an option wins over a file."""
        return {**self.values, **self.named}


def parameters_file(path: Path) -> dict[str, Any]:
    """Return the values of a parameters file: CloudFormation's, CodePipeline's, or flat.

    Raises:
        UsageError: the file cannot be read, or has another form.
    """
    shown = str(path)
    document = reader.read_document(path, shown)
    if isinstance(document, dict):
        inner = document.get("Parameters")
        if isinstance(inner, dict) and not any(isinstance(v, dict) for v in inner.values()):
            document = inner  # CodePipeline's template configuration
        bad = next((k for k, v in document.items() if isinstance(v, dict)), None)
        if bad is None:
            return {name: _value(value) for name, value in document.items()}
        raise UsageError(f"{shown}: the parameter {bad!r} must have a text or a list as its value")
    if not isinstance(document, list):
        raise UsageError(
            f"{shown}: not a parameters file; give a mapping, or CloudFormation's list"
        )
    found: dict[str, Any] = {}
    for row in document:
        if isinstance(row, dict) and "ParameterKey" in row:
            if "ParameterValue" in row:
                found[str(row["ParameterKey"])] = _value(row["ParameterValue"])
        elif isinstance(row, str) and (pair := _PAIR.fullmatch(row)):
            found[pair[1]] = pair[2]
        else:
            raise UsageError(f"{shown}: each entry needs ParameterKey and ParameterValue")
    return found


def _value(value: object) -> Any:  # noqa: ANN401  a text or a list of texts
    return [text(item) for item in value] if isinstance(value, list) else text(value)


def samconfig(path: Path, environment: str) -> Given:
    """Return what a samconfig file (TOML or YAML) tells of an environment.

    Raises:
        UsageError: the file cannot be read, or lacks the environment.
    """
    shown = str(path)
    content = reader.decode(reader.read_bytes(path, shown), shown)
    if path.suffix.lower() in {".yaml", ".yml"}:
        document = reader.parse(content, shown)
    else:
        try:
            document = tomllib.loads(content)
        except tomllib.TOMLDecodeError as error:
            raise UsageError(f"{shown}: not valid TOML: {error}") from error
    chosen = document.get(environment) if isinstance(document, dict) else None
    if not isinstance(chosen, dict):
        raise UsageError(f"{shown}: has no environment {environment!r}; name one with FILE:ENV")
    rows: dict[str, Any] = {}
    for command in ("global", "deploy"):
        section = chosen.get(command)
        found = section.get("parameters") if isinstance(section, dict) else None
        rows.update(found if isinstance(found, dict) else {})
    tags = rows.get("tags")
    return Given(
        values=_pairs(rows.get("parameter_overrides")),
        stack_name=text(rows.get("stack_name")),
        region=text(rows.get("region")),
        tags=_pairs(tags) if tags else {},
    )


def _pairs(written: object) -> dict[str, Any]:
    """Return pairs that are written as one text, as a list of texts, or as a mapping."""
    if isinstance(written, dict):
        return {str(name): _value(value) for name, value in written.items()}
    words: Iterable[str]
    if isinstance(written, list):
        words = [str(item) for item in written]
    else:
        try:
            words = shlex.split(text(written))
        except ValueError:
            words = text(written).split()
    found: dict[str, Any] = {}
    for word in words:
        pair = _PAIR.fullmatch(word)
        if pair is not None:
            found[pair[1]] = pair[2].strip("\"'")
    return found
