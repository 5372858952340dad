"""From AWS to the model: the one home of boto3.

Importing this package does not import boto3: `permissions` is offline, and the rest loads it when
it is called.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from auditor.collect.aws.operations import Permission
from auditor.collect.aws.operations import permissions as _permissions
from auditor.collect.aws.options import DEFAULT_SHARE, UNPACED, CollectOptions
from auditor.collect.aws.progress import Progress, Stage
from auditor.model import Account, Need

if TYPE_CHECKING:
    from auditor.collect.access import Access
    from auditor.collect.aws.clients import Clients

__all__ = [
    "DEFAULT_SHARE",
    "UNPACED",
    "CollectOptions",
    "Permission",
    "Progress",
    "Stage",
    "collect",
    "permissions",
    "sign_in",
]


def sign_in(options: CollectOptions) -> Clients:
    """Find credentials, and assume the role if one was named; no account is read yet.

    Raises:
        UsageError: the profile, the role or a region cannot be right.
        CredentialsError: there are no credentials, they have expired, or the role refuses.
    """
    from auditor.collect.aws.sign_in import open_clients  # noqa: PLC0415  it imports boto3

    return open_clients(options)


def collect(
    needs: Iterable[Need],
    options: CollectOptions,
    progress: Progress | None = None,
    resume: Account | None = None,
    access: Access | Clients | None = None,
) -> Account:
    """Read an account: every fact of `needs`, in every region that was asked for.

    With `resume`, an account that was cut short, nothing that it knows is asked again. Ctrl-C,
    SIGTERM and credentials that expire end it early: the account then has `interrupted` set.
    `access` is what `sign_in` returned, or the way into one of several accounts that one process
    reads; without it, credentials are looked for first.

    Raises:
        UsageError: an option cannot be right; nothing was called.
        CredentialsError: there are no credentials, or they have expired.
    """
    from auditor.collect.account import collect_account  # noqa: PLC0415  it imports boto3

    return collect_account(frozenset(needs), options, progress, resume, access)


def permissions(needs: Iterable[Need]) -> tuple[Permission, ...]:
    """Return every right in IAM that collecting `needs` takes, by action and resource."""
    return _permissions(needs)
