"""Functions of newer kinds: Managed Instances, tenants, durable executions, own runtimes, images.

Sources: botocore 1.44.8 (service model of lambda), Lambda developer guide: Managed Instances (core
concepts, timeouts), tenant isolation, durable functions (invoking by event source mappings),
customer-managed runtimes, SnapStart; CDK TenancyConfig.
"""

from __future__ import annotations

from typing import Any

from tests.simulator.accounts import ID, statement
from tests.verdicts.truth import CLEAN, FAIL, NOT_APPLICABLE, PASS, Case, mapping, sqs

PROVIDER = {
    "CapacityProviderConfig": {
        "LambdaManagedInstancesCapacityProviderConfig": {
            "CapacityProviderArn": f"arn:aws:lambda:eu-west-1:{ID}:capacity-provider:pool"
        }
    },
    "MemorySize": 4096,
}
TENANT = {"TenancyConfig": {"TenantIsolationMode": "PER_TENANT"}}
JAVA = {"Runtime": "java21", "CodeSize": 30_000_000}
API = {"policy": statement({"Service": "apigateway.amazonaws.com"})}


def durable(seconds: int) -> dict[str, Any]:
    return {"DurableConfig": {"ExecutionTimeout": seconds, "RetentionPeriodInDays": 7}}


def own_runtime(owner: str = ID, alias: str = "prod") -> dict[str, Any]:
    arn = f"arn:aws:lambda:eu-west-1:{owner}:runtime/companyphp8"
    return {"Runtime": "custom", "RuntimeConfig": {"RuntimeArn": arn, "RuntimeAlias": alias}}


def _cold(name: str, want: str, why: str, *settings: dict[str, Any], **more: Any) -> Case:
    merged: dict[str, Any] = {}
    for setting in settings:
        merged |= setting
    extra = {**API, **more.pop("extra", {})}
    return Case(name=name, check="cold-start-exposed", want=want, why=why, configuration=merged,
                extra=extra, **more)  # fmt: skip


COLD_STARTS = (
    _cold("cold-plain", FAIL, "an ordinary function", JAVA),
    _cold("cold-provider", NOT_APPLICABLE, "Managed Instances keep environments running", JAVA,
          PROVIDER, says=("capacity provider",), omits=("snap-start",)),
    _cold("cold-provider-python", NOT_APPLICABLE, "the same for every runtime", PROVIDER),
    _cold("cold-tenant", NOT_APPLICABLE, "tenant isolation takes neither SnapStart nor provisioned"
          " concurrency", JAVA, TENANT, says=("tenant",)),
    _cold("cold-durable", FAIL, "durable functions start cold as others do", JAVA, durable(600)),
    _cold("cold-image", NOT_APPLICABLE, "SnapStart takes images; the reason must be true",
          {"PackageType": "Image", "Runtime": None},
          extra={"image": {"ImageUri": f"{ID}.dkr.ecr.eu-west-1.amazonaws.com/a:1"}},
          omits=("does not exist for its runtime",)),
    _cold("cold-image-on", CLEAN, "SnapStart is on", {"PackageType": "Image", "Runtime": None,
          "SnapStart": {"ApplyOn": "PublishedVersions"}},
          extra={"image": {"ImageUri": f"{ID}.dkr.ecr.eu-west-1.amazonaws.com/a:1"}}),
    _cold("cold-custom", NOT_APPLICABLE, "whether a runtime of one's own takes SnapStart is its"
          " publisher's matter", own_runtime()),
    _cold("cold-node", NOT_APPLICABLE, "no SnapStart for Node.js", {"Runtime": "nodejs24.x"}),
    _cold("cold-on", PASS, "SnapStart is on", JAVA,
          {"SnapStart": {"ApplyOn": "PublishedVersions"}}),
    _cold("cold-efs", NOT_APPLICABLE, "SnapStart takes no file system", JAVA, {
        "FileSystemConfigs": [{"Arn": f"arn:aws:elasticfilesystem:eu-west-1:{ID}:access-point/"
                                      "fsap-0123456789abcdef0", "LocalMountPath": "/mnt/a"}]}),
    _cold("cold-warm", PASS, "environments are kept warm", JAVA, extra={
        "versions": [1], "aliases": {"live": "1"}, "provisioned": {"live": 5}}),
    _cold("cold-no-caller", NOT_APPLICABLE, "no caller waits", JAVA, extra={"policy": None}),
)  # fmt: skip


