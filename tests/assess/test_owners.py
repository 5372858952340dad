"""The owner of a function: the first of the chosen tags that is there, and never a guess."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from auditor.assess import owners, pipeline
from auditor.evaluate import plan
from auditor.evaluate.registry import checks
from auditor.evaluate.settings import Settings
from auditor.model import Account, Function, FunctionDetails, Known, Need, Unknown
from auditor.model.audit import Audit
from auditor.model.fact import NOT_ASKED
from tests.conftest import (
    ROLE_ARN,
    flawless_account,
    flawless_function,
    flawless_region,
    flawless_role,
)

NO_TAGS: Any = Known({})
STACK = "arn:aws:cloudformation:eu-west-1:111122223333:stack/s/1"
DENIED = Unknown(reason="lambda:ListTags was denied", iam_action="lambda:ListTags")


def tagged(tags: Any) -> Function:
    return replace(flawless_function(), details=Known(FunctionDetails(tags=tags)))


def account(function: Function, role: Any) -> Account:
    roles = Known({ROLE_ARN: replace(flawless_role(), tags=role)})
    return flawless_account(flawless_region(function), roles=roles)


def owner(tags: Any, *asked: str, role: Any = NO_TAGS) -> Any:
    function = tagged(tags)
    return owners.owner(Audit(account(function, role), {}), function, asked)


def test_the_first_chosen_tag_that_is_there_names_the_owner() -> None:
    tags = Known({"team": "payments", "owner": "jo"})
    assert owner(tags, "team", "owner") == Known("payments")
    assert owner(tags, "owner", "team") == Known("jo")
    assert owner(tags, "squad", "owner") == Known("jo")


def test_a_tag_without_a_value_names_no_owner() -> None:
    assert owner(Known({"team": " ", "owner": "jo"}), "team", "owner") == Known("jo")


def test_the_tags_of_the_role_count_where_the_function_has_none_of_them() -> None:
    assert owner(Known({}), "team", role=Known({"team": "platform"})) == Known("platform")
    assert owner(Known({"team": "a"}), "team", role=Known({"team": "b"})) == Known("a")


def in_stack(tags: Any, *, asked: bool = True, role: Any = NO_TAGS) -> Any:
    """Return the owner of a function without own team, whose stack has these tags."""
    function = tagged(Known({"aws:cloudformation:stack-id": STACK}))
    region = replace(
        flawless_region(function), stack_tags=tags, asked={"stack_tags": (STACK,) if asked else ()}
    )
    roles = Known({ROLE_ARN: replace(flawless_role(), tags=role)})
    given = flawless_account(region, roles=roles)
    return owners.owner(Audit(given, {}), function, ("team",))


def test_the_tags_of_the_stack_count_before_those_of_the_role() -> None:
    role = Known({"team": "platform"})
    assert in_stack(Known({STACK: Known({"team": "media"})}), role=role) == Known("media")
    assert in_stack(Known({STACK: Known({"env": "prod"})}), role=role) == Known("platform")


def test_a_stack_that_was_deleted_names_no_owner() -> None:
    assert in_stack(Known({})) == Known("")


def test_the_owner_is_unknown_where_the_tags_of_the_stack_could_not_be_read() -> None:
    denied = Unknown(reason="denied", iam_action="cloudformation:DescribeStacks")
    assert in_stack(denied, role=Known({"team": "platform"})) == denied
    assert in_stack(Known({STACK: denied})) == denied
    assert isinstance(in_stack(Known({}), asked=False), Unknown)
    assert isinstance(in_stack(NOT_ASKED), Unknown)


def test_a_function_without_such_a_tag_has_no_owner() -> None:
    assert owner(Known({"env": "prod"}), "team") == Known("")


def test_the_owner_is_unknown_where_tags_could_not_be_read() -> None:
    assert owner(DENIED, "team", role=Known({"team": "platform"})) == DENIED
    assert owner(Known({}), "team", role=DENIED) == DENIED


def test_the_owner_is_unknown_where_a_parameter_decides_the_tag() -> None:
    assert isinstance(owner(Known({"team": "[not known]"}), "team"), Unknown)


def report(function: Function, *tags: str) -> Any:
    made = plan.make(checks(), plan.Selection(owner_tags=tags), Settings())
    return pipeline.report(account(function, Known({})), pipeline.Inputs(plan=made))


def test_the_report_names_each_owner_and_scores_by_owner() -> None:
    made = report(tagged(Known({"team": "payments"})), "team")
    assert [f.owner for f in made.functions] == ["payments"]
    assert set(made.score.owners) == {"payments"}
    assert made.score.owners["payments"].value == made.score.value


def test_the_report_says_why_an_owner_is_not_known() -> None:
    made = report(tagged(DENIED), "team")
    assert made.functions[0].owner_unknown == DENIED.reason
    assert f"the owner of 1 function is not known: {DENIED.reason}" in made.notes


def test_nothing_is_said_of_owners_unless_they_are_asked_for() -> None:
    made = report(tagged(Known({"team": "payments"})))
    assert (made.functions[0].owner, made.score.owners, made.owner_tags) == ("", {}, ())


def test_tags_and_roles_are_read_for_the_owner_even_if_no_check_needs_them() -> None:
    asked = plan.Selection(include=("maximal-timeout",), owner_tags=("team",))
    assert {Need.FUNCTION_DETAILS, Need.STACK_TAGS, Need.ROLES} <= plan.make(
        checks(), asked, Settings()
    ).facts


def test_options_win_over_the_configuration() -> None:
    configured = Settings(owner_tags=("squad",))
    assert plan.make(checks(), plan.Selection(), configured).owner_tags == ("squad",)
    asked = plan.Selection(owner_tags=("team",))
    assert plan.make(checks(), asked, configured).owner_tags == ("team",)


def test_the_stack_of_a_function_names_it_where_no_team_does() -> None:
    keys = ("team", "aws:cloudformation:stack-name")
    assert owner(Known({keys[1]: "orders-api"}), *keys) == Known("orders-api")
    assert owner(Known({keys[1]: "orders-api", "team": "a"}), *keys) == Known("a")
