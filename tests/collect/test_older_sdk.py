"""An SDK that is older than an operation, as the one in a Lambda runtime may be."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import botocore
import botocore.loaders
import pytest

import auditor.collect
from auditor.collect.aws.newer_members import NEWER
from auditor.model import Known, Need, Unknown
from tests.collect import oldest_sdk
from tests.collect.conftest import NEEDS, Read, unknowns
from tests.simulator import SimulatedAccount, function, generated

COLLECT = Path(auditor.collect.__file__).parent
# Where NEWER takes members from: the structure of an item of the operation's list.
ITEMS = {"ListFunctions": ("lambda", "FunctionConfiguration")}
# Newer members whose names are read of another structure, and not of this one.
OF_OTHERS = {
    ("ec2", "NetworkInterface", "AvailabilityZoneId"): "read of subnets",
    ("lambda", "EventSourceMappingConfiguration", "LoggingConfig"): "read of functions",
    ("lambda", "FunctionCodeLocation", "Error"): "read of a function's environment",
}


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
            f"the installed AWS SDK (botocore {botocore.__version__}) does not know"
            " lambda:GetFunctionRecursionConfig; install a newer one: pip install --upgrade boto3"
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


@pytest.fixture(scope="module")
def installed() -> oldest_sdk.Members:
    return oldest_sdk.members()


def test_every_newer_member_that_is_read_is_taken_from_the_answer(
    installed: oldest_sdk.Members,
) -> None:
    oldest = oldest_sdk.oldest()
    newer = {
        (service, structure, member)
        for service, structures in installed.items()
        for structure, members in structures.items()
        # A structure that the oldest SDK lacks is behind a member that it lacks.
        if structure in oldest.get(service, {})
        for member in set(members) - set(oldest[service][structure])
    }
    read = {place for place in newer if place[2] in names_read()}
    assert read - OF_OTHERS.keys() <= taken()


def test_what_is_taken_from_the_answer_is_read_and_the_oldest_sdk_lacks_it() -> None:
    oldest = oldest_sdk.oldest()
    for service, structure, member in taken():
        assert member not in oldest[service][structure]
        assert member in names_read()


def test_the_oldest_sdk_knows_no_more_than_the_installed_one(
    installed: oldest_sdk.Members,
) -> None:
    for service, structures in oldest_sdk.oldest().items():
        for structure, members in structures.items():
            assert set(members) <= set(installed[service].get(structure, members))


def taken() -> set[tuple[str, str, str]]:
    """Return the members that NEWER names, with their services and structures."""
    return {
        (*ITEMS[operation], member)
        for operation, (_, members) in NEWER.items()
        for member in members
    }


def names_read() -> frozenset[str]:
    """Return every text in the collector's sources, among them the members that it reads."""
    sources = (path for path in COLLECT.rglob("*.py") if path.name != "newer_members.py")
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in sources)
    nodes = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return frozenset(node.value for node in nodes if isinstance(node.value, str))
