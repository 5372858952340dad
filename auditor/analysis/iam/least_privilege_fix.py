"""The remedy for a wide statement: the same actions on the function's own resources."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from shlex import quote

from auditor.analysis.iam.actions import Action
from auditor.analysis.iam.common_actions import everyday
from auditor.analysis.iam.effective import Grant, Source
from auditor.analysis.iam.matching import matches
from auditor.model import Fix, Function, Known
from auditor.model.arn import is_arn, parse_arn, unqualified
from auditor.model.audit import Audit

_QUEUE_URL = re.compile(r"https?://sqs\.([\w-]+)\.amazonaws\.com(?:\.cn)?/(\d{12})/([\w.-]+)")
_PLAIN_NAME = re.compile(r"[\w.-]{3,255}")
_PLACEHOLDER = re.compile(r"\$\{(\w+)\}")
_KINDS: tuple[tuple[str, str], ...] = (  # the last word of a variable's name → what it names
    ("TABLE", "arn:{p}:dynamodb:{r}:{a}:table/{n}"),
    ("BUCKET", "arn:{p}:s3:::{n}"),
    ("QUEUE", "arn:{p}:sqs:{r}:{a}:{n}"),
    ("TOPIC", "arn:{p}:sns:{r}:{a}:{n}"),
    ("STREAM", "arn:{p}:kinesis:{r}:{a}:stream/{n}"),
)
_BELOW: Mapping[str, tuple[str, ...]] = {  # what lies inside a resource, per service
    "s3": ("", "/*"),
    "dynamodb": ("", "/index/*"),
    "logs": ("", ":*"),
}


def own_resources(audit: Audit, function: Function) -> Mapping[str, tuple[str, ...]]:
    """Return the resources that the function is known to use, as ARNs by service.

    Sources: its triggers, failure destinations and what its variables point at.
    """
    return audit.once(_own_resources, function.arn)


def _own_resources(audit: Audit, arn: str) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    function = audit.function(arn)
    for resource in () if function is None else _arns(audit, function):
        if is_arn(resource) and not re.search(r"[*?\s]", resource):
            found[parse_arn(resource).service][resource] = None
    return {service: tuple(arns) for service, arns in sorted(found.items())}


def _arns(audit: Audit, function: Function) -> Iterator[str]:
    yield from audit.once(_mapped, function.region).get(function.arn, ())
    if function.dead_letter_target:
        yield function.dead_letter_target
    if isinstance(function.event_invoke_configs, Known):
        for config in function.event_invoke_configs.value:
            yield from (a for a in (config.on_failure, config.on_success) if a)
    if isinstance(function.environment, Known):
        for variable in function.environment.value:
            if variable.reference:
                yield _as_arn(audit, function, variable.name, variable.reference)
    yield (
        f"arn:{audit.account.partition}:logs:{function.region}:{audit.account.id}"
        f":log-group:{function.log_group or '/aws/lambda/' + function.name}"
    )


def _mapped(audit: Audit, region: str) -> Mapping[str, list[str]]:
    """Return the sources and failure destinations of each function's event source mappings."""
    found: dict[str, list[str]] = defaultdict(list)
    mappings = next(r.event_source_mappings for r in audit.account.regions if r.name == region)
    for mapping in mappings.value if isinstance(mappings, Known) else ():
        arn = unqualified(mapping.function_arn)
        found[arn].extend(a for a in (mapping.source_arn, mapping.on_failure) if a)
    return found


def _as_arn(audit: Audit, function: Function, name: str, reference: str) -> str:
    if reference.startswith("arn:"):
        return reference
    scope = {"p": audit.account.partition, "r": function.region, "a": audit.account.id}
    if queue := _QUEUE_URL.fullmatch(reference):
        region, account, queue_name = queue.groups()
        return f"arn:{scope['p']}:sqs:{region}:{account}:{queue_name}"
    if _PLAIN_NAME.fullmatch(reference):
        upper = name.upper().removesuffix("_NAME")
        for word, template in _KINDS:
            if upper.endswith(word):
                return template.format(n=reference, **scope)
    return ""


def _example(action: Action, audit: Audit, region: str) -> str:
    if not action.resources:
        return "*"
    return _shortest(action.resources, audit.account.partition, region, audit.account.id)


@lru_cache(maxsize=4096)
def _shortest(templates: tuple[str, ...], partition: str, region: str, account: str) -> str:
    template = min(templates, key=len)
    scope = {"Partition": partition, "Region": region, "Account": account}
    return _PLACEHOLDER.sub(lambda m: scope.get(m.group(1), f"<{m.group(1)}>"), template)


def _of_type(action: Action, arn: str) -> bool:
    """Return whether the action works on resources such as this one, or on what lies in it."""
    inside = (arn, f"{arn}/x", f"{arn}:log-stream:x")
    return any(matches(t, a) for t in map(_with_stars, action.resources) for a in inside)


