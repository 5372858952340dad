from __future__ import annotations

import asyncio

import pytest

from auditor.collect.aws.rate_limit import Pacing, QuotaBucket


def most_in_a_second(times: list[float]) -> int:
    return max(sum(start <= time < start + 1 for time in times) for start in times)


def arrivals(calls: int, share: float, *, delays: tuple[float, ...]) -> list[float]:
    """Return when each call reached AWS, some time between its release and its answer."""

    async def work() -> list[float]:
        loop = asyncio.get_running_loop()
        bucket, times = QuotaBucket(15, share), []

        async def call(number: int) -> None:
            await bucket.turn()
            await asyncio.sleep(delays[number % len(delays)])
            times.append(loop.time())
            await asyncio.sleep(0.01)
            bucket.learn(throttled=False)

        await asyncio.gather(*(call(number) for number in range(calls)))
        return times

    return asyncio.run(work())


@pytest.mark.parametrize("delays", [(0.0,), (0.2, 0.0), (0.3, 0.15, 0.0)])
def test_no_second_holds_more_than_the_share_however_late_calls_arrive(
    delays: tuple[float, ...],
) -> None:
    times = arrivals(24, 0.6, delays=delays)
    assert most_in_a_second(times) <= 9
    assert max(times) - min(times) < 24 / 9 * 1.7


def test_the_whole_quota_is_used_to_the_full() -> None:
    times = arrivals(45, 1.0, delays=(0.02,))
    assert 2.4 < max(times) - min(times) < 3.3


def test_a_share_of_less_than_a_call_a_second_is_kept_over_more_seconds() -> None:
    async def work() -> float:
        bucket = QuotaBucket(2, 0.25)
        started = asyncio.get_running_loop().time()
        for _ in range(2):
            await bucket.turn()
            bucket.learn(throttled=False)
        return asyncio.get_running_loop().time() - started

    assert 1.9 < asyncio.run(work()) < 2.4


def test_a_call_that_is_repeated_goes_first() -> None:
    async def work() -> list[str]:
        bucket, order = QuotaBucket(50, 1.0), []

        async def call(name: str, *, again: bool) -> None:
            await bucket.turn(again=again)
            order.append(name)

        await asyncio.gather(
            *(call(f"new {n}", again=False) for n in range(9)), call("again", again=True)
        )
        return order

    assert asyncio.run(work()).index("again") < 7


def test_many_throttles_slow_the_bucket_down_and_a_few_do_not() -> None:
    async def work(throttles: int) -> float:
        bucket = QuotaBucket(1000, 1.0)
        for number in range(40):
            await bucket.turn()
            bucket.learn(throttled=number < throttles)
        waiting = [asyncio.ensure_future(bucket.turn()) for _ in range(10)]
        await asyncio.sleep(0)
        left = bucket.seconds / max(1, len(bucket))
        bucket.stop(RuntimeError())
        await asyncio.gather(*waiting, return_exceptions=True)
        return left

    assert asyncio.run(work(2)) < 0.0011
    assert asyncio.run(work(30)) > 0.0011


def test_stopping_wakes_everybody_who_waits() -> None:
    async def work() -> list[object]:
        pacing = Pacing({"lambda": 1}, 1.0)
        bucket = pacing.bucket("eu-west-1", "lambda")
        waiting = [asyncio.ensure_future(bucket.turn()) for _ in range(3)]
        await asyncio.sleep(0)
        assert pacing.seconds() > 0
        pacing.stop(RuntimeError("enough"))
        return await asyncio.gather(*waiting, return_exceptions=True)

    assert [type(result) for result in asyncio.run(work())[1:]] == [RuntimeError] * 2


def test_an_infinite_share_makes_no_pauses() -> None:
    async def work() -> float:
        bucket = QuotaBucket(1, float("inf"))
        started = asyncio.get_running_loop().time()
        for _ in range(1000):
            await bucket.turn()
        return asyncio.get_running_loop().time() - started

    assert asyncio.run(work()) < 0.5
