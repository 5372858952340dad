"""What the caller of `collect` may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from auditor.model.errors import UsageError
from auditor.model.provisional import Ahead

DEFAULT_SHARE = 0.6
UNPACED = float("inf")  # for emulators, which have no quota


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectOptions:
    """Where to look, as whom, how fast, and which functions to keep."""

    regions: tuple[str, ...] = ()  # empty: every region enabled for the account
    profile: str | None = None
    role_arn: str | None = None
    external_id: str | None = None
    function_glob: str | None = None  # functions whose name does not match are left out
    tags: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))  # all must match
    # Share of the account's control-plane quota that may be used, in every second. Above 1 only
    # against an emulator; UNPACED makes no pauses at all.
    quota_share: float = DEFAULT_SHARE
    owner_tags: tuple[str, ...] = ()  # where a function has none of them, its stack is asked for
    metrics_days: int = 30  # unused-function asks for 30
    package_bytes: int | None = None  # None: the package reader's own limit
    package_secrets: bool = False  # search the text files of packages for secrets, too
    alias_policies: bool = True  # False: policies of aliases are Unknown, and a third is saved
    all_versions: bool = False  # read the policies of published versions too, however many
    connect_timeout: float = 5.0  # seconds
    read_timeout: float = 20.0  # seconds between two reads of an answer
    call_seconds: float = 60.0  # seconds of one call until its answer is complete
    threads: int = 64  # how many calls may be under way at once
    direct_calls: bool = True  # False: botocore's own transport makes every call
    seconds: float | None = None  # after so long collecting ends by itself, as if interrupted
    # Called on a thread, every now and then while calls wait for the quota.
    ahead: Ahead | None = None
    # Settings for `auditor.analysis.secrets`, passed on as they are.
    classifier: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Refuse what would only fail later.

        Raises:
            UsageError: an option is out of its range.
        """
        if not self.quota_share > 0:
            raise UsageError(
                "--quota-share must be greater than 0; 0.6 leaves room for deployments"
            )
        if self.metrics_days < 1:
            raise UsageError("the metrics window must be at least one day")
        if self.external_id is not None and not 2 <= len(self.external_id) <= 1224:  # noqa: PLR2004
            raise UsageError("--external-id must have 2 to 1,224 characters")
        if self.external_id and not self.role_arn:
            raise UsageError("--external-id means something only together with --role-arn")

    def filters(self) -> tuple[str, ...]:
        """Return the filters that leave functions out, as the report shows them."""
        tags = tuple(f"tag {key}={value}" for key, value in sorted(self.tags.items()))
        return (f"function {self.function_glob}", *tags) if self.function_glob else tags
