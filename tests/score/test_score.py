"""Score model 1 on examples."""

from __future__ import annotations

import pytest

from auditor.assess.score import ScoredScope, by_function, score
from auditor.model import Category, Outcome, Result, Severity


def result(
    outcome: Outcome = Outcome.FAIL,
    severity: Severity = Severity.HIGH,
    *,
    function: str = "f",
    check: str = "c",
    category: Category = Category.SECURITY,
) -> Result:
    return Result(
        check=check, category=category, function=function, outcome=outcome, severity=severity
    )


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        pytest.param([], 100, id="nothing open"),
        pytest.param([result(severity=Severity.INFO)], 99, id="info is open, so not 100"),
        pytest.param([result(severity=Severity.LOW)], 99, id="low"),
        pytest.param([result(severity=Severity.MEDIUM)], 89, id="medium"),
        pytest.param([result()], 79, id="high"),
        pytest.param([result(severity=Severity.CRITICAL)], 49, id="critical"),
        pytest.param(
            [result(severity=Severity.CRITICAL, check=str(n)) for n in range(3)], 0, id="floor"
        ),
        pytest.param([result(Outcome.UNKNOWN)], 79, id="unknown counts as open"),
        pytest.param([result(Outcome.WAIVED)], 89, id="waived high is capped"),
        pytest.param([result(Outcome.WAIVED, Severity.LOW)], 100, id="waived low is not"),
    ],
)
def test_open_points_and_the_worst_severity_make_a_functions_score(
    results: list[Result], expected: int
) -> None:
    assert ScoredScope(by_function(results, ["f"])).function_score("f") == expected


def test_one_bad_function_among_a_thousand_cannot_hide() -> None:
    functions = {f"f{i}": "eu-west-1" for i in range(1000)}
    bad = [result(severity=Severity.CRITICAL, function="f0", check=c) for c in ("a", "b")]
    found = score(bad, functions)
    assert found.value is not None
    assert 48 <= found.value < 49
    assert found.grade == "F"
    assert found.cap == "F because 2 critical findings are open; mean function score 99.9"


def test_an_account_without_functions_has_no_score() -> None:
    found = score([], {})
    assert (found.value, found.grade, found.cap) == (None, "n/a", "no functions")


def test_an_unknown_that_could_change_the_grade_is_marked() -> None:
    found = score([result(Outcome.UNKNOWN)], {"f": "eu-west-1"})
    assert (found.grade, found.best_grade, found.best_case) == ("C?", "A", 100)
    assert found.assessed == 0
    assert found.cap.startswith("C because 1 high verdict is unknown")


def test_each_category_has_its_own_score() -> None:
    results = [result(), result(Outcome.PASS, category=Category.NETWORK, check="d")]
    categories = score(results, {"f": "eu-west-1"}).categories
    assert {name: c.value for name, c in categories.items()} == {"security": 66.8, "network": 100.0}
