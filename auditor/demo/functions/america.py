"""The second region."""

from __future__ import annotations

from auditor.demo import invented_secrets
from auditor.demo.functions.settings import PARTIAL_BATCHES, PASS_THROUGH, POLL_QUEUE
from auditor.demo.names import AMERICA, STRANGER, bucket, layer, queue, secret, table
from auditor.demo.packages import SamplePackage
from auditor.demo.sample import SampleFunction, allow

AMERICAN = (
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
        statements=(allow(POLL_QUEUE, queue("returns", AMERICA)),),
        mappings=(
            {
                "EventSourceArn": queue("returns", AMERICA),
                "BatchSize": 1,
                "FunctionResponseTypes": PARTIAL_BATCHES,
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
            **PASS_THROUGH,
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
