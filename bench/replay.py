"""How well the scheduler keeps the quota's pace: `python bench/replay.py`.

Answers come after a sleep, without HTTP and nearly without processor, so that the figures are those
of the dispatcher and not of the machine. Printed are the wall against the floor, and how late
releases are and how far apart. Exit 1: the wall is more than 1.03 times the floor.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Collection, Sequence
from itertools import pairwise

from auditor.collect.aws.operations import BUCKETS
from auditor.collect.aws.rate_limit import Pacing, QuotaBucket

GOAL = 1.03
ALIASES = 0.1  # of the functions have one, whose policy is read too


def account_options(description: str | None) -> argparse.Namespace:
    """Return how large an account the command line asks for, and how slow its answers are."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--functions", type=int, default=1_500)
    parser.add_argument("--regions", type=int, default=3)
    parser.add_argument("--latency-ms", type=float, default=80.0)
    return parser.parse_args()


def told_spacing(calls: Collection[Sequence[float]], rate: float) -> str:
    """Say how far apart the calls of each region came, and how late at this rate."""
    gaps = [after - before for moments in calls for before, after in pairwise(sorted(moments))]
    late = [
        moment - (min(moments) + number / rate)
        for moments in calls
        for number, moment in enumerate(sorted(moments))
    ]
    return (
        f"gap median {1000 * statistics.median(gaps):.1f} ms, longest {1000 * max(gaps):.0f} ms,"
        f" due every {1000 / rate:.1f} ms; late at most {1000 * max(late):.0f} ms, at the end"
        f" {1000 * max(0.0, late[-1]):.0f} ms"
    )


async def region(
    pacing: Pacing, name: str, functions: int, latency: float, releases: list[float]
) -> None:
    """Make the calls that the functions of one region take."""
    policies = pacing.bucket(name, "lambda:GetPolicy")
    details = pacing.bucket(name, "lambda:GetFunction")
    others = pacing.bucket(name, "lambda")

    async def call(bucket: QuotaBucket, *, noted: bool = False) -> None:
        await bucket.turn()
        if noted:
            releases.append(time.monotonic())
        await asyncio.sleep(latency)
        bucket.learn(throttled=False)

    async def function(number: int) -> None:
        await call(details)
        await call(policies, noted=True)
        if number % round(1 / ALIASES) == 0:
            await call(policies, noted=True)

    async def listed() -> None:
        started = []
        for first in range(0, functions, 50):
            await call(others)
            page = range(first, min(first + 50, functions))
            started += [asyncio.create_task(function(number)) for number in page]
        await asyncio.gather(*started)

    await listed()


async def replay(functions: int, regions: int, latency: float) -> tuple[float, list[list[float]]]:
    """Return the seconds, and the releases of each region's policies."""
    pacing = Pacing({**BUCKETS, "lambda:GetFunction": 2 * BUCKETS["lambda:GetPolicy"]}, 1.0)
    releases: list[list[float]] = [[] for _ in range(regions)]
    started = time.monotonic()
    await asyncio.gather(
        *(
            region(pacing, f"region-{number}", functions // regions, latency, releases[number])
            for number in range(regions)
        )
    )
    return time.monotonic() - started, releases


def main() -> None:
    """Replay, print, judge."""
    chosen = account_options(__doc__)
    spent = time.process_time()
    wall, releases = asyncio.run(replay(chosen.functions, chosen.regions, chosen.latency_ms / 1000))
    spent = time.process_time() - spent
    rate = BUCKETS["lambda:GetPolicy"]
    floor = max(map(len, releases)) / rate
    print(
        f"{chosen.functions} functions, {chosen.regions} regions, {chosen.latency_ms:.0f} ms:"
        f" {wall:.2f} s, floor {floor:.2f} s, ratio {wall / floor:.3f} (goal {GOAL}),"
        f" processor {spent:.2f} s"
    )
    print(f"releases of a region: {told_spacing(releases, rate)}")
    sys.exit(wall / floor > GOAL)


if __name__ == "__main__":
    main()
