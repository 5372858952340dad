"""A believable AWS account inside an emulator, for `auditor demo`.

What the emulator (ministack 1.4.21) lacks is answered in front of it; see docs/demo.md.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from auditor.demo.emulator import LOOPBACK, running_emulator
from auditor.demo.names import ACCOUNT, EUROPE, REGIONS

__all__ = ["SampleAccount", "sample_account", "sample_organization"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleAccount:
    """Where the sample account answers, and how to reach it."""

    endpoint_url: str
    account: str = ACCOUNT
    regions: tuple[str, ...] = field(default=REGIONS)

    @property
    def environment(self) -> Mapping[str, str]:
        """Return the environment variables with which boto3 reaches the account and no other."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_ACCESS_KEY_ID": self.account,  # ministack takes a key of 12 digits as the account
            "AWS_SECRET_ACCESS_KEY": "demo",
            "AWS_DEFAULT_REGION": self.regions[0],
            "AWS_REGION": self.regions[0],
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
            "NO_PROXY": LOOPBACK,
            "no_proxy": LOOPBACK,
        }

    @contextmanager
    def entered(self) -> Iterator[None]:
        """Put `environment` in place of every AWS variable of this process, for a while.

        A profile, session token or service endpoint of the user's would lead boto3 elsewhere.
        """
        before = dict(os.environ)
        try:
            for name in before:
                if name.upper().startswith(("AWS_", "BOTO")):
                    del os.environ[name]
            os.environ.update(self.environment)
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def sample_account() -> Iterator[SampleAccount]:
    """Start the emulator, create the account over HTTP, and stop the emulator in every case.

    Raises:
        UsageError: ministack is not installed.
        CollectError: the emulator does not start.
    """
    # boto3 takes a quarter of a second to import, and most commands do not need it
    from auditor.demo.create import create_account  # noqa: PLC0415

    with running_emulator() as url:
        account = SampleAccount(endpoint_url=url)
        with account.entered():
            create_account(account.regions)
        yield account


@contextmanager
def sample_organization() -> Iterator[SampleAccount]:
    """Start the emulator with an organization of twelve accounts, and stop it in every case.

    Yields the account that audits the others.

    Raises:
        UsageError: ministack is not installed.
        CollectError: the emulator does not start.
    """
    from auditor.demo.organization import HUB, create_organization  # noqa: PLC0415  boto3, as above

    with running_emulator("organization") as url:
        hub = SampleAccount(endpoint_url=url, account=HUB, regions=(EUROPE,))
        with hub.entered():
            create_organization(url)
        yield hub
