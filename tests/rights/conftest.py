from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from click.testing import CliRunner

# At the end, so that an installed auditor still comes before the one in this folder.
sys.path.append(str(Path(__file__).parents[2]))

from auditor.cli import main
from tests.rights.account import Root, create
from tests.rights.emulation import WIDER
from tests.rights.outcome import Outcome, printed
from tests.selfaudit.emulator import emulator, environment

Scan: TypeAlias = Callable[..., Outcome]


@pytest.fixture(scope="session")
def scan(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scan]:
    """Run `auditor scan` with words, as a user whose policy is printed with the same words."""
    work = os.environ.get("RIGHTS_TEST_WORK")
    if not work:
        pytest.skip("run it with tests/rights/run")
    folder = tmp_path_factory.mktemp("emulator")
    with emulator(Path(work), folder, auth=True) as url, pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("AWS_", "AUDITOR_"))]:
            patch.delenv(name)
        for name, value in environment(url).items():
            patch.setenv(name, value)
        patch.chdir(folder)  # where no configuration is
        root = Root(url)
        create(root)
        numbers = count()

        def scan(*words: str, without: str = "", as_root: bool = False) -> Outcome:
            keys = {}
            if not as_root:
                keys = _user(root("iam"), f"auditor{next(numbers)}", _policy(words, without))
            variables = {**keys, "AUDITOR_QUOTA_SHARE": "inf"}
            output = ("--all-results", "--fail-on", "none", "-o", "json:-", "-q")
            done = CliRunner(env=variables).invoke(main, ["scan", *words, *output])
            assert done.stdout, done.output
            return Outcome(report=json.loads(done.stdout), code=done.exit_code)

        yield scan


def _policy(words: tuple[str, ...], without: str) -> list[dict[str, Any]]:
    """Return the statements that are printed, less one action."""
    statements = printed(*words)["Statement"]
    named = {action for statement in statements for action in statement["Action"]}
    for action in named & WIDER.keys():
        statements.append({"Effect": "Allow", "Action": [action], "Resource": WIDER[action]})
    less = [{**s, "Action": [a for a in s["Action"] if a != without]} for s in statements]
    return [statement for statement in less if statement["Action"]]


def _user(iam: Any, name: str, statements: list[dict[str, Any]]) -> dict[str, str]:
    """Create a user with these rights; return what a program signs in with."""
    iam.create_user(UserName=name)
    document = json.dumps({"Version": "2012-10-17", "Statement": statements})
    iam.put_user_policy(UserName=name, PolicyName="printed", PolicyDocument=document)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }
