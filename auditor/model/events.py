"""Who sends events to functions, and where failed ones go."""

from __future__ import annotations

from dataclasses import dataclass

from auditor.model.arn import parse_arn
from auditor.model.fact import Unknown
from auditor.model.function import Sighting


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSourceMapping:
    """A poller that Lambda runs for a function (ListEventSourceMappings)."""

    uuid: str
    function_arn: str  # may carry a qualifier
    source_arn: str | None = None  # None: self-managed Kafka
    self_managed: bool = False
    state: str = "Enabled"
    state_transition_reason: str = ""
    last_processing_result: str = ""
    batch_size: int = 1
    batching_window: int = 0  # seconds
    on_failure: str | None = None
    maximum_retry_attempts: int | None = None  # -1: forever
    maximum_record_age: int | None = None  # seconds; -1: forever
    bisect: bool = False
    response_types: tuple[str, ...] = ()
    secrets: tuple[Sighting, ...] = ()  # in its filters
    missing: Unknown | None = None  # why not all of it is known, where a template leaves it open

    @property
    def kind(self) -> str:
        """Return sqs, kinesis, dynamodb, kafka, mq, documentdb or other."""
        if self.self_managed or self.source_arn is None:
            return "kafka"
        service = parse_arn(self.source_arn).service
        return {
            "sqs": "sqs",
            "kinesis": "kinesis",
            "dynamodb": "dynamodb",
            "kafka": "kafka",
            "mq": "mq",
            "rds": "documentdb",
        }.get(service, "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """An SQS queue's attributes."""

    arn: str
    visibility_timeout: int = 30  # seconds
    dead_letter_queue: str | None = None
    max_receive_count: int | None = None
    fifo: bool = False
    kms_key: str | None = None
    policy: str | None = None  # JSON text
    serves_as_dead_letter_queue: bool = False  # ListDeadLetterSourceQueues, or seen in a policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Something that failed events are sent to: a queue, topic, bucket, bus or function."""

    arn: str
    fifo: bool = False
    kms_key: str | None = None  # ARN or alias of a customer key; None: none, or AWS's own
    policy: str | None = None  # JSON text of its resource policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """An SNS subscription whose protocol is lambda."""

    topic_arn: str
    function_arn: str  # may carry a qualifier


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRule:
    """An EventBridge rule and the functions among its targets."""

    arn: str
    bus: str
    enabled: bool
    function_arns: tuple[str, ...] = ()
    scheduled: bool = False
    alarm_changes: bool = False  # it receives the state changes of CloudWatch alarms


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """An EventBridge Scheduler schedule whose target is a function."""

    arn: str
    function_arn: str
    role_arn: str
    enabled: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketNotification:
    """An S3 bucket that notifies a function."""

    bucket: str
    function_arn: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiIntegration:
    """An API Gateway integration with a function."""

    api_id: str
    api_kind: str  # REST, HTTP or WEBSOCKET
    function_arn: str
    timeout: int  # milliseconds
    route: str = ""  # "GET /orders"
    asynchronous: bool = False  # X-Amz-Invocation-Type: Event
    private: bool = False  # reached from VPCs alone
    missing: Unknown | None = None  # why it is not known whether there is one, and how it waits


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiStage:
    """A stage of an API: what is deployed under one address."""

    api_id: str
    name: str
    # Requests a second to which all routes are limited; None: the account's own limit alone.
    rate_limit: float | None = None
