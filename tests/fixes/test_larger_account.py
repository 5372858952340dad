"""The larger account in an emulator that enforces IAM: each fix is pasted, and read again."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest

from auditor.demo import SampleAccount
from auditor.model import Account, FixKind, FunctionDetails, Known
from tests.fixes import pasting, proof
from tests.fixes.larger_account import Deployer, held
from tests.fixes.model import ANSWERS
from tests.fixes.pasting import Case, Pasted
from tests.fixes.test_model import FOLLOWS, MAY_CHANGE
from tests.fixes.variants import STYLES
from tests.selfaudit.emulator import ACCOUNT, REGION, emulator

pytestmark = pytest.mark.skipif(
    "FIXES_TEST_WORK" not in os.environ, reason="run it with tests/fixes/run"
)
# What whoever pastes needs: these services, and no other.
SERVICES = ("cloudwatch", "iam", "kms", "lambda", "logs", "secretsmanager", "sqs")
# Commands that the emulator does not know, or answers otherwise than AWS; the model judges them.
DIFFERS = {
    "confused-deputy": "it adds no account to the statement of a service",
    "cross-account-access": "it keeps no organization in a statement",
    "unencrypted-by-customer-key": "a key that exists must be named",
}
# A command that the emulator lacks; the model has it.
LACKING = "update-function-event-invoke-config"
VOLATILE = {"last_modified", "metrics", "rightsizing", "versions", "secrets", "code_sha256"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The account before and after."""

    before: Account
    after: Account
    failed_before: frozenset[Case]
    failed_after: frozenset[Case]
    pasted: dict[Case, Pasted]
    expected: frozenset[Case]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("larger")
    work = Path(os.environ["FIXES_TEST_WORK"])
    with emulator(work, folder, auth=True) as url:
        deployer = Deployer(url)
        rows = list(held())
        for _, _, made in rows:
            deployer.deploy(made)
        expected = frozenset((check, made.function.arn) for check, _, made in rows)
        yield _pasted(url, _operator(deployer), folder, expected)


def _operator(deployer: Deployer) -> dict[str, str]:
    """Create the user who pastes; return what a program signs in with."""
    iam = deployer.aws("iam")
    iam.create_user(UserName="operator")
    statement = {"Effect": "Allow", "Action": [f"{s}:*" for s in SERVICES], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    iam.put_user_policy(UserName="operator", PolicyName="paste", PolicyDocument=document)
    key = iam.create_access_key(UserName="operator")["AccessKey"]
    return {
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
    }


def _pasted(url: str, keys: dict[str, str], folder: Path, expected: frozenset[Case]) -> Run:
    sample = SampleAccount(endpoint_url=url, regions=(REGION,))
    before, report = pasting.audited(sample)
    commands: dict[Case, list[str]] = defaultdict(list)
    for result in report.results:
        case = (result.check, result.function)
        found = dict.fromkeys(
            f.fix.cli for f in result.findings if f.fix.kind is FixKind.FIX and f.fix.cli
        )
        lacking = any(LACKING in text for text in found)
        if case in expected and case[0] not in DIFFERS and not lacking:
            commands[case] += found
    asked = re.findall(r"\$\{(\w+):\?", "\n".join(t for texts in commands.values() for t in texts))
    topic = f"arn:aws:sns:{REGION}:{ACCOUNT}:operations"
    answers = {**dict.fromkeys(asked, "example"), **ANSWERS, "TOPIC_ARN": topic}
    with pasting.aws_cli(url) as cli:
        variables = {**sample.environment, **keys, "FIXES_TEST_SOCKET": cli}
        pasted = {
            case: pasting.paste("\n".join(texts), variables, folder, answers)
            for case, texts in commands.items()
        }
    after, again = pasting.audited(sample)
    return Run(
        before=before, after=after, pasted=pasted, expected=expected,
        failed_before=pasting.failures(report), failed_after=pasting.failures(again),
    )  # fmt: skip


def test_every_variant_fails_its_check_first(run: Run) -> None:
    assert {case for case in run.expected - run.failed_before if case[0] not in DIFFERS} == set()


def test_every_command_ends_well(run: Run) -> None:
    wrong = {case: done.output[-200:] for case, done in run.pasted.items() if done.status}
    assert wrong == {}


def test_every_pasted_finding_is_gone_in_every_style(run: Run) -> None:
    gone = {case for case, done in run.pasted.items() if not done.status} - run.failed_after
    proof.record((check for check, _ in gone), "larger account")
    assert run.pasted.keys() - gone == set()
    assert len(run.pasted) >= len(STYLES) * len({check for check, _ in run.pasted})


def test_nothing_new_has_come(run: Run) -> None:
    by_function = {arn: check for check, arn in run.pasted}
    new = run.failed_after - run.failed_before
    assert {c for c in new if (by_function.get(c[1], ""), c[0]) not in FOLLOWS} == set()


def test_nothing_else_has_changed(run: Run) -> None:
    checks: dict[str, set[str]] = defaultdict(set)
    for check, arn in run.pasted:
        checks[arn].add(check)
    after = {f.arn: f for f in run.after.functions()}
    changed = set()
    for function in run.before.functions():
        may = {name for check in checks[function.arn] for name in MAY_CHANGE.get(check, ())}
        found = _differences(function, after[function.arn]) - VOLATILE - may
        changed |= {f"{function.name}: {name}" for name in found}
    assert changed == set()


def _differences(one: Any, other: Any) -> set[str]:
    """Return the fields that differ; an emulator's unknown ones stay unknown."""
    names = (f.name for f in fields(one))
    return {
        name
        for name in names
        if isinstance(mine := getattr(one, name), Known)
        == isinstance(theirs := getattr(other, name), Known)
        and _comparable(mine) != _comparable(theirs)
    }


def _comparable(value: Any) -> Any:
    details = value.value if isinstance(value, Known) else None
    if isinstance(details, FunctionDetails):
        return replace(details, last_update_status=None, state=None)
    return value
