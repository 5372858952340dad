"""Lambda's functions: their settings, policies, aliases, code and layers."""

from __future__ import annotations

from auditor.collect.table.rows import (
    FUNCTION,
    LAMBDA_MARKER,
    NEXT_TOKEN,
    FactRow,
    Names,
    Operation,
    Owner,
)
from auditor.model import Need

# Calls a second: the quotas page of Lambda, per account and region, not increasable; 2026-11-20.
BUCKETS = {
    "lambda:GetFunction": 100,
    "lambda:GetPolicy": 15,
    "lambda": 15,  # every other Lambda operation, together
    "cloudformation": 2,  # in no quota page: a careful figure
}

_RUNTIME = "arn:*:lambda:*:*:runtime/*"

OPERATIONS = (
    Operation(
        service="lambda", name="ListFunctions", action="lambda:ListFunctions", bucket="lambda",
        items="Functions", identity="FunctionArn", token=LAMBDA_MARKER, page=("MaxItems", 50),
        required=("Functions",), why="the functions and their settings",
    ),
    Operation(
        service="lambda", name="GetFunction", action="lambda:GetFunction",
        bucket="lambda:GetFunction", resource=FUNCTION, required=("Configuration",),
        why="tags, state, reserved concurrency, image and code location",
    ),
    Operation(
        service="lambda", name="GetPolicy", action="lambda:GetPolicy", bucket="lambda:GetPolicy",
        resource=FUNCTION, required=("Policy",),
        why="who may invoke a function, an alias or a version",
    ),
    Operation(
        service="lambda", name="ListAliases", action="lambda:ListAliases", bucket="lambda",
        resource=FUNCTION, items="Aliases", token=LAMBDA_MARKER, page=("MaxItems", 50),
        required=("Aliases",), why="the aliases of functions with published versions",
    ),
    Operation(
        service="lambda", name="ListFunctionUrlConfigs", action="lambda:ListFunctionUrlConfigs",
        bucket="lambda", resource=FUNCTION, items="FunctionUrlConfigs", token=LAMBDA_MARKER,
        page=("MaxItems", 50), required=("FunctionUrlConfigs",),
        why="the URL of a function whose policy opens one",
    ),
    Operation(
        service="lambda", name="ListFunctionEventInvokeConfigs",
        action="lambda:ListFunctionEventInvokeConfigs", bucket="lambda", resource=FUNCTION,
        items="FunctionEventInvokeConfigs", token=LAMBDA_MARKER, page=("MaxItems", 50),
        required=("FunctionEventInvokeConfigs",), why="where failed asynchronous events go",
    ),
    Operation(
        service="lambda", name="ListProvisionedConcurrencyConfigs",
        action="lambda:ListProvisionedConcurrencyConfigs", bucket="lambda", resource=FUNCTION,
        items="ProvisionedConcurrencyConfigs", token=LAMBDA_MARKER, page=("MaxItems", 50),
        required=("ProvisionedConcurrencyConfigs",), why="environments kept warm",
    ),
    Operation(
        service="lambda", name="ListCodeSigningConfigs", action="lambda:ListCodeSigningConfigs",
        bucket="lambda", items="CodeSigningConfigs", token=LAMBDA_MARKER, page=("MaxItems", 50),
        required=("CodeSigningConfigs",), why="code-signing policies",
    ),
    Operation(
        service="lambda", name="ListFunctionsByCodeSigningConfig",
        action="lambda:ListFunctionsByCodeSigningConfig", bucket="lambda",
        resource="arn:*:lambda:*:*:code-signing-config:*", items="FunctionArns",
        token=LAMBDA_MARKER, page=("MaxItems", 50), required=("FunctionArns",),
        why="the functions under a code-signing policy",
    ),
    Operation(
        service="lambda", name="GetRuntimeManagementConfig",
        action="lambda:GetRuntimeManagementConfig", bucket="lambda", resource=FUNCTION,
        required=("UpdateRuntimeOn",), why="how the runtime is updated",
    ),
    Operation(
        service="lambda", name="GetFunctionRecursionConfig",
        action="lambda:GetFunctionRecursionConfig", bucket="lambda", resource=FUNCTION,
        required=("RecursiveLoop",), why="whether recursive loops are stopped",
    ),
    Operation(
        service="lambda", name="ListEventSourceMappings", action="lambda:ListEventSourceMappings",
        bucket="lambda", items="EventSourceMappings", token=LAMBDA_MARKER, page=("MaxItems", 100),
        required=("EventSourceMappings",), why="queues and streams that invoke functions",
    ),
    Operation(
        service="lambda", name="ListLayers", action="lambda:ListLayers", bucket="lambda",
        items="Layers", token=LAMBDA_MARKER, page=("MaxItems", 50), required=("Layers",),
        why="the newest versions of the account's layers",
    ),
    Operation(
        service="lambda", name="GetLayerVersion", action="lambda:GetLayerVersion",
        bucket="lambda", resource="arn:*:lambda:*:*:layer:*:*", required=("Content",),
        why="where the files of a layer are",
    ),
    Operation(
        service="lambda-core", name="GetRuntimeAlias", action="lambda:GetRuntimeAlias",
        bucket="lambda", resource=_RUNTIME, required=("Arn",),
        why="the lifecycle of a customer-managed runtime's alias",
    ),
    Operation(
        service="lambda-core", name="GetRuntime", action="lambda:GetRuntime", bucket="lambda",
        resource=_RUNTIME, required=("Arn",), why="the lifecycle of a customer-managed runtime",
    ),
    Operation(
        service="cloudformation", name="DescribeStacks", action="cloudformation:DescribeStacks",
        bucket="cloudformation", items="Stacks", identity="StackId", token=NEXT_TOKEN,
        required=("Stacks",), why="tags of stacks that name an owner",
    ),
)  # fmt: skip

