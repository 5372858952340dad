# ruff: noqa: S311  made-up tokens need no cryptography
"""Every row of the table of formats finds its token, and leaves what only looks alike."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import Counter
from pathlib import Path
from random import Random
from types import ModuleType

import pytest

from auditor.analysis.secrets import Classifier
from auditor.analysis.secrets.formats import FORMATS


def _neighbour(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).parent / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


SHAPES = _neighbour("format_shapes").SHAPES
FILL = _neighbour("kinds").fill
HOLE = re.compile(r"\{[A-Za-z]+\d*\}")


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier.new()


def test_every_row_has_a_shape() -> None:
    assert Counter(row.id for row in FORMATS) == Counter(shape[0] for shape in SHAPES)


@pytest.mark.parametrize(("id", "shape"), SHAPES)
def test_a_token_is_found_whatever_the_name(classifier: Classifier, id: str, shape: str) -> None:
    random = Random(f"{id} {shape}")
    expected = max(
        (row.confidence for row in FORMATS if row.id == id),
        key=["low", "medium", "high"].index,
    )
    for _ in range(3):
        seen = classifier.classify("environment", "VALUE", FILL(random, shape))
        assert seen is not None
        if seen.detector != id:  # the first of two formats that fit is named
            rival = next(row for row in FORMATS if row.id == seen.detector)
            assert rival.confidence == "high"
        else:
            assert seen.confidence == expected


@pytest.mark.parametrize(("id", "shape"), SHAPES)
def test_the_form_filled_with_x_is_left_alone(classifier: Classifier, id: str, shape: str) -> None:
    shown = HOLE.sub(lambda hole: "x" * int(re.sub(r"\D", "", hole[0]) or 36), shape)
    seen = classifier.classify("environment", "VALUE", shown)
    assert seen is None or seen.confidence == "low", id
