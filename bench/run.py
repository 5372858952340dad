"""Every figure, one command: `make bench`. Each script also runs alone, and says how.

`floor.py` is the whole scan at the quota's floor, `replay.py` the scheduler alone.

Figures are this machine's; compare ratios and medians of one run, not runs of different days.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> None:
    """Run every bench script; exit 1 if one misses its goal."""
    here = Path(__file__).resolve()
    missed = []
    for script in sorted(here.parent.glob("*.py")):
        if script == here:
            continue
        print(f"\n== {script.name}", flush=True)
        if subprocess.run([sys.executable, script], check=False).returncode:
            missed.append(script.name)
    if missed:
        print(f"\nmissed its goal: {', '.join(missed)}")
        sys.exit(1)


if __name__ == "__main__":
    main()
