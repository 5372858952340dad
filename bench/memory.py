"""What audits hold in memory at most: `python bench/memory.py [names]` prints VmHWM in MB.

Every row is a process of its own, which reads its own peak: that of a child that another process
waits for would include what was there before the fork. Linux only.

- scan: 1,000 and 5,000 functions of the project's simulator, from the first call to report.json
- paced: 1,000 functions at the quota's pace, of which most are judged while calls wait
- all: 5,000 functions with --all-results
- evaluate: the made-up accounts of bench/evaluate.py, 10,000 and 30,000 functions, from the
  snapshot to report.json
- formats: 5,000 functions from the snapshot to each format, by the peak without any
- html: report.json of 10,000 functions, each with 25 failures of its own, as HTML: memory, the
  processor time of rendering, and the elements of the page

Exit 1 where a bar is missed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
FORMATS = ("json", "jsonl", "csv", "asff", "ocsf", "sarif", "junit", "markdown", "html")
GROWTH = 1.1  # a format's peak, by the peak before it
PROGRAM = """
from auditor.cli import main
try:
    main()
finally:
    with open("/proc/self/status") as status:
        print(next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM")))
"""
SNAPSHOT = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from evaluate import Maker
from auditor.storage import snapshot
Path(sys.argv[3]).write_bytes(snapshot.dump(Maker(int(sys.argv[2])).account()))
"""
WORST = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from report import sample
from auditor.storage.codec import report_to_json
Path(sys.argv[2]).write_bytes(report_to_json(sample("worst")))
"""
# The rendering alone, as bench/report.py measures it, but of a report that was read from its file.
RENDERED = """
import sys, time
from pathlib import Path
from auditor.evaluate.registry import rendered_pieces, renderers
from auditor.storage import codec, files, gc_pause
path = Path(sys.argv[1])
report = codec.report_from_json(files.content(path, "report"), str(path))
begin = time.process_time()
with gc_pause.paused():  # as the command does
    files.write(Path(sys.argv[2]), rendered_pieces(renderers()["html"], report))
print(round(1000 * (time.process_time() - begin)))
"""


def run(code: str, *words: str, more: Mapping[str, str] | None = None) -> int:
    """Return the number that a program prints last."""
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=ROOT, env={**os.environ, **(more or {})},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if not done.stdout.strip():
        raise SystemExit(done.stderr[-2000:])
    return int(done.stdout.split()[-1])


def judged(name: str, found: int, bar: int, unit: str = "MB") -> bool:
    """Print a row; return whether it is within its bar."""
    missed = "" if found <= bar else ", missed"
    print(f"{name}: {found:,} {unit} (at most {bar:,}{missed})", flush=True)
    return found <= bar


def scanned(
    functions: int, bar: int, folder: Path, *options: str, simulated: Iterable[str] = ()
) -> bool:
    """Scan an account of the simulator, which takes options of its own."""
    command = [sys.executable, "-m", "tests.simulator", "--functions", str(functions)]
    simulator = subprocess.Popen(
        [*command, "--regions", "2", *simulated], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        if simulator.stdout is None:
            raise SystemExit("the simulator has no output")
        more = {
            "AWS_ENDPOINT_URL": simulator.stdout.readline().split()[-1],
            "AWS_ACCESS_KEY_ID": "x",
            "AWS_SECRET_ACCESS_KEY": "x",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        common = ("--quota-share", "inf", "--quiet", "--exit-zero")  # the last of an option counts
        peak = run(PROGRAM, "scan", "-o", str(folder / "report.json"), *common, *options, more=more)
    finally:
        simulator.kill()
        simulator.wait()
    return judged(f"scan of {functions:,} functions {' '.join(options)}".strip(), peak, bar)


def snapshot(functions: int, folder: Path) -> Path:
    """Write the snapshot of a made-up account."""
    path = folder / f"{functions}.json.gz"
    command = [sys.executable, "-c", SNAPSHOT, str(ROOT / "bench"), str(functions), str(path)]
    subprocess.run(command, cwd=ROOT, check=True)
    return path


def evaluated(path: Path, *outputs: str) -> int:
    """Return the peak of evaluating a snapshot."""
    options = [word for output in outputs for word in ("-o", output)]
    return run(PROGRAM, "evaluate", str(path), *options, "--quiet", "--exit-zero")


def scan(folder: Path) -> bool:
    """1,000 and 5,000 functions."""
    return all([scanned(1_000, 130, folder), scanned(5_000, 220, folder)])


def paced(folder: Path) -> bool:
    """1,000 functions of a simulator that keeps AWS's quotas."""
    throttling = ("--throttle", "--latency-ms", "80")
    return scanned(1_000, 130, folder, "--quota-share", "1", simulated=throttling)


def every_result(folder: Path) -> bool:
    """5,000 functions, everything that passes too."""
    return scanned(5_000, 280, folder, "--all-results")


def evaluate(folder: Path) -> bool:
    """10,000 and 30,000 functions, judged from a snapshot."""
    good = True
    for functions, bar in ((10_000, 400), (30_000, 600)):
        peak = evaluated(snapshot(functions, folder), str(folder / "report.json"))
        good &= judged(f"{functions:,} functions from the snapshot to report.json", peak, bar)
    return good


def formats(folder: Path) -> bool:
    """Each format of one account."""
    path = snapshot(5_000, folder)
    before, good = evaluated(path), True
    for form in FORMATS:
        peak = evaluated(path, f"{form}:{folder / 'made'}")
        good &= judged(f"{form}, {before} MB without", peak, int(before * GROWTH))
    return good


class Elements(HTMLParser):
    """Counts the elements of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found = 0

    def handle_starttag(self, tag: str, attrs: list[Any]) -> None:  # noqa: ARG002
        """Count one."""
        self.found += 1


def html(folder: Path) -> bool:
    """The largest page."""
    report, page = str(folder / "report.json"), folder / "report.html"
    subprocess.run([sys.executable, "-c", WORST, str(ROOT / "bench"), report], cwd=ROOT, check=True)
    peak = run(PROGRAM, "render", report, "-o", str(page))
    elements = Elements()
    elements.feed(page.read_text())
    rows = (
        ("worst page, read and rendered", peak, 420, "MB"),
        ("worst page, rendered", run(RENDERED, report, str(page)), 7_000, "ms of processor time"),
        ("worst page", elements.found, 5_000, "elements"),
    )
    good = [judged(*row) for row in rows]
    return all(good)


MEASUREMENTS = {
    "scan": scan,
    "paced": paced,
    "all": every_result,
    "evaluate": evaluate,
    "formats": formats,
    "html": html,
}


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
