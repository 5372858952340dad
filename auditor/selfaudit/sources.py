"""Waivers and configuration: from the bucket or from Parameter Store, with their version."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import botocore.exceptions

from auditor.evaluate import settings
from auditor.evaluate.registry import Check
from auditor.evaluate.settings import Settings
from auditor.model.errors import UsageError
from auditor.selfaudit.request import AuditRequest, parse
from auditor.selfaudit.store import Client, Store, StoreError

if TYPE_CHECKING:
    from auditor.assess.waivers import Waivers

# The options of [scan] that mean something here, and what the event calls them.
_SCAN = {
    "region": "regions",
    "check": "checks",
    "skip-check": "skip_checks",
    "metrics": "metrics",
    "packages": "packages",
    "web-functions": "web_functions",
    "organization-policies": "organization_policies",
    "quota-share": "quota_share",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionedText:
    """A text that was read, and which edition of it."""

    name: str  # as the deployment names it
    text: str
    version: str


def read(place: str, store: Store, ssm: Callable[[], Client]) -> VersionedText | None:
    """Return the text at `s3:KEY` in the bucket or `ssm:NAME`; an empty place has none.

    Raises:
        UsageError: there is no such place, or nothing in it.
        StoreError: it can't be read.
    """
    if not place:
        return None
    kind, _, name = place.partition(":")
    if kind == "s3" and name:
        found = store.get(name)
        if found is None:
            raise UsageError(f"{place} does not exist in the bucket {store.bucket}; upload it")
        return VersionedText(name=place, text=_text(place, found.content), version=found.version)
    if kind == "ssm" and name:
        return _parameter(place, name, ssm())
    raise UsageError(f"{place!r} is no place; write s3:KEY of the report bucket, or ssm:NAME")


def waivers_of(source: VersionedText | None) -> Waivers | None:
    """Return the waivers of a text.

    Raises:
        UsageError: its shape is wrong.
    """
    if source is None:
        return None
    from auditor.assess import waivers  # noqa: PLC0415  YAML, which few deployments have need of

    return waivers.parse(source.text, source.name)


def configuration(
    source: VersionedText | None, checks: Mapping[str, Check]
) -> tuple[Settings, AuditRequest]:
    """Return the settings of a text in TOML, and what its [scan] table asks for.

    Raises:
        UsageError: it holds a key or value that nothing understands.
    """
    if source is None:
        return Settings(), AuditRequest()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / settings.FILES[0]
        path.write_text(source.text, encoding="utf-8")
        try:
            found = settings.load(path, checks)
            table = settings.scan_table(path, _SCAN)
        except UsageError as error:
            raise UsageError(str(error).replace(str(path), source.name)) from error
    asked, _ = parse({_SCAN[key]: value for key, value in table.items()}, source.name)
    return replace(found, origin=source.name), asked


def notes(**sources: VersionedText | None) -> tuple[str, ...]:
    """Return what the report says of the sources."""
    return tuple(
        f"{word}: {source.name}, version {source.version}"
        for word, source in sources.items()
        if source is not None
    )


def _parameter(place: str, name: str, ssm: Client) -> VersionedText:
    try:
        parameter = ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]
    except (botocore.exceptions.ClientError, botocore.exceptions.BotoCoreError) as error:
        raise StoreError(f"{place} can't be read: {error}") from error
    return VersionedText(name=place, text=parameter["Value"], version=str(parameter["Version"]))


def _text(place: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"{place} is not UTF-8 text; save it as UTF-8") from error
