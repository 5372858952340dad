"""The kinds of secrets that were missed once, and of false alarms: one half for looking at, one
half as a score alone.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from auditor.analysis.secrets import Classifier

SEED, EACH = 20261130, 6


def _kinds() -> ModuleType:
    spec = importlib.util.spec_from_file_location("kinds", Path(__file__).parent / "kinds.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["kinds"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


KINDS = _kinds()


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.new()


def _reported(classifier: Classifier, name: str, value: str) -> bool:
    seen = classifier.classify("environment", name, value)
    return seen is not None and seen.confidence in {"high", "medium"}


def _of(pool: object, kind: str, classifier: Classifier) -> list[bool]:
    rows = KINDS.pairs(pool, SEED, EACH)
    return [_reported(classifier, name, value) for k, _, name, value in rows if k == kind]


@pytest.mark.parametrize("kind", KINDS.SECRETS)
def test_a_secret_of_the_kind_is_reported(classifier: Classifier, kind: str) -> None:
    assert sum(_of(KINDS.DEVELOPMENT, kind, classifier)) >= EACH - 1


@pytest.mark.parametrize("kind", KINDS.HARMLESS)
def test_a_harmless_value_of_the_kind_is_not_reported(classifier: Classifier, kind: str) -> None:
    assert not any(_of(KINDS.DEVELOPMENT, kind, classifier))


@pytest.mark.parametrize("kind", KINDS.CONTESTED)
def test_what_is_contested_is_never_more_than_doubtful(classifier: Classifier, kind: str) -> None:
    assert not any(_of(KINDS.DEVELOPMENT, kind, classifier))


def test_the_held_out_half_scores_as_high(classifier: Classifier) -> None:
    rows = [
        (label, _reported(classifier, name, value))
        for _, label, name, value in KINDS.pairs(KINDS.HELD_OUT, SEED, 20)
        if label is not None
    ]
    found = sum(label and reported for label, reported in rows)
    assert found / sum(reported for _, reported in rows) >= 0.97
    assert found / sum(label for label, _ in rows) >= 0.95
