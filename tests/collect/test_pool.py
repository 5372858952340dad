from __future__ import annotations

import threading
import time
import weakref
from functools import partial
from types import SimpleNamespace

import pytest

from auditor.collect.aws.thread_pool import LOOK, Pool


def test_what_is_first_goes_before_what_waits() -> None:
    pool, hold = Pool(1), threading.Event()
    done: list[str] = []
    pool.submit(hold.wait)
    last = threading.Event()
    for name in ("a", "b"):
        pool.submit(partial(done.append, name))
    pool.submit(partial(done.append, "list"), first=True)
    pool.submit(last.set)
    hold.set()
    assert last.wait(5)
    assert done == ["list", "a", "b"]
    pool.close()


def test_threads_are_started_while_all_others_hang() -> None:
    pool, hold = Pool(32), threading.Event()
    arrived = [threading.Event() for _ in range(12)]

    def hang(event: threading.Event) -> None:
        event.set()
        hold.wait()

    for event in arrived:
        pool.submit(partial(hang, event))
    until = time.monotonic() + 30
    while pool.look() and time.monotonic() < until:
        time.sleep(LOOK)
    assert all(event.wait(5) for event in arrived)
    hold.set()
    pool.close()


@pytest.mark.parametrize(("processor", "threads"), [(1.0, 4), (0.3, 32)])
def test_a_busy_processor_gets_few_threads_and_an_idle_one_all(
    monkeypatch: pytest.MonkeyPatch, processor: float, threads: int
) -> None:
    clock = SimpleNamespace(now=0.0)
    clock.monotonic = lambda: clock.now
    clock.process_time = lambda: clock.now * processor
    monkeypatch.setattr("auditor.collect.aws.thread_pool.time", clock)
    pool, hold, taken = Pool(32), threading.Event(), threading.Semaphore(0)

    def work() -> None:
        taken.release()
        hold.wait()

    for _ in range(100):
        pool.submit(work)
    for _ in range(20):
        clock.now += LOOK
        pool.look()
    assert all(taken.acquire(timeout=5) for _ in range(threads))
    assert not taken.acquire(timeout=0.2)  # each thread has taken one
    hold.set()
    pool.close()


def test_an_idle_thread_keeps_nothing_alive() -> None:
    class Answer:
        pass

    pool, done = Pool(1), threading.Event()
    result = Answer()
    seen = weakref.ref(result)

    def work(held: Answer) -> None:
        del held
        done.set()

    pool.submit(partial(work, result))
    assert done.wait(5)
    del result
    until = time.monotonic() + 5
    while seen() is not None and time.monotonic() < until:
        time.sleep(0.01)
    assert seen() is None
    pool.close()
