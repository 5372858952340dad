"""Orders and payments."""

from __future__ import annotations

from auditor.demo import invented_secrets
from auditor.demo.functions.settings import (
    PARTIAL_BATCHES,
    POLL_QUEUE,
    READ_TABLE_STREAM,
    WATCHFUL_STREAM,
    dead_letters,
)
from auditor.demo.names import bucket, queue, secret, table, table_stream
from auditor.demo.sample import SampleFunction, allow

ORDERS = (
    SampleFunction(
        name="orders-create",
        about="Takes an order from the shop",
        innocent_of=frozenset({"missing-dlq", "api-timeout", "unnecessary-vpc", "missing-tracing"}),
        runtime="nodejs24.x",
        statements=(allow(("dynamodb:PutItem", "dynamodb:GetItem"), table("orders")),),
        variables={"ORDERS_TABLE": "orders", "LOG_LEVEL": "INFO"},
        http_routes=("POST /orders", "GET /orders/{id}"),
        metrics={"Invocations": 41_200, "Errors": 12, "Duration": 180},
    ),
    SampleFunction(
        name="orders-validate",
        about="Checks stock and address of a new order",
        innocent_of=frozenset(
            {"queue-without-redrive", "low-receive-count", "short-visibility-timeout"}
        ),
        statements=(allow(POLL_QUEUE, queue("orders")),),
        mappings=(
            {
                "EventSourceArn": queue("orders"),
                "BatchSize": 10,
                "FunctionResponseTypes": PARTIAL_BATCHES,
            },
        ),
    ),
    SampleFunction(
        name="orders-confirm",
        about="Confirms an order to the customer; the queue invokes $LATEST, past its alias",
        shows=frozenset({"queue-without-redrive", "whole-batch-retry", "unversioned-deployment"}),
        alias="live",
        statements=(allow(POLL_QUEUE, queue("order-confirmations")),),
        mappings=({"EventSourceArn": queue("order-confirmations"), "BatchSize": 10},),
    ),
    SampleFunction(
        name="orders-fulfil",
        about="Books a parcel with the courier",
        shows=frozenset({"low-receive-count", "short-visibility-timeout"}),
        configuration={"Timeout": 60},
        statements=(allow(POLL_QUEUE, queue("parcels")),),
        mappings=({"EventSourceArn": queue("parcels"), "BatchSize": 1},),
    ),
    SampleFunction(
        name="orders-archive",
        about="Copies finished orders to the archive",
        innocent_of=frozenset({"stream-without-failure-destination", "unbounded-stream-retries"}),
        statements=(
            allow(READ_TABLE_STREAM, table("orders") + "/stream/*"),
            allow("sqs:SendMessage", queue("orders-archive-failed")),
            allow("s3:PutObject", bucket("juniper-lark-archive") + "/orders/*"),
        ),
        mappings=(
            {
                "EventSourceArn": table_stream("orders"),
                **WATCHFUL_STREAM,
                "DestinationConfig": {"OnFailure": {"Destination": queue("orders-archive-failed")}},
            },
        ),
    ),
    SampleFunction(
        name="orders-projection",
        about="Keeps the list of open orders up to date",
        shows=frozenset(
            {"stream-without-failure-destination", "unbounded-stream-retries", "whole-batch-retry"}
        ),
        statements=(allow(READ_TABLE_STREAM, table("orders") + "/stream/*"),),
        mappings=(
            {
                "EventSourceArn": table_stream("orders"),
                "StartingPosition": "LATEST",
                "MaximumRetryAttempts": -1,
                "MaximumRecordAgeInSeconds": -1,
                "BisectBatchOnFunctionError": False,
            },
        ),
    ),
    SampleFunction(
        name="orders-nightly-export",
        about="Writes the day's orders for the accountants",
        shows=frozenset({"missing-dlq", "confused-deputy", "maximal-timeout", "high-error-rate"}),
        configuration={"Timeout": 900},
        statements=(
            allow("dynamodb:Scan", table("orders")),
            allow("s3:PutObject", bucket("juniper-lark-archive") + "/exports/*"),
        ),
        rules=("orders-every-night",),
        unguarded_events=True,
        metrics={"Invocations": 14, "Errors": 3, "Duration": 41_000},
    ),
)

