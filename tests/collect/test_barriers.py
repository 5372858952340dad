"""Whatever goes wrong costs one fact; what puts the account together keeps all others."""

from __future__ import annotations

import asyncio
import zlib
from http.client import HTTPException

import pytest
from botocore.exceptions import BotoCoreError

from auditor.collect.aws.fact_barrier import await_fact, await_part
from auditor.model import Known, Loss, Unknown
from auditor.model.errors import CredentialsError

CRASHES = [
    *(AttributeError("x"), KeyError("x"), RecursionError(), OverflowError(), MemoryError()),
    *(OSError("x"), TimeoutError(), zlib.error("x"), HTTPException("x"), BotoCoreError()),
]


async def fails(error: Exception) -> str:
    raise error


async def brings(value: str) -> str:
    return value


@pytest.mark.parametrize("error", CRASHES, ids=lambda error: type(error).__name__)
def test_a_mistake_of_the_program_makes_one_fact_unknown(error: Exception) -> None:
    fact = asyncio.run(await_fact(fails(error), "lambda:GetPolicy", "eu-west-1"))
    assert isinstance(fact, Unknown)
    assert (fact.operation, fact.region, fact.loss) == (
        "lambda:GetPolicy", "eu-west-1", Loss.UNEXPECTED,
    )  # fmt: skip
    assert type(error).__name__ in fact.reason


@pytest.mark.parametrize("error", CRASHES, ids=lambda error: type(error).__name__)
def test_a_part_of_the_account_that_fails_is_a_gap(error: Exception) -> None:
    gaps: list[Unknown] = []
    assert asyncio.run(await_part(fails(error), "as before", gaps)) == "as before"
    assert [gap.code for gap in gaps] == ["UnexpectedAnswer"]


def test_a_part_that_does_not_fail_leaves_no_gap() -> None:
    gaps: list[Unknown] = []
    assert asyncio.run(await_part(brings("read"), "as before", gaps)) == "read"
    assert not gaps
    assert asyncio.run(await_fact(brings("read"))) == Known("read")


def test_refused_credentials_end_the_reading() -> None:
    with pytest.raises(CredentialsError):
        asyncio.run(await_part(fails(CredentialsError("no")), "", []))
