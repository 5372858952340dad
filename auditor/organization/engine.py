"""Runs the work on many accounts in one process, several at a time."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

from auditor.model.errors import AuditorError
from auditor.model.organization import Status
from auditor.organization.member import Member
from auditor.organization.summary import Summary, failed
from auditor.organization.work import StoppedError

if TYPE_CHECKING:
    from auditor.collect.access import StopSignal

WORKERS = 8
_REPORT_IT = "please report it; `auditor org scan --resume` tries again"

Work = Callable[[Member], Summary | None]
Told = Callable[[Member, Summary | None], None]


@dataclass(slots=True)
class RunOutcome:
    """How a run went."""

    crashed: dict[str, Summary] = field(default_factory=dict)  # by account; kept in no file
    stopped: bool = False  # accounts are left that nothing was asked of
    error: AuditorError | None = None  # what ended it


def run_all(
    members: Iterable[Member], work: Work, *, workers: int, stop: StopSignal, told: Told
) -> RunOutcome:
    """Do the work on every account; whatever becomes of one, the others go on.

    Credentials of the caller that expire, or files that can't be written, end the run, as an
    interruption does: what is finished is kept, the rest is not.
    """
    outcome = RunOutcome()
    pool = ThreadPoolExecutor(workers, thread_name_prefix="auditor-account")
    futures = {pool.submit(work, member): member for member in members}
    try:
        for future in as_completed(futures):
            member = futures.pop(future)  # its result is in a file, and need not stay in memory
            told(member, _settle(future, member, outcome))
            if outcome.error is not None and stop.reason is None:
                stop.now(str(outcome.error))
    except KeyboardInterrupt:
        stop.now("the run was interrupted")
        outcome.stopped = True
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return outcome


def _settle(future: Future[Summary | None], member: Member, outcome: RunOutcome) -> Summary | None:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, StoppedError):
        outcome.stopped = True
        return None
    if isinstance(error, AuditorError):
        outcome.stopped = True
        outcome.error = outcome.error or error
        return None
    reason = f"the audit of this account crashed ({_where(error)})"
    outcome.crashed[member.id] = failed(member, Status.LOST, reason, _REPORT_IT)
    return outcome.crashed[member.id]


def _where(error: BaseException) -> str:
    """Return the kind of an error and its place; its text could quote the account."""
    frames = traceback.extract_tb(error.__traceback__)
    last = f" at {PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{last}"
