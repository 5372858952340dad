"""What customers see: search, pictures, messages, accounts and stock."""

from __future__ import annotations

from auditor.demo import invented_secrets
from auditor.demo.functions.settings import (
    PARTIAL_BATCHES,
    PASS_THROUGH,
    POLL_QUEUE,
    READ_STREAM,
    TEXT_LOGS,
    WATCHFUL_STREAM,
    dead_letters,
)
from auditor.demo.names import EUROPE, bucket, queue, stream, table, topic
from auditor.demo.packages import SamplePackage
from auditor.demo.sample import SampleFunction, allow

SEARCH = (
    SampleFunction(
        name="search-index",
        about="Brings product changes into the index",
        shows=frozenset({"stream-without-failure-destination", "wildcard-action"}),
        statements=(
            allow(READ_STREAM, stream("product-changes")),
            allow("es:*", f"arn:aws:es:{EUROPE}:111122223333:domain/products/*"),
        ),
        mappings=({"EventSourceArn": stream("product-changes"), **WATCHFUL_STREAM},),
    ),
    SampleFunction(
        name="search-query",
        about="Answers the search field",
        shows=frozenset(
            {
                "api-timeout",
                "timeout-near-limit",
                "throttled",
                "cold-start-exposed",
                "memory-misfit",
            }
        ),
        configuration={"Timeout": 60},
        better_memory=1024,
        rest_paths=("search",),
        metrics={"Invocations": 90_000, "Errors": 20, "Throttles": 340, "Duration": 59_200},
    ),
    SampleFunction(
        name="search-suggest",
        about="Completes what a visitor types",
        shows=frozenset({"unnecessary-vpc", "public-subnet", "single-az"}),
        runtime="nodejs24.x",
        network="front",
        http_routes=("GET /suggest",),
    ),
    SampleFunction(
        name="search-reindex",
        about="Builds the index anew",
        shows=frozenset({"wildcard-action", "partial-wildcard-action"}),
        innocent_of=frozenset({"missing-dlq"}),
        statements=(
            allow("s3:*", bucket("juniper-lark-index") + "/*"),
            allow("dynamodb:Describe*", table("products")),
        ),
        configuration={"Timeout": 300, "MemorySize": 1024},
    ),
)

MEDIA = (
    SampleFunction(
        name="media-thumbnail",
        about="Makes small pictures of covers",
        shows=frozenset({"confused-deputy"}),
        innocent_of=frozenset({"missing-dlq", "broken-dlq"}),
        configuration=dead_letters(queue("media-failed")),
        statements=(
            allow("s3:GetObject", bucket("juniper-lark-covers") + "/*"),
            allow("sqs:SendMessage", queue("media-failed")),
        ),
        buckets=("juniper-lark-covers",),
        unguarded_events=True,
    ),
    SampleFunction(
        name="media-transcode",
        about="Cuts samples from records",
        shows=frozenset({"oversized-package", "oversized-tmp", "duplicate-code"}),
        package=SamplePackage.HEAVY,
        configuration={"EphemeralStorage": {"Size": 4096}, "MemorySize": 3008, "Timeout": 300},
    ),
    SampleFunction(
        name="media-waveform",
        about="Draws the curve under a sample",
        shows=frozenset({"oversized-package", "duplicate-code", "partial-wildcard-action"}),
        package=SamplePackage.HEAVY,
        statements=(allow("s3:Get*", bucket("juniper-lark-samples") + "/*"),),
    ),
    SampleFunction(
        name="media-moderate",
        about="Looks for covers that are not fit for children",
        innocent_of=frozenset({"wildcard-resource", "missing-dlq", "confused-deputy"}),
        configuration=dead_letters(topic("operations")),
        statements=(
            allow(("rekognition:DetectModerationLabels", "cloudwatch:PutMetricData"), "*"),
            allow("s3:GetObject", bucket("juniper-lark-uploads") + "/*"),
            allow("sns:Publish", topic("operations")),
        ),
        buckets=("juniper-lark-uploads",),
    ),
)

