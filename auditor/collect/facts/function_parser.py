"""ListFunctions and GetFunction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from auditor.collect.facts.values import Classifier, environment, layer_arn
from auditor.model import FileSystem, Function, Layer, VpcConfig
from auditor.model.arn import unqualified


def moment(text: object) -> datetime | None:
    """Return a time as Lambda writes it; None where it is not one."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def function(raw: Mapping[str, Any], region: str, classifier: Classifier) -> Function:
    """Build a function from an item of ListFunctions."""
    variables, secrets = environment(raw, classifier)
    return Function(
        arn=unqualified(raw["FunctionArn"]),
        name=raw["FunctionName"],
        region=region,
        role_arn=raw.get("Role") or "",
        last_modified=moment(raw.get("LastModified")),
        environment=variables,
        secrets=secrets,
        **_code(raw, classifier),
        **_sizes(raw),
        **_connections(raw),
        **_kind(raw),
    )


def _code(raw: Mapping[str, Any], classifier: Classifier) -> dict[str, Any]:
    """Return what runs."""
    return {
        "package_type": raw.get("PackageType") or "Zip",
        "runtime": raw.get("Runtime") or None,
        "handler": raw.get("Handler") or None,
        "code_size": raw.get("CodeSize") or 0,
        "code_sha256": raw.get("CodeSha256") or "",
        "architecture": (raw.get("Architectures") or ["x86_64"])[0],
        "layers": tuple(
            Layer(arn=layer_arn(layer["Arn"], classifier), code_size=layer.get("CodeSize") or 0)
            for layer in raw.get("Layers") or ()
        ),
        "snap_start": (raw.get("SnapStart") or {}).get("ApplyOn"),
        "signing_profile": raw.get("SigningProfileVersionArn") or None,
    }


def _kind(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what makes it another kind of function than most; older SDKs know less of it."""
    provider = (raw.get("CapacityProviderConfig") or {}).get(
        "LambdaManagedInstancesCapacityProviderConfig"
    ) or {}
    own = raw.get("RuntimeConfig") or {}
    return {
        "capacity_provider": provider.get("CapacityProviderArn") or None,
        "tenant_isolation": (raw.get("TenancyConfig") or {}).get("TenantIsolationMode") or None,
        "durable_timeout": (raw.get("DurableConfig") or {}).get("ExecutionTimeout") or None,
        "runtime_arn": own.get("RuntimeArn") or None,
        "runtime_alias": own.get("RuntimeAlias") or None,
    }


def _sizes(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what it may take; Lambda's defaults where nothing is said."""
    return {
        "timeout": raw.get("Timeout") or 3,
        "memory": raw.get("MemorySize") or 128,
        "ephemeral_storage": (raw.get("EphemeralStorage") or {}).get("Size") or 512,
    }


def _connections(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what it is attached to, and where it reports and fails to."""
    logging = raw.get("LoggingConfig") or {}
    return {
        "tracing_mode": (raw.get("TracingConfig") or {}).get("Mode"),
        "dead_letter_target": (raw.get("DeadLetterConfig") or {}).get("TargetArn") or None,
        "kms_key": raw.get("KMSKeyArn") or None,
        "vpc": _vpc(raw.get("VpcConfig") or {}),
        "file_systems": tuple(
            FileSystem(
                arn=mount.get("Arn") or "", local_mount_path=mount.get("LocalMountPath") or ""
            )
            for mount in raw.get("FileSystemConfigs") or ()
        ),
        "log_group": logging.get("LogGroup") or f"/aws/lambda/{raw['FunctionName']}",
        "log_format": logging.get("LogFormat"),
    }


def _vpc(raw: Mapping[str, Any]) -> VpcConfig | None:
    if not raw.get("VpcId"):  # an empty id means: not attached
        return None
    return VpcConfig(
        vpc_id=raw["VpcId"],
        subnet_ids=tuple(sorted(raw.get("SubnetIds") or ())),
        security_group_ids=tuple(sorted(raw.get("SecurityGroupIds") or ())),
        ipv6=bool(raw.get("Ipv6AllowedForDualStack")),
    )
