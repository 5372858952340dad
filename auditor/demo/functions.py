"""The functions of Juniper and Lark, a shop for records and books that does not exist.

All facts about one function are in one row. What a row does not say is as it should be.
"""

from __future__ import annotations

from auditor.demo import invented_secrets
from auditor.demo.names import (
    AMERICA,
    EUROPE,
    OWN_ORGANIZATION,
    PARTNER,
    STRANGER,
    bucket,
    layer,
    queue,
    secret,
    stream,
    table,
    table_stream,
    topic,
)
from auditor.demo.packages import SamplePackage
from auditor.demo.sample import SampleFunction, allow

_PASS_THROUGH = {"TracingConfig": {"Mode": "PassThrough"}}
_TEXT_LOGS = {"LoggingConfig": {"LogFormat": "Text"}}
_POLL_QUEUE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
_READ_TABLE_STREAM = (
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "dynamodb:DescribeStream",
    "dynamodb:ListStreams",
)
_READ_STREAM = ("kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:DescribeStream")
_PARTIAL_BATCHES = ["ReportBatchItemFailures"]
_WATCHFUL_STREAM = {
    "StartingPosition": "LATEST",
    "MaximumRetryAttempts": 3,
    "MaximumRecordAgeInSeconds": 3600,
    "BisectBatchOnFunctionError": True,
    "FunctionResponseTypes": _PARTIAL_BATCHES,
}


def _dead_letters(target: str) -> dict[str, object]:
    return {"DeadLetterConfig": {"TargetArn": target}}


