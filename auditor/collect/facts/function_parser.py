"""A function's settings, from an item of ListFunctions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from auditor.analysis.secret_classifier import SecretClassifier
from auditor.collect.aws.fact_barrier import ODD, odd_answer
from auditor.collect.aws.members import (
    OddAnswerError,
    Raw,
    arn,
    arn_or_none,
    flag_or_none,
    function_arn,
    moment,
    number,
    number_or_none,
    structure,
    structure_if_any,
    structures_if_any,
    text,
    text_or_none,
    texts,
    texts_if_any,
    word,
)
from auditor.collect.facts.values import environment, layer_arn
from auditor.model import FileSystem, Function, Layer, Unknown, VpcConfig, partial_function
from auditor.model.arn import unqualified

_LISTING = "lambda:ListFunctions"


def function(raw: Raw, region: str, classifier: SecretClassifier) -> Function:
    """Build a function; a setting that is missing or damaged is unknown, and no other is.

    Raises:
        OddAnswerError: the entry does not even name a function.
    """
    variables, secrets = environment(raw, classifier)
    known: dict[str, Any] = {
        "arn": unqualified(function_arn(raw, "FunctionArn")),
        "name": text(raw, "FunctionName"),
        "region": region,
        "environment": variables,
        "secrets": secrets,
    }
    unknown: dict[str, Unknown] = {}
    settings: dict[str, Callable[[Raw], Any]] = {
        **_SETTINGS,
        "layers": partial(_layers, classifier),
    }
    for name, read in settings.items():
        try:
            known[name] = read(raw)
        except ODD as odd:
            unknown[name] = odd_answer(odd, _LISTING, region)
    return partial_function(known, unknown)


def _is_image(raw: Raw) -> bool:
    return word(raw, "PackageType", "Zip", "Image") == "Image"


def _of_zip(name: str) -> Callable[[Raw], str | None]:
    """Return a reader of a setting that functions of zip packages have, and images may have."""
    return lambda raw: text_or_none(raw, name) if _is_image(raw) else text(raw, name)


def _architecture(raw: Raw) -> str:
    found = texts(raw, "Architectures")
    if len(found) != 1 or not found[0]:
        raise OddAnswerError("Architectures")
    return found[0]


def _layers(classifier: SecretClassifier, raw: Raw) -> tuple[Layer, ...]:
    return tuple(
        Layer(
            arn=layer_arn(text(layer, "Arn"), classifier),
            code_size=number_or_none(layer, "CodeSize") or 0,
        )
        for layer in structures_if_any(raw, "Layers")
    )


def _file_systems(raw: Raw) -> tuple[FileSystem, ...]:
    return tuple(
        FileSystem(arn=arn(mount, "Arn"), local_mount_path=text(mount, "LocalMountPath"))
        for mount in structures_if_any(raw, "FileSystemConfigs")
    )


def _vpc(raw: Raw) -> VpcConfig | None:
    config = structure_if_any(raw, "VpcConfig")
    subnets, groups = texts_if_any(config, "SubnetIds"), texts_if_any(config, "SecurityGroupIds")
    vpc = text_or_none(config, "VpcId")  # an empty id means: not attached
    if vpc is None and not subnets and not groups:
        return None
    if vpc is None or not subnets or not groups:
        raise OddAnswerError("VpcConfig")
    return VpcConfig(
        vpc_id=vpc,
        subnet_ids=tuple(sorted(subnets)),
        security_group_ids=tuple(sorted(groups)),
        ipv6=bool(flag_or_none(config, "Ipv6AllowedForDualStack")),
    )


def _log_group(raw: Raw) -> str:
    named = text_or_none(structure(raw, "LoggingConfig"), "LogGroup")
    return named or f"/aws/lambda/{text(raw, 'FunctionName')}"


def _member(outer: str, read: Callable[[Raw, str], Any], name: str) -> Callable[[Raw], Any]:
    """Return a reader of a member inside a structure that AWS always sends."""
    return lambda raw: read(structure(raw, outer), name)


def _member_if_any(outer: str, read: Callable[[Raw, str], Any], name: str) -> Callable[[Raw], Any]:
    """Return a reader of a member inside a structure that AWS leaves out where it says nothing."""
    return lambda raw: read(structure_if_any(raw, outer), name)


def _capacity_provider(raw: Raw) -> str | None:
    config = structure_if_any(raw, "CapacityProviderConfig")
    managed = structure_if_any(config, "LambdaManagedInstancesCapacityProviderConfig")
    return text_or_none(managed, "CapacityProviderArn")


# By field of the model. A new setting is one row here and one field there.
_SETTINGS: Mapping[str, Callable[[Raw], Any]] = MappingProxyType(
    {
        "role_arn": lambda raw: arn(raw, "Role"),
        "last_modified": lambda raw: moment(raw, "LastModified"),
        # Code
        "package_type": lambda raw: word(raw, "PackageType", "Zip", "Image"),
        "runtime": _of_zip("Runtime"),
        "handler": _of_zip("Handler"),
        "code_size": lambda raw: number(raw, "CodeSize"),
        "code_sha256": lambda raw: _of_zip("CodeSha256")(raw) or "",
        "architecture": _architecture,
        "snap_start": _member_if_any("SnapStart", text_or_none, "ApplyOn"),
        "signing_profile": lambda raw: text_or_none(raw, "SigningProfileVersionArn"),
        # Sizes
        "timeout": lambda raw: number(raw, "Timeout", 1),
        "memory": lambda raw: number(raw, "MemorySize", 1),
        "ephemeral_storage": _member("EphemeralStorage", number, "Size"),
        # Connections
        "tracing_mode": _member("TracingConfig", text, "Mode"),
        "dead_letter_target": _member_if_any("DeadLetterConfig", arn_or_none, "TargetArn"),
        "kms_key": lambda raw: text_or_none(raw, "KMSKeyArn"),
        "vpc": _vpc,
        "file_systems": _file_systems,
        "log_group": _log_group,
        "log_format": _member("LoggingConfig", text, "LogFormat"),
        # Other kinds of functions than most; older SDKs know less of them
        "capacity_provider": _capacity_provider,
        "tenant_isolation": _member_if_any("TenancyConfig", text_or_none, "TenantIsolationMode"),
        "durable_timeout": _member_if_any("DurableConfig", number_or_none, "ExecutionTimeout"),
        "runtime_arn": _member_if_any("RuntimeConfig", text_or_none, "RuntimeArn"),
        "runtime_alias": _member_if_any("RuntimeConfig", text_or_none, "RuntimeAlias"),
    }
)
