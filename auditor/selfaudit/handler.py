"""The entry of the Lambda function: event in, outcome out."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Protocol

from auditor.selfaudit.deployment import Deployment
from auditor.selfaudit.request import parse
from auditor.selfaudit.run import Invocation, run_of
from auditor.selfaudit.services import client


class LambdaContext(Protocol):
    """What Lambda gives a handler in addition to the event."""

    aws_request_id: str
    invoked_function_arn: str

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the invocation may still take."""


def handler(event: object, context: LambdaContext) -> Mapping[str, Any]:
    """Audit the function's own account, or go on with an audit.

    Raises:
        AuditorError: the audit failed: Lambda counts an error, keeps the event for the failure
            destination, and the last good report stays where it is.
    """
    request, continuation = parse(event)
    invocation = Invocation(
        request_id=context.aws_request_id,
        function_arn=context.invoked_function_arn,
        seconds_left=lambda: context.get_remaining_time_in_millis() / 1000,
    )
    deployment = Deployment.of(os.environ)
    return run_of(deployment, invocation, continuation, client).perform(request)
