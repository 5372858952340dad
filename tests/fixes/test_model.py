"""Each fix, applied to the facts of the larger account and judged again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Any

import pytest

from auditor.evaluate.engine import judge
from auditor.evaluate.registry import checks, defaults
from auditor.model import Account, Fix, FixKind, Outcome, Result
from auditor.model.audit import Audit
from tests.fixes.model import applied
from tests.fixes.variants import Made, Place, variants

PLACES = (
    Place(),
    Place(partition="aws-cn", region="cn-north-1"),
    Place(partition="aws-us-gov", region="us-gov-west-1"),
)
VARIANTS = [pytest.param(check, made, id=f"{check}-{name}") for check, name, made in variants()]
# What the fix of each check may change of the function; all else stays as it is.
MAY_CHANGE: Mapping[str, frozenset[str]] = {
    check: frozenset(names)
    for check, names in {
        "api-timeout": {"timeout", "durable_timeout"},
        "broken-dlq": {"dead_letter_target", "event_invoke_configs"},
        "cold-start-exposed": {"snap_start"},
        "confused-deputy": {"policies"},
        "cross-account-access": {"policies"},
        "deprecated-runtime": {"runtime"},
        "idle-provisioned-concurrency": {"provisioned_concurrency"},
        "maximal-timeout": {"timeout"},
        "memory-misfit": {"memory"},
        "missing-dlq": {"event_invoke_configs"},
        "missing-tracing": {"tracing_mode"},
        "no-concurrency-guard": {"details"},
        "outdated-layer": {"layers"},
        "oversized-tmp": {"ephemeral_storage"},
        "pinned-runtime": {"runtime_update_mode"},
        "plaintext-secret": {"environment", "secrets", "details"},
        "public-function": {"policies"},
        "public-subnet": {"vpc"},
        "recursive-loop-allowed": {"recursive_loop"},
        "shared-role": {"role_arn"},
        "single-az": {"vpc"},
        "throttled": {"details"},
        "timeout-near-limit": {"timeout"},
        "unencrypted-by-customer-key": {"kms_key"},
        "unnecessary-vpc": {"vpc"},
        "unstructured-logs": {"log_format"},
        "untagged-function": {"details"},
        "zero-concurrency": {"details"},
    }.items()
}
# A fact that AWS measures; the fix changes what it depends on, so that the model can't show it.
MEASURED = {
    "memory-misfit": "Compute Optimizer judges the memory again",
    "throttled": "CloudWatch counts the throttles of a window",
}
# What becomes possible, and so applies, only by the fix: check and the one that speaks then.
FOLLOWS = {
    ("deprecated-runtime", "cold-start-exposed"): "the new runtime has SnapStart",
    ("oversized-tmp", "cold-start-exposed"): "SnapStart takes no more than 512 MB of /tmp",
    ("public-subnet", "nat-for-aws-services"): "the private subnets lead to a NAT gateway",
}


def judged(account: Account) -> Iterator[Result]:
    found = checks()
    audit = Audit(account, defaults(found.values()))
    for function in audit.functions():
        for check in found.values():
            yield judge(check, function, audit)


def failing(account: Account) -> dict[tuple[str, str], Result]:
    return {(r.check, r.function): r for r in judged(account) if r.outcome is Outcome.FAIL}


def fixes(result: Result) -> Iterator[Fix]:
    """Yield the different fixes of a result that are commands to paste."""
    found = {f.fix.cli: f.fix for f in result.findings if f.fix.kind is FixKind.FIX and f.fix.cli}
    yield from found.values()


def judged_by(check: str, account: Account, function: str) -> Result:
    """Return what one check says of one function."""
    found = checks()
    audit = Audit(account, defaults(found.values()))
    return judge(found[check], next(f for f in audit.functions() if f.arn == function), audit)


def _fixed(check: str, made: Made) -> Account:
    """Return the account after the fixes of the variant's finding."""
    account = made.account()
    proposed = list(fixes(judged_by(check, account, made.function.arn)))
    assert proposed, "no finding, or no command"
    for fix in proposed:
        account = applied(account, fix.cli)
    return account


@pytest.mark.parametrize(("check", "made"), VARIANTS)
def test_a_fix_resolves_its_finding_and_harms_nothing(check: str, made: Made) -> None:
    before = failing(made.account())
    account = _fixed(check, made)
    after = failing(account)
    new = {c for c, _ in after.keys() - before.keys()}
    assert {c for c in new if (check, c) not in FOLLOWS} == set()
    assert (check, made.function.arn) not in after or check in MEASURED
    functions = {f.arn: f for f in account.functions()}
    for function in (made.function, *made.others):
        may = MAY_CHANGE.get(check, frozenset()) if function is made.function else frozenset()
        assert _differences(function, functions[function.arn]) <= may


def _differences(one: Any, other: Any) -> set[str]:
    return {f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)}


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.partition)
def test_a_fix_stays_in_its_partition_and_works_there(place: Place) -> None:
    wrong = []
    suffix = "amazonaws.com.cn" if place.partition == "aws-cn" else "amazonaws.com"
    for check, name, made in variants(place):
        for finding in judged_by(check, made.account(), made.function.arn).findings:
            for dialect in (finding.fix.cli, finding.fix.sam, finding.fix.terraform):
                arns = set(re.findall(r"arn:(aws[a-z-]*):", dialect)) - {place.partition}
                hosts = set(re.findall(r"https://sqs\.[a-z0-9-]+\.([a-z.]+)/", dialect)) - {suffix}
                if arns or hosts:
                    wrong.append(f"{check} {name}: {arns} {hosts}")
        after = judged_by(check, _fixed(check, made), made.function.arn)
        if after.outcome is Outcome.FAIL and check not in MEASURED:
            wrong.append(f"{check} {name}: stays")
    assert wrong == []


def test_placeholders_have_one_spelling() -> None:
    differing = []
    for check, name, made in variants():
        for finding in judged_by(check, made.account(), made.function.arn).findings:
            for text in (finding.fix.sam, finding.fix.terraform):
                marks = re.findall(r"<([^<>\n]{1,40})>", text)
                differing += [
                    f"{check} {name}: <{m}>" for m in marks if not re.fullmatch("[A-Z0-9_]+", m)
                ]
                assert "\ue000" not in text
                assert "\\ue000" not in text
    assert differing == []
