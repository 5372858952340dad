"""Events that fail: who keeps them, for every kind of source, destination and permission.

Sources: Lambda developer guide (asynchronous invocation, retaining records, destinations, event
source mappings of SQS, Kinesis, DynamoDB, Kafka, MQ and DocumentDB, error handling), EventBridge
and Scheduler user guides (their own dead-letter queues keep what could not be delivered, not what
the function failed on), SNS developer guide (the same), SQS developer guide (redrive).
"""

from __future__ import annotations

import json
from typing import Any

from tests.simulator.accounts import ID, statement
from tests.verdicts.truth import (
    CLEAN,
    FAIL,
    LOGS,
    NOT_APPLICABLE,
    PASS,
    REGION,
    TRACES,
    UNKNOWN,
    Case,
    mapping,
    sqs,
)

PLACE = f"{REGION}:{ID}"
DLQ, BROKEN, STREAM = "missing-dlq", "broken-dlq", "stream-without-failure-destination"
KEPT = sqs("kept")
QUEUES: dict[str, dict[str, str]] = {"kept": {}}


def _from(service: str, **more: Any) -> dict[str, Any]:
    return {"policy": statement({"Service": service}, **more)}


def _source(arn: str) -> dict[str, Any]:
    return {"Condition": {"ArnLike": {"aws:SourceArn": arn}}}


def _async(name: str, want: str, why: str, extra: dict[str, Any], **more: Any) -> Case:
    return Case(name=name, check=DLQ, want=want, why=why, extra=extra, **more)


def _dead(arn: str) -> dict[str, Any]:
    return {"DeadLetterConfig": {"TargetArn": arn}}


_ASYNCHRONOUS = (
    "s3", "sns", "events", "ses", "iot", "config", "codecommit", "codepipeline", "cloudformation",
    "scheduler", "iotevents", f"logs.{REGION}", "logs", "lambda.alarms.cloudwatch",
)  # fmt: skip
_WAITING = (
    "apigateway", "elasticloadbalancing", "cognito-idp", "lexv2", "appsync", "firehose", "connect",
    "vpc-lattice", "batchoperations.s3", "bedrock", "transfer", "edgelambda",
)  # fmt: skip

