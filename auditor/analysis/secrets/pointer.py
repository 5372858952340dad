# ruff: noqa: SIM905, E501  tables of words and shapes read better in whole lines
"""What a value that is no secret points at, where that is safe to keep.

What is kept appears in snapshots and reports, so doubt means None: only shapes that later checks
ask for come back, and nothing that could be a secret under an unlikely name.
"""

from __future__ import annotations

import re

from auditor.analysis.secrets import names, values
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.meaning import Meaning
from auditor.model.arn import parse_arn
from auditor.model.partitions import ANY_SUFFIX

LENGTH_LIMIT = 1024
_ARN = Lazy(
    r"arn:aws[a-z-]{0,12}:[a-z0-9-]{2,40}:[a-z0-9-]{0,25}:(?:\d{12}|aws)?:[A-Za-z0-9_+=,.@:/*-]{1,512}"
)
_SQS = Lazy(
    rf"https://(?:sqs\.[a-z0-9-]{{5,25}}|[a-z0-9-]{{5,25}}\.queue)\.{ANY_SUFFIX}/\d{{12}}"
    r"/[A-Za-z0-9_-]{1,80}(?:\.fifo)?"
)
_URL = Lazy(
    r"(?:[a-z][a-z0-9+.-]{1,20}:){1,3}//(?:[^@/\s]{1,200}@)?([A-Za-z0-9._,:-]{1,600})(?:[/?#;]\S{0,1000})?"
)
_HOSTS = Lazy(r"[A-Za-z0-9._,:-]{3,600}")
_PRIVATE_ADDRESS = Lazy(
    r"(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}"
    r"|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])(?:\.\d{1,3}){2})"
)
_LOCAL_IPV6 = Lazy(
    r"(?i)(?:[a-z][a-z0-9+.-]{1,20}://(?:[^@/\s]{1,200}@)?)?"
    r"(\[f[cd][0-9a-f]{2}(?::[0-9a-f]{0,4}){2,7}\])(?::\d{1,5})?(?:[/?#;]\S{0,1000})?"
)
_RANGE = Lazy(r"/\d{1,2}")
_HOST = Lazy(
    r"(?i)(?=.{4,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.){1,10}"
    rf"(?:internal|local|lan|corp|intranet|private|(?:[a-z0-9-]{{1,40}}\.)?(?:{ANY_SUFFIX}|on\.aws(?:\.cn)?|api\.aws(?:\.cn)?))"
)
_AWS_HOST = Lazy(rf"(?i)\.(?:{ANY_SUFFIX}|on\.aws|api\.aws)$")
_PORT = Lazy(r":\d{1,5}$")
_PLAIN = Lazy(r"[A-Za-z][A-Za-z0-9._-]{2,254}")
_SUFFIX = Lazy(r"[-_](?:[A-Z0-9]{12,13}|[a-z0-9]{12,13}|[A-Z0-9]{8}-[A-Z0-9]{12,13})$")
_DRAWN = Lazy(r"-[A-Za-z0-9]{6}$")  # Secrets Manager's own tail
_RESOURCE_WORDS = frozenset(
    "table tables bucket buckets queue topic stream bus function lambda cluster domain tablename"
    " bucketname queuename topicname functionname streamname ddb dynamodb dlq collection".split()
)
_BOOLEANS = frozenset(("true", "false", "yes", "no", "on", "off", "enabled", "disabled"))
_LEVELS = frozenset(
    "trace debug info information notice warn warning error critical fatal off none all".split()
)
_LEVEL_NAME = Lazy(r"(?i)(?:^|_)LOG_?LEVEL$|^RUST_LOG$")
# Variables whose plain value tells other checks what is switched on: name -> shape of the value.
_SETTINGS: tuple[tuple[Lazy, Lazy], ...] = tuple(
    (Lazy(name), Lazy(value)) for name, value in (
    (r"AWS_LAMBDA_EXEC_WRAPPER", r"/(?:opt|var/task|var/lang)(?:/[A-Za-z0-9_.-]{1,40}){1,4}"),
    (r"(?:OTEL|DD|POWERTOOLS|AWS|NEW_RELIC|LUMIGO|SENTRY|EPSAGON|ELASTIC|INSTANA|DT)_[A-Z0-9_]{2,60}", r"[01]"),
    (r"OTEL_TRACES_SAMPLER", r"(?:parentbased_)?(?:always_on|always_off|traceidratio)|xray|jaeger_remote"),
    (r"(?:OTEL|DD|NEW_RELIC|SENTRY|ELASTIC|SPLUNK)_[A-Z_]{0,40}(?:SAMPLE_RATE|SAMPLER_ARG)", r"[01]?\.?\d{0,6}"),
    (r"POWERTOOLS_SERVICE_NAME|POWERTOOLS_METRICS_NAMESPACE|OTEL_SERVICE_NAME|DD_SERVICE", r"[A-Za-z][A-Za-z0-9 _.-]{1,60}"),
    (r"OTEL_PROPAGATORS|OTEL_(?:TRACES|METRICS|LOGS)_EXPORTER|DD_TRACE_PROPAGATION_[A-Z_]{1,30}", r"[a-z0-9]{2,20}(?:,[a-z0-9]{2,20}){0,6}"),
    (r"DD_LAMBDA_HANDLER|NEW_RELIC_LAMBDA_HANDLER|LUMIGO_ORIGINAL_HANDLER|ORIGINAL_HANDLER", r"[A-Za-z_][A-Za-z0-9_./-]{1,80}"),
    (r"DD_SITE", r"(?:[a-z0-9]{2,5}\.)?(?:datadoghq\.(?:com|eu)|ddog-gov\.com)"),
    (r"NODE_OPTIONS", r"--(?:enable-source-maps|max-old-space-size=\d{2,5}|no-deprecation|no-warnings)(?: --(?:enable-source-maps|max-old-space-size=\d{2,5}|no-deprecation|no-warnings)){0,4}"),
    (r"JAVA_TOOL_OPTIONS", r"-XX:[+-]?[A-Za-z]{3,40}(?:=\d{1,5})?(?: -XX:[+-]?[A-Za-z]{3,40}(?:=\d{1,5})?){0,6}"),
    (r"AWS_XRAY_CONTEXT_MISSING", r"LOG_ERROR|RUNTIME_ERROR|IGNORE_ERROR"),
))  # fmt: skip


