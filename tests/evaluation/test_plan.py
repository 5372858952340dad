"""Which checks run is decided by the command line and the configuration, and said."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from auditor.evaluate.plan import Plan, Selection, make
from auditor.evaluate.registry import Check, Option, check
from auditor.evaluate.settings import Settings
from auditor.model import Category, Need, Severity
from auditor.model.errors import UsageError


def declared(id: str, **differences: object) -> Check:
    category = differences.pop("category", Category.SECURITY)
    made = check(id, severity=Severity.HIGH, category=category, **differences)  # type: ignore[arg-type]
    return made(lambda *_: ())


KNOWN = {
    c.id: c
    for c in (
        declared("plain-check", options={"limit": Option(default=5, text="How many.")}),
        declared("network-check", category=Category.NETWORK, needs={Need.SUBNETS}),
        declared("metrics-check", needs={Need.METRICS}),
        declared("package-check", needs={Need.PACKAGE_CONTENTS}),
        declared("quiet-check", opt_in=True),
        declared("sharp-check", uses={Need.METRICS, Need.EVENT_RULES}),
    )
}


def plan(selection: Selection | None = None, settings: Settings | None = None) -> Plan:
    return make(KNOWN, selection or Selection(), settings or Settings())


def chosen(made: Plan) -> list[str]:
    return [c.id for c in made.checks]


def test_by_default_everything_runs_but_what_waits_for_a_switch() -> None:
    assert chosen(plan()) == ["plain-check", "network-check", "sharp-check"]


def test_what_does_not_run_says_why() -> None:
    reasons = {d.id: d.reason for d in plan().disabled}
    assert reasons["metrics-check"] == "needs --metrics"
    assert reasons["package-check"] == "needs --packages"
    assert reasons["quiet-check"].startswith("opt-in: --check quiet-check")


def test_switches_add_their_checks_and_facts() -> None:
    made = plan(Selection(metrics=True, packages=True))
    assert {"metrics-check", "package-check"} <= set(chosen(made))
    assert {Need.METRICS, Need.PACKAGE_CONTENTS} <= made.facts


def test_facts_that_only_sharpen_are_read_unless_they_wait_for_a_switch() -> None:
    assert plan().facts == {Need.SUBNETS, Need.EVENT_RULES}


def test_a_category_or_an_id_chooses() -> None:
    assert chosen(plan(Selection(include=("network",)))) == ["network-check"]
    assert chosen(plan(Selection(include=("quiet-check",)))) == ["quiet-check"]
    assert chosen(plan(Selection(exclude=("network",)))) == ["plain-check", "sharp-check"]


def test_an_unknown_name_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(UsageError, match="did you mean 'plain-check'"):
        plan(Selection(include=("plain-chek",)))


def test_nothing_left_to_run_is_refused() -> None:
    with pytest.raises(UsageError, match="no check is left"):
        plan(Selection(include=("plain-check",), exclude=("plain-check",)))


def test_a_severity_that_the_user_sets_holds_and_is_shown() -> None:
    made = plan(settings=Settings(severities=MappingProxyType({"plain-check": Severity.LOW})))
    (changed,) = [c for c in made.checks if c.id == "plain-check"]
    assert (changed.severity, changed.severity_is_fixed) == (Severity.LOW, True)
    assert made.overrides == ("severity of plain-check: low",)


def test_an_option_that_the_user_sets_changes_the_identity_of_the_check_set() -> None:
    configured = Settings(options=MappingProxyType({"plain-check": {"limit": 9}}))
    assert plan(settings=configured).options["plain-check"]["limit"] == 9
    assert plan(settings=configured).digest() != plan().digest() == plan().digest()


def test_a_disabled_check_names_the_file_that_disables_it() -> None:
    made = plan(settings=Settings(origin="auditor.toml", disabled=frozenset({"plain-check"})))
    assert ("plain-check", "disabled in auditor.toml") in [(d.id, d.reason) for d in made.disabled]
