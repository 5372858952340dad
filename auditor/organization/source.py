"""Where the accounts of a run come from: an organization, a file, or profiles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from auditor.model.errors import AuditorError, UsageError
from auditor.organization import account_file
from auditor.organization.listing import Filters, Listed, filtered, of_organization
from auditor.organization.member import Member, once

if TYPE_CHECKING:
    from auditor.collect import CollectOptions
    from auditor.collect.hub import Hub

_UNSAFE = re.compile(r"[^A-Za-z0-9_.-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSource:
    """One of three sources; what it names of files was read when it was made."""

    organization: bool = False
    file: Path | None = None
    profiles: str = ""  # a glob over the profiles of the AWS configuration
    filters: Filters = field(default_factory=Filters)
    named: tuple[Member, ...] = ()  # by the file

    @property
    def external_ids(self) -> dict[str, str]:
        """Return the external ids that the file gives, by account."""
        return {m.id: m.external_id for m in self.named if m.external_id is not None}


def source(
    *,
    organization: bool = False,
    file: Path | None = None,
    profiles: str | None = None,
    filters: Filters | None = None,
) -> AccountSource | None:
    """Return the source that the options name, its file read; None where they name none.

    Raises:
        UsageError: several are named, or the file is wrong; nothing was called.
    """
    chosen = filters or Filters()
    if sum((organization, file is not None, bool(profiles))) > 1:
        raise UsageError(
            "name the accounts once: --organization, --accounts FILE or --profiles GLOB"
        )
    if (chosen.units or chosen.skip_units) and (file is not None or profiles):
        raise UsageError("--ou and --skip-ou choose accounts of an --organization")
    if not organization and file is None and not profiles:
        return None
    return AccountSource(
        organization=organization,
        file=file,
        profiles=profiles or "",
        filters=chosen,
        named=account_file.load(file) if file is not None else (),
    )


def list_accounts(given: AccountSource, hub: Hub, options: CollectOptions) -> Listed:
    """Return the accounts of a source.

    Raises:
        UsageError: no profile matches.
        CollectError: the organization could not be listed completely.
        CredentialsError: the caller's credentials have expired.
    """
    if given.organization:
        return of_organization(hub, given.filters)
    members = given.named if given.file is not None else once(_profiles(given, hub, options))
    return Listed(members=filtered(members, given.filters))


def _profiles(given: AccountSource, hub: Hub, options: CollectOptions) -> Iterator[Member]:
    names = [name for name in hub.profiles() if fnmatchcase(name, given.profiles)]
    if not names:
        raise UsageError(
            f"no profile of the AWS configuration matches --profiles {given.profiles!r};"
            " `aws configure list-profiles` shows them"
        )
    for name in sorted(names):
        try:
            account = hub.account_of(name, options)
        except AuditorError:
            # Its row says why, when the credentials are tried again.
            account = f"profile-{_UNSAFE.sub('_', name)}"
        yield Member(id=account, name=name, profile=name)
