"""The simulator can answer all that the collector may ask: fast, and before any scan fails."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.collect.aws.operations import OPERATIONS
from tests.simulator.everything import everything
from tests.simulator.operations import OWN

EDIT = "answer it in OWN of tests/simulator/operations.py, or in tests/simulator/everything.py"


def unanswered(operations: Iterable[str]) -> list[str]:
    """Return the operations that have neither an answer of their own nor a list to be paged."""
    lists = {id_ for id_, operation in OPERATIONS.items() if operation.items}
    answers = {id_ for id_, _ in everything().answers}
    return sorted(set(operations) - OWN.keys() - lists - answers)


def test_the_simulator_answers_every_operation_of_the_table() -> None:
    assert unanswered(OPERATIONS) == [], EDIT


def test_an_operation_that_the_simulator_lacks_is_found() -> None:
    assert unanswered([*OPERATIONS, "lambda:GetPlanted"]) == ["lambda:GetPlanted"]
