from __future__ import annotations

from typing import Any

import pytest

from auditor.analysis.tables.dead_weight import (
    POWERTOOLS,
    SDK_JS_V2,
    SDK_JS_V3,
    SDK_PYTHON,
    SDK_RUBY,
    TESTS,
)
from auditor.analysis.tables.dead_weight import dead_weight as told_by_path
from auditor.model import Confidence, Known, Layer, Outcome, PackageContents, Unknown

DEAD = "dead-weight"
MB = 1024 * 1024


def package(*weights: tuple[str, str, int], **differences: Any) -> Known[PackageContents]:
    made = {"uncompressed": 50 * MB, "entry_count": 10, "dead_weight": weights, **differences}
    return Known(PackageContents(**made))


def test_a_lean_package_passes(run: Any, function: Any) -> None:
    assert run(DEAD, function(package=package())).outcome is Outcome.PASS
    few = package((TESTS, "tests/", 100 * 1024))
    assert run(DEAD, function(package=few)).outcome is Outcome.PASS


def test_what_can_go_is_named_with_its_bytes(run: Any, function: Any) -> None:
    weights = ((SDK_PYTHON, "botocore/", 20 * MB), (TESTS, "numpy/tests/", 2 * MB))
    finding = run(DEAD, function(package=package(*weights))).findings[0]
    assert finding.message == "22.0 MB of 50.0 MB unzipped can go: AWS SDK for Python, tests."
    assert finding.evidence["dead_weight"] == (
        "botocore/: 20.0 MB, AWS SDK for Python",
        "numpy/tests/: 2.0 MB, tests",
    )
    assert finding.fix.cli == "zip --delete function.zip 'botocore/*' 'numpy/tests/*'"


@pytest.mark.parametrize(
    ("runtime", "kind", "outcome"),
    [
        ("python3.13", SDK_PYTHON, Outcome.FAIL),
        ("nodejs22.x", SDK_PYTHON, Outcome.PASS),
        ("nodejs22.x", SDK_JS_V3, Outcome.FAIL),
        ("nodejs22.x", SDK_JS_V2, Outcome.PASS),
        ("nodejs16.x", SDK_JS_V2, Outcome.FAIL),
        ("nodejs16.x", SDK_JS_V3, Outcome.PASS),
        ("ruby3.4", SDK_RUBY, Outcome.FAIL),
        ("provided.al2023", SDK_PYTHON, Outcome.PASS),
    ],
)
def test_only_what_the_runtime_brings_is_a_copy(
    run: Any, function: Any, runtime: str, kind: str, outcome: Outcome
) -> None:
    loaded = function(runtime=runtime, package=package((kind, "x/", MB)))
    assert run(DEAD, loaded).outcome is outcome


def test_a_copy_of_a_layer_counts(run: Any, function: Any) -> None:
    copy = package((POWERTOOLS, "aws_lambda_powertools/", MB))
    assert run(DEAD, function(package=copy)).outcome is Outcome.PASS
    arn = "arn:aws:lambda:eu-west-1:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313:3"
    twice = function(package=copy, layers=(Layer(arn=arn, code_size=1),))
    assert run(DEAD, twice).outcome is Outcome.FAIL


def test_an_own_sdk_may_be_meant(run: Any, function: Any) -> None:
    weights = function(package=package((SDK_PYTHON, "boto3/", MB)))
    assert run(DEAD, weights).findings[0].confidence is Confidence.MEDIUM
    accepted = {"accepted": (SDK_PYTHON,)}
    assert run(DEAD, weights, options=accepted).outcome is Outcome.PASS


def test_a_malformed_archive_is_a_finding(run: Any, function: Any) -> None:
    malformed = function(
        package=package(problem="it holds paths that lead out of the folder: ../x")
    )
    result = run(DEAD, malformed)
    assert result.outcome is Outcome.FAIL
    assert "lead out of the folder" in result.findings[0].message


def test_an_image_is_no_zip_package(run: Any, function: Any) -> None:
    image = function(package_type="Image", runtime=None)
    assert run(DEAD, image).outcome is Outcome.NOT_APPLICABLE


def test_a_package_that_was_not_read_is_unknown(run: Any, function: Any) -> None:
    unread = function(package=Unknown(reason="the package is no readable zip archive"))
    assert run(DEAD, unread).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("path", "kind", "place"),
    [
        ("boto3/session.py", SDK_PYTHON, "boto3/"),
        ("botocore-1.40.0.dist-info/METADATA", SDK_PYTHON, "botocore-1.40.0.dist-info/"),
        (
            "python/lib/python3.13/site-packages/boto3/x.py",
            SDK_PYTHON,
            "python/lib/python3.13/site-packages/boto3/",
        ),
        (
            "node_modules/@aws-sdk/client-s3/index.js",
            SDK_JS_V3,
            "node_modules/@aws-sdk/client-s3/",
        ),
        ("node_modules/aws-sdk/lib/aws.js", SDK_JS_V2, "node_modules/aws-sdk/"),
        ("numpy/core/tests/test_x.py", TESTS, "numpy/core/tests/"),
        ("src/__pycache__/app.cpython-313.pyc", "caches", "src/__pycache__/"),
        (".git/objects/ab/cd", "version control and editor files", ".git/"),
        ("dist/index.js.map", "source maps", "dist/index.js.map"),
        ("node_modules/jest-cli/x.js", "development dependencies", "node_modules/jest-cli/"),
        ("node_modules/a/index.d.ts", "type declarations", "node_modules/a/index.d.ts"),
    ],
)
def test_paths_tell_the_kind(path: str, kind: str, place: str) -> None:
    assert told_by_path(path) == (kind, place)


@pytest.mark.parametrize(
    "path",
    ["app.py", "boto3_helper/x.py", "node_modules/uuid/index.js", "test_data.json", "spec/api.yml"],
)
def test_other_paths_are_needed(path: str) -> None:
    assert told_by_path(path) is None
