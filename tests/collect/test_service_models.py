"""The service models without what is never called: what is left must be what was there."""

from __future__ import annotations

import botocore.model
import botocore.session
import pytest

from auditor.collect import hub
from auditor.collect.aws.operations import OPERATIONS, Operation
from auditor.collect.aws.service_models import read_needed_models, without_uncalled

WHOLE = botocore.session.Session()
NEEDED = botocore.session.Session()
read_needed_models(NEEDED)
KNOWN = frozenset(WHOLE.get_available_services())
SERVICES = sorted({operation.service for operation in OPERATIONS.values()} & KNOWN)


def shapes(shape: botocore.model.Shape | None, found: dict[str, object]) -> dict[str, object]:
    """Return every shape below one, with what it is made of."""
    if shape is None or shape.name in found:
        return found
    found[shape.name] = (shape.type_name, shape.metadata, shape.serialization)
    if shape.type_name == "structure":
        found[shape.name] = (found[shape.name], tuple(shape.members))
        for member in shape.members.values():
            shapes(member, found)
    elif shape.type_name == "list":
        shapes(shape.member, found)
    elif shape.type_name == "map":
        shapes(shape.key, found)
        shapes(shape.value, found)
    return found


@pytest.mark.parametrize("service", SERVICES)
def test_what_is_called_has_the_shapes_and_errors_that_it_had(service: str) -> None:
    whole, needed = WHOLE.get_service_model(service), NEEDED.get_service_model(service)
    assert [s.name for s in needed.error_shapes] == [s.name for s in whole.error_shapes]
    called = {o.name for o in OPERATIONS.values() if o.service == service}
    assert called & set(whole.operation_names) <= set(needed.operation_names)
    for name in needed.operation_names:
        before, after = whole.operation_model(name), needed.operation_model(name)
        assert shapes(after.input_shape, {}) == shapes(before.input_shape, {})
        assert shapes(after.output_shape, {}) == shapes(before.output_shape, {})
        assert [s.name for s in after.error_shapes] == [s.name for s in before.error_shapes]


def test_the_large_model_is_small() -> None:
    assert len(NEEDED.get_service_model("ec2").operation_names) < 20


def test_what_is_called_without_a_row_in_the_table_is_known() -> None:
    calls = [value for value in vars(hub).values() if isinstance(value, Operation)]
    assert len(calls) > 3
    for call in calls:
        assert call.name in NEEDED.get_service_model(call.service).operation_names


def test_an_operation_that_the_sdk_lacks_is_not_made_up() -> None:
    model = {"metadata": {}, "operations": {"A": {"name": "A"}, "B": {"name": "B"}}, "shapes": {}}
    assert without_uncalled(model, {"B", "C"})["operations"] == {"B": {"name": "B"}}


def test_a_shape_that_holds_itself_has_an_end() -> None:
    shape = {"type": "structure", "members": {"Inner": {"shape": "S"}, "Other": {"shape": "T"}}}
    model = {
        "operations": {"A": {"name": "A", "output": {"shape": "S"}}},
        "shapes": {"S": shape, "T": {"type": "string"}, "U": {"type": "string"}},
    }
    assert set(without_uncalled(model, {"A"})["shapes"]) == {"S", "T"}
