from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from auditor.model import Known, Outcome, Region, Result, Unknown

Build = Callable[..., Any]
TWIN = "arn:aws:lambda:eu-west-1:111122223333:function:twin"


def test_two_functions_of_one_role_fail_and_are_listed(
    function: Build, run: Callable[..., Result]
) -> None:
    here, twin = function(), function(arn=TWIN, name="twin")
    result = run("shared-role", here, region={"functions": Known((here, twin))})
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].evidence["functions"] == ("orders (eu-west-1)", "twin (eu-west-1)")
    assert result.findings[0].cause == here.role_arn


def test_functions_of_other_regions_count(function: Build, run: Callable[..., Result]) -> None:
    here = function()
    away = function(arn=TWIN.replace("eu-west-1", "us-east-1"), name="twin", region="us-east-1")
    regions = (
        Region(name="eu-west-1", functions=Known((here,))),
        Region(name="us-east-1", functions=Known((away,))),
    )
    result = run("shared-role", here, account={"regions": regions})
    assert "in 2 regions" in result.findings[0].message


def test_a_role_of_ones_own_passes(function: Build, run: Callable[..., Result]) -> None:
    assert run("shared-role", function()).outcome is Outcome.PASS


def test_the_number_of_sharers_is_an_option(function: Build, run: Callable[..., Result]) -> None:
    here, twin = function(), function(arn=TWIN, name="twin")
    both = {"functions": Known((here, twin))}
    result = run("shared-role", here, region=both, options={"functions": 2})
    assert result.outcome is Outcome.PASS


REFUSED = Unknown(
    reason="lambda:ListFunctions is denied",
    operation="lambda:ListFunctions",
    iam_action="lambda:ListFunctions",
    region="us-east-1",
)
NOT_FOUND = Unknown(
    reason="the enabled regions could not be listed, so only eu-west-1 was read",
    operation="ec2:DescribeRegions",
    iam_action="ec2:DescribeRegions",
    region="eu-west-1",
)


@pytest.mark.parametrize("gap", [REFUSED, NOT_FOUND])
def test_who_shares_it_is_unknown_while_functions_are_unlisted(
    function: Build, run: Callable[..., Result], gap: Unknown
) -> None:
    result = run("shared-role", function(), account={"gaps": (gap,)})
    assert (result.outcome, result.missing) == (Outcome.UNKNOWN, gap)


def test_a_region_that_could_not_be_read_hides_those_who_share_it(
    function: Build, run: Callable[..., Result]
) -> None:
    here = function()
    regions = (
        Region(name="eu-west-1", functions=Known((here,))),
        Region(name="us-east-1", functions=REFUSED),
    )
    result = run("shared-role", here, account={"regions": regions})
    assert (result.outcome, result.missing) == (Outcome.UNKNOWN, REFUSED)


def test_what_is_known_to_be_shared_fails_whatever_is_unlisted(
    function: Build, run: Callable[..., Result]
) -> None:
    here, twin = function(), function(arn=TWIN, name="twin")
    both = {"functions": Known((here, twin))}
    result = run("shared-role", here, region=both, account={"gaps": (REFUSED,)})
    assert result.outcome is Outcome.FAIL
