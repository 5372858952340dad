"""What differs between kinds of functions: time limits, cold starts, who chooses the processor.

Sources: Lambda developer guide (timeouts, Managed Instances core concepts, tenant isolation, event
source mappings of durable functions, SnapStart, customer-managed runtimes) and the service model of
lambda in botocore 1.44.8; read 2026-11-30.
"""

from __future__ import annotations

from auditor.analysis.tables.runtimes import SNAP_START
from auditor.model import Function

CUSTOM_RUNTIME = "custom"  # the identifier of every customer-managed runtime
LONGEST_TIMEOUT = 900  # seconds
LONGEST_MANAGED = 5400  # seconds, on a capacity provider, for asynchronous and polled invocations
# Pollers for which Managed Instances bring no longer invocations.
_SHORT_POLLERS = frozenset({"mq", "documentdb"})
_SNAP_START_TMP = 512  # MB; SnapStart refuses more


def longest_timeout(function: Function) -> int:
    """Return the highest timeout that the function can have, in seconds."""
    return LONGEST_MANAGED if function.capacity_provider else LONGEST_TIMEOUT


def longest_wait(function: Function, poller: str = "") -> int:
    """Return how long a caller may wait for one result, in seconds.

    Callers and pollers wait for the whole execution of a durable function, which is then limited
    to the longest timeout. `poller` is the kind of an event source mapping; empty: a caller.
    """
    if function.durable_timeout is None:
        return function.timeout
    managed = function.capacity_provider and poller and poller not in _SHORT_POLLERS
    limit = LONGEST_MANAGED if managed else LONGEST_TIMEOUT
    return max(function.timeout, min(function.durable_timeout, limit))


def no_cold_start_cure(function: Function) -> str:
    """Return why neither SnapStart nor provisioned concurrency is for it; empty: one is."""
    large = function.ephemeral_storage > _SNAP_START_TMP
    reasons = (
        (function.capacity_provider, "its capacity provider keeps environments running"),
        (
            function.tenant_isolation,
            "tenant isolation supports neither SnapStart nor provisioned concurrency",
        ),
        (
            function.package_type == "Image",
            "Lambda does not say which language the container image runs",
        ),
        (
            function.runtime == CUSTOM_RUNTIME,
            "the publisher of its customer-managed runtime decides on SnapStart",
        ),
        (function.runtime not in SNAP_START, "SnapStart does not exist for its runtime"),
        (
            function.file_systems or large,
            "SnapStart works neither with a file system nor with more than 512 MB of /tmp",
        ),
    )
    return next((reason for holds, reason in reasons if holds), "")


def brings_own_platform(function: Function) -> str:
    """Return who else than the function's settings chooses its processor; empty: no one."""
    if function.package_type == "Image":
        return "the container image is built for one architecture"
    if function.capacity_provider:
        return "its capacity provider chooses the instances"
    if function.runtime == CUSTOM_RUNTIME:
        return "its customer-managed runtime must exist for the architecture"
    return ""
