"""Pairs as strangers write them, by kind: what is reported, and what is left alone."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from auditor.analysis.secrets import Classifier

SEED, EACH = 7, 4


def _strangers() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "strangers", Path(__file__).parent / "strangers.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["strangers"] = module
    spec.loader.exec_module(module)
    return module


ROWS = list(_strangers().pairs(SEED, EACH))


@pytest.fixture(scope="module")
def found() -> dict[tuple[str, str], str]:
    """Return the confidence of each pair that was reported."""
    classifier = Classifier.new()
    seen = {(n, v): classifier.classify("environment", n, v) for _, _, n, v in ROWS}
    return {pair: sighting.confidence for pair, sighting in seen.items() if sighting is not None}


def test_there_are_more_than_five_hundred_pairs_of_both_kinds() -> None:
    assert len(ROWS) >= 500
    assert min(Counter(secret for _, secret, _, _ in ROWS).values()) >= 200


def test_precision_and_recall_hold_on_strangers_pairs(found: dict[tuple[str, str], str]) -> None:
    reported = [(s, found.get((n, v)) in {"high", "medium"}) for _, s, n, v in ROWS]
    right = sum(secret and seen for secret, seen in reported)
    assert right / sum(seen for _, seen in reported) >= 0.985
    assert right / sum(secret for secret, _ in reported) >= 0.97


def test_no_harmless_pair_is_critical(found: dict[tuple[str, str], str]) -> None:
    sure = [kind for kind, s, n, v in ROWS if not s and found.get((n, v)) == "high"]
    assert sure == []
