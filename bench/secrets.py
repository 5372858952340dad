"""Precision, recall, time a pair, of hostile values and of the import of the secret classifier.

python bench/secrets.py [--seed 1] [--each 20] [--show]
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from types import ModuleType

from auditor.analysis.secrets import Classifier

ROUNDS = 11
HOSTILE_NAMES = ("DB_PASSWORD", "API_KEY", "AUTH", "JWT_SECRET", "X")
IMPORT = (
    "import time; t = time.process_time(); import auditor.analysis.secrets;"
    "print(time.process_time() - t)"
)


def tested(name: str) -> ModuleType:
    """Return a module of data that the tests use."""
    path = Path(__file__).parent.parent / "tests" / "secrets" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path} is missing")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def figures(rows: list[tuple[bool, bool]]) -> str:
    """Return precision and recall of (label, judged) rows as text."""
    right = sum(label and judged for label, judged in rows)
    judged = sum(judged for _, judged in rows)
    secrets = sum(label for label, _ in rows)
    return (
        f"precision {right / max(judged, 1):.4f}  recall {right / max(secrets, 1):.4f}"
        f"  ({len(rows)} pairs)"
    )


def by_halves(classifier: Classifier, seed: int, each: int) -> str:
    """Return the scores of the two halves of the kinds, and the precision of each confidence.

    A secret counts as found, and a harmless value as a false alarm, from medium confidence on.
    """
    kinds = tested("kinds")
    lines = []
    for half in ("DEVELOPMENT", "HELD_OUT"):
        rows, by_confidence = [], defaultdict(list)
        for _, label, name, value in kinds.pairs(getattr(kinds, half), seed, each):
            seen = classifier.classify("environment", name, value)
            if label is None:
                continue
            rows.append((label, seen is not None and seen.confidence != "low"))
            if seen is not None:
                by_confidence[seen.confidence].append(label)
        shares = ", ".join(
            f"{confidence} {sum(labels) / len(labels):.4f}"
            for confidence, labels in sorted(by_confidence.items())
        )
        lines.append(f"kinds, {half.lower()}: {figures(rows)}; precision by confidence: {shares}")
    return "\n".join(lines)


def import_time() -> float:
    """Return the median time of importing the package in a new process, in milliseconds of CPU.

    With byte code, as an installed package has it: the first run writes it.
    """
    with tempfile.TemporaryDirectory() as cache:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        runs = [
            subprocess.run(
                [sys.executable, "-c", IMPORT], capture_output=True, check=True, env=environment
            )
            for _ in range(ROUNDS)
        ]
    return statistics.median(float(run.stdout) for run in runs[1:]) * 1000


def hostile(classifier: Classifier) -> str:
    """Return the dearest hostile values of 4 KB as text: milliseconds of CPU, best of 5."""
    took = []
    for row, value in enumerate(tested("adversarial").ADVERSARIAL):
        for name in HOSTILE_NAMES:
            judged, kept = [], []
            for _ in range(5):
                start = time.thread_time()
                classifier.classify("environment", name, value)
                between = time.thread_time()
                classifier.reference(name, value)
                judged.append((between - start) * 1e3)
                kept.append((time.thread_time() - between) * 1e3)
            took.append((min(judged), min(kept), f"row {row} under {name}"))
    return "\n".join(
        f"  {judged:.2f} ms classify, {kept:.2f} ms reference: {what}"
        for judged, kept, what in sorted(took, reverse=True)[:3]
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=20)
    parser.add_argument("--show", action="store_true", help="list wrong judgements by kind")
    options = parser.parse_args()
    module = tested("pairs")
    rows = list(module.pairs(options.seed, options.each))
    classifier = Classifier.new()
    for _, _, name, value in rows:
        classifier.classify("environment", name, value)
    took = []
    for _ in range(5):
        start = time.thread_time()
        judged = [classifier.classify("environment", name, value) for _, _, name, value in rows]
        took.append((time.thread_time() - start) / len(rows) * 1e6)
    whole, held = [], []
    wrong: dict[str, list[tuple[str, str, object]]] = defaultdict(list)
    for (kind, label, name, value), sighting in zip(rows, judged, strict=True):
        whole.append((label, sighting is not None))
        if kind in module.HELD_OUT:
            held.append(whole[-1])
        if label is not (sighting is not None):
            wrong[f"{'missed' if label else 'false alarm'}: {kind}"].append((name, value, sighting))
    print(
        f"all kinds ({len(module.SECRETS)} of secrets, {len(module.INNOCENTS)} innocent)",
        figures(whole),
    )
    print(f"held out  ({len(module.HELD_OUT)} kinds)", figures(held))
    print(by_halves(classifier, options.seed, options.each))
    print(f"{min(took):.1f} µs of CPU a pair (best of 5); import {import_time():.1f} ms (median)")
    print("dearest hostile values:", hostile(classifier), sep="\n")
    for kind, examples in sorted(wrong.items()):
        print(f"  {kind}: {len(examples)} of {options.each}")
        if options.show:  # made-up pairs, so that they may be shown
            for example in examples[:3]:
                print("     ", example)


if __name__ == "__main__":
    main()
