from __future__ import annotations

from types import MappingProxyType
from typing import Any

from auditor.model import Fact, FunctionDetails, Known, Outcome, Unknown

UNTAGGED = "untagged-function"


def tagged(**tags: str) -> Fact[FunctionDetails]:
    return Known(FunctionDetails(tags=Known(MappingProxyType(tags))))


def test_a_tag_passes(run: Any, function: Any) -> None:
    assert run(UNTAGGED, function()).outcome is Outcome.PASS


def test_no_tag_fails(run: Any, function: Any) -> None:
    result = run(UNTAGGED, function(details=tagged()))
    assert result.outcome is Outcome.FAIL
    assert result.findings[0].fix.cli.endswith('"${VALUE:?set it}"\'"}\'')


def test_tags_of_aws_do_not_count(run: Any, function: Any) -> None:
    own = {"aws:cloudformation:stack-name": "x"}
    assert run(UNTAGGED, function(details=tagged(**own))).outcome is Outcome.FAIL


def test_a_required_tag_must_be_there(run: Any, function: Any) -> None:
    required = {"required": ("team", "cost center")}
    result = run(UNTAGGED, function(details=tagged(team="a")), options=required)
    assert result.findings[0].message == "Required tags are missing: cost center."
    assert result.findings[0].fix.cli.endswith('"${VALUE:?set it}"\'"}\'')
    both = tagged(**{"team": "a", "cost center": "b"})
    assert run(UNTAGGED, function(details=both), options=required).outcome is Outcome.PASS


def test_tags_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    untold = Known(FunctionDetails(tags=Unknown(reason="lambda:ListTags was denied")))
    assert run(UNTAGGED, function(details=untold)).outcome is Outcome.UNKNOWN
    unread = Unknown(reason="lambda:GetFunction was denied")
    assert run(UNTAGGED, function(details=unread)).outcome is Outcome.UNKNOWN
