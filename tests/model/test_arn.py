"""ARNs are taken apart whatever they look like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import arn as arns
from auditor.model.arn import Arn, parse_arn

FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:orders"


def test_an_arn_has_five_parts_and_its_resource_keeps_its_colons() -> None:
    assert parse_arn(f"{FUNCTION}:live") == Arn(
        "aws", "lambda", "eu-west-1", "111122223333", "function:orders:live"
    )


def test_missing_parts_are_empty_and_other_text_is_all_resource() -> None:
    assert parse_arn("arn:aws:s3") == Arn("aws", "s3", "", "", "")
    assert parse_arn("orders/live") == Arn("", "", "", "", "orders/live")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("arn:aws:iam::111122223333:role/service/orders", "orders"),
        ("arn:aws:sqs:eu-west-1:111122223333:jobs.fifo", "jobs.fifo"),
        ("arn:aws:lambda:eu-west-1:111122223333:layer:sdk", "sdk"),
        ("no ARN", "no ARN"),
    ],
)
def test_the_name_is_the_last_part_of_the_resource(text: str, name: str) -> None:
    assert parse_arn(text).name == name


@pytest.mark.parametrize("qualifier", ["", "live", "7", "$LATEST"])
def test_a_qualifier_is_told_from_the_function(qualifier: str) -> None:
    whole = f"{FUNCTION}:{qualifier}" if qualifier else FUNCTION
    assert arns.unqualified(whole) == FUNCTION
    assert arns.qualifier(whole) == qualifier
    assert arns.function_name(whole) == "orders"
    assert arns.is_function(whole)


@pytest.mark.parametrize("other", ["arn:aws:sqs:eu-west-1:111122223333:function", "orders", "", 7])
def test_what_is_not_a_function_is_not_taken_for_one(other: object) -> None:
    assert not arns.is_function(other)
    assert arns.function_name(str(other)) == ""


def test_a_layer_is_told_from_its_version() -> None:
    layer = "arn:aws:lambda:eu-west-1:111122223333:layer:sdk"
    assert arns.layer_and_version(f"{layer}:12") == (layer, "12")


@given(st.text(alphabet="arn:*/x1", max_size=40))
def test_any_text_is_taken_apart_without_an_error(text: str) -> None:
    parts = parse_arn(text)
    if arns.is_arn(text):
        assert ":".join(("arn", *parts)) == text
    assert arns.unqualified(text) + (f":{q}" if (q := arns.qualifier(text)) else "") in {
        text,
        text.removesuffix(":"),
    }