PAYMENTS = (
    SampleFunction(
        name="payments-authorise",
        about="Reserves the amount on the customer's card",
        shows=frozenset({"plaintext-secret", "unencrypted-by-customer-key"}),
        runtime="nodejs24.x",
        variables={
            "STRIPE_API_KEY": invented_secrets.stripe_key(),
            "DB_PASSWORD": invented_secrets.password(),
            "CURRENCY": "EUR",
        },
        rest_paths=("payments",),
    ),
    SampleFunction(
        name="payments-refund",
        about="Pays money back",
        innocent_of=frozenset({"plaintext-secret", "missing-dlq"}),
        runtime="nodejs24.x",
        statements=(allow("secretsmanager:GetSecretValue", secret("stripe-AbCdEf")),),
        variables={
            "STRIPE_SECRET_ARN": secret("stripe-AbCdEf"),
            "DB_PASSWORD": secret("ledger-GhIjKl"),
            "API_TOKEN_PARAMETER": "/payments/production/token",
            "SESSION_SECRET_NAME": "payments/session",
            "TOKEN_TTL": "3600",
            "PASSWORD_HEADER": "X-Password",
            "STRIPE_PUBLISHABLE_KEY": "pk_" + "live_" + invented_secrets.letters("public", 24),
            "SIGNING_SECRET": "op://payments/webhook/secret",
        },
        rest_paths=("refunds",),
    ),
    SampleFunction(
        name="payments-webhook",
        about="Receives news from the payment provider",
        shows=frozenset({"public-function", "no-concurrency-guard"}),
        runtime="nodejs24.x",
        url="NONE",
        permissions=(
            {
                "StatementId": "everybody-by-url",
                "Action": "lambda:InvokeFunctionUrl",
                "Principal": "*",
                "FunctionUrlAuthType": "NONE",
            },
            {
                "StatementId": "everybody",
                "Action": "lambda:InvokeFunction",
                "Principal": "*",
            },
        ),
    ),
    SampleFunction(
        name="payments-ledger",
        about="Books every payment in the ledger's database",
        shows=frozenset({"database-without-proxy"}),
        innocent_of=frozenset({"unnecessary-vpc", "single-az", "public-subnet"}),
        runtime="nodejs24.x",
        network="application",
        variables={"DB_HOST": "db.shop.internal", "DB_USER": "ledger"},
        rest_paths=("ledger",),
    ),
    SampleFunction(
        name="payments-invoices",
        about="Writes invoices from the ledger to the archive",
        shows=frozenset(
            {"nat-for-aws-services", "plaintext-secret", "unencrypted-by-customer-key"}
        ),
        innocent_of=frozenset({"unnecessary-vpc", "missing-dlq"}),
        network="application",
        configuration=dead_letters(queue("invoices-failed")),
        variables={"DATABASE_URL": invented_secrets.database_url()},
        statements=(
            allow("s3:PutObject", bucket("juniper-lark-archive") + "/invoices/*"),
            allow("sqs:SendMessage", queue("invoices-failed")),
        ),
        topics=("order-events",),
    ),
    SampleFunction(
        name="payments-fraud-score",
        about="Judges how likely an order is fraud; a container image",
        shows=frozenset({"failed-state"}),
        innocent_of=frozenset({"deprecated-runtime", "oversized-package", "unsigned-code"}),
        image="fraud-score",
        failure="ImageAccessDenied",
        configuration={"MemorySize": 2048, "Timeout": 20},
        rest_paths=("fraud-score",),
    ),
    SampleFunction(
        name="payments-reconcile",
        about="Compares the provider's list with the ledger",
        shows=frozenset({"broken-dlq"}),
        configuration=dead_letters(queue("payments-reconcile-failed")),  # deleted last year
        statements=(allow("sqs:SendMessage", queue("payments-reconcile-failed")),),
        schedules=("payments-reconcile",),
    ),
)