def _timeout(name: str, want: str, why: str, seconds: int, *settings: dict[str, Any]) -> Case:
    merged: dict[str, Any] = {"Timeout": seconds}
    for setting in settings:
        merged |= setting
    return Case(name=name, check="maximal-timeout", want=want, why=why, configuration=merged)


TIMEOUTS = (
    _timeout("timeout-900", FAIL, "the longest of an ordinary function", 900),
    _timeout("timeout-899", PASS, "below the longest", 899),
    _timeout("timeout-1800", FAIL, "above what most functions may have", 1800),
    _timeout("timeout-provider-900", PASS, "Managed Instances allow 5400 s", 900, PROVIDER),
    _timeout("timeout-provider-1200", PASS, "Managed Instances allow 5400 s", 1200, PROVIDER),
    _timeout("timeout-provider-5400", FAIL, "the longest on Managed Instances", 5400, PROVIDER),
    _timeout("timeout-durable-900", FAIL, "one invocation may hang for 15 minutes", 900,
             durable(86_400)),
    _timeout("timeout-durable-30", PASS, "the execution's timeout is another thing", 30,
             durable(31_622_400)),
    _timeout("timeout-tenant-900", FAIL, "tenancy changes nothing here", 900, TENANT),
)  # fmt: skip


def _visible(
    name: str, want: str, why: str, hidden: int, *settings: dict[str, Any], **more: Any
) -> Case:
    merged: dict[str, Any] = {"Timeout": 30}
    for setting in settings:
        merged |= setting
    mapped = mapping(name, sqs(f"q-{name}"), **more.pop("mapped", {}))
    return Case(name=name, check="short-visibility-timeout", want=want, why=why,
                configuration=merged, lists={"lambda:ListEventSourceMappings": [mapped]},
                queues={f"q-{name}": {"VisibilityTimeout": str(hidden)}}, **more)  # fmt: skip


VISIBILITY = (
    _visible("vis-180", PASS, "six times 30 s", 180),
    _visible("vis-179", FAIL, "less than six times 30 s", 179, severity="medium"),
    _visible("vis-29", FAIL, "less than one timeout", 29, severity="high"),
    _visible("vis-window", FAIL, "the batching window counts", 180,
             mapped={"MaximumBatchingWindowInSeconds": 20}),
    _visible("vis-durable-600", FAIL, "the poller waits for the whole execution", 180,
             durable(600), severity="high", says=("600",)),
    _visible("vis-durable-600-ok", PASS, "six times 600 s", 3600, durable(600)),
    _visible("vis-durable-900-ok", PASS, "six times 900 s", 5400, durable(900)),
    _visible("vis-durable-day", PASS, "a poller waits 15 minutes at most", 5400, durable(86_400)),
    _visible("vis-durable-day-short", FAIL, "less than six times 15 minutes", 5399,
             durable(86_400)),
    _visible("vis-durable-20", PASS, "the execution ends before the timeout would", 180,
             durable(20)),
    _visible("vis-provider-durable", PASS, "90 minutes on Managed Instances; SQS hides a message"
             " for 12 hours at most", 32_400, durable(86_400), PROVIDER),
    _visible("vis-provider-durable-short", FAIL, "the poller may wait for 90 minutes", 5400,
             durable(86_400), PROVIDER),
    _visible("vis-provider", PASS, "an ordinary timeout on Managed Instances", 180, PROVIDER),
)  # fmt: skip


def _runtime(name: str, want: str, why: str, *settings: dict[str, Any], **more: Any) -> Case:
    merged: dict[str, Any] = {}
    for setting in settings:
        merged |= setting
    return Case(name=name, check=more.pop("check", "deprecated-runtime"), want=want, why=why,
                configuration=merged, **more)  # fmt: skip


