from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.model import Known, Outcome, Result, Severity, Unknown

Build = Callable[..., Any]
CHECK = "unsigned-code"


def test_no_configuration_and_one_that_warns_fail(
    function: Build, run: Callable[..., Result]
) -> None:
    for policy in (None, "Warn"):
        result = run(CHECK, function(code_signing=Known(policy)))
        assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.INFO)


def test_an_enforcing_configuration_passes(function: Build, run: Callable[..., Result]) -> None:
    assert run(CHECK, function(code_signing=Known("Enforce"))).outcome is Outcome.PASS


def test_images_are_not_applicable(function: Build, run: Callable[..., Result]) -> None:
    image = function(package_type="Image", runtime=None)
    assert run(CHECK, image).outcome is Outcome.NOT_APPLICABLE


def test_a_configuration_that_was_not_read_is_unknown(
    function: Build, run: Callable[..., Result]
) -> None:
    unread = function(code_signing=Unknown(reason="denied"))
    assert run(CHECK, unread).outcome is Outcome.UNKNOWN
