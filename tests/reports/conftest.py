"""Renderers are reached through the registry, as the command line reaches them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from auditor.evaluate.registry import renderers
from auditor.model.report import Report

Render = Callable[[str, Report], str]


@pytest.fixture(scope="session")
def render() -> Render:
    """Render a report in the format of an id, and read the bytes as UTF-8."""
    known = renderers()
    return lambda name, report: known[name].render(report).decode()
