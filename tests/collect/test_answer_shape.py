from __future__ import annotations

import json
from typing import Any

import botocore.parsers
import botocore.session
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.collect.aws.answer_shape import answer_reader
from auditor.collect.aws.operations import OPERATIONS

MODEL = botocore.session.Session().get_service_model("lambda")
PARSER = botocore.parsers.create_parser("rest-json")
NAMES = sorted(
    row.name
    for row in OPERATIONS.values()
    if row.service == "lambda" and answer_reader(MODEL.operation_model(row.name).output_shape)
)
UNEXPECTED: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.just([]) | st.just({})
)


def answers(shape: Any) -> st.SearchStrategy[Any]:
    """Return JSON of a shape, some of it of another form."""
    kind = shape.type_name
    if kind == "structure":
        members = {
            member.serialization.get("name", name): answers(member)
            for name, member in shape.members.items()
        }
        whole = st.fixed_dictionaries({}, optional={**members, "Unheard": UNEXPECTED})
        return st.one_of(whole, whole, whole, UNEXPECTED)
    if kind == "list":
        return st.one_of(st.lists(answers(shape.member), max_size=2), UNEXPECTED)
    if kind == "map":
        keys = st.text(max_size=3)
        return st.one_of(st.dictionaries(keys, answers(shape.value), max_size=2), UNEXPECTED)
    return st.floats(allow_nan=False) | UNEXPECTED if kind == "timestamp" else UNEXPECTED


def outcome(read: Any) -> object:
    try:
        found = dict(read())
    except Exception as error:  # noqa: BLE001  whatever it is, it must be the same
        return type(error)
    found.pop("ResponseMetadata", None)
    return found


def test_the_calls_of_functions_are_read_without_botocores_reader() -> None:
    assert {"GetFunction", "GetPolicy", "ListAliases"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=40)
@given(data=st.data())
def test_an_answer_reads_as_botocore_reads_it(name: str, data: st.DataObject) -> None:
    shape = MODEL.operation_model(name).output_shape
    read = answer_reader(shape)
    assert read is not None
    document = data.draw(answers(shape))
    body = json.dumps(document).encode()
    raw = {"headers": {}, "status_code": 200, "body": body, "context": {"operation_name": name}}
    assert outcome(lambda: read(json.loads(body))) == outcome(lambda: PARSER.parse(raw, shape))
