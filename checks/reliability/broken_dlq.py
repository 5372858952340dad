from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from auditor.analysis.failure_queue_fix import Sender, queue_fix
from auditor.analysis.iam import Malformed, Statement, allows, matches, parse_document
from auditor.analysis.iam.role_rights_fix import granting_fix
from auditor.analysis.invocation import destination_of, mappings_of
from auditor.plugin import (
    NOT_ASKED,
    Audit,
    Category,
    Confidence,
    Destination,
    EventSourceMapping,
    Finding,
    Fix,
    FixKind,
    Function,
    Known,
    Need,
    NotApplicableError,
    Severity,
    UnavailableError,
    Unknown,
    check,
    counted,
    fix_text,
    is_arn,
    parse_arn,
)

# What the function's role must be allowed, by the service in the target's ARN.
ACTIONS = {
    "sqs": "sqs:SendMessage",
    "sns": "sns:Publish",
    "lambda": "lambda:InvokeFunction",
    "events": "events:PutEvents",
    "s3": "s3:PutObject",
}
KEY_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")
ALLOW = "# let the role send to the target, as the other findings say"
KEY_POLICY = (
    "this helps where the policy of the key lets IAM policies of the account decide, as it does by"
    " default"
)
ORDERED = frozenset({"sqs", "sns"})  # kinds that exist in a FIFO form, which Lambda can't send to


@dataclass(frozen=True, slots=True)
class FailureTarget:
    """One place that failed events of the function are sent to."""

    arn: str
    setting: str  # which setting names it, in words
    qualifier: str = ""  # whose OnFailure it is, where it is one
    mapping: EventSourceMapping | None = None  # whose OnFailure it is, where it is one

    @property
    def service(self) -> str:
        """Return the service in the ARN, as "sqs"."""
        return parse_arn(self.arn).service

    @property
    def what(self) -> str:
        """Return the setting and the target, as the findings name them."""
        return f"{self.setting} sends failed events to {self.arn}"


@dataclass(frozen=True, slots=True)
class MissingRights:
    """What the function's role may not do to a target or its key."""

    actions: tuple[str, ...]  # all that sending there takes
    resource: str
    missing: str  # the first one that is missing
    note: str = ""  # what to know before they are given


@check(
    "broken-dlq",
    severity=Severity.HIGH,
    category=Category.RELIABILITY,
    needs={Need.DESTINATIONS, Need.EVENT_INVOKE_CONFIGS, Need.EVENT_SOURCE_MAPPINGS, Need.ROLES},
    uses={Need.METRICS, Need.QUEUES, Need.ORGANIZATION_POLICIES},
    references=(
        "https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html",
    ),
)
def broken_dlq(function: Function, audit: Audit) -> Iterator[Finding]:
    """Broken dead-letter queue or failure destination.

    The queue, topic, bucket, bus or function that failed events should go to does not exist, is a
    FIFO queue or topic, or the function's role has no permission to send to it. Lambda then drops
    the event and only counts a metric, so the safety net fails when you need it.

    Fix: Use a target that exists, is not FIFO, and that the function's role may send to.

    Risk: Failed events start to arrive at the target, with the data that they carry: make sure that
    they are looked at.
    """
    targets, unread = _targets(function, audit)
    if not targets and not unread:
        raise NotApplicableError(_none_to_judge(function, audit))
    for target in targets:
        fact = destination_of(audit, function, target.arn)
        if isinstance(fact, Unknown):
            unread.append(fact)
        elif fact.value is None:
            yield _finding(function, audit, target, "which does not exist")
            continue
        elif fact.value.fifo and target.service in ORDERED:
            yield _finding(function, audit, target, "which is FIFO: Lambda can't send to it")
            continue
        known = fact.value if isinstance(fact, Known) else None
        try:
            yield from _refusals(function, audit, target, known)
        except UnavailableError as missing:
            unread.append(missing.unknown)
    yield from _lost(function)
    if unread:
        raise UnavailableError(unread[0])


def _none_to_judge(function: Function, audit: Audit) -> str:
    """Return why there is no target to judge; a Kafka topic is one that AWS can't tell of."""
    topics = sorted({m.on_failure for m in mappings_of(audit, function) if m.on_failure})
    if topics:
        return f"failed events go to {topics[0]}, and no API of AWS says whether that topic exists"
    return "no dead-letter queue or OnFailure destination is set"


def _targets(function: Function, audit: Audit) -> tuple[list[FailureTarget], list[Unknown]]:
    found: dict[str, FailureTarget] = {}
    unread: list[Unknown] = []

    def add(
        arn: str | None, setting: str, of: str = "", mapping: EventSourceMapping | None = None
    ) -> None:
        if arn and is_arn(arn):  # else a Kafka topic, which no fact describes
            found.setdefault(arn, FailureTarget(arn, setting, of, mapping))

    add(function.dead_letter_target, "DeadLetterConfig")
    if isinstance(function.event_invoke_configs, Known):
        for config in function.event_invoke_configs.value:
            add(config.on_failure, f"OnFailure of {config.qualifier}", config.qualifier)
    elif function.event_invoke_configs != NOT_ASKED:
        # Not asked: nothing invokes the function asynchronously.
        unread.append(function.event_invoke_configs)
    try:
        for mapping in mappings_of(audit, function):
            add(
                mapping.on_failure,
                f"OnFailure of the mapping {mapping.uuid}",
                mapping=mapping,
            )
    except UnavailableError as missing:
        unread.append(missing.unknown)
    return list(found.values()), unread


