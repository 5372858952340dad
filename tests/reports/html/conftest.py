from __future__ import annotations

import base64
import gzip
import importlib.util
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from auditor.evaluate.registry import renderers
from auditor.model.report import Report


@pytest.fixture(scope="session")
def samples() -> ModuleType:
    path = Path(__file__).parent / "samples.py"
    spec = importlib.util.spec_from_file_location("html_report_samples", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["html_report_samples"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def render() -> Callable[[Report], str]:
    return lambda report: renderers()["html"].render(report).decode("utf-8")


@pytest.fixture(scope="session")
def data() -> Callable[[str], dict[str, Any]]:
    def unpack(page: str) -> dict[str, Any]:
        found = re.search(r'<script type="application/gzip" id="data">([^<]*)</script>', page)
        assert found is not None
        unpacked: dict[str, Any] = json.loads(gzip.decompress(base64.b64decode(found[1])))
        return unpacked

    return unpack
