"""One card is one act on one cause, with the commands of exactly what it resolves."""

from __future__ import annotations

from collections.abc import Sequence

from auditor.assess import fixes
from auditor.assess.score import score
from auditor.model import Category, Finding, Fix, FixKind, Outcome, Result, Severity
from auditor.model.report import TopFix

ROLE = "arn:aws:iam::111122223333:role/shared"
TITLES = {"admin-role": "Administrator role", "missing-dlq": "Missing dead-letter queue"}


def arn(name: str) -> str:
    return f"arn:aws:lambda:eu-west-1:111122223333:function:{name}"


def failure(
    check: str,
    function: str,
    cli: str,
    *,
    severity: Severity = Severity.HIGH,
    cause: str = "",
    kind: FixKind = FixKind.FIX,
) -> Result:
    finding = Finding(message="wrong", fix=Fix(cli=cli, kind=kind), cause=cause)
    return Result(
        check=check,
        category=Category.SECURITY,
        function=arn(function),
        outcome=Outcome.FAIL,
        severity=severity,
        findings=(finding,),
    )


def subjects(results: Sequence[Result]) -> list[tuple[str, list[str]]]:
    return [(act.subject, [r.check for r in act.results]) for act in fixes.acts(results)]


def test_findings_of_one_role_with_different_commands_are_different_acts() -> None:
    admin = failure("admin-role", "a", "detach admin", cause=ROLE, severity=Severity.CRITICAL)
    wild = failure("wildcard-action", "a", "narrow the policy", cause=ROLE)
    assert subjects([wild, admin]) == [(ROLE, ["admin-role"]), (ROLE, ["wildcard-action"])]


def test_one_cause_of_many_functions_is_one_act() -> None:
    found = [failure("admin-role", name, "detach admin", cause=ROLE) for name in "abc"]
    assert subjects(found) == [(ROLE, ["admin-role"] * 3)]


def test_checks_that_the_same_commands_fix_share_an_act() -> None:
    admin = failure("admin-role", "a", "delete the policy", cause=ROLE, severity=Severity.CRITICAL)
    wild = failure("wildcard-action", "a", "delete the policy", cause=ROLE)
    assert subjects([admin, wild]) == [(ROLE, ["admin-role", "wildcard-action"])]


def test_findings_without_commands_are_never_merged_over_functions() -> None:
    found = [failure("monolith", name, "") for name in "ab"]
    assert len(fixes.acts(found)) == 2


def top(results: Sequence[Result], value: float | None) -> Sequence[TopFix]:
    functions = [arn(name) for name in "abcd"]
    scope = fixes.account_scope(results, functions)
    ids = {id(result): f"{number:016x}" for number, result in enumerate(results)}
    return fixes.top_fixes(fixes.acts(results), scope, value, lambda r: ids[id(r)], TITLES)


def test_the_gain_is_that_of_exactly_the_results_of_the_card() -> None:
    found = [
        failure("admin-role", "a", "detach", severity=Severity.CRITICAL),
        failure("missing-dlq", "a", "create a queue"),
    ]
    functions = {arn(name): "eu-west-1" for name in "abcd"}
    value = score(found, functions).value
    first, second = top(found, value)
    assert first.score_after == score(found[1:], functions).value
    assert second.score_after == score(found[:1], functions).value


def test_an_audit_without_a_score_shows_no_gain() -> None:
    (card,) = top([failure("missing-dlq", "a", "create a queue")], None)
    assert (card.score_after, card.gain) == (None, 0.0)


def test_one_decision_makes_the_whole_act_a_decision() -> None:
    (card,) = top([failure("missing-dlq", "a", "x", kind=FixKind.DECIDE)], 50.0)
    assert card.kind is FixKind.DECIDE


def test_the_way_to_the_next_grade_names_the_fewest_acts() -> None:
    found = [failure("admin-role", n, f"x {n}", severity=Severity.CRITICAL) for n in "ab"]
    found.append(failure("missing-dlq", "c", "create a queue"))
    functions = {arn(name): "eu-west-1" for name in "abcd"}
    value = score(found, functions).value
    way = fixes.next_grade(fixes.acts(found), fixes.account_scope(found, functions), value)
    assert way is not None
    assert (way.fixes, way.results) == (2, 2)
    assert way.value == score(found[2:], functions).value


def test_no_way_leads_to_the_next_grade_while_a_critical_verdict_is_unknown() -> None:
    unknown = failure("admin-role", "b", "")._replace(
        outcome=Outcome.UNKNOWN, severity=Severity.CRITICAL, findings=()
    )
    found = [failure("missing-dlq", "a", "create a queue"), unknown]
    functions = {arn(name): "eu-west-1" for name in "ab"}
    value = score(found, functions).value
    assert fixes.next_grade(fixes.acts(found), fixes.account_scope(found, functions), value) is None
