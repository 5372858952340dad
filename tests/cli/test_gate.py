"""What was not read to its end never passes, and the last line says what is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from auditor.model import Account, Function, Region, Unknown
from auditor.storage import snapshot

Evaluated = Callable[..., Result]
LIST = "lambda:ListFunctions"


@pytest.fixture
def evaluated(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> Evaluated:
    """Evaluate a flawless account with differences of its function, its region and itself."""
    monkeypatch.chdir(tmp_path)

    def evaluate(
        *words: str,
        functions: dict[str, Any] | None = None,
        regions: dict[str, Any] | None = None,
        **differences: Any,
    ) -> Result:
        listed = () if functions is None else (function(**functions),)
        whole = account(region(*listed, **(regions or {})), **differences)
        Path("s.gz").write_bytes(snapshot.dump(whole))
        return CliRunner().invoke(main, ["evaluate", "s.gz", *words])

    return evaluate


def lost(operation: str, reason: str = "it was lost", region: str = "eu-west-1") -> Unknown:
    return Unknown(reason=reason, operation=operation, code="Lost", region=region)


def last_line(result: Result) -> str:
    return result.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (lost(LIST, "the list is cut short"), "eu-west-1: the list is cut short"),
        (lost(LIST, "an entry of the list could not be read"), "eu-west-1: an entry"),
        (lost("ec2:DescribeRegions", "only eu-west-1 was read", ""), "end: only eu-west-1 was"),
        (lost("lambda:GetFunctionUrlConfig", "denied"), "eu-west-1: denied"),
        (Unknown(reason="a nested template was not fetched"), "a nested template"),
    ],
)
@pytest.mark.parametrize("tolerant", [(), ("--allow-unknown", "100"), ("--fail-on", "none")])
def test_a_loss_that_no_verdict_shows_is_exit_3_and_named(
    gap: Unknown, words: str, tolerant: tuple[str, ...], evaluated: Evaluated
) -> None:
    result = evaluated(*tolerant, functions={}, gaps=(gap,))
    assert result.exit_code == 3
    assert words in last_line(result)
    assert last_line(result).startswith("exit 3: the account was not read to its end")


def test_several_losses_are_counted_and_the_list_of_functions_comes_first(
    evaluated: Evaluated,
) -> None:
    gaps = (lost("iam:ListAccountAliases"), lost(LIST, "a page was lost"), lost("x:Y"))
    result = evaluated(functions={}, gaps=gaps)
    assert last_line(result).endswith("a page was lost (and 2 more gaps)")


def test_a_region_that_could_not_be_listed_is_exit_3_whatever_is_allowed(
    evaluated: Evaluated,
) -> None:
    words = ("--allow-unknown", "100", "--fail-on", "none")
    result = evaluated(*words, regions={"functions": lost(LIST)})
    assert result.exit_code == 3
    assert "eu-west-1" in last_line(result)


def test_a_lost_call_counts_whatever_the_severity_of_what_it_left_unknown(
    evaluated: Evaluated,
) -> None:
    unknown = {"log_groups": lost("logs:DescribeLogGroups")}
    result = evaluated(functions={}, regions=unknown)
    assert result.exit_code == 3
    assert "2 medium or low verdicts are unknown" in last_line(result)
    assert last_line(result).endswith("lost: logs:DescribeLogGroups")
    allowed = evaluated("--allow-unknown", "100", functions={}, regions=unknown)
    assert allowed.exit_code == 0
    assert last_line(allowed) == "exit 0: the gate passed; 2 verdicts are unknown"


def test_what_the_facts_leave_undecided_counts_where_the_gate_looks(evaluated: Evaluated) -> None:
    undecided = {"log_groups": Unknown(reason="it depends on a condition")}
    default = evaluated(functions={}, regions=undecided)
    assert default.exit_code == 0
    assert last_line(default) == "exit 0: the gate passed; 2 verdicts are unknown"
    strict = evaluated("--fail-on", "low", functions={}, regions=undecided)
    assert strict.exit_code == 3
    assert "2 medium or low verdicts are unknown" in last_line(strict)


def test_a_failed_gate_wins_over_what_was_not_read(evaluated: Evaluated) -> None:
    words = ("--fail-on", "medium")
    result = evaluated(*words, functions={"tracing_mode": "PassThrough"}, gaps=(lost(LIST),))
    assert result.exit_code == 1


@pytest.mark.parametrize("filters", [("function ordres-*",), ("tag team=a",)])
def test_a_filter_that_matches_nothing_is_exit_3_and_named(
    filters: tuple[str, ...], evaluated: Evaluated
) -> None:
    result = evaluated(scope=filters)
    assert result.exit_code == 3
    assert f"--{filters[0]}" in last_line(result)
    assert evaluated(functions={}, scope=filters).exit_code == 0


def test_a_reason_that_speaks_of_a_crash_is_no_crash(evaluated: Evaluated) -> None:
    denied = Unknown(
        reason="crashed-team-policy denies it", operation="logs:DescribeLogGroups", code="Denied"
    )
    told = last_line(evaluated(functions={}, regions={"log_groups": denied}))
    assert "report it" not in told


@pytest.mark.parametrize("option", ["--allow-unknown", "--fail-under"])
@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "NaN", "1e999", "-1", "101"])
def test_a_limit_that_is_no_number_is_refused(
    option: str, value: str, evaluated: Evaluated
) -> None:
    result = evaluated(option, value, functions={})
    assert result.exit_code == 2
    assert option in result.stderr