SERVICES = (
    *(
        _async(f"as-{n.split('.')[0]}-{len(n)}", FAIL, f"{n} does not wait for the result",
               _from(f"{n}.amazonaws.com"), says=(n.split(".")[0],))
        for n in _ASYNCHRONOUS
    ),
    *(
        _async(f"sy-{n.split('.')[0]}-{len(n)}", NOT_APPLICABLE, f"{n} waits and sees the error",
               _from(f"{n}.amazonaws.com"))
        for n in _WAITING
    ),
    _async("as-china", FAIL, "the principal of another partition",
           _from("s3.amazonaws.com.cn")),
    _async("as-star-source", FAIL, "anyone, on behalf of one bucket",
           {"policy": statement("*", **_source("arn:aws:s3:::uploads"))}),
    _async("as-iot-authorizer", NOT_APPLICABLE, "an authorizer's caller waits",
           _from("iot.amazonaws.com", **_source(f"arn:aws:iot:{PLACE}:authorizer/a"))),
    _async("as-iot-rule", FAIL, "a topic rule does not wait",
           _from("iot.amazonaws.com", **_source(f"arn:aws:iot:{PLACE}:rule/r"))),
    _async("as-role", NOT_APPLICABLE, "a role of the account may call it either way",
           {"policy": statement({"AWS": f"arn:aws:iam::{ID}:role/caller"})}),
    _async("as-deny", NOT_APPLICABLE, "a Deny invites no one", {"policy": json.dumps(
        {"Statement": [{"Effect": "Deny", "Principal": {"Service": "s3.amazonaws.com"},
                        "Action": "lambda:InvokeFunction", "Resource": "*"}]})}),
    _async("as-get", NOT_APPLICABLE, "reading the function is no invocation", {"policy": statement(
        {"Service": "config.amazonaws.com"}, "lambda:GetFunction")}),
    _async("as-url", NOT_APPLICABLE, "a URL's caller waits", {
        "urls": {None: "NONE"}, "policy": statement(
            "*", "lambda:InvokeFunctionUrl",
            Condition={"StringEquals": {"lambda:FunctionUrlAuthType": "NONE"}})}),
    _async("as-kept", PASS, "the queue keeps them", _from("s3.amazonaws.com"),
           configuration=_dead(KEPT), queues=QUEUES),
    _async("as-topic", PASS, "a topic is a dead-letter target too", _from("s3.amazonaws.com"),
           configuration=_dead(f"arn:aws:sns:{PLACE}:kept")),
    _async("as-destination", PASS, "OnFailure keeps them",
           {**_from("s3.amazonaws.com"), "event_invoke": {"$LATEST": KEPT}}, queues=QUEUES),
    _async("as-success-only", FAIL, "a setting without OnFailure keeps nothing",
           {**_from("s3.amazonaws.com"), "event_invoke": {"$LATEST": None}}),
    _async("as-wrong-alias", FAIL, "the destination is on another qualifier",
           {**_from("s3.amazonaws.com"), "aliases": {"live": "1"}, "versions": [1],
            "event_invoke": {"live": KEPT}}, queues=QUEUES),
    _async("as-alias", FAIL, "the alias is what is invoked",
           {"aliases": {"live": "1"}, "versions": [1],
            "policies": {"live": statement({"Service": "events.amazonaws.com"})},
            "event_invoke": {"$LATEST": KEPT}}, queues=QUEUES, says=("live",)),
    _async("as-alias-kept", PASS, "the alias has its destination",
           {"aliases": {"live": "1"}, "versions": [1],
            "policies": {"live": statement({"Service": "events.amazonaws.com"})},
            "event_invoke": {"live": KEPT}}, queues=QUEUES),
    _async("as-alias-dlq", PASS, "the function's queue serves every alias",
           {"aliases": {"live": "1"}, "versions": [1],
            "policies": {"live": statement({"Service": "events.amazonaws.com"})}},
           configuration=_dead(KEPT), queues=QUEUES),
    _async("as-polled", NOT_APPLICABLE, "a queue keeps its own messages", {}, lists={
        "lambda:ListEventSourceMappings": [mapping("as-polled", sqs("work"))]}, queues={
        "work": {"RedrivePolicy": json.dumps({"deadLetterTargetArn": KEPT, "maxReceiveCount": 5}),
                 "VisibilityTimeout": "18"}}),
    _async("as-of-destination", FAIL, "another function's failures come here, and fail here too",
           {}),
    _async("sends-to-it", PASS, "its failures go to a function", {
        **_from("s3.amazonaws.com"), "event_invoke": {
            "$LATEST": f"arn:aws:lambda:{PLACE}:function:as-of-destination"}}),
)  # fmt: skip


def _sender(name: str, want: str, why: str, target: str, *allow: Any, **more: Any) -> Case:
    return Case(name=name, check=BROKEN, want=want, why=why, allow=(*LOGS, *TRACES, *allow),
                configuration=_dead(target), **more)  # fmt: skip


def _to(name: str, want: str, why: str, target: str, *allow: Any, **more: Any) -> Case:
    extra = {**_from("s3.amazonaws.com"), "event_invoke": {"$LATEST": target}}
    return Case(name=name, check=BROKEN, want=want, why=why, allow=(*LOGS, *TRACES, *allow),
                extra=extra, **more)  # fmt: skip


