"""Measures the collector: `python bench/collect.py [--endpoint URL] [names]`.

Without --endpoint every measurement starts the project's own simulator (tests/simulator) in a
process of its own. Measurements: floor, functions, share, fast, large, faults.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MIXED = ("throttle:0.05", "500:0.03", "cut:0.02", "reset:0.01", "truncate:0.01", "html:0.005")
GET_POLICY, OTHERS, GET_FUNCTION = 15, 15, 100  # a second, per account and region
PAGE, MAPPINGS = 50, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one audit of the simulated account took."""

    wall: float  # seconds, the interpreter's start included
    processor: float  # seconds
    memory: float  # MB, at its highest
    functions: int
    regions: int
    calls: int
    throttled: int
    unknown: int
    policies: int  # calls of GetPolicy
    digest: str  # of all facts


def child(share: float, started: float, aliases: float) -> None:
    """Read the account once and print what it was; runs in a process of its own."""
    sys.path.append(str(ROOT))
    from auditor.collect import CollectOptions, collect  # noqa: PLC0415  what is measured
    from auditor.evaluate.plan import Selection, make  # noqa: PLC0415
    from auditor.evaluate.registry import checks  # noqa: PLC0415
    from auditor.evaluate.settings import Settings  # noqa: PLC0415
    from tests.simulator.plain import facts, unknowns  # noqa: PLC0415

    plan = make(checks(), Selection(), Settings())
    options = CollectOptions(quota_share=share, alias_policies=bool(aliases))
    account = collect(plan.facts, options)
    wall, processor = time.monotonic() - started, time.process_time()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    text = json.dumps(facts(account), default=str, sort_keys=True)
    found = {
        "wall": wall,
        "processor": processor,
        "memory": memory,
        "functions": len(account.functions()),
        "regions": len(account.regions),
        "calls": account.calls.total,
        "throttled": account.calls.throttled,
        "policies": account.calls.by_operation.get("lambda:GetPolicy", 0),
        "unknown": len(unknowns(account)),
        "digest": hashlib.sha256(text.encode()).hexdigest(),
    }
    sys.stdout.write(json.dumps(found))


def bare(calls: int) -> None:
    """Make calls of the three commonest kinds with boto3 alone, and print the seconds."""
    import botocore.session  # noqa: PLC0415  what is measured
    from botocore.config import Config  # noqa: PLC0415
    from botocore.exceptions import ClientError  # noqa: PLC0415

    started = time.monotonic()
    only_once = Config(retries={"total_max_attempts": 1, "mode": "standard"})
    client = botocore.session.Session().create_client("lambda", config=only_once)
    names = [f["FunctionName"] for f in client.list_functions(MaxItems=PAGE)["Functions"]]
    kinds = (client.get_function, client.get_policy, client.list_aliases)

    def call(number: int) -> None:
        with suppress(ClientError):  # no policy
            kinds[number % len(kinds)](FunctionName=names[number % len(names)])

    with ThreadPoolExecutor(4) as threads:
        deque(threads.map(call, range(calls)), maxlen=0)
    sys.stdout.write(str(time.monotonic() - started))


@contextmanager
def simulator(
    *arguments: str, endpoint: str | None = None
) -> Iterator[tuple[str, Callable[[], Mapping[str, Any]]]]:
    """Yield a URL, and what stops the simulator and returns its own record."""
    if endpoint:
        yield endpoint, dict
        return
    command = [sys.executable, "-m", "tests.simulator", *arguments]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    pipe = process.stdout
    if pipe is None:
        raise SystemExit("the simulator has no output")

    def stop() -> Mapping[str, Any]:
        process.send_signal(signal.SIGTERM)
        record: Mapping[str, Any] = json.loads(pipe.readline() or "{}")
        return record

    try:
        yield pipe.readline().strip(), stop
    finally:
        process.kill()
        process.wait()


def measure(url: str, share: float, *, aliases: bool = True) -> Run:
    """Audit the account behind a URL once."""
    told = ("--child", str(share), str(time.monotonic()), str(int(aliases)))
    return Run(**json.loads(apart(url, *told)))


