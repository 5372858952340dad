"""The queues that functions read from, and everything that failed events are sent to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from auditor.collect.aws.fact_barrier import await_fact
from auditor.collect.aws.members import (
    OddAnswerError,
    Raw,
    arn,
    numeral,
    structure,
    text,
    text_or_none,
    texts_if_any,
    word,
)
from auditor.collect.facts import named_resources
from auditor.collect.facts.values import account_json
from auditor.collect.scope import RegionScope
from auditor.model import Destination, Fact, Function, Known, Need, Queue, UnavailableError, Unknown
from auditor.model.arn import is_function, parse_arn

T = TypeVar("T")


class Targets:
    """Queues and destinations of one region; each is asked for once, whoever wants it."""

    def __init__(self, scope: RegionScope) -> None:
        self._scope = scope
        self._attributes: dict[str, asyncio.Task[Fact[Mapping[str, Any] | None]]] = {}
        self._buckets: asyncio.Task[Fact[frozenset[str]]] | None = None
        self._found: dict[str, asyncio.Task[Fact[Destination | None]]] = {}

    async def read_queues(
        self, listed: Iterable[Function], facts: Mapping[str, Any]
    ) -> Mapping[str, Fact[Queue | None]]:
        """Return the queues that mappings read from, by ARN; Known(None): no such queue.

        Where failed events go is asked for as well, as far as the list of functions tells.
        """
        scope = self._scope
        sources = named_resources.sources(facts) if scope.wants(Need.QUEUES) else ()
        queues, _ = await asyncio.gather(
            self._queues(sources, scope.before.queues if scope.before else {}),
            self.read_destinations(listed, facts),
        )
        return queues

    async def read_destinations(
        self, functions: Iterable[Function], facts: Mapping[str, Any]
    ) -> Mapping[str, Fact[Destination | None]]:
        """Return where failed events go, by ARN; Known(None): no such thing."""
        scope = self._scope
        failed = named_resources.failure_targets(functions, facts)
        arns = failed if scope.wants(Need.DESTINATIONS) else ()
        before = scope.before.destinations if scope.before else {}
        wanted = sorted(
            a for a in arns if not (is_function(a) and parse_arn(a).account == scope.account)
        )
        found = await asyncio.gather(*(self._ask_once(arn, before.get(arn)) for arn in wanted))
        return MappingProxyType(dict(zip(wanted, found, strict=True)))

    async def _queues(
        self, arns: Iterable[str], before: Mapping[str, Fact[Queue | None]]
    ) -> Mapping[str, Fact[Queue | None]]:
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
                self._role_of(arn, fact, known_as_dead=arn in behind, settled=arn in before)
                for arn, fact in read.items()
            )
        )
        return MappingProxyType(dict(zip(wanted, settled, strict=True)))

    def _ask_once(
        self, arn: str, before: Fact[Destination | None] | None
    ) -> asyncio.Task[Fact[Destination | None]]:
        if arn not in self._found:
            self._found[arn] = asyncio.create_task(self._destination(arn, before))
        return self._found[arn]

    async def _queue(self, arn: str, before: Fact[Queue | None] | None) -> Fact[Queue | None]:
        if isinstance(before, Known):
            return before

        async def read() -> Queue | None:
            raw = (await self._queue_attributes(arn)).get()
            return None if raw is None else _queue(raw)

        return await self._as_fact(read(), "sqs:GetQueueAttributes")

    async def _as_fact(self, work: Awaitable[T], operation: str) -> Fact[T]:
        """Return a fact that is made of another one, which may be unknown itself."""
        try:
            return await await_fact(work, operation, self._scope.region)
        except UnavailableError as missing:
            return missing.unknown

    async def _role_of(
        self, arn: str, fact: Fact[Queue | None], *, known_as_dead: bool, settled: bool
    ) -> Fact[Queue | None]:
        """Return a queue with whether it is a dead-letter queue; `settled`, unless it was said."""
        if isinstance(fact, Unknown) or fact.value is None:
            return fact
        queue = fact.value
        if known_as_dead:
            return Known(replace(queue, serves_as_dead_letter_queue=True))
        if settled or queue.dead_letter_queue is not None or queue.serves_as_dead_letter_queue:
            return fact
        # A queue without redrive policy is no defect where it is a dead-letter queue itself.
        sources = await self._as_fact(self._has_sources(arn), "sqs:ListDeadLetterSourceQueues")
        if isinstance(sources, Unknown):
            return sources
        return Known(replace(queue, serves_as_dead_letter_queue=sources.value))

    async def _has_sources(self, arn: str) -> bool:
        """Return whether other queues name this one as their dead-letter queue."""
        raw = (await self._queue_attributes(arn)).get()
        if raw is None or _refuses_sources(raw):
            return False
        async for page in self._scope.calls.pages(
            "sqs:ListDeadLetterSourceQueues", _region(arn), QueueUrl=await self._url(arn)
        ):
            if texts_if_any(page, "queueUrls"):
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
            return None if answer is None else structure(answer, "Attributes")

        return self._foreign(
            arn, await await_fact(ask(), "sqs:GetQueueAttributes", self._scope.region)
        )

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
                arn,
                await await_fact(self._topic(arn), "sns:GetTopicAttributes", self._scope.region),
            )
        if service == "events":
            return self._foreign(
                arn, await await_fact(self._bus(arn), "events:DescribeEventBus", self._scope.region)
            )
        if service == "s3":
            return await self._bucket(arn)
        return Unknown(reason=f"{arn} is a kind of destination that is not looked at")

    async def _queue_destination(self, arn: str) -> Fact[Destination | None]:
        async def read() -> Destination | None:
            raw = (await self._queue_attributes(arn)).get()
            return None if raw is None else _destination(arn, raw, "FifoQueue")

        return await self._as_fact(read(), "sqs:GetQueueAttributes")

    async def _topic(self, arn: str) -> Destination | None:
        answer = await self._scope.calls.one(
            "sns:GetTopicAttributes", _region(arn), absent=True, TopicArn=arn
        )
        if answer is None:
            return None
        return _destination(arn, structure(answer, "Attributes"), "FifoTopic")

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
            kms_key=text_or_none(answer, "KmsKeyIdentifier"),
            policy=text_or_none(answer, "Policy"),
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
            return frozenset(text(bucket, "Name") for bucket in found)

        return await await_fact(ask(), "s3:ListBuckets", self._scope.region)


def _region(arn: str) -> str:
    return parse_arn(arn).region


def _truth(raw: Raw, name: str) -> bool:
    """Return an attribute that is "true" or "false"; a missing one is false."""
    return text_or_none(raw, name) is not None and word(raw, name, "true", "false") == "true"


def _document(raw: Raw, name: str) -> Raw:
    """Return an attribute that holds a JSON object; an empty one if it is missing."""
    written = text_or_none(raw, name)
    if written is None:
        return {}
    found = account_json(written)
    if not isinstance(found, dict):
        raise OddAnswerError(name)
    return found


def _refuses_sources(raw: Raw) -> bool:
    """Tell whether a queue lets no other name it as dead-letter queue."""
    redrive_allow = _document(raw, "RedriveAllowPolicy")
    return text_or_none(redrive_allow, "redrivePermission") == "denyAll"


def _destination(arn: str, raw: Raw, fifo: str) -> Destination:
    if not raw:
        raise OddAnswerError("Attributes")
    return Destination(
        arn=arn,
        fifo=_truth(raw, fifo),
        kms_key=text_or_none(raw, "KmsMasterKeyId"),
        policy=text_or_none(raw, "Policy"),
    )


def _queue(raw: Raw) -> Queue:
    redrive = _document(raw, "RedrivePolicy")
    return Queue(
        arn=arn(raw, "QueueArn"),
        visibility_timeout=numeral(raw, "VisibilityTimeout"),
        dead_letter_queue=arn(redrive, "deadLetterTargetArn") if redrive else None,
        max_receive_count=numeral(redrive, "maxReceiveCount") if redrive else None,
        fifo=_truth(raw, "FifoQueue"),
        kms_key=text_or_none(raw, "KmsMasterKeyId"),
        policy=text_or_none(raw, "Policy"),
    )
