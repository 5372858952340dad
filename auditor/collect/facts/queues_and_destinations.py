"""The queues that functions read from, and everything that failed events are sent to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from auditor.collect.aws.calls import known
from auditor.collect.scope import Scope
from auditor.model import Destination, Fact, Known, Queue, Unknown
from auditor.model.arn import is_function, parse_arn


class Targets:
    """Queues and destinations of one region; each is asked for once, whoever wants it."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._attributes: dict[str, asyncio.Task[Fact[Mapping[str, Any] | None]]] = {}
        self._buckets: asyncio.Task[Fact[frozenset[str]]] | None = None

    async def queues(
        self, arns: Iterable[str], before: Mapping[str, Fact[Queue | None]]
    ) -> Mapping[str, Fact[Queue | None]]:
        """Return source queues by ARN; Known(None): no such queue."""
        wanted = sorted(set(arns))
        before = {arn: fact for arn, fact in before.items() if isinstance(fact, Known)}
        facts = await asyncio.gather(*(self._queue(arn, before.get(arn)) for arn in wanted))
        read = dict(zip(wanted, facts, strict=True))
        behind = {
            fact.value.dead_letter_queue
            for fact in read.values()
            if isinstance(fact, Known) and fact.value is not None
        }
        settled = await asyncio.gather(
            *(
                self._role_of(fact, known_as_dead=arn in behind, settled=arn in before)
                for arn, fact in read.items()
            )
        )
        return MappingProxyType(dict(zip(wanted, settled, strict=True)))

    async def destinations(
        self, arns: Iterable[str], before: Mapping[str, Fact[Destination | None]]
    ) -> Mapping[str, Fact[Destination | None]]:
        """Return where failed events go, by ARN; Known(None): no such thing."""
        wanted = sorted(arn for arn in set(arns) if not self._own_function(arn))
        facts = await asyncio.gather(*(self._destination(arn, before.get(arn)) for arn in wanted))
        return MappingProxyType(dict(zip(wanted, facts, strict=True)))

    def _own_function(self, arn: str) -> bool:
        return is_function(arn) and parse_arn(arn).account == self._scope.account

    async def _queue(self, arn: str, before: Fact[Queue | None] | None) -> Fact[Queue | None]:
        if isinstance(before, Known):
            return before
        attributes = await self._queue_attributes(arn)
        if isinstance(attributes, Unknown):
            return attributes
        return Known(None if attributes.value is None else _queue(arn, attributes.value))

    async def _role_of(
        self, fact: Fact[Queue | None], *, known_as_dead: bool, settled: bool
    ) -> Fact[Queue | None]:
        """Return a queue with whether it is a dead-letter queue; `settled`, unless it was said."""
        if isinstance(fact, Unknown) or fact.value is None:
            return fact
        queue = fact.value
        if known_as_dead:
            return Known(replace(queue, serves_as_dead_letter_queue=True))
        if settled or queue.dead_letter_queue is not None or queue.serves_as_dead_letter_queue:
            return fact
        attributes = await self._queue_attributes(queue.arn)
        if isinstance(attributes, Known) and _refuses_sources(attributes.value or {}):
            return fact
        # A queue without redrive policy is no defect where it is a dead-letter queue itself.
        sources = await known(
            self._sources(queue.arn), "sqs:ListDeadLetterSourceQueues", self._scope.region
        )
        if isinstance(sources, Unknown):
            return sources
        return Known(replace(queue, serves_as_dead_letter_queue=sources.value))

    async def _sources(self, arn: str) -> bool:
        async for page in self._scope.calls.pages(
            "sqs:ListDeadLetterSourceQueues", _region(arn), QueueUrl=await self._url(arn)
        ):
            if page.get("queueUrls"):
                return True
        return False

    async def _queue_attributes(self, arn: str) -> Fact[Mapping[str, Any] | None]:
        if arn not in self._attributes:
            self._attributes[arn] = asyncio.create_task(self._ask_queue(arn))
        return await self._attributes[arn]

    async def _url(self, arn: str) -> str:
        # Composed, not asked for: AWS documents the form, and it saves a call for every queue.
        _, _, region, account, name = parse_arn(arn)
        calls = self._scope.calls
        endpoint = await calls.run(lambda: calls.clients.endpoint("sqs", region))
        return f"{endpoint.rstrip('/')}/{account}/{name}"

    async def _ask_queue(self, arn: str) -> Fact[Mapping[str, Any] | None]:
        async def ask() -> Mapping[str, Any] | None:
            answer = await self._scope.calls.one(
                "sqs:GetQueueAttributes",
                _region(arn),
                absent=True,
                QueueUrl=await self._url(arn),
                AttributeNames=["All"],
            )
            return None if answer is None else answer["Attributes"]

        return self._foreign(arn, await known(ask(), "sqs:GetQueueAttributes", self._scope.region))

    def _foreign(self, arn: str, fact: Fact[Any]) -> Fact[Any]:
        """Say so where a thing that could not be read belongs to another account."""
        owner = parse_arn(arn).account
        if isinstance(fact, Known) or owner in {"", self._scope.account}:
            return fact
        return replace(fact, reason=f"{arn} belongs to account {owner}: {fact.reason}")

    async def _destination(
        self, arn: str, before: Fact[Destination | None] | None
    ) -> Fact[Destination | None]:
        if isinstance(before, Known):
            return before
        service = parse_arn(arn).service
        if service == "sqs":
            return await self._queue_destination(arn)
        if service == "sns":
            return self._foreign(
                arn, await known(self._topic(arn), "sns:GetTopicAttributes", self._scope.region)
            )
        if service == "events":
            return self._foreign(
                arn, await known(self._bus(arn), "events:DescribeEventBus", self._scope.region)
            )
        if service == "s3":
            return await self._bucket(arn)
        return Unknown(reason=f"{arn} is a kind of destination that is not looked at")

    async def _queue_destination(self, arn: str) -> Fact[Destination | None]:
        attributes = await self._queue_attributes(arn)
        if isinstance(attributes, Unknown):
            return attributes
        raw = attributes.value
        if raw is None:
            return Known(None)
        return Known(
            Destination(
                arn=arn,
                fifo=str(raw.get("FifoQueue")).lower() == "true",
                kms_key=raw.get("KmsMasterKeyId") or None,
                policy=raw.get("Policy") or None,
            )
        )

    async def _topic(self, arn: str) -> Destination | None:
        answer = await self._scope.calls.one(
            "sns:GetTopicAttributes", _region(arn), absent=True, TopicArn=arn
        )
        if answer is None:
            return None
        raw = answer["Attributes"]
        return Destination(
            arn=arn,
            fifo=str(raw.get("FifoTopic")).lower() == "true",
            kms_key=raw.get("KmsMasterKeyId") or None,
            policy=raw.get("Policy") or None,
        )

    async def _bus(self, arn: str) -> Destination | None:
        own = parse_arn(arn).account == self._scope.account
        # A bus of one's own goes by its name too, which is all that emulators understand.
        name = parse_arn(arn).resource.removeprefix("event-bus/") if own else ""
        answer = await self._scope.calls.one(
            "events:DescribeEventBus", _region(arn), absent=True, Name=name or arn
        )
        if answer is None:
            return None
        return Destination(
            arn=arn,
            kms_key=answer.get("KmsKeyIdentifier") or None,
            policy=answer.get("Policy") or None,
        )

    async def _bucket(self, arn: str) -> Fact[Destination | None]:
        if self._buckets is None:
            self._buckets = asyncio.create_task(self._own_buckets())
        names = await self._buckets
        if isinstance(names, Unknown):
            return names
        if parse_arn(arn).resource.partition("/")[0] in names.value:
            return Known(Destination(arn=arn))
        # Bucket names are shared by all accounts, so one that is not ours may still exist.
        return Unknown(
            reason=f"{arn} is not a bucket of this account: it is another account's, or gone",
            operation="s3:ListBuckets",
            region=self._scope.region,
        )

    async def _own_buckets(self) -> Fact[frozenset[str]]:
        async def ask() -> frozenset[str]:
            found = await self._scope.calls.all("s3:ListBuckets", "")
            return frozenset(bucket["Name"] for bucket in found)

        return await known(ask(), "s3:ListBuckets", self._scope.region)


def _region(arn: str) -> str:
    return parse_arn(arn).region


def _refuses_sources(raw: Mapping[str, Any]) -> bool:
    """Tell whether a queue lets no other name it as dead-letter queue."""
    redrive_allow = json.loads(raw.get("RedriveAllowPolicy") or "{}")
    return bool(redrive_allow.get("redrivePermission") == "denyAll")


def _queue(arn: str, raw: Mapping[str, Any]) -> Queue:
    redrive = json.loads(raw.get("RedrivePolicy") or "{}")
    receives = redrive.get("maxReceiveCount")
    return Queue(
        arn=raw.get("QueueArn") or arn,
        visibility_timeout=int(raw.get("VisibilityTimeout") or 0),
        dead_letter_queue=redrive.get("deadLetterTargetArn") or None,
        max_receive_count=int(receives) if receives is not None else None,
        fifo=str(raw.get("FifoQueue")).lower() == "true",
        kms_key=raw.get("KmsMasterKeyId") or None,
        policy=raw.get("Policy") or None,
    )