RUNTIMES = (
    _runtime("runtime-own", NOT_APPLICABLE, "its dates are its publisher's", own_runtime()),
    _runtime("runtime-foreign", NOT_APPLICABLE, "the same", own_runtime("444455556666")),
    _runtime("runtime-custom-bare", NOT_APPLICABLE, "an older SDK drops RuntimeConfig",
             {"Runtime": "custom"}),
    _runtime("runtime-old", FAIL, "long blocked", {"Runtime": "python3.6"}, severity="critical"),
    _runtime("runtime-new", PASS, "supported", {"Runtime": "python3.14"}),
    _runtime("runtime-own", PASS, "the account's own", own_runtime(), check="foreign-layer"),
    _runtime("runtime-foreign", FAIL, "a stranger's code in the function's process",
             own_runtime("444455556666"), check="foreign-layer", says=("444455556666",)),
    _runtime("runtime-custom-bare", CLEAN, "no other vendor's", {"Runtime": "custom"},
             check="foreign-layer"),
    _runtime("runtime-image", NOT_APPLICABLE, "an image brings its own",
             {"PackageType": "Image", "Runtime": None}),
)  # fmt: skip

_HTTP = "apigateway.amazonaws.com"


def _api(name: str, want: str, why: str, *settings: dict[str, Any], **more: Any) -> Case:
    merged: dict[str, Any] = {}
    for setting in settings:
        merged |= setting
    arn = f"arn:aws:lambda:eu-west-1:{ID}:function:{name}"
    uri = f"arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    resource = {
        "path": f"/{name}",
        "resourceMethods": {"GET": {"methodIntegration": {"uri": uri, "timeoutInMillis": 29_000}}},
    }
    apis = [{"id": "rest"}] if more.pop("rest", False) else []
    return Case(name=name, check="api-timeout", want=want, why=why, configuration=merged,
                extra=API, world="apis",
                lists={"apigateway:GetRestApis": apis, "apigateway:GetResources": [resource]},
                **more)  # fmt: skip


APIS = (
    _api("api-30", FAIL, "29 s are not enough", {"Timeout": 30}, rest=True),
    _api("api-29", PASS, "as long as the API waits", {"Timeout": 29}),
    _api("api-durable", FAIL, "a synchronous caller waits for the whole execution",
         {"Timeout": 20}, durable(600), says=("600",)),
    _api("api-durable-short", PASS, "the execution ends in time", {"Timeout": 20}, durable(25)),
    _api("api-provider", FAIL, "Managed Instances change nothing here", {"Timeout": 60}, PROVIDER),
)  # fmt: skip


def _other(
    name: str, check: str, want: str, why: str, *settings: dict[str, Any], **more: Any
) -> Case:
    merged: dict[str, Any] = {}
    for setting in settings:
        merged |= setting
    return Case(name=name, check=check, want=want, why=why, configuration=merged, **more)


OTHERS = (
    _other("x86-plain", "x86-function", FAIL, "nothing ties it", {"Architectures": ["x86_64"]}),
    _other("x86-provider", "x86-function", NOT_APPLICABLE, "the capacity provider chooses the"
           " instances", {"Architectures": ["x86_64"]}, PROVIDER),
    _other("tmp-plain", "oversized-tmp", FAIL, "billed for each millisecond",
           {"EphemeralStorage": {"Size": 2048}}),
    _other("tmp-provider", "oversized-tmp", NOT_APPLICABLE, "the instances are paid for as a"
           " whole", {"EphemeralStorage": {"Size": 2048}}, PROVIDER),
    _other("x86-custom", "x86-function", NOT_APPLICABLE, "the publisher decides which architectures"
           " there are", {"Architectures": ["x86_64"]}, own_runtime()),
)  # fmt: skip

CASES = (*COLD_STARTS, *TIMEOUTS, *VISIBILITY, *RUNTIMES, *APIS, *OTHERS)
