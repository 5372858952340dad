"""What starting costs: `python bench/startup.py` prints medians of processor time.

`auditor --help`, and `auditor scan` where there are no credentials, each a process of its own; in
the same rounds an interpreter that does nothing and one that imports click, which are the floor.
Exit 1 where the help takes over 0.15 s or a scan without credentials over 1.0 s.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys

PROGRAM = "from auditor.cli import main; main()"
COMMANDS = {  # name: code, the words after it, the goal in seconds
    "python": ("pass", (), None),
    "import click": ("import click", (), None),
    "auditor --help": (PROGRAM, ("--help",), 0.15),
    "auditor scan without credentials": (PROGRAM, ("scan",), 1.0),
}


def used(code: str, words: tuple[str, ...]) -> float:
    """Return the processor seconds of one process without credentials."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ},
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], env=environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    """Measure in interleaved rounds, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    taken: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(rounds):
        for name, (code, words, _) in COMMANDS.items():
            taken[name].append(used(code, words))
    missed = False
    for name, (_, _, goal) in COMMANDS.items():
        median = statistics.median(taken[name])
        missed |= goal is not None and median > goal
        bar = f" (at most {goal:.2f} s)" if goal is not None else ""
        print(f"{name}: {median:.3f} s, at least {min(taken[name]):.3f} s{bar}")
    sys.exit(missed)


if __name__ == "__main__":
    main()