def _on(resource: str, *actions: str, effect: str = "Allow", **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": resource, **more}


def topic(name: str, **attributes: str) -> dict[tuple[str, str], dict[str, Any]]:
    arn = f"arn:aws:sns:{PLACE}:{name}"
    return {("sns:GetTopicAttributes", arn): {"Attributes": {"TopicArn": arn, **attributes}}}


TOPIC, BUS, BUCKET = f"arn:aws:sns:{PLACE}:t-ok", f"arn:aws:events:{PLACE}:event-bus/b-ok", "kept-b"
BUCKETS = {"s3:ListBuckets": [{"Name": BUCKET}]}
BUSES = {("events:DescribeEventBus", "b-ok"): {"Name": "b-ok", "Arn": BUS}}
_LIMITED = {"StringEquals": {"aws:ResourceTag/team": "a"}}

TARGETS = (
    Case(name="bd-none", check=BROKEN, want=NOT_APPLICABLE, why="nothing is set"),
    _sender("bd-ok", PASS, "the queue is there and the role may send", KEPT,
            _on(KEPT, "sqs:SendMessage"), queues=QUEUES),
    _sender("bd-gone", FAIL, "no such queue", sqs("gone"), "sqs:SendMessage",
            says=("does not exist",)),
    _sender("bd-fifo", FAIL, "Lambda cannot send to a FIFO queue", sqs("kept.fifo"),
            "sqs:SendMessage", queues={"kept.fifo": {"FifoQueue": "true"}}, says=("FIFO",)),
    _sender("bd-mute", FAIL, "the role may not send", KEPT, queues=QUEUES,
            says=("sqs:SendMessage",)),
    _sender("bd-other", FAIL, "the role may send to another queue", KEPT,
            _on(sqs("other"), "sqs:SendMessage"), queues=QUEUES),
    _sender("bd-deny", FAIL, "a Deny outweighs the Allow", KEPT, "sqs:*",
            _on(KEPT, "sqs:SendMessage", effect="Deny"), queues=QUEUES),
    _sender("bd-case", PASS, "actions are compared without regard to case", KEPT,
            _on(KEPT, "SQS:sendmessage"), queues=QUEUES),
    _sender("bd-wild", PASS, "a wildcard covers it", KEPT, _on(sqs("k*"), "sqs:Send*"),
            queues=QUEUES),
    _sender("bd-notaction", PASS, "NotAction leaves sending in", KEPT,
            {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, queues=QUEUES),
    _sender("bd-receive", FAIL, "receiving is not sending", KEPT,
            _on(KEPT, "sqs:ReceiveMessage", "sqs:DeleteMessage"), queues=QUEUES),
    _sender("bd-queue-policy", PASS, "in one account the queue's own policy is enough",
            sqs("open"), queues={"open": {"Policy": json.dumps({"Statement": [
                {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ID}:role/bd-queue-policy"},
                 "Action": "sqs:SendMessage", "Resource": sqs("open")}]})}}),
    _sender("bd-topic", PASS, "the role may publish", TOPIC, _on(TOPIC, "sns:Publish"),
            answers=topic("t-ok")),
    _sender("bd-topic-mute", FAIL, "the role may not publish", TOPIC, answers=topic("t-ok"),
            says=("sns:Publish",)),
    _sender("bd-topic-fifo", FAIL, "Lambda cannot publish to a FIFO topic",
            f"arn:aws:sns:{PLACE}:t.fifo", "sns:Publish",
            answers=topic("t.fifo", FifoTopic="true")),
    _sender("bd-foreign", UNKNOWN, "another account's queue cannot be read",
            f"arn:aws:sqs:{REGION}:444455556666:theirs", "sqs:SendMessage"),
    _to("bd-bus", PASS, "a bus", BUS, _on(BUS, "events:PutEvents"), answers=BUSES),
    _to("bd-bus-mute", FAIL, "the role may not put events", BUS, answers=BUSES,
        says=("events:PutEvents",)),
    _to("bd-bucket", PASS, "a bucket", f"arn:aws:s3:::{BUCKET}",
        _on(f"arn:aws:s3:::{BUCKET}/*", "s3:PutObject"),
        _on(f"arn:aws:s3:::{BUCKET}", "s3:ListBucket"), lists=BUCKETS),
    _to("bd-bucket-mute", FAIL, "the role may list the bucket, but not write",
        f"arn:aws:s3:::{BUCKET}", _on(f"arn:aws:s3:::{BUCKET}", "s3:ListBucket"),
        says=("s3:PutObject",)),
    _to("bd-bucket-bare", FAIL, "the bucket's own ARN covers no object", f"arn:aws:s3:::{BUCKET}",
        _on(f"arn:aws:s3:::{BUCKET}", "s3:PutObject", "s3:ListBucket")),
    _to("bd-function", PASS, "a function", f"arn:aws:lambda:{PLACE}:function:bd-none",
        _on(f"arn:aws:lambda:{PLACE}:function:bd-none*", "lambda:InvokeFunction")),
    _to("bd-function-mute", FAIL, "the role may not invoke it",
        f"arn:aws:lambda:{PLACE}:function:bd-none", says=("lambda:InvokeFunction",)),
    _sender("bd-limited", CLEAN, "a condition on tags is no proof that it may not", KEPT,
            _on(KEPT, "sqs:SendMessage", Condition=_LIMITED), queues=QUEUES),
    _sender("bd-key", FAIL, "the queue's key is not the role's to use", sqs("locked"),
            _on(sqs("locked"), "sqs:SendMessage"), queues={"locked": {
                "KmsMasterKeyId": f"arn:aws:kms:{PLACE}:key/1"}}, says=("kms:",),
            confidence="medium"),
    _sender("bd-key-ok", PASS, "the role may use the key", sqs("locked-ok"),
            _on(sqs("locked-ok"), "sqs:SendMessage"),
            _on(f"arn:aws:kms:{PLACE}:key/1", "kms:GenerateDataKey*", "kms:Decrypt"),
            queues={"locked-ok": {"KmsMasterKeyId": f"arn:aws:kms:{PLACE}:key/1"}}),
    _sender("bd-key-aws", PASS, "AWS's own key needs no grant", sqs("sse"),
            _on(sqs("sse"), "sqs:SendMessage"), queues={"sse": {
                "KmsMasterKeyId": "alias/aws/sqs"}}),
)  # fmt: skip


def _polls(name: str, want: str, why: str, check: str, source: str, *allow: Any,
           extra: dict[str, Any] | None = None, **more: Any) -> Case:  # fmt: skip
    kept = {k: more.pop(k) for k in ("says", "omits", "severity", "queues", "answers",
                                     "configuration", "reason") if k in more}  # fmt: skip
    one = mapping(name, source, **more)
    if not source:
        del one["EventSourceArn"]
    lists = {"lambda:ListEventSourceMappings": [one]}
    return Case(name=name, check=check, want=want, why=why, lists=lists, extra=extra or {},
                allow=(*LOGS, *TRACES, *allow), **kept)  # fmt: skip


def _failure(arn: str) -> dict[str, Any]:
    return {"DestinationConfig": {"OnFailure": {"Destination": arn}}}


KINESIS = f"arn:aws:kinesis:{PLACE}:stream/s"
TABLE = f"arn:aws:dynamodb:{PLACE}:table/t/stream/2026"
CONSUMER = f"{KINESIS}/consumer/c:1"
MSK, MQ = f"arn:aws:kafka:{PLACE}:cluster/c/1", f"arn:aws:mq:{PLACE}:broker:b:b-1"
DOCDB = f"arn:aws:rds:{PLACE}:cluster:docdb"
_BROKERS = {"Endpoints": {"KAFKA_BOOTSTRAP_SERVERS": ["k.example:9092"]}}
OWN: dict[str, Any] = {"SelfManagedEventSource": _BROKERS, "Topics": ["t"]}

STREAMS = (
    _polls("st-kinesis", FAIL, "nothing keeps skipped records", STREAM, KINESIS),
    _polls("st-consumer", FAIL, "enhanced fan-out is the same", STREAM, CONSUMER),
    _polls("st-table", FAIL, "DynamoDB streams too", STREAM, TABLE),
    _polls("st-msk", FAIL, "MSK too", STREAM, MSK, Topics=["t"]),
    _polls("st-own-kafka", FAIL, "Kafka of one's own too", STREAM, "", **OWN),
    _polls("st-kinesis-kept", PASS, "a queue keeps them", STREAM, KINESIS, **_failure(KEPT)),
    _polls("st-msk-bucket", PASS, "a bucket keeps them", STREAM, MSK,
           **_failure(f"arn:aws:s3:::{BUCKET}")),
    _polls("st-msk-topic", PASS, "a Kafka topic keeps them", STREAM, MSK,
           **_failure("kafka://failed")),
    _polls("st-queue", NOT_APPLICABLE, "queues redrive", STREAM, sqs("kept"), queues=QUEUES),
    _polls("st-mq", NOT_APPLICABLE, "brokers keep their messages", STREAM, MQ),
    _polls("st-docdb", CLEAN, "a change stream is not among them", STREAM, DOCDB),
    _polls("st-topic-target", CLEAN, "a Kafka topic is not looked at", BROKEN, MSK, "kafka:*",
           omits=("no dead-letter queue or OnFailure destination is set",),
           **_failure("kafka://failed")),
    _polls("st-mute", FAIL, "the role may not send to the mapping's queue", BROKEN, KINESIS,
           queues=QUEUES, says=("sqs:SendMessage",), **_failure(KEPT)),
    _polls("st-fifo", FAIL, "a FIFO queue", BROKEN, KINESIS, "sqs:SendMessage",
           queues={"kept.fifo": {"FifoQueue": "true"}}, **_failure(sqs("kept.fifo"))),
    _polls("st-forever", FAIL, "defaults retry until the records expire",
           "unbounded-stream-retries", KINESIS, MaximumRetryAttempts=-1,
           MaximumRecordAgeInSeconds=-1),
    _polls("st-age", PASS, "the age is limited", "unbounded-stream-retries", KINESIS,
           MaximumRetryAttempts=-1, MaximumRecordAgeInSeconds=3600),
    _polls("st-tries", PASS, "the retries are limited", "unbounded-stream-retries", TABLE,
           MaximumRetryAttempts=3, MaximumRecordAgeInSeconds=-1),
    _polls("st-none", PASS, "no retry at all is a limit", "unbounded-stream-retries", TABLE,
           MaximumRetryAttempts=0, MaximumRecordAgeInSeconds=-1),
    _polls("st-bisect", PASS, "the batch is split", "unbounded-stream-retries", KINESIS,
           MaximumRetryAttempts=-1, MaximumRecordAgeInSeconds=-1,
           BisectBatchOnFunctionError=True),
    _polls("st-queue-retries", NOT_APPLICABLE, "queues count by themselves",
           "unbounded-stream-retries", KEPT, queues=QUEUES),
    _polls("st-whole", FAIL, "one failed record repeats all", "whole-batch-retry", KINESIS,
           BatchSize=100),
    _polls("st-partial", PASS, "failed items are reported", "whole-batch-retry", KINESIS,
           BatchSize=100, FunctionResponseTypes=["ReportBatchItemFailures"]),
    _polls("st-one", NOT_APPLICABLE, "a batch of one", "whole-batch-retry", sqs("kept"),
           BatchSize=1, queues=QUEUES),
)  # fmt: skip


def _redrive(count: int | str, name: str = "kept") -> str:
    return json.dumps({"deadLetterTargetArn": sqs(name), "maxReceiveCount": count})


def _queue(name: str, want: str, why: str, check: str, attributes: dict[str, str],
           **more: Any) -> Case:  # fmt: skip
    own = f"q-{name}.fifo" if "FifoQueue" in attributes else f"q-{name}"
    return _polls(name, want, why, check, sqs(own), queues={own: attributes, **QUEUES}, **more)


RED, LOW, SHORT, ILL = (
    "queue-without-redrive", "low-receive-count", "short-visibility-timeout",
    "failing-event-source")  # fmt: skip
_FIFO = {"FifoQueue": "true"}

READ_QUEUES = (
    _queue("qu-none", FAIL, "no redrive policy", RED, {}),
    _queue("qu-kept", PASS, "a redrive policy", RED, {"RedrivePolicy": _redrive(5)}),
    _queue("qu-fifo", FAIL, "a FIFO queue without one", RED, _FIFO),
    _queue("qu-fifo-kept", PASS, "a FIFO queue with one", RED,
           {**_FIFO, "RedrivePolicy": _redrive(5, "dead.fifo")}),
    _polls("qu-dead", PASS, "it reads a dead-letter queue", RED, KEPT, queues=QUEUES),
    _polls("qu-foreign", UNKNOWN, "another account's queue", RED,
           f"arn:aws:sqs:{REGION}:444455556666:theirs"),
    _polls("qu-stream", NOT_APPLICABLE, "no queue", RED, KINESIS),
    _queue("qu-low", FAIL, "three attempts", LOW, {"RedrivePolicy": _redrive(3)}),
    _queue("qu-low-text", FAIL, "the number as a text", LOW, {"RedrivePolicy": _redrive("1")}),
    _queue("qu-five", PASS, "five attempts", LOW, {"RedrivePolicy": _redrive(5)}),
    _queue("qu-no-count", NOT_APPLICABLE, "no redrive policy, no count", LOW, {}),
    _queue("qu-short", FAIL, "twice the timeout", SHORT, {"VisibilityTimeout": "60"},
           configuration={"Timeout": 30}, severity="medium"),
    _queue("qu-shorter", FAIL, "less than the timeout", SHORT, {"VisibilityTimeout": "20"},
           configuration={"Timeout": 30}, severity="high"),
    _queue("qu-six", PASS, "six times the timeout", SHORT, {"VisibilityTimeout": "180"},
           configuration={"Timeout": 30}),
    _queue("qu-window", FAIL, "the batching window counts too", SHORT,
           {"VisibilityTimeout": "180"}, configuration={"Timeout": 30},
           MaximumBatchingWindowInSeconds=20),
    _queue("qu-default", PASS, "30 s for a function of 3 s", SHORT, {"VisibilityTimeout": "30"}),
    _queue("qu-longest", PASS, "12 hours are the longest that SQS has", SHORT,
           {"VisibilityTimeout": "43200"}, configuration={"Timeout": 900}),
    _queue("qu-batch", FAIL, "ten messages fail together", "whole-batch-retry", {}, BatchSize=10),
    _queue("qu-stopped", PASS, "its owner stopped it", ILL, {}, State="Disabled",
           StateTransitionReason="User action"),
    _queue("qu-aws-stopped", FAIL, "AWS stopped it", ILL, {}, State="Disabled",
           StateTransitionReason="Lambda can't access the queue"),
    _polls("qu-problem", FAIL, "the last batch failed", ILL, KINESIS,
           LastProcessingResult="PROBLEM: Function call failed"),
    _polls("qu-idle", PASS, "nothing came yet", ILL, KINESIS,
           LastProcessingResult="No records processed"),
    _polls("qu-fine", PASS, "all is well", ILL, KINESIS, LastProcessingResult="OK"),
    _polls("qu-vanished", FAIL, "the queue is gone", ILL, sqs("nowhere")),
)  # fmt: skip

CASES = (*SERVICES, *TARGETS, *STREAMS, *READ_QUEUES)
