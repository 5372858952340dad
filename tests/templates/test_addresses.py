"""Addresses of a Terraform plan, whatever the keys of for_each hold."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from auditor.templates.terraform.addresses import split_address, steps_of, without_indexes


@given(key=st.text())
def test_a_key_is_never_taken_for_a_part_of_the_address(key: str) -> None:
    index = f"[{json.dumps(key)}]"
    address = f"module.shop{index}.aws_sqs_queue.orders{index}"
    assert split_address(address) == (f"module.shop{index}", "aws_sqs_queue.orders", index)
    assert without_indexes(address) == "module.shop.aws_sqs_queue.orders"
    assert steps_of(address) == ["module", f"shop{index}", "aws_sqs_queue", f"orders{index}"]


def test_an_address_of_the_root_module_may_have_a_number_or_no_index() -> None:
    assert split_address("aws_sqs_queue.orders[0]") == ("", "aws_sqs_queue.orders", "[0]")
    assert split_address("data.aws_region.here") == ("", "data.aws_region.here", "")
