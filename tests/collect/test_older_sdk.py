"""An SDK that is older than an operation, as the one in a Lambda runtime may be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import botocore.loaders
import pytest

from auditor.model import Known, Need, Unknown
from tests.collect.conftest import NEEDS, Read, unknowns
from tests.simulator import SimulatedAccount, function, generated


def old(
    monkeypatch: pytest.MonkeyPatch, folder: Path, service: str, unknown_yet: tuple[str, ...]
) -> None:
    """Put a model of the service without these operations before the installed one."""
    loader = botocore.loaders.Loader()
    model: dict[str, Any] = dict(loader.load_service_model(service, "service-2"))
    model["operations"] = {n: o for n, o in model["operations"].items() if n not in unknown_yet}
    place = folder / service / loader.determine_latest_version(service, "service-2")
    place.mkdir(parents=True)
    (place / "service-2.json").write_text(json.dumps(model))
    monkeypatch.setenv("AWS_DATA_PATH", str(folder))


def test_what_an_older_sdk_cannot_ask_is_unknown_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, read: Read
) -> None:
    old(monkeypatch, tmp_path, "lambda", ("GetFunctionRecursionConfig",))
    found, _ = read(generated(5), needs=NEEDS)
    assert unknowns(found) == {"lambda:GetFunctionRecursionConfig"}
    for one in found.functions():
        lost = one.recursive_loop
        assert isinstance(lost, Unknown)
        assert lost.code == "UnsupportedBySdk"
        assert lost.reason == (
            "this SDK does not know lambda:GetFunctionRecursionConfig; install a newer boto3"
        )
        assert isinstance(one.details, Known)


def test_no_call_is_spent_on_what_the_sdk_cannot_ask(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, read: Read
) -> None:
    old(monkeypatch, tmp_path, "lambda", ("ListFunctionUrlConfigs", "ListAliases"))
    _, simulator = read(generated(5), needs=NEEDS)
    assert simulator.count()["lambda:GetFunction"] == 5
    assert simulator.duplicates().total() == 0


def test_an_sdk_that_cannot_even_list_functions_leaves_the_region_unknown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, read: Read
) -> None:
    old(monkeypatch, tmp_path, "lambda", ("ListFunctions",))
    found, _ = read(generated(5), needs={Need.FUNCTION_DETAILS})
    (region,) = found.regions
    assert isinstance(region.functions, Unknown)
    assert region.functions.code == "UnsupportedBySdk"


def test_a_setting_that_an_older_sdk_does_not_know_is_read_all_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, read: Read
) -> None:
    arn = "arn:aws:lambda:eu-west-1:444455556666:runtime/r"
    old(monkeypatch, tmp_path, "lambda", ())
    place = next(tmp_path.glob("lambda/*/service-2.json"))
    model = json.loads(place.read_text())
    model["shapes"]["FunctionConfiguration"]["members"].pop("RuntimeConfig", None)
    place.write_text(json.dumps(model))
    account = SimulatedAccount(
        functions={
            "eu-west-1": [function("a", configuration={"RuntimeConfig": {"RuntimeArn": arn}})]
        }
    )
    found, _ = read(account, needs={Need.FUNCTION_DETAILS})
    assert found.functions()[0].runtime_arn == arn
