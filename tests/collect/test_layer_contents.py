"""The files of layers are searched for secrets as those of packages are, each layer once."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from auditor.assess.gaps import gaps
from auditor.collect import permissions
from auditor.evaluate.plan import Selection, make
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings
from auditor.model import Account, Known, Need, Unknown
from auditor.storage import snapshot
from tests.collect.conftest import Read
from tests.collect.served_package import archive, serve
from tests.simulator import Fault, SimulatedAccount
from tests.simulator.accounts import function as listed

REGION = "eu-west-1"
LAYER = f"arn:aws:lambda:{REGION}:111122223333:layer:shop-common:7"
FROM_AWS = f"arn:aws:lambda:{REGION}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-x86:9"
NEEDS = {Need.LAYER_CONTENTS}
TOKEN = "ghp_" + "".join(secrets.choice("abcdefgh23456789") for _ in range(30))
KEY = f"AKIA{''.join(secrets.choice('ABCDEFGHJKMN234567') for _ in range(16))}"
SETTINGS = f"DB_PASSWORD={secrets.token_urlsafe(18)}\n".encode()


def using(*functions: str, layers: Iterable[str] = (LAYER,)) -> SimulatedAccount:
    used = {"Layers": [{"Arn": arn, "CodeSize": 1000} for arn in layers]}
    return SimulatedAccount(
        functions={REGION: [listed(name, configuration=used) for name in functions]}
    )


def read_layer(read: Read, files: dict[str, bytes], *faults: Fault) -> tuple[Account, Any]:
    account = using("orders", "refunds")
    with serve(archive(files)) as served:
        answer = {"LayerVersionArn": LAYER, "Content": {"Location": served.url, "CodeSize": 1000}}
        account.answers["lambda:GetLayerVersion", ""] = answer
        return read(account, *faults, needs=NEEDS, package_secrets=True)


def found_in(account: Account) -> dict[str, str]:
    contents = account.regions[0].layer_contents.get()[LAYER].get()
    assert contents is not None
    return {
        seen.name.removesuffix(" in layer shop-common:7"): seen.place for seen in contents.secrets
    }


def test_a_layer_of_two_functions_is_read_once_and_its_secret_is_seen(read: Read) -> None:
    account, simulator = read_layer(read, {"python/shop/.env": SETTINGS, "python/shop/a.py": b"1"})
    assert found_in(account) == {"python/shop/.env": "layer file"}
    assert simulator.count()["lambda:GetLayerVersion"] == 1


def test_what_wheels_and_package_managers_installed_is_not_the_layers_own(read: Read) -> None:
    record = b"lib/settings.ini,sha256=x,1\nlib-1.dist-info/RECORD,,\n"
    files = {
        "python/lib/python3.13/site-packages/lib-1.dist-info/RECORD": record,
        "python/lib/python3.13/site-packages/lib/settings.ini": SETTINGS,
        "python/lib/python3.13/site-packages/shop/settings.ini": SETTINGS.replace(b"=", b"=a"),
        "nodejs/node_modules/.package-lock.json": b"{}",
        "nodejs/node_modules/lib/.env": SETTINGS.replace(b"=", b"=b"),
    }
    account, _ = read_layer(read, files)
    assert set(found_in(account)) == {"python/lib/python3.13/site-packages/shop/settings.ini"}


def test_modules_that_no_package_manager_installed_are_the_layers_own(read: Read) -> None:
    account, _ = read_layer(read, {"nodejs/node_modules/shop/.env": SETTINGS})
    assert set(found_in(account)) == {"nodejs/node_modules/shop/.env"}


def test_layers_of_aws_are_not_asked_for(read: Read) -> None:
    account, simulator = read(using("orders", layers=(FROM_AWS,)), needs=NEEDS)
    assert account.regions[0].layer_contents == Known({})
    assert "lambda:GetLayerVersion" not in simulator.count()


def test_a_deleted_version_is_known_to_be_gone(read: Read) -> None:
    account, _ = read(using("orders"), needs=NEEDS)
    assert account.regions[0].layer_contents.get() == {LAYER: Known(None)}


@pytest.mark.parametrize(("kind", "action"), [("deny", "lambda:GetLayerVersion"), ("throttle", "")])
def test_a_lost_layer_is_a_gap(read: Read, kind: str, action: str) -> None:
    account, _ = read_layer(read, {"a.py": b"1"}, Fault(kind=kind, operations="lambda:GetLayer*"))
    lost = account.regions[0].layer_contents.get()[LAYER]
    assert isinstance(lost, Unknown)
    assert [gap.iam_action for gap in gaps(account, ())] == [action]


def test_a_damaged_archive_is_unknown_and_names_the_call(read: Read) -> None:
    account = using("orders")
    with serve(b"no zip") as served:
        answer = {"LayerVersionArn": LAYER, "Content": {"Location": served.url}}
        account.answers["lambda:GetLayerVersion", ""] = answer
        found, _ = read(account, needs=NEEDS)
    lost = found.regions[0].layer_contents.get()[LAYER]
    assert isinstance(lost, Unknown)
    assert lost.operation == "lambda:GetLayerVersion"
    assert lost.reason.startswith("the layer is no readable zip archive")


def test_a_resumed_audit_searches_the_layers_again_and_a_snapshot_keeps_them(
    read: Read, tmp_path: Path
) -> None:
    denied = Fault(kind="deny", operations="lambda:GetLayer*")
    first, _ = read_layer(read, {"python/.env": SETTINGS}, denied)
    account = using("orders", "refunds")
    with serve(archive({"python/.env": SETTINGS})) as served:
        answer = {"LayerVersionArn": LAYER, "Content": {"Location": served.url, "CodeSize": 1000}}
        account.answers["lambda:GetLayerVersion", ""] = answer
        again, _ = read(account, needs=NEEDS, package_secrets=True, resume=first)
    assert set(found_in(again)) == {"python/.env"}
    kept = tmp_path / "snapshot.json.gz"
    kept.write_bytes(snapshot.dump(again))
    assert snapshot.load(kept) == again


def test_the_right_is_asked_for_only_with_the_option() -> None:
    def actions(*, package_secrets: bool) -> set[str]:
        chosen = Selection(packages=True, package_secrets=package_secrets)
        facts = make(checks(), chosen, Settings()).facts
        return {right.action for right in permissions(facts)}

    assert actions(package_secrets=True) - actions(package_secrets=False) == {
        "lambda:GetLayerVersion"
    }


def test_a_layer_of_another_account_is_asked_for_by_its_arn(read: Read) -> None:
    foreign = LAYER.replace("111122223333", "444455556666")
    account = using("orders", layers=(LAYER, foreign))
    _, simulator = read(account, needs=NEEDS)
    asked = "\n".join(call[3] for call in simulator.calls if call[2] == "lambda:GetLayerVersion")
    assert foreign.removesuffix(":7") in asked
    assert LAYER.removesuffix(":7") not in asked
