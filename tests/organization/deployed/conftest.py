from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def work() -> Path:
    """The folder with the tools that tests/selfaudit/run installs."""
    folder = os.environ.get("SELFAUDIT_TEST_WORK")
    if not folder:
        pytest.skip("run it with tests/selfaudit/run")
    return Path(folder)
