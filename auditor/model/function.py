"""A Lambda function: what ListFunctions says of it, and the facts that other calls add."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from auditor.model.fact import NOT_ASKED, Fact, UnavailableError, Unknown

# Kinds of functions. An event function is what ListFunctions lists.
EVENT_FUNCTION = "event function"
WEB_FUNCTION = "Web Function"
MICROVM_IMAGE = "MicroVM image"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """A value that was judged to be a secret. The value itself is gone."""

    # "environment", "description", "tag", "package", "layer" (its name), "layer file", "alias" or
    # "event source mapping"
    place: str
    name: str  # of the variable or tag, or the path of the file
    detector: str  # id of the format, structure or grammar rule
    confidence: str  # "high", "medium" or "low"
    reason: str  # one clause, without any part of the value
    fingerprint: str  # HMAC-SHA256 with a random key per run, 8 hex


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvironmentVariable:
    """A variable's name, and what its value points at where that is no secret."""

    name: str
    reference: str | None = (
        None  # ARN, URL without userinfo and query, host, address, resource name
    )
    missing: Unknown | None = None  # why the value is not known; a template's value may not be

    def points_at(self) -> str | None:
        """Return what the value points at.

        Raises:
            UnavailableError: the value is not known.
        """
        if self.missing is not None:
            raise UnavailableError(self.missing)
        return self.reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A layer version; the code size is compressed bytes."""

    arn: str
    code_size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VpcConfig:
    """Where a function is attached; only made when VpcId is not empty."""

    vpc_id: str
    subnet_ids: tuple[str, ...] = ()
    security_group_ids: tuple[str, ...] = ()
    ipv6: bool = False  # outbound IPv6 is allowed where a subnet has both kinds of addresses
    elsewhere: bool = False  # a template attaches to it, and does not describe it


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSystem:
    """An EFS access point or S3 Files mount."""

    arn: str
    local_mount_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionDetails:
    """What only GetFunction says."""

    tags: Fact[Mapping[str, str]]  # values judged secret are replaced; Unknown: lambda:ListTags
    reserved_concurrency: int | None = None
    state: str | None = None  # Active, Pending, Inactive, Failed …
    state_reason_code: str | None = None
    last_update_status: str | None = None
    last_update_status_reason_code: str | None = None
    image_uri: str | None = None  # by digest where AWS resolved it
    image_architecture: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionUrl:
    """A function URL on `$LATEST` (None) or an alias."""

    qualifier: str | None
    auth_type: str  # NONE or AWS_IAM


@dataclass(frozen=True, slots=True, kw_only=True)
class EventInvokeConfig:
    """Settings of asynchronous invocation for one qualifier."""

    qualifier: str  # "$LATEST", an alias or a version
    on_failure: str | None = None
    on_success: str | None = None
    maximum_retry_attempts: int | None = None
    maximum_event_age: int | None = None  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvisionedConcurrency:
    """Environments kept warm for one alias or version."""

    qualifier: str
    requested: int
    utilization: float | None = None  # mean share used in the window, 0 to 1


@dataclass(frozen=True, slots=True, kw_only=True)
class RuntimeLifecycle:
    """The dates that the publisher of a customer-managed runtime, or of its alias, has set."""

    deprecated: date | None = None
    create_blocked: date | None = None
    update_blocked: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A container image in ECR; bytes as ECR counts them (compressed)."""

    uri: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageEntry:
    """One file of a zip package, by its central directory."""

    path: str
    size: int  # bytes, uncompressed
    compressed: int  # bytes
    crc32: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretSearch:
    """How much of a package was searched for secrets, and what was left out."""

    files: int
    size: int  # bytes, unpacked
    handler_searched: bool  # the whole file that holds the handler
    skipped: tuple[tuple[str, int, int], ...] = ()  # why, files, bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageContents:
    """A zip package by its central directory; nothing of it was extracted."""

    uncompressed: int  # bytes
    entry_count: int
    largest: tuple[PackageEntry, ...] = ()
    dead_weight: tuple[tuple[str, str, int], ...] = ()  # kind, folder or file, bytes
    problem: str | None = None  # what is wrong with the archive: traversal, bomb, encrypted …
    secrets: tuple[Sighting, ...] = ()
    search: SecretSearch | None = None  # None: it was not searched for secrets


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """CloudWatch statistics over the window; None: AWS recorded no data point."""

    window_days: int
    invocations: float | None = None
    errors: float | None = None
    throttles: float | None = None
    duration_maximum: float | None = None  # milliseconds
    duration_p99: float | None = None  # milliseconds
    async_events_received: float | None = None
    dead_letter_errors: float | None = None
    destination_delivery_failures: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function; fields without `Fact` come from ListFunctions, so they are always known."""

    arn: str  # unqualified
    name: str
    region: str
    role_arn: str
    package_type: str = "Zip"  # or Image
    runtime: str | None = None  # None: image
    handler: str | None = None
    code_size: int = 0  # bytes, compressed; 0 for images
    code_sha256: str = ""
    timeout: int = 3  # seconds
    memory: int = 128  # MB
    ephemeral_storage: int = 512  # MB
    architecture: str = "x86_64"
    last_modified: datetime | None = None
    tracing_mode: str | None = None  # Active or PassThrough
    dead_letter_target: str | None = None
    kms_key: str | None = None
    vpc: VpcConfig | None = None
    layers: tuple[Layer, ...] = ()
    file_systems: tuple[FileSystem, ...] = ()
    log_group: str = ""  # the effective one: LoggingConfig.LogGroup or /aws/lambda/NAME
    log_format: str | None = None  # Text or JSON
    snap_start: str | None = None  # PublishedVersions or None
    capacity_provider: str | None = None  # ARN; set: the function runs on Managed Instances
    tenant_isolation: str | None = None  # PER_TENANT; None: tenants share environments
    durable_timeout: int | None = None  # seconds of a whole execution; None: not durable
    runtime_arn: str | None = None  # of a customer-managed runtime (runtime "custom")
    runtime_alias: str | None = None  # the alias of that runtime which the function follows
    signing_profile: str | None = None
    environment: Fact[tuple[EnvironmentVariable, ...]] = NOT_ASKED  # Unknown: no kms:Decrypt
    secrets: Fact[tuple[Sighting, ...]] = NOT_ASKED  # in variables, description and tags
    versions: Fact[tuple[str, ...]] = NOT_ASKED  # published ones, oldest first
    aliases: Fact[Mapping[str, str]] = NOT_ASKED  # name -> version
    alias_secrets: tuple[Sighting, ...] = ()  # in the aliases' descriptions
    details: Fact[FunctionDetails] = NOT_ASKED
    # Qualifier ("$LATEST", aliases, versions that something names) -> JSON text; one that has no
    # policy is left out. Aliases that could not be listed are one Unknown, "(aliases)".
    policies: Fact[Mapping[str, Fact[str]]] = NOT_ASKED
    # Where a policy could open one; a URL for the account's own identities alone is not looked for.
    urls: Fact[tuple[FunctionUrl, ...]] = NOT_ASKED
    # Where something shows that events may come asynchronously; empty elsewhere.
    event_invoke_configs: Fact[tuple[EventInvokeConfig, ...]] = NOT_ASKED
    provisioned_concurrency: Fact[tuple[ProvisionedConcurrency, ...]] = NOT_ASKED
    code_signing: Fact[str | None] = NOT_ASKED  # Enforce, Warn; Known(None): no configuration
    runtime_update_mode: Fact[str] = NOT_ASKED  # Auto, FunctionUpdate, Manual
    # Known(None): no customer-managed runtime, or one without dates.
    runtime_lifecycle: Fact[RuntimeLifecycle | None] = NOT_ASKED
    recursive_loop: Fact[str] = NOT_ASKED  # Terminate or Allow
    image: Fact[Image | None] = NOT_ASKED
    package: Fact[PackageContents] = NOT_ASKED
    metrics: Fact[Metrics] = NOT_ASKED
    rightsizing: Fact[str | None] = NOT_ASKED  # Compute Optimizer's finding: Optimized …
    recommended_memory: int | None = None  # MB, with `rightsizing`
    kind: str = EVENT_FUNCTION
    planned: bool = False  # a template describes it, and it is not deployed as far as is known
    logical_id: str = ""  # the resource's name in its template
    # Calls of which not every function takes part, and that were made for this one: field names,
    # and "policies/" with a qualifier. A resumed audit need not make them again.
    asked: tuple[str, ...] = ()
