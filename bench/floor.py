"""A whole scan at the quota's floor: `python bench/floor.py`.

`auditor scan --quota-share 1` of the project's own simulator, which keeps AWS's quotas and answers
after 80 ms: from the interpreter's start until report.json is written. The floor is the time that
GetPolicy takes in the fullest region, for its functions and their aliases, at 15 a second. Printed
as well: how far apart the calls of GetPolicy came and how late, and the processor time after the
last call. Exit 1 where a goal is missed; on a machine with other work to do, they are.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from replay import account_options, told_spacing

ROOT = Path(__file__).parents[1]
RATE = 15  # calls of GetPolicy a second, per account and region
LONGEST = 1.08  # times the floor
MOST_THROTTLED = 0.001  # of the calls
MOST_PROCESSOR = 0.30  # of the wall
MOST_AFTERWARDS = 1.5  # seconds of processor, for 1,500 functions
LOOK = 0.02  # seconds between two looks at the processor time
PROGRAM = "from auditor.cli import main; main()"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What one scan took."""

    wall: float  # seconds
    processor: float  # seconds
    afterwards: float  # seconds of processor after the last call
    record: Mapping[str, Any]  # of the simulator

    @property
    def floor(self) -> float:
        """Return the least seconds that the policies take."""
        return max(map(len, self.record["policies"].values())) / RATE

    @property
    def throttled(self) -> float:
        """Return the share of calls that the simulator threw back."""
        return float(self.record["throttled"] / self.record["calls"])


def processor_of(process: int) -> float:
    """Return the processor seconds that a process has used so far."""
    words = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def scan(url: str, folder: Path) -> tuple[float, float, Sequence[tuple[float, float]]]:
    """Return wall and processor seconds of a scan, and the latter at many moments."""
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AWS")},
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "x",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    words = ("scan", "--quota-share", "1", "--fail-on", "none", "--allow-unknown", "100")
    target = ("--quiet", "-o", str(folder / "report.json"))
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, *words, *target], env=environment)
    looks: list[tuple[float, float]] = []
    while process.poll() is None:
        looks.append((time.monotonic(), processor_of(process.pid)))
        time.sleep(LOOK)
    wall = time.monotonic() - started
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"the scan ended with {process.returncode}")
    return wall, usage.ru_utime + usage.ru_stime, looks


def measure(functions: int, regions: int, latency: float) -> Scan:
    """Scan a simulated account once."""
    options = ("--functions", f"{functions}", "--regions", f"{regions}")
    slow = ("--latency-ms", f"{latency}", "--throttle")
    command = [sys.executable, "-m", "tests.simulator", *options, *slow]
    simulator = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with simulator, tempfile.TemporaryDirectory() as folder:
        if simulator.stdout is None:
            raise SystemExit("the simulator has no output")
        try:
            url = simulator.stdout.readline().strip()
            wall, processor, looks = scan(url, Path(folder))
            simulator.send_signal(signal.SIGTERM)
            record = json.loads(simulator.stdout.readline())
        finally:
            simulator.kill()
    # Both processes read one clock. The answer to the last call was under way for the latency.
    last = record["last"] + latency / 1000
    before = max((used for moment, used in looks if moment <= last), default=0.0)
    return Scan(wall=wall, processor=processor, afterwards=processor - before, record=record)


def tell(done: Scan) -> None:
    """Print the figures of a scan."""
    print(
        f"wall {done.wall:.1f} s = {done.wall / done.floor:.3f} T (at most {LONGEST}),"
        f" T = {done.floor:.1f} s"
    )
    print(
        f"processor {done.processor:.1f} s = {done.processor / done.wall:.2f} of the wall"
        f" (at most {MOST_PROCESSOR:.2f}), {done.afterwards:.2f} s after the last call"
        f" (at most {MOST_AFTERWARDS})"
    )
    print(
        f"calls {done.record['calls']}, throttled {done.record['throttled']},"
        f" twice {done.record['duplicates']}"
    )
    print(f"GetPolicy of a region: {told_spacing(done.record['policies'].values(), RATE)}")


def main() -> None:
    """Scan, print, judge."""
    chosen = account_options(__doc__)
    done = measure(chosen.functions, chosen.regions, chosen.latency_ms)
    tell(done)
    missed = (
        done.wall > LONGEST * done.floor
        or done.throttled > MOST_THROTTLED
        or done.record["duplicates"]
        or done.processor > MOST_PROCESSOR * done.wall
        or done.afterwards > MOST_AFTERWARDS * chosen.functions / 1_500
    )
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
