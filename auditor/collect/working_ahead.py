"""Lets something work with what was read, while calls wait for their quota."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from functools import partial

from auditor.collect.aws.calls import Calls
from auditor.collect.aws.fact_barrier import LostError
from auditor.collect.redaction import Redaction
from auditor.collect.role_reader import NamedRoles
from auditor.collect.scope import RegionScope
from auditor.collect.so_far import SoFar
from auditor.model import Account
from auditor.model.provisional import Ahead

_PAUSE = 1.0  # seconds between two looks at what was read
_SHARE = 0.25  # of one processor that working ahead may use
_WORTH = 2.0  # seconds that calls have to wait, below which working ahead does not begin
_SHORTEST = 0.1  # seconds that they have to wait, below which it ends, and the shortest pause


@asynccontextmanager
async def working_ahead(
    everywhere: RegionScope, named: NamedRoles, account: asyncio.Task[Account]
) -> AsyncIterator[None]:
    """Work ahead in the meantime, if the options say with what.

    Whatever happens to it, the account is read: what was not done ahead is done afterwards.
    """
    if everywhere.so_far is None or everywhere.options.ahead is None:
        yield
        return
    work = _work(everywhere, everywhere.so_far, everywhere.options.ahead, named, account)
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _work(
    everywhere: RegionScope,
    so_far: SoFar,
    ahead: Ahead,
    named: NamedRoles,
    account: asyncio.Task[Account],
) -> None:
    whole = await asyncio.shield(account)
    await named.complete.wait()
    redaction = Redaction.knowing(everywhere.classifier, named.functions, whole.roles)
    so_far.begin(whole, redaction)
    with suppress(LostError):  # interrupted
        await _keep_working(everywhere.calls, partial(ahead, so_far.provisional))


async def _keep_working(calls: Calls, work: Callable[[], None]) -> None:
    """Run the work on a thread every now and then; no call ever waits for it.

    Pauses get shorter towards the end, so that hardly anything is left to do after the last answer.
    """
    begun = False
    while True:
        used, left, pause = 0.0, calls.seconds_left(), _PAUSE
        if left >= (_SHORTEST if begun else _WORTH):
            begun = True
            used = await calls.run(partial(_processor_seconds_of, work))
        if begun:
            pause = min(_PAUSE, max(left / 2, _SHORTEST))
        await asyncio.sleep(max(pause, used * (1 - _SHARE) / _SHARE))


def _processor_seconds_of(work: Callable[[], None]) -> float:
    """Do the work on this thread, and return what it used."""
    begun = time.thread_time()
    work()
    return time.thread_time() - begun
