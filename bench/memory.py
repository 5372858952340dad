"""What audits hold in memory at most: `python bench/memory.py [names]` prints VmHWM in MB.

Every row is a process of its own, which reads its own peak: that of a child that another process
waits for would include what was there before the fork. Linux only.

- scan: 1,000 and 5,000 functions of the project's simulator, from the first call to report.json
- all: 5,000 functions with --all-results
- evaluate: the made-up accounts of bench/evaluate.py, 10,000 and 30,000 functions, from the
  snapshot to report.json
- formats: each format of the report of 5,000 functions, against the peak before it

Exit 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
FORMATS = ("json", "jsonl", "csv", "asff", "ocsf", "sarif", "junit", "markdown", "html")
GROWTH = 1.1  # a format's peak, by the peak before it
TOLD = """
import sys
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))
"""
PROGRAM = """
from auditor.cli import main
try:
    main()
finally:
    print(peak())
"""
SNAPSHOT = """
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from evaluate import Maker
from auditor.storage import snapshot
Path(sys.argv[3]).write_bytes(snapshot.dump(Maker(int(sys.argv[2])).account()))
"""
FORMAT = """
from pathlib import Path
from auditor.evaluate.registry import rendered_pieces, renderers
from auditor.storage import files
from auditor.storage.codec import report_from_json
report = report_from_json(Path(sys.argv[2]).read_bytes(), "report")
form = renderers()[sys.argv[1]]
before = peak()
files.write(Path(sys.argv[3]), rendered_pieces(form, report))
print(before, peak())
"""


def run(code: str, *words: str, more: Mapping[str, str] | None = None) -> list[int]:
    """Return the numbers that a program prints last."""
    done = subprocess.run(
        [sys.executable, "-c", TOLD + code, *words], cwd=ROOT, env={**os.environ, **(more or {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not done.stdout:
        raise SystemExit(done.stderr[-2000:])
    return [int(word) for word in done.stdout.splitlines()[-1].split()]


def judged(name: str, peak: int, bar: int) -> bool:
    """Print a row; return whether it is within its bar."""
    print(f"{name}: {peak} MB (at most {bar})", flush=True)
    return peak <= bar


def scanned(functions: int, bar: int, folder: Path, *options: str) -> bool:
    """Scan an account of the simulator."""
    command = [sys.executable, "-m", "tests.simulator", "--functions", str(functions)]
    simulator = subprocess.Popen(
        [*command, "--regions", "2"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        if simulator.stdout is None:
            raise SystemExit("the simulator has no output")
        more = {
            "AWS_ENDPOINT_URL": simulator.stdout.readline().strip(),
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        common = ("--quota-share", "inf", "--quiet", "--exit-zero")
        words = ("scan", "-o", str(folder / "report.json"), *common, *options)
        (peak,) = run(PROGRAM, *words, more=more)
    finally:
        simulator.kill()
        simulator.wait()
    return judged(f"scan of {functions:,} functions {' '.join(options)}".strip(), peak, bar)


def snapshot(functions: int, folder: Path) -> Path:
    """Write the snapshot of a made-up account."""
    path = folder / f"{functions}.json.gz"
    subprocess.run(
        [sys.executable, "-c", f"import sys{SNAPSHOT}", str(ROOT / "bench"), str(functions), path],
        cwd=ROOT,
        check=True,
    )
    return path


def scan(folder: Path) -> bool:
    """1,000 and 5,000 functions."""
    return all([scanned(1_000, 130, folder), scanned(5_000, 220, folder)])


def every_result(folder: Path) -> bool:
    """5,000 functions, everything that passes too."""
    return scanned(5_000, 280, folder, "--all-results")


def evaluate(folder: Path) -> bool:
    """10,000 and 30,000 functions, judged from a snapshot."""
    good = True
    for functions, bar in ((10_000, 400), (30_000, 600)):
        words = ("evaluate", str(snapshot(functions, folder)), "-o", str(folder / "report.json"))
        (peak,) = run(PROGRAM, *words, "--quiet", "--exit-zero")
        good &= judged(f"{functions:,} functions from the snapshot to report.json", peak, bar)
    return good


def formats(folder: Path) -> bool:
    """Each format of one report."""
    report, good = folder / "report.json", True
    words = ("evaluate", str(snapshot(5_000, folder)), "-o", str(report), "--quiet", "--exit-zero")
    run(PROGRAM, *words)
    for form in FORMATS:
        before, peak = run(FORMAT, form, str(report), str(folder / "made"))
        good &= judged(f"{form}, {before} MB before", peak, round(before * GROWTH))
    return good


MEASUREMENTS = {"scan": scan, "all": every_result, "evaluate": evaluate, "formats": formats}


def main(names: Iterable[str]) -> None:
    """Measure what is named, or everything; exit 1 where a bar is missed."""
    missed = []
    for name in names or MEASUREMENTS:
        with tempfile.TemporaryDirectory(prefix="auditor-bench-") as folder:
            if not MEASUREMENTS[name](Path(folder)):
                missed.append(name)
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MEASUREMENTS, []], help="default: all")
    main(parser.parse_args().names)