def _refusals(
    function: Function, audit: Audit, target: FailureTarget, known: Destination | None
) -> Iterator[Finding]:
    """Yield what the role is surely not allowed; an uncertain permission is no finding."""
    action = ACTIONS.get(target.service)
    if action is None:
        return
    resource = f"{target.arn}/*" if target.service == "s3" else target.arn
    granted_there = known is not None and _policy_grants(function, known.policy, action, target)
    if not granted_there and allows(audit, function.role_arn, action, resource) is False:
        refusal = MissingRights((action,), resource, action)
        yield _finding(function, audit, target, f"but the role lacks {action}", refusal)
    key = known.kms_key if known is not None else None
    if key and ":key/" in key:
        # A key policy may let the role in by itself, which is not seen here.
        lacking = [a for a in KEY_ACTIONS if allows(audit, function.role_arn, a, key) is False]
        if lacking:
            words = " and ".join(lacking)
            problem = f"which is encrypted with {key}, and the role lacks {words}"
            refusal = MissingRights(KEY_ACTIONS, key, lacking[0], KEY_POLICY)
            yield _finding(function, audit, target, problem, refusal, confidence=Confidence.MEDIUM)


def _policy_grants(
    function: Function, policy: str | None, action: str, target: FailureTarget
) -> bool:
    """Whether the target's own policy lets the role in: in one account, one of both is enough."""
    document = parse_document(policy or "{}")
    if isinstance(document, Malformed):
        return False
    return any(_grants(function, statement, action, target) for statement in document.statements)


def _grants(function: Function, statement: Statement, action: str, target: FailureTarget) -> bool:
    named = any(matches(pattern.lower(), action.lower()) for pattern in statement.actions)
    account = parse_arn(target.arn).account
    owner = parse_arn(function.role_arn).account
    own = {function.role_arn, "*"}
    principals = {p.value for p in statement.principals if p.kind in ("AWS", "*")}
    # An account as principal only hands the decision to that account's own policies.
    same = not account or account == owner
    return (
        statement.allow and named and not statement.not_action and same and bool(principals & own)
    )


def _finding(
    function: Function,
    audit: Audit,
    target: FailureTarget,
    problem: str,
    refusal: MissingRights | None = None,
    *,
    confidence: Confidence = Confidence.HIGH,
) -> Finding:
    return Finding(
        message=f"{target.what}, {problem}.",
        evidence={
            "target": target.arn,
            "setting": target.setting,
            "role": function.role_arn,
            "missing_action": refusal.missing if refusal else None,
        },
        fix=_grant(function, audit, refusal)
        if refusal
        else queue_fix(audit, function, _sender(function, target)),
        confidence=confidence,
        cause=function.role_arn if refusal else target.arn,
    )


def _lost(function: Function) -> Iterator[Finding]:
    if not isinstance(function.metrics, Known):
        return
    metrics = function.metrics.value
    counts = {
        "DeadLetterErrors": metrics.dead_letter_errors or 0.0,
        "DestinationDeliveryFailures": metrics.destination_delivery_failures or 0.0,
    }
    for name, count in counts.items():
        if count > 0:
            yield Finding(
                message=(
                    f"{counted(count, 'failed event')} could not be delivered in"
                    f" the last {metrics.window_days} days ({name})."
                ),
                evidence={"metric": name, "sum": count, "window_days": metrics.window_days},
                fix=Fix(
                    kind=FixKind.INVESTIGATE,
                    cli=fix_text.lambda_cli("list-function-event-invoke-configs", function),
                    sam=fix_text.sam(function, ALLOW),
                    terraform=fix_text.terraform(function, ALLOW),
                ),
            )


def _grant(function: Function, audit: Audit, refusal: MissingRights) -> Fix:
    verb, name = refusal.missing.partition(":")[2], parse_arn(refusal.resource).name
    wanted, resource = refusal.actions, refusal.resource
    fix = granting_fix(audit, function, f"{verb}-{name}", wanted, resource)
    return replace(fix, cli=f"{fix_text.careful(refusal.note)}\n{fix.cli}") if refusal.note else fix


def _sender(function: Function, target: FailureTarget) -> Sender:
    configs = function.event_invoke_configs
    known = configs.value if isinstance(configs, Known) else ()
    present = next((c for c in known if c.qualifier == target.qualifier), None)
    return Sender(mapping=target.mapping, qualifier=target.qualifier, present=present)
