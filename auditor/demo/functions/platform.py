"""What the engineers of the company run for themselves."""

from __future__ import annotations

from auditor.demo import invented_secrets
from auditor.demo.functions.settings import PARTIAL_BATCHES, POLL_QUEUE, dead_letters
from auditor.demo.names import OWN_ORGANIZATION, PARTNER, queue
from auditor.demo.sample import SampleFunction, allow

PLATFORM = (
    SampleFunction(
        name="platform-gateway",
        about="Does whatever the old shop did",
        shows=frozenset({"monolith"}),
        runtime="nodejs24.x",
        configuration=dead_letters(queue("gateway-failed")),
        statements=(
            allow(POLL_QUEUE, queue("old-shop")),
            allow("sqs:SendMessage", queue("gateway-failed")),
        ),
        mappings=(
            {
                "EventSourceArn": queue("old-shop"),
                "BatchSize": 10,
                "FunctionResponseTypes": PARTIAL_BATCHES,
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
