from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeAlias

import boto3
import pytest

# At the end, so that an installed auditor still comes before the one in this folder.
sys.path.append(str(Path(__file__).parents[2]))

from auditor import plan, rights
from auditor.collect import UNPACED, CollectOptions, collect, permissions
from auditor.model import Account
from auditor.registry import checks
from auditor.settings import Settings
from tests.rights.account import create
from tests.selfaudit.emulator import REGION, emulator, environment

Scan: TypeAlias = Callable[..., Account]

CHOSEN = plan.make(checks(), plan.Selection(), Settings())
PRINTED: dict[str, Any] = json.loads(rights.render(permissions(CHOSEN.facts), "json"))
ACTIONS = sorted({action for statement in PRINTED["Statement"] for action in statement["Action"]})


@pytest.fixture(scope="session")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scan]:
    """Read an account as its root, or as a user with the printed policy without some actions."""
    work = os.environ.get("AUDITOR_RIGHTS_WORK")
    if not work:
        pytest.skip("run it with tests/rights/run")
    folder = tmp_path_factory.mktemp("emulator")
    before = dict(os.environ)
    with emulator(Path(work), folder, auth=True) as url:
        for name in [name for name in before if name.startswith("AWS_")]:
            del os.environ[name]
        os.environ.update(environment(url))
        try:
            create()
            yield _scanner()
        finally:
            os.environ.clear()
            os.environ.update(before)


def _scanner() -> Scan:
    root = boto3.client("iam")
    root.create_user(UserName="auditor")
    key = root.create_access_key(UserName="auditor")["AccessKey"]
    user = {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
    # Without this limit the regions that are enabled would be asked for, and are many.
    options = CollectOptions(regions=(REGION,), quota_share=UNPACED, threads=8)

    def scan(*, as_root: bool = False, without: str = "") -> Account:
        if as_root:
            return collect(CHOSEN.facts, options)
        root.put_user_policy(
            UserName="auditor", PolicyName="printed", PolicyDocument=json.dumps(_less(without))
        )
        with pytest.MonkeyPatch.context() as patch:
            for name, value in user.items():
                patch.setenv(name, value)
            return collect(CHOSEN.facts, options)

    return scan


def _less(action: str) -> dict[str, Any]:
    statements = [
        {**statement, "Action": [name for name in statement["Action"] if name != action]}
        for statement in PRINTED["Statement"]
    ]
    return {**PRINTED, "Statement": [s for s in statements if s["Action"]]}
