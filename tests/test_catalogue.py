"""Every check is named, documented, tested and in the generated catalogue."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from auditor.evaluate.check_docs import GENERATED, as_json, explain, markdown, table
from auditor.evaluate.engine import judge
from auditor.evaluate.registry import Check, checks, defaults, describe
from auditor.model import Account, Function, Known, Need, Outcome, Region, Role, Unknown
from auditor.model.audit import Audit

ROOT = Path(__file__).parents[1]
CHECKS = checks()
ROWS = tuple(describe(check) for check in CHECKS.values())
every_check = pytest.mark.parametrize("check", CHECKS.values(), ids=lambda check: check.id)


@every_check
def test_a_checks_id_file_and_function_have_one_name(check: Check) -> None:
    name = check.id.replace("-", "_")
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", check.id)
    assert check.evaluate.__name__ == name
    assert Path(inspect.getfile(check.evaluate)).stem == name


@every_check
def test_every_check_says_why_what_to_do_and_what_that_risks(check: Check) -> None:
    assert not check.title.endswith(".")
    assert "\n" not in check.title
    assert len(check.rationale) > 80
    assert check.remedy
    assert check.risk
    assert check.references
    assert all(reference.startswith("https://") for reference in check.references)


@every_check
def test_every_check_has_a_test_file(check: Check) -> None:
    name = f"test_{check.id.replace('-', '_')}.py"
    assert list((ROOT / "tests" / "checks").rglob(name)), name


@every_check
def test_every_check_is_explained_offline(check: Check) -> None:
    text = explain(describe(check), color=False)
    assert text.startswith(f"{check.id}\n")
    assert max(len(line) for line in text.splitlines() if "http" not in line) <= 100


def test_the_generated_catalogue_is_current() -> None:
    documentation = (ROOT / "docs" / "checks.md").read_text(encoding="utf-8")
    assert documentation == markdown(ROWS), "run: make docs"
    assert GENERATED.read_text(encoding="utf-8") == as_json(ROWS), "run: make docs"


def test_the_table_and_the_json_list_every_check() -> None:
    for form in (table, as_json):
        assert [c for c in CHECKS if c not in form(ROWS)] == []


def test_a_flawless_function_fails_nothing(
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> None:
    audit = Audit(account(region(function())), defaults(CHECKS.values()))
    judged = [judge(check, function(), audit) for check in CHECKS.values()]
    assert [(r.check, r.findings) for r in judged if r.outcome is Outcome.FAIL] == []
    unknown = {r.check for r in judged if r.outcome is Outcome.UNKNOWN}
    switched = {c.id for c in CHECKS.values() if c.switch or Need.LAST_ACCESSED in c.needs}
    assert unknown <= switched


@every_check
def test_with_every_fact_denied_nothing_that_needs_one_passes(
    check: Check,
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> None:
    denied = Unknown(reason="denied", operation="x:Y", iam_action="x:Y", code="AccessDenied")

    def without_facts(whole: Function | Region | Account) -> dict[str, Unknown]:
        return {
            f.name: denied
            for f in fields(whole)
            if isinstance(getattr(whole, f.name), (Known, Unknown)) and f.name != "functions"
        }

    blind = replace(function(), **without_facts(function()))  # type: ignore[arg-type]
    dark = replace(region(blind), **without_facts(region()))  # type: ignore[arg-type]
    whole = replace(account(dark), **without_facts(account()))  # type: ignore[arg-type]
    result = judge(check, blind, Audit(whole, defaults([check])))
    assert not result.crashed
    if check.needs:
        assert result.outcome is not Outcome.PASS


def test_the_flawless_role_is_the_functions_own(
    function: Callable[..., Function], role: Callable[..., Role]
) -> None:
    assert function().role_arn == role().arn
