"""How long the HTML report of 10,000 functions takes, and how large it becomes.

`python bench/report.py [typical|worst]` prints one line a case. The report is built first, as it
is when it was loaded or assembled; time and memory are the renderer's alone.
"""

from __future__ import annotations

import importlib.util
import json
import resource
import subprocess
import sys
import time
from pathlib import Path

from auditor.evaluate.registry import renderers
from auditor.model.report import Report

SAMPLES = Path(__file__).parent.parent / "tests" / "reports" / "html" / "samples.py"
LIMITS = {"typical": 2.0, "worst": 10.0}  # MB


def sample(case: str) -> Report:
    """Return the report of a case."""
    spec = importlib.util.spec_from_file_location("samples", SAMPLES)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{SAMPLES} is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules["samples"] = module
    spec.loader.exec_module(module)
    report: Report = getattr(module, case)()
    return report


def resident() -> float:
    """Return the most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(case: str) -> None:
    """Print the figures of one case."""
    report = sample(case)
    render = renderers()["html"].render
    before, wall, cpu = resident(), time.perf_counter(), time.process_time()
    content = render(report)
    figures = {
        "case": case,
        "functions": len(report.functions),
        "results": len(report.results),
        "seconds": round(time.perf_counter() - wall, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
        "file_mb": round(len(content) / 1e6, 2),
        "rss_mb": round(resident()),
        "rss_of_report_mb": round(before),
        "within_file_limit": len(content) / 1e6 <= LIMITS[case],
    }
    print(json.dumps(figures))


def main() -> None:
    """Measure each case in a process of its own, so that its memory is its own."""
    cases = sys.argv[1:]
    if len(cases) == 1:
        measure(cases[0])
        return
    for case in cases or LIMITS:
        subprocess.run([sys.executable, __file__, case], check=True)


if __name__ == "__main__":
    main()
