from __future__ import annotations

from typing import Any

import pytest

from auditor.model import Known, Layer, Outcome, PackageContents, PackageEntry, Severity, Unknown

X86 = "x86-function"


def test_arm64_passes(run: Any, function: Any) -> None:
    assert run(X86, function()).outcome is Outcome.PASS


def test_x86_without_a_tie_fails(run: Any, function: Any) -> None:
    result = run(X86, function(architecture="x86_64"))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.INFO)
    unread = function(architecture="x86_64", package=Unknown(reason="corrupt"))
    assert run(X86, unread).outcome is Outcome.FAIL


@pytest.mark.parametrize("runtime", ["go1.x", "java8", "python3.7", "provided"])
def test_a_runtime_without_arm64_is_a_tie(run: Any, function: Any, runtime: str) -> None:
    tied = function(architecture="x86_64", runtime=runtime)
    assert run(X86, tied).outcome is Outcome.PASS


def test_layers_and_native_libraries_may_be_ties(run: Any, function: Any) -> None:
    layers = (Layer(arn="arn:aws:lambda:eu-west-1:111122223333:layer:deps:1", code_size=1),)
    assert run(X86, function(architecture="x86_64", layers=layers)).outcome is Outcome.PASS
    native = PackageContents(
        uncompressed=9,
        entry_count=1,
        largest=(PackageEntry(path="numpy/core.so", size=9, compressed=9),),
    )
    tied = function(architecture="x86_64", package=Known(native))
    assert run(X86, tied).outcome is Outcome.PASS


def test_an_image_is_not_judged(run: Any, function: Any) -> None:
    image = function(package_type="Image", runtime=None, architecture="x86_64")
    assert run(X86, image).outcome is Outcome.NOT_APPLICABLE