_ORDERS = (
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
        statements=(allow(_POLL_QUEUE, queue("orders")),),
        mappings=(
            {
                "EventSourceArn": queue("orders"),
                "BatchSize": 10,
                "FunctionResponseTypes": _PARTIAL_BATCHES,
            },
        ),
    ),
    SampleFunction(
        name="orders-confirm",
        about="Confirms an order to the customer; the queue invokes $LATEST, past its alias",
        shows=frozenset({"queue-without-redrive", "whole-batch-retry", "unversioned-deployment"}),
        alias="live",
        statements=(allow(_POLL_QUEUE, queue("order-confirmations")),),
        mappings=({"EventSourceArn": queue("order-confirmations"), "BatchSize": 10},),
    ),
    SampleFunction(
        name="orders-fulfil",
        about="Books a parcel with the courier",
        shows=frozenset({"low-receive-count", "short-visibility-timeout"}),
        configuration={"Timeout": 60},
        statements=(allow(_POLL_QUEUE, queue("parcels")),),
        mappings=({"EventSourceArn": queue("parcels"), "BatchSize": 1},),
    ),
    SampleFunction(
        name="orders-archive",
        about="Copies finished orders to the archive",
        innocent_of=frozenset({"stream-without-failure-destination", "unbounded-stream-retries"}),
        statements=(
            allow(_READ_TABLE_STREAM, table("orders") + "/stream/*"),
            allow("sqs:SendMessage", queue("orders-archive-failed")),
            allow("s3:PutObject", bucket("juniper-lark-archive") + "/orders/*"),
        ),
        mappings=(
            {
                "EventSourceArn": table_stream("orders"),
                **_WATCHFUL_STREAM,
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
        statements=(allow(_READ_TABLE_STREAM, table("orders") + "/stream/*"),),
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

_PAYMENTS = (
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
        configuration=_dead_letters(queue("invoices-failed")),
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
        configuration=_dead_letters(queue("payments-reconcile-failed")),  # deleted last year
        statements=(allow("sqs:SendMessage", queue("payments-reconcile-failed")),),
        schedules=("payments-reconcile",),
    ),
)

_SEARCH = (
    SampleFunction(
        name="search-index",
        about="Brings product changes into the index",
        shows=frozenset({"stream-without-failure-destination", "wildcard-action"}),
        statements=(
            allow(_READ_STREAM, stream("product-changes")),
            allow("es:*", f"arn:aws:es:{EUROPE}:111122223333:domain/products/*"),
        ),
        mappings=({"EventSourceArn": stream("product-changes"), **_WATCHFUL_STREAM},),
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

_MEDIA = (
    SampleFunction(
        name="media-thumbnail",
        about="Makes small pictures of covers",
        shows=frozenset({"confused-deputy"}),
        innocent_of=frozenset({"missing-dlq", "broken-dlq"}),
        configuration=_dead_letters(queue("media-failed")),
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
        configuration=_dead_letters(topic("operations")),
        statements=(
            allow(("rekognition:DetectModerationLabels", "cloudwatch:PutMetricData"), "*"),
            allow("s3:GetObject", bucket("juniper-lark-uploads") + "/*"),
            allow("sns:Publish", topic("operations")),
        ),
        buckets=("juniper-lark-uploads",),
    ),
)

_NOTIFICATIONS = (
    SampleFunction(
        name="notifications-email",
        about="Sends letters about orders",
        shows=frozenset({"broken-dlq", "plaintext-secret", "unencrypted-by-customer-key"}),
        configuration=_dead_letters(queue("letters-failed.fifo")),
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
        configuration=_dead_letters(queue("digest-failed")),
        rules=("digest-every-monday",),
    ),
)

_CUSTOMERS = (
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

_INVENTORY = (
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
        configuration={**_PASS_THROUGH, **_TEXT_LOGS, "Architectures": ["x86_64"]},
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
        configuration=_dead_letters(queue("stocktake-failed")),
        statements=(allow("sqs:SendMessage", queue("stocktake-failed")),),
        schedules=("stocktake",),
    ),
    SampleFunction(
        name="inventory-feed",
        about="Reads the publisher's feed; switched off in the spring",
        shows=frozenset({"zero-concurrency"}),
        statements=(allow(_POLL_QUEUE, queue("publisher-feed")),),
        mappings=(
            {
                "EventSourceArn": queue("publisher-feed"),
                "Enabled": False,
                "FunctionResponseTypes": _PARTIAL_BATCHES,
            },
        ),
        reserved=0,
    ),
)

_PLATFORM = (
    SampleFunction(
        name="platform-gateway",
        about="Does whatever the old shop did",
        shows=frozenset({"monolith"}),
        runtime="nodejs24.x",
        configuration=_dead_letters(queue("gateway-failed")),
        statements=(
            allow(_POLL_QUEUE, queue("old-shop")),
            allow("sqs:SendMessage", queue("gateway-failed")),
        ),
        mappings=(
            {
                "EventSourceArn": queue("old-shop"),
                "BatchSize": 10,
                "FunctionResponseTypes": _PARTIAL_BATCHES,
            },
        ),
        topics=("order-events",),
        rules=("old-shop-hourly",),
        buckets=("juniper-lark-old-shop",),
        rest_paths=("old-shop", "old-cart", "old-checkout", "old-account"),
        http_routes=("GET /old-shop/{page}",),
    ),
    SampleFunction(
        name="platform-health",
        about="Says that the shop is up",
        innocent_of=frozenset(
            {
                "wildcard-resource",
                "wildcard-action",
                "missing-dlq",
                "unnecessary-vpc",
                "untagged-function",
            }
        ),
        runtime="nodejs24.x",
        http_routes=("GET /health",),
    ),
    SampleFunction(
        name="platform-journal",
        about="Keeps the journal of changes",
        shows=frozenset({"no-log-permission", "broken-tracing", "unmatchable-condition"}),
        role="platform-journal-role",
    ),
    SampleFunction(
        name="platform-cleanup",
        about="Deletes old test data; its role was deleted first",
        shows=frozenset({"unusable-role"}),
        role="platform-cleanup-role",
    ),
    SampleFunction(
        name="platform-builder",
        about="Builds the picture server; moved here from EC2",
        shows=frozenset({"unusable-role"}),
        role="picture-server-role",
    ),
    SampleFunction(
        name="platform-deploy-hook",
        about="Called by the deployment tool",
        shows=frozenset(
            {
                "admin-role",
                "wildcard-action",
                "wildcard-resource",
                "role-trust-too-wide",
                "unsigned-code",
            }
        ),
        signing="Warn",
        role="deploy-hook-role",
    ),
    SampleFunction(
        name="platform-courier-callback",
        about="The courier company calls it",
        shows=frozenset({"cross-account-access"}),
        runtime="nodejs24.x",
        permissions=(
            {"StatementId": "courier", "Action": "lambda:InvokeFunction", "Principal": PARTNER},
        ),
    ),
    SampleFunction(
        name="platform-group-directory",
        about="The other companies of the group call it",
        innocent_of=frozenset({"cross-account-access", "public-function"}),
        runtime="nodejs24.x",
        permissions=(
            {
                "StatementId": "group",
                "Action": "lambda:InvokeFunction",
                "Principal": "*",
                "PrincipalOrgID": OWN_ORGANIZATION,
            },
        ),
    ),
    SampleFunction(
        name="reports-daily",
        about="Yesterday in figures",
        shows=frozenset({"shared-role"}),
        role="reports-role",
    ),
    SampleFunction(
        name="reports-weekly",
        about="Last week in figures",
        shows=frozenset({"shared-role"}),
        role="reports-role",
    ),
    SampleFunction(
        name="labs-markup",
        about='<script>alert("orders")</script> **bold** | `code` [link](javascript:alert(1))',
        variables={"A|B": "1", "`TICK`": "2", "<b>BOLD</b>": "3"},
        tags={"owner": "<img src=x onerror=alert(1)>", "note": "| a | b |\n|---|---|"},
    ),
    SampleFunction(
        name="labs-escape",
        about="\u001b[31mred\u001b[0m =1+1 {{7*7}} ${jndi:ldap://x} \u202eesrever",
        shows=frozenset({"plaintext-secret", "unencrypted-by-customer-key"}),
        variables={"SLACK_TOKEN_`x`|<i>": invented_secrets.slack_token()},
        tags={"formula": "=HYPERLINK(1)", "<u>key</u>": "`value`"},
    ),
)

_AMERICA = (
    SampleFunction(
        name="us-orders-create",
        about="Takes an order from the American shop",
        innocent_of=frozenset({"missing-dlq", "missing-tracing", "api-timeout"}),
        region=AMERICA,
        runtime="nodejs24.x",
        statements=(allow("dynamodb:PutItem", table("orders", AMERICA)),),
        http_routes=("POST /orders",),
    ),
    SampleFunction(
        name="us-orders-tax",
        about="Reckons sales tax; kept warm",
        shows=frozenset({"idle-provisioned-concurrency"}),
        innocent_of=frozenset({"missing-dlq", "memory-misfit"}),
        region=AMERICA,
        runtime="java21",
        configuration={"Handler": "shop.Tax::handle", "MemorySize": 1024},
        alias="live",
        provisioned=5,
        rest_paths=("tax",),
        metrics={"Invocations": 800, "ProvisionedConcurrencyUtilization": 0.04},
    ),
    SampleFunction(
        name="us-orders-returns",
        about="Books parcels that come back",
        shows=frozenset({"failing-event-source"}),
        region=AMERICA,
        package=SamplePackage.FAILING,
        statements=(allow(_POLL_QUEUE, queue("returns", AMERICA)),),
        mappings=(
            {
                "EventSourceArn": queue("returns", AMERICA),
                "BatchSize": 1,
                "FunctionResponseTypes": _PARTIAL_BATCHES,
            },
        ),
    ),
    SampleFunction(
        name="marketing-landing",
        about="Serves the campaign's page from its alias",
        shows=frozenset({"public-function"}),
        region=AMERICA,
        runtime="nodejs24.x",
        alias="campaign",
        permissions=(
            {
                "StatementId": "everybody",
                "Action": "lambda:InvokeFunction",
                "Principal": "*",
                "Qualifier": "campaign",
            },
        ),
    ),
    SampleFunction(
        name="marketing-newsletter",
        about="Sets the newsletter; uses a layer found in a blog",
        shows=frozenset(
            {"foreign-layer", "missing-dlq", "plaintext-secret", "unencrypted-by-customer-key"}
        ),
        region=AMERICA,
        layers=(layer("pillow-extras", 4, AMERICA, STRANGER),),
        variables={
            "AWS_KEY_FOR_OLD_BUCKET": invented_secrets.aws_key_id(),
            "OLD_BUCKET_SECRET_KEY": invented_secrets.aws_secret_key(),
        },
        topics=("campaigns",),
    ),
    SampleFunction(
        name="marketing-personalise",
        about="Chooses what the front page shows; traced by Datadog",
        shows=frozenset({"foreign-layer"}),  # until the company says that it trusts Datadog
        innocent_of=frozenset({"missing-tracing", "nat-for-aws-services", "unnecessary-vpc"}),
        region=AMERICA,
        runtime="nodejs24.x",
        configuration={
            **_PASS_THROUGH,
            "Handler": "/opt/nodejs/node_modules/datadog-lambda-js/handler.handler",
        },
        layers=(layer("Datadog-Node24-x", 131, AMERICA, "464622532012"),),
        variables={
            "DD_LAMBDA_HANDLER": "index.handler",
            "DD_TRACE_ENABLED": "true",
            "DD_API_KEY_SECRET_ARN": secret("datadog-MnOpQr", AMERICA),
        },
        network="american application",
        statements=(allow("s3:GetObject", bucket("juniper-lark-models") + "/*"),),
        http_routes=("GET /front-page",),
    ),
    SampleFunction(
        name="marketing-attribution",
        about="Says which advertisement sold a book",
        shows=frozenset({"outdated-layer"}),
        region=AMERICA,
        layers=(layer("shop-toolbox", 1, AMERICA),),
    ),
    SampleFunction(
        name="edge-redirect",
        about="Redirects old addresses",
        shows=frozenset(
            {"deprecated-runtime", "x86-function", "unbounded-log-retention", "unused-function"}
        ),
        days_old=411,
        region=AMERICA,
        runtime="nodejs18.x",
        configuration={"Architectures": ["x86_64"]},
        log_retention=None,
    ),
    SampleFunction(
        name="us-media-watermark",
        about="Writes into the bucket that calls it",
        shows=frozenset({"recursive-loop-allowed"}),
        innocent_of=frozenset({"missing-dlq"}),
        region=AMERICA,
        on_failure=queue("watermark-failed", AMERICA),
        statements=(
            allow("sqs:SendMessage", queue("watermark-failed", AMERICA)),
            allow(("s3:GetObject", "s3:PutObject"), bucket("juniper-lark-us-covers") + "/*"),
        ),
        buckets=("juniper-lark-us-covers",),
        recursion_allowed=True,
    ),
)

FUNCTIONS = (
    *_ORDERS,
    *_PAYMENTS,
    *_SEARCH,
    *_MEDIA,
    *_NOTIFICATIONS,
    *_CUSTOMERS,
    *_INVENTORY,
    *_PLATFORM,
    *_AMERICA,
)
