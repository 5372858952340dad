"""One sample account for all tests of the demo: starting it takes seconds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from auditor.collect import UNPACED, CollectOptions, collect
from auditor.demo import SampleAccount, sample_account
from auditor.evaluate.registry import checks
from auditor.model import Account

Connect = Callable[..., Any]


@pytest.fixture(scope="session")
def sample() -> Iterator[SampleAccount]:
    with sample_account() as account:
        yield account


@pytest.fixture(scope="session")
def connect(sample: SampleAccount) -> Iterator[Connect]:
    """Make boto3 clients for the sample account, closed at the end."""
    made = []

    def client(service: str, region: str = "eu-west-1") -> Any:
        with sample.entered():
            made.append(boto3.Session().client(service, region_name=region))
        return made[-1]

    yield client
    for one in made:
        one.close()


@pytest.fixture(scope="session")
def seen(sample: SampleAccount) -> Account:
    """Collect all that the checks need or use."""
    needs = {need for check in checks().values() for need in check.needs | check.uses}
    options = CollectOptions(regions=sample.regions, quota_share=UNPACED)
    with sample.entered():
        return collect(needs, options)
