"""Lambda Web Functions and MicroVM images: kinds that ListFunctions does not list."""

from __future__ import annotations

from auditor.collect.table.rows import NEXT_TOKEN_LOWER, FactRow, Operation, Owner
from auditor.model import Need

_WEB = "arn:*:lambda:*:*:web-function/*"
_FIFTY = ("maxResults", 50)

BUCKETS: dict[str, int] = {}  # all of theirs are in other families

OPERATIONS = (
    Operation(
        service="lambda-web", name="ListWebFunctions", action="lambda:ListWebFunctions",
        bucket="lambda", items="functions", token=NEXT_TOKEN_LOWER, page=_FIFTY,
        required=("functions",), why="the Web Functions",
    ),
    Operation(
        service="lambda-web", name="ListWebFunctionEndpoints",
        action="lambda:ListWebFunctionEndpoints", bucket="lambda", resource=_WEB,
        items="endpoints", token=NEXT_TOKEN_LOWER, page=_FIFTY, required=("endpoints",),
        why="who may call a Web Function, and which revisions answer",
    ),
    Operation(
        service="lambda-web", name="GetWebFunctionRevision",
        action="lambda:GetWebFunctionRevision", bucket="lambda", resource=_WEB,
        required=("serviceConfig",), why="the settings of a Web Function",
    ),
    Operation(
        service="lambda-web", name="GetResourcePolicy", action="lambda:GetResourcePolicy",
        bucket="lambda", resource=_WEB, required=("policy",),
        why="which other accounts and services may use a Web Function",
    ),
    Operation(
        service="lambda-microvms", name="ListMicrovmImages", action="lambda:ListMicrovmImages",
        bucket="lambda", items="items", token=NEXT_TOKEN_LOWER, page=_FIFTY,
        required=("items",), why="the MicroVM images",
    ),
    Operation(
        service="lambda-microvms", name="GetMicrovmImageVersion",
        action="lambda:GetMicrovmImageVersion", bucket="lambda",
        required=("buildRoleArn",), why="the settings of a MicroVM image",
    ),
    Operation(
        service="lambda-microvms", name="ListMicrovms", action="lambda:ListMicrovms",
        bucket="lambda", items="items", token=NEXT_TOKEN_LOWER, page=_FIFTY,
        required=("items",), why="the MicroVMs of an image",
    ),
    Operation(
        service="lambda-microvms", name="GetMicrovm", action="lambda:GetMicrovm",
        bucket="lambda", required=("microvmId",), why="the role of a MicroVM",
    ),
)  # fmt: skip

FACTS = (
    FactRow(
        need=Need.WEB_FUNCTIONS, owner=Owner.REGION, field="web_functions",
        operations=(
            "lambda-web:ListWebFunctions",
            "lambda-web:ListWebFunctionEndpoints",
            "lambda-web:GetWebFunctionRevision",
            "lambda-web:GetResourcePolicy",
        ),
    ),
    FactRow(
        need=Need.MICROVM_IMAGES, owner=Owner.REGION, field="microvm_images",
        operations=(
            "lambda-microvms:ListMicrovmImages",
            "lambda-microvms:GetMicrovmImageVersion",
            "lambda-microvms:ListMicrovms",
            "lambda-microvms:GetMicrovm",
        ),
    ),
)  # fmt: skip