@lru_cache(maxsize=4096)
def _with_stars(template: str) -> str:
    return _PLACEHOLDER.sub("*", template)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a fix hangs on: functions that share all of it share the fix."""

    grant: Grant
    role_arn: str
    region: str
    actions: tuple[Action, ...]
    own: tuple[tuple[str, tuple[str, ...]], ...]  # own resources, by service of the actions


def _narrowed(audit: Audit, wanted: _Wanted) -> list[dict[str, object]]:
    """Return statements that grant the actions on the function's own resources.

    Where none is known, the ARN holds a placeholder in angle brackets.
    """
    known = dict(wanted.own)
    by_resources: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for action in wanted.actions:
        own = known.get(action.service, ())
        below = _BELOW.get(action.service, ("",))
        resources = tuple(arn + suffix for arn in own if _of_type(action, arn) for suffix in below)
        example = resources or (_example(action, audit, wanted.region),)
        by_resources[example].append(action.full_name)
    return [
        {"Effect": "Allow", "Action": sorted(names), "Resource": list(resources)}
        for resources, names in by_resources.items()
    ]


# SAM policy templates that say the same for one resource: service, deepest level, name, parameter.
_TEMPLATES = (
    ("dynamodb", False, "DynamoDBReadPolicy", "TableName"),
    ("dynamodb", True, "DynamoDBCrudPolicy", "TableName"),
    ("s3", False, "S3ReadPolicy", "BucketName"),
    ("s3", True, "S3CrudPolicy", "BucketName"),
    ("sqs", True, "SQSSendMessagePolicy", "QueueName"),
    ("sns", True, "SNSPublishMessagePolicy", "TopicName"),
    ("kinesis", False, "KinesisStreamReadPolicy", "StreamName"),
    ("kinesis", True, "KinesisCrudPolicy", "StreamName"),
    ("secretsmanager", False, "AWSSecretsManagerGetSecretValuePolicy", "SecretArn"),
)


def _sam(
    statements: list[dict[str, object]],
    known: Mapping[str, tuple[str, ...]],
    actions: tuple[Action, ...],
) -> str:
    lines = ["Policies:"]
    services = {
        a.service: any(b.writes for b in actions if b.service == a.service) for a in actions
    }
    for service, writes in sorted(services.items()):
        template = next((t for t in _TEMPLATES if t[:2] == (service, writes)), None)
        if template is None or not known.get(service):
            continue
        for arn in known[service]:
            name = arn if template[3].endswith("Arn") else re.split("[:/]", arn)[-1]
            lines += [f"  - {template[2]}:", f"      {template[3]}: {json.dumps(name)}"]
        statements = [s for s in statements if f'"{service}:' not in json.dumps(s["Action"])]
    if statements:
        lines.append("  - Statement:")
        lines += [f"      - {json.dumps(s)}" for s in statements]
    return "\n".join(lines)


def _cli(role: str, source: Source, document: str) -> str:
    put = f"aws iam put-role-policy --role-name {quote(role)} --policy-name"
    if source.arn is None:
        return f"{put} {quote(source.policy)} --policy-document {quote(document)}"
    if not source.aws_managed:
        return (
            f"aws iam create-policy-version --policy-arn {quote(source.arn)} --set-as-default"
            f" --policy-document {quote(document)}"
        )
    return (
        f"{put} {quote(source.policy + '-narrowed')} --policy-document {quote(document)}\n"
        f"aws iam detach-role-policy --role-name {quote(role)} --policy-arn {quote(source.arn)}"
    )


def narrowing_fix(audit: Audit, function: Function, grant: Grant, actions: Iterable[Action]) -> Fix:
    """Return the narrowed statement as AWS CLI, SAM and Terraform.

    The policy's other statements are the reader's to keep: the command replaces the document.
    """
    known = own_resources(audit, function)
    chosen = everyday(actions, known)
    services = sorted({action.service for action in chosen} & known.keys())
    own = tuple((service, known[service]) for service in services)
    wanted = _Wanted(grant, function.role_arn, function.region, chosen, own)
    return audit.once(_fix, wanted)


def _fix(audit: Audit, wanted: _Wanted) -> Fix:
    grant, statements = wanted.grant, _narrowed(audit, wanted)
    texts = [json.dumps(statement) for statement in statements]
    document = f'{{"Version": "2012-10-17", "Statement": [{", ".join(texts)}]}}'
    # One line a statement; json's own indentation takes five times as long.
    lined = "".join(f"\n    {text}," for text in texts)
    role = parse_arn(wanted.role_arn).name
    keep = (
        "# keep the policy's other statements in this document\n"
        if grant.statement.index or not grant.source.aws_managed
        else ""
    )
    return Fix(
        cli=keep + _cli(role, grant.source, document),
        sam=_sam(statements, dict(wanted.own), wanted.actions),
        terraform=(
            'resource "aws_iam_role_policy" "narrowed" {\n'
            f"  role   = {json.dumps(role)}\n"
            f'  policy = jsonencode({{"Version": "2012-10-17", "Statement": [{lined}\n  ]}})\n'
            "}"
        ),
    )