NOTIFICATIONS = (
    SampleFunction(
        name="notifications-email",
        about="Sends letters about orders",
        shows=frozenset({"broken-dlq", "plaintext-secret", "unencrypted-by-customer-key"}),
        configuration=dead_letters(queue("letters-failed.fifo")),
        statements=(allow("sqs:SendMessage", queue("letters-failed.fifo")),),
        variables={"SENDGRID_KEY": invented_secrets.sendgrid_key()},
        topics=("order-events",),
    ),
    SampleFunction(
        name="notifications-sms",
        about="Sends short messages about parcels",
        innocent_of=frozenset({"missing-dlq", "broken-dlq"}),
        statements=(allow("sqs:SendMessage", queue("sms-failed")),),
        on_failure=queue("sms-failed"),
        topics=("parcel-events",),
    ),
    SampleFunction(
        name="notifications-push",
        about="Notifies the shop's app; the topic calls its alias, which has no destination",
        shows=frozenset({"missing-dlq"}),
        alias="live",
        on_failure=queue("push-failed"),  # of $LATEST, which nothing calls
        statements=(allow("sqs:SendMessage", queue("push-failed")),),
        topics=("parcel-events",),
    ),
    SampleFunction(
        name="notifications-digest",
        about="Writes the weekly digest",
        shows=frozenset({"broken-dlq"}),
        # its role may not send to the queue
        configuration=dead_letters(queue("digest-failed")),
        rules=("digest-every-monday",),
    ),
)

CUSTOMERS = (
    SampleFunction(
        name="customers-signup",
        about="Decides who may sign up; called by Cognito",
        innocent_of=frozenset({"missing-dlq", "confused-deputy"}),
        runtime="nodejs24.x",
        permissions=(
            {
                "StatementId": "user-pool",
                "Action": "lambda:InvokeFunction",
                "Principal": "cognito-idp.amazonaws.com",
                "SourceArn": "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_Shop",
                "SourceAccount": "111122223333",
            },
        ),
    ),
    SampleFunction(
        name="customers-export",
        about="Answers requests under data protection law",
        shows=frozenset({"wildcard-resource"}),
        statements=(allow(("dynamodb:Query", "dynamodb:DeleteItem", "s3:PutObject"), "*"),),
    ),
    SampleFunction(
        name="customers-provision",
        about="Gives wholesale customers a function of their own",
        shows=frozenset({"privilege-escalation", "wildcard-resource"}),
        statements=(
            allow("iam:PassRole", "*"),
            allow(("lambda:CreateFunction", "lambda:InvokeFunction"), "*"),
        ),
    ),
)

INVENTORY = (
    SampleFunction(
        name="inventory-sync",
        about="",
        shows=frozenset(
            {
                "deprecated-runtime",
                "missing-tracing",
                "unstructured-logs",
                "unbounded-log-retention",
                "missing-alarms",
                "untagged-function",
                "x86-function",
                "dead-weight",
                "pinned-runtime",
                "unsigned-code",
            }
        ),
        runtime="python3.8",
        runtime_pinned=True,
        signing=None,
        package=SamplePackage.BUNDLED,
        configuration={**PASS_THROUGH, **TEXT_LOGS, "Architectures": ["x86_64"]},
        tagged=False,
        log_retention=None,
        alarmed=False,
    ),
    SampleFunction(
        name="inventory-forecast",
        about="Guesses next week's sales",
        shows=frozenset(
            {
                "admin-role",
                "wildcard-action",
                "wildcard-resource",
                "oversized-package",
                "unused-permissions",
            }
        ),
        unused=("ec2", "iam", "rds", "s3"),
        package=SamplePackage.VAST,
        role="inventory-forecast-role",
        configuration={"MemorySize": 4096, "Timeout": 600},
    ),
    SampleFunction(
        name="inventory-stocktake",
        about="Counts what the shelves should hold",
        innocent_of=frozenset({"missing-dlq", "broken-dlq", "confused-deputy"}),
        configuration=dead_letters(queue("stocktake-failed")),
        statements=(allow("sqs:SendMessage", queue("stocktake-failed")),),
        schedules=("stocktake",),
    ),
    SampleFunction(
        name="inventory-feed",
        about="Reads the publisher's feed; switched off in the spring",
        shows=frozenset({"zero-concurrency"}),
        statements=(allow(POLL_QUEUE, queue("publisher-feed")),),
        mappings=(
            {
                "EventSourceArn": queue("publisher-feed"),
                "Enabled": False,
                "FunctionResponseTypes": PARTIAL_BATCHES,
            },
        ),
        reserved=0,
    ),
)