def pointer(  # noqa: PLR0911  one shape after the other
    name: str, value: str
) -> str | None:
    """Return what an innocent value points at: an ARN, a queue's URL, a host, a name, a switch.

    The caller also judges that the value is no secret and has no provider's format.
    """
    value = value.strip()
    if not value or len(value) > LENGTH_LIMIT or not value.isprintable():
        return None
    if value.lower() in _BOOLEANS:
        return value
    if _LEVEL_NAME.search(name):
        return value if value.lower() in _LEVELS else None
    for variable, shape in _SETTINGS:
        if variable.fullmatch(name) and shape.fullmatch(value):
            return value if _is_plain(value) else None
    if _ARN.fullmatch(value):
        return value if _is_plain_arn(value) else None
    if _SQS.fullmatch(value):
        return value if _is_plain(value.rpartition("/")[2]) else None
    return _hosts(value) or _resource(name, value)


def _hosts(value: str) -> str | None:
    """Return the private or AWS hosts of a URL or list, without port, userinfo, path and query."""
    if "[" in value and (local := _LOCAL_IPV6.fullmatch(value)):
        return local[1]
    url = _URL.fullmatch(value)
    listed = url[1] if url else value if _HOSTS.fullmatch(value.partition("/")[0]) else ""
    if not url and "/" in value and not _RANGE.fullmatch(value[value.index("/") :]):
        return None
    hosts = [_PORT.sub("", part) for part in listed.split("/")[0].split(",") if part]
    kept = [host for host in hosts if _is_inside(host)]
    return ",".join(kept) if kept and len(kept) == len(hosts) else None


def _is_inside(host: str) -> bool:
    if _PRIVATE_ADDRESS.fullmatch(host):
        return True
    if not _HOST.fullmatch(host):
        return False
    # AWS draws the labels of its own endpoints; anywhere else a drawn label is doubtful.
    return _AWS_HOST.search(host) is not None or values.noise(host) == 0


def _is_plain_arn(arn: str) -> bool:
    return all(
        values.UUID.fullmatch(part) is not None or _is_plain(_DRAWN.sub("", part))
        for part in re.split(r"[:/]", parse_arn(arn).resource)
    )


def _is_plain(value: str) -> bool:
    """Tell whether a name is made of words, but for the tail that CloudFormation adds."""
    head = _SUFFIX.sub("", value)
    return values.noise(head) * 2 < max(len(head), 1) and values.noise(head) < values.RANDOM_LENGTH


def _resource(name: str, value: str) -> str | None:
    split = names.words(name)
    if not split or not _RESOURCE_WORDS.intersection(split[-2:]):
        return None
    if names.meaning(name) is not Meaning.NOTHING:
        return None
    return value if _PLAIN.fullmatch(value) and _is_plain(value) else None