FACTS = (
    FactRow(
        need=Need.FUNCTION_DETAILS, owner=Owner.FUNCTION, field="details",
        operations=("lambda:GetFunction",),
    ),
    FactRow(
        need=Need.ALIASES, owner=Owner.FUNCTION, field="aliases",
        operations=("lambda:ListAliases",),
    ),
    FactRow(
        need=Need.RESOURCE_POLICY, owner=Owner.FUNCTION, field="policies",
        operations=("lambda:GetPolicy", "lambda:ListAliases"),
    ),
    FactRow(
        need=Need.FUNCTION_URLS, owner=Owner.FUNCTION, field="urls",
        operations=("lambda:ListFunctionUrlConfigs",),
    ),
    FactRow(
        need=Need.EVENT_INVOKE_CONFIGS, owner=Owner.FUNCTION, field="event_invoke_configs",
        operations=("lambda:ListFunctionEventInvokeConfigs",),
    ),
    FactRow(
        need=Need.PROVISIONED_CONCURRENCY, owner=Owner.FUNCTION, field="provisioned_concurrency",
        operations=("lambda:ListProvisionedConcurrencyConfigs",),
    ),
    FactRow(
        need=Need.CODE_SIGNING, owner=Owner.FUNCTION, field="code_signing",
        operations=("lambda:ListCodeSigningConfigs", "lambda:ListFunctionsByCodeSigningConfig"),
    ),
    FactRow(
        need=Need.RUNTIME_MANAGEMENT, owner=Owner.FUNCTION, field="runtime_update_mode",
        operations=("lambda:GetRuntimeManagementConfig",),
        read="function_calls.runtime_update_mode",
    ),
    FactRow(
        need=Need.RUNTIME_LIFECYCLE, owner=Owner.FUNCTION, field="runtime_lifecycle",
        operations=("lambda-core:GetRuntimeAlias", "lambda-core:GetRuntime"),
        read="runtime_lifecycles.runtime_lifecycle",
    ),
    FactRow(
        need=Need.RECURSION, owner=Owner.FUNCTION, field="recursive_loop",
        operations=("lambda:GetFunctionRecursionConfig",), read="function_calls.recursive_loop",
    ),
    FactRow(
        need=Need.PACKAGE_CONTENTS, owner=Owner.FUNCTION, field="package",
        operations=("lambda:GetFunction",),
    ),
    FactRow(
        need=Need.LAYER_VERSIONS, owner=Owner.REGION, field="layer_versions",
        operations=("lambda:ListLayers",), read="layer_versions.layer_versions",
    ),
    FactRow(
        need=Need.STACK_TAGS, owner=Owner.REGION, field="stack_tags",
        operations=("cloudformation:DescribeStacks",), read="stacks.stack_tags",
        names=Names.STACKS,
    ),
    FactRow(
        need=Need.LAYER_CONTENTS, owner=Owner.REGION, field="layer_contents",
        operations=("lambda:GetLayerVersion",), read="layer_contents.layer_contents",
        names=Names.LAYERS,
    ),
)  # fmt: skip
