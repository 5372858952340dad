"""The printed policy, enforced by an emulator of IAM: it is enough, and no action of it is idle."""

from __future__ import annotations

import pytest

from auditor.audit import Audit
from auditor.engine import evaluate
from auditor.model import Account, Outcome, Result, Unknown
from tests.rights.conftest import ACTIONS, CHOSEN, Scan
from tests.simulator.plain import missing_rights

# What ministack 1.5.33 does not enforce, or this account gives no reason to ask for. All of them
# are enforced by the simulator in tests/collect/test_rights.py.
IDLE = {
    "ec2:DescribeRegions": "the region is named, so nothing asks which there are",
    "ec2:GetManagedPrefixListEntries": "no security group names a prefix list",
    "ecr:BatchGetImage": "the image is no list of several architectures",
    "events:DescribeEventBus": "nothing sends its failures to an event bus",
    "iam:ListAccountAliases": "nothing is decided by the account's name",
    "kms:Decrypt": "ministack encrypts no variables",
    "lambda:ListFunctionEventInvokeConfigs": "ministack takes it for lambda:GetFunction",
    "lambda:ListFunctionUrlConfigs": "ministack takes it for lambda:GetFunction",
    "lambda:ListProvisionedConcurrencyConfigs": "ministack answers it with an error to anybody",
    "lambda:ListTags": "ministack returns tags with GetFunction to anybody",
    "s3:GetBucketNotification": "no policy admits S3",
    "s3:ListAllMyBuckets": "no policy admits S3",
    "sns:GetTopicAttributes": "nothing sends its failures to a topic",
    "sqs:ListDeadLetterSourceQueues": "ministack does not know the operation",
}


ALWAYS_LOST = {"lambda:ListProvisionedConcurrencyConfigs"}
# Rights that ministack takes for another.
TAKEN_FOR = {
    "lambda:GetFunction": {
        "lambda:ListFunctionEventInvokeConfigs",
        "lambda:ListFunctionUrlConfigs",
    }
}


def judged(account: Account) -> dict[tuple[str, str], Result]:
    results = evaluate(Audit(account, CHOSEN.options), CHOSEN.checks)
    return {(result.check, result.function): result for result in results}


@pytest.fixture(scope="session")
def whole(scan: Scan) -> dict[tuple[str, str], Result]:
    return judged(scan(as_root=True))


def test_the_printed_policy_is_enough(scan: Scan, whole: dict[tuple[str, str], Result]) -> None:
    found = scan()
    assert [gap.reason for gap in found.gaps] == []
    assert {key: r.outcome for key, r in judged(found).items()} == {
        key: r.outcome for key, r in whole.items()
    }


@pytest.mark.parametrize("action", sorted(set(ACTIONS) - set(IDLE) - {"lambda:ListFunctions"}))
def test_without_one_action_what_hangs_on_it_is_unknown_and_all_else_the_same(
    scan: Scan, whole: dict[tuple[str, str], Result], action: str
) -> None:
    found = scan(without=action)
    assert missing_rights(found) - ALWAYS_LOST - TAKEN_FOR.get(action, set()) == {action}
    changed = {k: r.outcome for k, r in judged(found).items() if r.outcome is not whole[k].outcome}
    assert set(changed.values()) <= {Outcome.UNKNOWN}


def test_without_the_list_of_functions_there_is_nothing_to_judge(scan: Scan) -> None:
    found = scan(without="lambda:ListFunctions")
    (region,) = found.regions
    assert isinstance(region.functions, Unknown)
    assert region.functions.iam_action == "lambda:ListFunctions"


@pytest.mark.parametrize("action", sorted(IDLE))
def test_an_idle_action_turns_no_verdict_into_another(
    scan: Scan, whole: dict[tuple[str, str], Result], action: str
) -> None:
    found = judged(scan(without=action))
    assert {key for key, r in found.items() if r.outcome is not whole[key].outcome} == set()
