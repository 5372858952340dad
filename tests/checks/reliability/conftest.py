"""Builders of event sources, so that a test shows only what matters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from auditor.model import EventSourceMapping, Known, Queue

ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
QUEUE = "arn:aws:sqs:eu-west-1:111122223333:work"


@pytest.fixture
def mapping() -> Callable[..., EventSourceMapping]:
    """Build a mapping of the work queue to the flawless function, but for the differences."""

    def build(**differences: Any) -> EventSourceMapping:
        return replace(
            EventSourceMapping(uuid="u1", function_arn=ARN, source_arn=QUEUE), **differences
        )

    return build


@pytest.fixture
def reading() -> Callable[..., dict[str, Any]]:
    """Build a region's facts: these mappings, and the work queue with the differences."""

    def build(*mappings: EventSourceMapping, **differences: Any) -> dict[str, Any]:
        good = Queue(
            arn=QUEUE,
            visibility_timeout=180,
            dead_letter_queue=f"{QUEUE}-dlq",
            max_receive_count=5,
        )
        queue = Known(replace(good, **differences))
        return {"event_source_mappings": Known(mappings), "queues": {QUEUE: queue}}

    return build
