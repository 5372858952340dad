"""AWS::Lambda::Function as the model's function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.analysis.secret_classifier import ValueClassifier
from auditor.model import (
    Fact,
    FileSystem,
    Function,
    FunctionDetails,
    Image,
    Known,
    Layer,
    Unknown,
    VpcConfig,
    partial_function,
)
from auditor.model.fact import NOT_DEPLOYED
from auditor.templates.facts.environment import environment, tags
from auditor.templates.facts.fields import Fields, entries, entry
from auditor.templates.packages import LocalPackage
from auditor.templates.resource import Resource
from auditor.templates.stack import Stack
from auditor.templates.values import Secret, Undecided, Value, first_undecided, number, text

_NO_TAGS = Unknown(
    reason="tags of the stack are not in the template; --samconfig FILE tells those of SAM"
)
_NO_ROLE = Unknown(reason="the template gives the function no role")
_IMAGE = Unknown(reason="the size of an image is known once it is in ECR")


def function_arn(stack: Stack, name: str) -> str:
    """Return the ARN that a function of this name has."""
    where = stack.surroundings
    return f"arn:{where.partition}:lambda:{where.region}:{where.account}:function:{name}"


def read_function(
    stack: Stack,
    resource: Resource,
    *,
    package: LocalPackage,
    classifier: ValueClassifier,
    vpc: Fact[VpcConfig | None],
) -> Function:
    """Return the function that a resource describes."""
    given = stack.properties(resource)
    fields = Fields()
    name = stack.identity(resource).name
    known = {
        "arn": function_arn(stack, name),
        "name": name,
        "region": stack.surroundings.region,
        "logical_id": resource.author_id,
        "planned": True,
        "metrics": NOT_DEPLOYED,
        "rightsizing": NOT_DEPLOYED,
        "package": package.contents,
        "image": _image(given),
        **_settings(stack, given, classifier),
        **_code(fields, given, package),
        **_sizes(fields, given),
        **_connections(stack, fields, given, name, vpc),
    }
    return partial_function(
        {key: value for key, value in known.items() if key not in fields.undecided},
        fields.undecided,
    )


def _settings(
    stack: Stack, given: Mapping[str, Value], classifier: ValueClassifier
) -> dict[str, Any]:
    """Return what is a fact of its own: variables, tags and what GetFunction would tell."""
    found_tags, in_tags = tags(given.get("Tags"), classifier)
    variables, secrets = environment(
        entry(given.get("Environment"), "Variables"), given.get("Description"), classifier
    )
    if in_tags:
        seen = secrets.value if isinstance(secrets, Known) else ()
        secrets = Known((*seen, *in_tags))
    updates = entry(given.get("RuntimeManagementConfig"), "UpdateRuntimeOn")
    return {
        "environment": variables,
        "secrets": secrets,
        "details": _details(given, found_tags, stack),
        "recursive_loop": _choice(given.get("RecursiveLoop"), "Terminate"),
        "runtime_update_mode": _choice(updates, "Auto"),
    }


def _is_image(given: Mapping[str, Value]) -> Value:
    kind = given.get("PackageType")
    if kind is None:
        return "Image" if entry(given.get("Code"), "ImageUri") is not None else "Zip"
    return kind


def _code(fields: Fields, given: Mapping[str, Value], package: LocalPackage) -> dict[str, Any]:
    kind = fields.take("package_type", _is_image(given), text, "Zip")
    image = kind == "Image"
    if package.missing is not None and not image:
        fields.undecided["code_size"] = fields.undecided["code_sha256"] = package.missing
    layers: list[Value] = fields.take("layers", given.get("Layers"), entries, [])
    return {
        "package_type": kind,
        "runtime": fields.take("runtime", None if image else given.get("Runtime"), text, None),
        "handler": fields.take("handler", None if image else given.get("Handler"), text, None),
        "code_size": 0 if image else package.code_size,
        "code_sha256": package.digest,
        "architecture": fields.take("architecture", given.get("Architectures"), _first, "x86_64"),
        "layers": tuple(Layer(arn=text(arn), code_size=0) for arn in layers),
        "snap_start": fields.take(
            "snap_start", entry(given.get("SnapStart"), "ApplyOn"), _snap_start, None
        ),
    }


def _first(values: Value) -> str:
    return text(entries(values)[0]) if entries(values) else "x86_64"


def _snap_start(value: Value) -> str | None:
    return text(value) if text(value) != "None" else None


def _sizes(fields: Fields, given: Mapping[str, Value]) -> dict[str, Any]:
    return {
        "timeout": fields.whole_number("timeout", given.get("Timeout"), 3),
        "memory": fields.whole_number("memory", given.get("MemorySize"), 128),
        "ephemeral_storage": fields.whole_number(
            "ephemeral_storage", entry(given.get("EphemeralStorage"), "Size"), 512
        ),
    }


def _connections(
    stack: Stack,
    fields: Fields,
    given: Mapping[str, Value],
    name: str,
    vpc: Fact[VpcConfig | None],
) -> dict[str, Any]:
    if isinstance(vpc, Unknown):
        fields.undecided["vpc"] = vpc
    logging = given.get("LoggingConfig")
    group = fields.take("log_group", entry(logging, "LogGroup"), text, f"/aws/lambda/{name}")
    return {
        "role_arn": _role(stack, fields, given.get("Role")),
        "tracing_mode": fields.take(
            "tracing_mode", entry(given.get("TracingConfig"), "Mode"), text, None
        ),
        "dead_letter_target": _target(
            fields, "dead_letter_target", entry(given.get("DeadLetterConfig"), "TargetArn")
        ),
        "kms_key": _target(fields, "kms_key", given.get("KmsKeyArn")),
        "vpc": vpc.value if isinstance(vpc, Known) else None,
        "file_systems": tuple(_file_systems(fields, given.get("FileSystemConfigs"))),
        "log_group": group,
        "log_format": fields.take("log_format", entry(logging, "LogFormat"), text, None),
    }


def _role(stack: Stack, fields: Fields, value: Value) -> str:
    if value is None or value == "":
        fields.undecided["role_arn"] = _NO_ROLE
    role = fields.take("role_arn", value, text, "")
    if role and not role.startswith("arn:"):
        where = stack.surroundings
        return f"arn:{where.partition}:iam::{where.account}:role/{role}"
    return role


def _target(fields: Fields, name: str, value: Value) -> str | None:
    """Return an ARN that is set; of one that is not known, only that it is set is known."""
    if isinstance(value, Undecided) and value.narrow:
        return value.narrow
    return fields.take(name, value, lambda given: text(given) or None, None)


def _file_systems(fields: Fields, value: Value) -> list[FileSystem]:
    """Return the file systems; of one that is named but not known, only that there is one."""
    if isinstance(value, Undecided):
        fields.undecided["file_systems"] = value.unknown
        return []
    return [
        FileSystem(
            arn=_readable(entry(row, "Arn")),
            local_mount_path=_readable(entry(row, "LocalMountPath")),
        )
        for row in entries(value)
    ]


def _readable(value: Value) -> str:
    if isinstance(value, Undecided | Secret):
        return value.narrow if isinstance(value, Undecided) and value.narrow else "(not known)"
    return text(value)


def _details(
    given: Mapping[str, Value], found_tags: Fact[Mapping[str, str]], stack: Stack
) -> Fact[FunctionDetails]:
    reserved = given.get("ReservedConcurrentExecutions")
    if isinstance(reserved, Undecided):
        return reserved.unknown
    stack_tags = {} if given.get("Auditor::AllTags") else stack.surroundings.tags
    if isinstance(found_tags, Known):
        everything = {**(stack_tags or {}), **found_tags.value}
        found_tags = Known(everything) if everything or stack_tags is not None else _NO_TAGS
    image = entry(given.get("Code"), "ImageUri")
    uri = text(image) if image is not None and first_undecided(image) is None else None
    return Known(
        FunctionDetails(
            tags=found_tags,
            reserved_concurrency=None if reserved is None else number(reserved),
            image_uri=uri,
        )
    )


def _choice(value: Value, default: str) -> Fact[str]:
    if isinstance(value, Undecided):
        return value.unknown
    return Known(default if value is None else text(value))


def _image(given: Mapping[str, Value]) -> Fact[Image | None]:
    return _IMAGE if _is_image(given) == "Image" else Known(None)
