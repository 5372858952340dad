"""Signals end collecting in order, also where the event loop takes no handlers (Windows)."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Any

import pytest

from auditor.collect.aws.signals import ended_by_signals


class WindowsLoop(asyncio.SelectorEventLoop):
    """A loop that takes no signal handlers, as Windows' own."""

    def add_signal_handler(self, *_: Any) -> None:  # type: ignore[override]
        raise NotImplementedError

    def remove_signal_handler(self, sig: int) -> bool:
        raise NotImplementedError


@pytest.mark.parametrize("loop", [asyncio.SelectorEventLoop, WindowsLoop])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_stops_and_the_handlers_of_before_return(
    loop: Callable[[], asyncio.AbstractEventLoop], number: signal.Signals
) -> None:
    def own(_: int, __: object) -> None:
        """Stand for the handler of a program that calls the collector."""

    before = signal.signal(number, own)
    heard: list[str] = []

    async def work() -> None:
        ended = asyncio.Event()

        def stop(name: str) -> None:
            heard.append(name)
            ended.set()

        with ended_by_signals(stop):
            os.kill(os.getpid(), number)
            await asyncio.wait_for(ended.wait(), 10)

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(work())
    after = signal.signal(number, before)
    assert heard == [number.name]
    assert after is own