def apart(url: str, *words: str) -> str:
    """Return what this program prints when it is started anew with these words."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": url,
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_CONFIG_FILE": f"{folder}/config",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        done = subprocess.run(
            [sys.executable, __file__, *words],
            env=environment, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
        return done.stdout


def floor(functions: int, regions: int, mappings: int, k: int = 1) -> float:
    """Return the least seconds that the quotas allow: T of the design."""
    each = functions / regions
    lists = math.ceil(each / PAGE) + math.ceil(mappings / MAPPINGS)
    return max(each / GET_FUNCTION, each / GET_POLICY, (lists + k * each) / OTHERS)


def row(name: str, run: Run, record: Mapping[str, Any], **more: object) -> None:
    """Print one measurement."""
    facts = {k: round(v, 1) if isinstance(v, float) else v for k, v in asdict(run).items()}
    facts.pop("digest")
    seen = {k: record[k] for k in ("throttled", "duplicates") if k in record}
    print(f"{name}: {facts | more | {f'server_{k}': v for k, v in seen.items()}}", flush=True)


def at_the_floor(endpoint: str | None) -> None:
    """1,500 functions, 3 regions, 80 ms, throttled: the wall against the floor."""
    options = ("--functions", "1500", "--regions", "3", "--latency-ms", "80", "--throttle")
    with simulator(*options, endpoint=endpoint) as (url, stop):
        run = measure(url, 1.0)
        least = floor(run.functions, run.regions, run.functions // 7 // run.regions)
        needed = run.policies / run.regions / GET_POLICY
        row(
            "floor", run, stop(), T=round(least, 2), ratio=round(run.wall / least, 3),
            floor_of_policies=round(needed, 2), ratio_of_policies=round(run.wall / needed, 3),
        )  # fmt: skip


def functions_only(endpoint: str | None) -> None:
    """The same without the policies of aliases: for T, which does not reckon with them."""
    options = ("--functions", "1500", "--regions", "3", "--latency-ms", "80", "--throttle")
    with simulator(*options, endpoint=endpoint) as (url, stop):
        run = measure(url, 1.0, aliases=False)
        least = floor(run.functions, run.regions, run.functions // 7 // run.regions)
        row("functions", run, stop(), T=round(least, 2), ratio=round(run.wall / least, 3))


def default_share(endpoint: str | None) -> None:
    """The default share: the most calls in any second, per region and bucket."""
    options = ("--functions", "200", "--regions", "2", "--latency-ms", "80", "--throttle")
    with simulator(*options, endpoint=endpoint) as (url, stop):
        run, record = measure(url, 0.6), stop()
        peaks = {k: v for k, v in record.get("peaks", {}).items() if "lambda" in k}
        row("share 0.6", run, record, peaks=peaks)


def fast(endpoint: str | None) -> None:
    """1,000 functions without quota and latency, against as many calls by boto3 alone."""
    with simulator("--functions", "1000", "--regions", "2", endpoint=endpoint) as (url, _):
        run = measure(url, math.inf)
        alone = float(apart(url, "--bare", str(run.calls)))
        row("fast 1,000", run, {}, boto3_alone=round(alone, 1), ratio=round(run.wall / alone, 2))


def large(endpoint: str | None) -> None:
    """10,000 functions without quota and latency: is it linear?"""
    with simulator("--functions", "10000", "--regions", "3", endpoint=endpoint) as (url, stop):
        row("large 10,000", measure(url, math.inf), stop())


def faults(endpoint: str | None) -> None:
    """The same account with mixed faults: the same facts, in how much more time."""
    size = ("--functions", "300", "--regions", "2", "--latency-ms", "20", "--throttle")
    runs = []
    for spoilt in ((), MIXED):
        arguments = [part for text in spoilt for part in ("--fault", text)]
        with simulator(*size, *arguments, endpoint=endpoint) as (url, stop):
            runs.append(measure(url, 1.0))
            row("mixed faults" if spoilt else "no faults", runs[-1], stop())
    print(
        f"mixed faults: same facts {runs[0].digest == runs[1].digest},"
        f" {runs[1].wall / runs[0].wall:.2f} times as long"
    )


MEASUREMENTS = {
    "floor": at_the_floor,
    "functions": functions_only,
    "share": default_share,
    "fast": fast,
    "large": large,
    "faults": faults,
}


def main() -> None:
    """Run the measurements that were named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(MEASUREMENTS))
    parser.add_argument("--endpoint", help="another simulator's URL, already serving")
    parser.add_argument("--child", type=float, nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("--bare", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.child is not None:
        child(*chosen.child)
        return
    if chosen.bare is not None:
        bare(chosen.bare)
        return
    for name in chosen.names or MEASUREMENTS:
        MEASUREMENTS[name](chosen.endpoint)


if __name__ == "__main__":
    main()
