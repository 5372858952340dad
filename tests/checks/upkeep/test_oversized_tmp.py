from __future__ import annotations

from typing import Any

from auditor.model import Outcome, Severity

TMP = "oversized-tmp"


def test_the_free_size_passes(run: Any, function: Any) -> None:
    assert run(TMP, function(ephemeral_storage=512)).outcome is Outcome.PASS


def test_a_larger_one_fails(run: Any, function: Any) -> None:
    result = run(TMP, function(ephemeral_storage=513))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.INFO)
    assert result.findings[0].fix.cli.endswith("--ephemeral-storage Size=512")


def test_the_threshold_is_an_option(run: Any, function: Any) -> None:
    result = run(TMP, function(ephemeral_storage=1024), options={"megabytes": 2048})
    assert result.outcome is Outcome.PASS


def test_an_image_has_the_same_storage(run: Any, function: Any) -> None:
    image = function(package_type="Image", runtime=None, ephemeral_storage=10_240)
    assert run(TMP, image).outcome is Outcome.FAIL
