"""Pairs in the formats of 2026 and their look-alikes: all reported, or all left alone."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from auditor.analysis.secrets import Classifier

_SPEC = importlib.util.spec_from_file_location(
    "newer_pairs", Path(__file__).with_name("newer_pairs.py")
)
assert _SPEC is not None
assert _SPEC.loader is not None
newer_pairs = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(newer_pairs)


def test_there_are_more_than_four_hundred_pairs_of_both_kinds() -> None:
    rows = list(newer_pairs.pairs(1))
    assert len(rows) > 400
    assert min(sum(s for s, _, _ in rows), sum(not s for s, _, _ in rows)) > 190


@pytest.mark.parametrize("seed", range(3))
def test_every_secret_is_reported_and_nothing_else(seed: int) -> None:
    classifier = Classifier.new()
    wrong = []
    for secret, name, value in newer_pairs.pairs(seed):
        seen = classifier.classify("environment", name, value)
        if (seen is not None and seen.confidence != "low") is not secret:
            wrong.append((name, value[:60], seen and seen.detector))
    assert wrong == []
