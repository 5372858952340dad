"""The resources around the functions: roles, queues, topics, streams, tables, buckets, layers."""

from __future__ import annotations

from auditor.demo.names import AMERICA, EUROPE, bucket, table
from auditor.demo.sample import SampleQueue, SampleRole, allow, trust

_WRITE_LOGS = allow(
    ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
    "arn:aws:logs:*:111122223333:log-group:/aws/lambda/*",
)
_WRITE_TRACES = allow(("xray:PutTraceSegments", "xray:PutTelemetryRecords"), "*")

# A pipeline was meant to assume the role; StringEquals takes the star literally, so none can.
_JOURNAL_TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
        {
            "Effect": "Allow",
            "Principal": {
                "Federated": "arn:aws:iam::111122223333:oidc-provider/"
                "token.actions.githubusercontent.com"
            },
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {
                "StringEquals": {
                    "token.actions.githubusercontent.com:sub": "repo:juniper-lark/journal:*"
                }
            },
        },
    ],
}

ROLES = (
    SampleRole(name="inventory-forecast-role", statements=(allow("*", "*"),)),
    SampleRole(
        name="deploy-hook-role",
        trust=trust({"AWS": "*", "Service": "lambda.amazonaws.com"}),
        attached=("AdministratorAccess",),
    ),
    SampleRole(
        name="reports-role",
        statements=(
            _WRITE_LOGS,
            _WRITE_TRACES,
            allow("dynamodb:Query", table("orders")),
        ),
    ),
    SampleRole(
        name="picture-server-role",
        trust=trust({"Service": "ec2.amazonaws.com"}),
        statements=(_WRITE_LOGS, _WRITE_TRACES),
    ),
    SampleRole(
        name="platform-journal-role",
        trust=_JOURNAL_TRUST,
        statements=(allow("s3:PutObject", bucket("juniper-lark-archive") + "/journal/*"),),
    ),
    SampleRole(
        name="scheduler-role",
        trust=trust({"Service": "scheduler.amazonaws.com"}),
        statements=(allow("lambda:InvokeFunction", "arn:aws:lambda:*:111122223333:function:*"),),
    ),
)

# what AWSLambdaVPCAccessExecutionRole allows in addition to logs
VPC_ACCESS = {
    "Version": "2012-10-17",
    "Statement": [
        allow(
            (
                "ec2:CreateNetworkInterface",
                "ec2:DescribeNetworkInterfaces",
                "ec2:DescribeSubnets",
                "ec2:DeleteNetworkInterface",
                "ec2:AssignPrivateIpAddresses",
                "ec2:UnassignPrivateIpAddresses",
            ),
            "*",
        )
    ],
}

# made in this order, since a queue's redrive policy names one that exists
QUEUES = (
    *(
        SampleQueue(name=name)
        for name in (
            "orders-failed",
            "orders-archive-failed",
            "parcels-failed",
            "invoices-failed",
            "media-failed",
            "letters-failed.fifo",
            "sms-failed",
            "push-failed",
            "digest-failed",
            "stocktake-failed",
            "publisher-feed-failed",
            "gateway-failed",
        )
    ),
    SampleQueue(name="watermark-failed", region=AMERICA),
    SampleQueue(name="returns-failed", region=AMERICA),
    SampleQueue(name="orders", visibility_timeout=60, redrive_to="orders-failed"),
    # the emulator cannot list the sources of a dead-letter queue: this one says that it is none
    SampleQueue(name="order-confirmations", visibility_timeout=60, dead_letters_refused=True),
    SampleQueue(
        name="parcels", visibility_timeout=90, redrive_to="parcels-failed", max_receive_count=1
    ),
    SampleQueue(name="publisher-feed", visibility_timeout=60, redrive_to="publisher-feed-failed"),
    SampleQueue(name="old-shop", visibility_timeout=60, redrive_to="gateway-failed"),
    SampleQueue(
        name="returns", region=AMERICA, visibility_timeout=600, redrive_to="returns-failed"
    ),
)

TOPICS = (
    (EUROPE, "order-events"),
    (EUROPE, "parcel-events"),
    (EUROPE, "operations"),
    (AMERICA, "campaigns"),
)
STREAMS = ((EUROPE, "product-changes"),)
TABLES = ((EUROPE, "orders"), (EUROPE, "products"), (AMERICA, "orders"))
REPOSITORIES = ((EUROPE, "fraud-score"),)
LAYERS = ((AMERICA, "shop-toolbox"),)  # each in two versions

# where packages wait for their functions, in addition to the buckets that notify some
PACKAGE_BUCKETS = ((EUROPE, "juniper-lark-packages"),)

# a message that its function cannot digest, so that one event source really fails
POISON = ((AMERICA, "returns", '{"parcel": null}'),)
