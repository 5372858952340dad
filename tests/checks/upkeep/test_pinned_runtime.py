from __future__ import annotations

from typing import Any

import pytest

from auditor.evaluate.registry import checks
from auditor.model import Known, Outcome, Unknown

PINNED = "pinned-runtime"


@pytest.mark.parametrize("mode", ["Auto", "FunctionUpdate"])
def test_a_runtime_that_is_patched_passes(run: Any, function: Any, mode: str) -> None:
    assert run(PINNED, function(runtime_update_mode=Known(mode))).outcome is Outcome.PASS


def test_a_pinned_runtime_fails(run: Any, function: Any) -> None:
    result = run(PINNED, function(runtime_update_mode=Known("Manual")))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].fix.cli.endswith("--update-runtime-on Auto")


def test_an_image_has_no_runtime_of_aws(run: Any, function: Any) -> None:
    image = function(package_type="Image", runtime=None, runtime_update_mode=Known("Manual"))
    assert run(PINNED, image).outcome is Outcome.NOT_APPLICABLE


def test_a_mode_that_could_not_be_read_is_unknown(run: Any, function: Any) -> None:
    unread = function(runtime_update_mode=Unknown(reason="denied"))
    assert run(PINNED, unread).outcome is Outcome.UNKNOWN


def test_it_runs_on_request_only() -> None:
    assert checks()[PINNED].opt_in
