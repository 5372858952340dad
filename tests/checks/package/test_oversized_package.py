from __future__ import annotations

from typing import Any

from auditor.model import (
    Image,
    Known,
    Layer,
    Outcome,
    PackageContents,
    PackageEntry,
    Severity,
    Unknown,
)

OVERSIZED = "oversized-package"
MB = 1024 * 1024
LAYER = "arn:aws:lambda:eu-west-1:111122223333:layer:deps:1"


def test_a_small_package_passes(run: Any, function: Any) -> None:
    assert run(OVERSIZED, function(code_size=10 * MB)).outcome is Outcome.PASS


def test_more_than_ten_megabytes_of_code_fail(run: Any, function: Any) -> None:
    result = run(OVERSIZED, function(code_size=10 * MB + 1))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    assert result.findings[0].message == "The zip has 10.0 MB (threshold 10.0 MB)."


def test_layers_count_in_the_total(run: Any, function: Any) -> None:
    layers = (Layer(arn=LAYER, code_size=45 * MB),)
    result = run(OVERSIZED, function(code_size=6 * MB, layers=layers))
    assert result.findings[0].message == (
        "The zip and its layers together have 51.0 MB (threshold 50.0 MB)."
    )
    fits = function(code_size=5 * MB, layers=layers)
    assert run(OVERSIZED, fits).outcome is Outcome.PASS


def test_four_fifths_of_the_unzipped_limit_are_high(run: Any, function: Any) -> None:
    contents = PackageContents(
        uncompressed=201 * MB,
        entry_count=2,
        largest=(PackageEntry(path="torch/lib.so", size=190 * MB, compressed=4 * MB),),
    )
    result = run(OVERSIZED, function(code_size=5 * MB, package=Known(contents)))
    assert result.severity is Severity.HIGH
    assert result.findings[0].evidence["largest"] == ("torch/lib.so (190.0 MB)",)
    assert "201.0 MB of the 250.0 MB" in result.findings[0].message


def test_layers_count_towards_the_unzipped_limit(run: Any, function: Any) -> None:
    contents = PackageContents(uncompressed=161 * MB, entry_count=2)
    layers = (Layer(arn=LAYER, code_size=40 * MB),)
    result = run(OVERSIZED, function(code_size=5 * MB, layers=layers, package=Known(contents)))
    assert result.severity is Severity.HIGH


def test_a_package_that_could_not_be_read_is_unknown_and_never_a_pass(
    run: Any, function: Any
) -> None:
    corrupt = Unknown(reason="the archive is corrupt")
    assert run(OVERSIZED, function(package=corrupt)).outcome is Outcome.UNKNOWN
    proven = run(OVERSIZED, function(code_size=11 * MB, package=corrupt))
    assert proven.outcome is Outcome.FAIL


def test_thresholds_are_options(run: Any, function: Any) -> None:
    result = run(OVERSIZED, function(code_size=3 * MB), options={"code_megabytes": 2})
    assert result.outcome is Outcome.FAIL


def image(size: int) -> Known[Image | None]:
    return Known(Image(uri="111122223333.dkr.ecr.eu-west-1.amazonaws.com/x@sha256:1", size=size))


def test_an_image_above_a_gigabyte_fails(run: Any, function: Any) -> None:
    small = function(package_type="Image", runtime=None, image=image(1024 * MB))
    assert run(OVERSIZED, small).outcome is Outcome.PASS
    large = function(package_type="Image", runtime=None, image=image(1024 * MB + 1))
    assert run(OVERSIZED, large).severity is Severity.MEDIUM
    huge = function(package_type="Image", runtime=None, image=image(9 * 1024 * MB))
    assert run(OVERSIZED, huge).severity is Severity.HIGH


def test_an_image_whose_size_was_not_read_is_unknown(run: Any, function: Any) -> None:
    denied = Unknown(reason="ecr:DescribeImages was denied")
    unread = function(package_type="Image", runtime=None, image=denied)
    assert run(OVERSIZED, unread).outcome is Outcome.UNKNOWN
    gone = function(package_type="Image", runtime=None, image=Known(None))
    assert run(OVERSIZED, gone).outcome is Outcome.UNKNOWN


def test_names_are_quoted_in_the_fix(run: Any, function: Any) -> None:
    hostile = function(name="x; rm -rf ~", code_size=11 * MB)
    assert "--function-name 'x; rm -rf ~'" in run(OVERSIZED, hostile).findings[0].fix.cli
