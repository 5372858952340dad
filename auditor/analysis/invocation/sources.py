"""The derivation: every invoker of a function, from every fact that can show one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from auditor.analysis.invocation.evidence import LATEST, Invoker, Invokers, Mode
from auditor.analysis.invocation.services import mode_of
from auditor.analysis.invocation.statements import Admission, admissions, may_admit
from auditor.model import (
    EventSourceMapping,
    Fact,
    Function,
    Known,
    Loss,
    Region,
    Unknown,
)
from auditor.model.arn import is_function, parse_arn, unqualified
from auditor.model.arn import qualifier as named_qualifier
from auditor.model.audit import Audit
from auditor.model.fact import NOT_ASKED

_T = TypeVar("_T")

_SNS = "sns.amazonaws.com"
_MAPPING_MODES = {
    "sqs": Mode.QUEUE,
    "kinesis": Mode.STREAM,
    "dynamodb": Mode.STREAM,
    "kafka": Mode.STREAM,
}


def sources_of(audit: Audit, arn: str) -> Invokers:
    """Return how the function with this unqualified ARN is invoked.

    Decisive facts are the resource policies (services that push need a statement there) and the
    schedules (EventBridge Scheduler invokes through a role of its own, so nothing at the function
    tells). If one of them could not be read it is in `gaps`. Rules, notifications,
    subscriptions, integrations, mappings, URLs and metrics add evidence where they were read.
    """
    function = audit.function(arn)
    if function is None:
        return Invokers()
    gaps: list[Unknown] = []
    pushed, stale = _pushed(audit, function, gaps)
    region = audit.region(function)
    if isinstance(region.schedules, Unknown):
        gaps.append(region.schedules)
    # One that was not listed may name this one as its destination, which nothing here would tell.
    unlisted = audit.unlisted(function.region)
    if unlisted is not None:
        gaps.append(unlisted)
    named = audit.once(_index, "").get(arn, ())
    shut_out = _shuts_out_topics(audit, function)
    refused = tuple(
        source
        for source in named
        if shut_out and source.service == _SNS and _policy_was_read(function, source)
    )
    seen = {*pushed, *named, *_own(function)}.difference(refused)
    lost = audit.once(_lost_lists, function.region)
    return Invokers(
        sources=tuple(sorted(seen, key=lambda s: s.describe())),
        stale=stale,
        refused=refused,
        gaps=tuple(gaps),
        unseen=lost if shut_out else tuple(dict.fromkeys((*_lost([region.subscriptions]), *lost))),
    )


def _shuts_out_topics(audit: Audit, function: Function) -> bool:
    """Return whether SNS certainly can't invoke the function, whatever is subscribed.

    A topic has no role to invoke with: without a statement of the function's policy each delivery
    fails. Rules, schedules, APIs and destinations of functions may use a role instead, so that no
    policy tells of them. Source: SNS developer guide, "Fanout to Lambda functions"; EventBridge
    user guide, "Using resource-based policies"; API Gateway developer guide, integration
    credentials. Read 2026-11-30.
    """
    if audit.account.only_described or isinstance(function.policies, Unknown):
        return False  # a permission that is not in a template may be elsewhere
    texts = function.policies.value.values()
    return all(isinstance(text, Known) and not may_admit(text.value, _SNS) for text in texts)


def _policy_was_read(function: Function, source: Invoker) -> bool:
    """Return whether the policy was asked for that would admit a source.

    Those of versions are, where a list of the function's own region names the version.
    """
    of_version = (source.qualifier or "").isdecimal()
    return not of_version or parse_arn(source.origin or "").region == function.region


def _lost_lists(audit: Audit, region: str) -> tuple[Unknown, ...]:
    """Return the lists of a region that a call should have brought, and whose senders use roles."""
    here = [one for one in audit.account.regions if one.name == region]
    return _lost(
        [
            *(fact for one in here for fact in (one.event_rules, one.api_integrations)),
            *(one.event_invoke_configs for one in audit.functions() if one.region == region),
        ]
    )


def _lost(facts: Iterable[Fact[Any]]) -> tuple[Unknown, ...]:
    lost = (fact for fact in facts if isinstance(fact, Unknown) and fact.loss is not Loss.NONE)
    return tuple(dict.fromkeys(lost))


def _pushed(
    audit: Audit, function: Function, gaps: list[Unknown]
) -> tuple[tuple[Invoker, ...], tuple[Invoker, ...]]:
    """Return what the resource policies let in, live and stale; note what is unreadable."""
    live: list[Invoker] = []
    stale: list[Invoker] = []
    # Where aliases were refused, what their policies say is not known either.
    if isinstance(function.aliases, Unknown) and function.aliases != NOT_ASKED:
        gaps.append(function.aliases)
    if isinstance(function.policies, Unknown):
        gaps.append(function.policies)
        return (), ()
    for qualifier, text in sorted(function.policies.value.items()):
        if isinstance(text, Unknown):
            gaps.append(text)
            continue
        admitted, unread = audit.once(_admissions, (text.value, qualifier))
        if unread:
            reason = f"the resource policy of {function.name}:{qualifier} is malformed: {unread}"
            gaps.append(Unknown(reason=reason, region=function.region))
        for admission in admitted:
            gone = _gone(audit, function, admission)
            (stale if gone else live).append(_source(admission))
    return tuple(live), tuple(stale)


def _admissions(_: Audit, policy: tuple[str, str]) -> tuple[tuple[Admission, ...], str]:
    return admissions(*policy)


def _source(admission: Admission) -> Invoker:
    mode = Mode.UNDETERMINED
    if admission.by_url:
        mode = Mode.SYNCHRONOUS
    elif admission.service is not None:
        mode = mode_of(admission.service, admission.source_arns)
    behind = f" for {', '.join(admission.source_arns)}" if admission.source_arns else ""
    return Invoker(
        mode=mode,
        service=admission.service or admission.principal,
        qualifier=admission.qualifier,
        origin=admission.source_arns[0] if len(admission.source_arns) == 1 else None,
        evidence=f"resource policy, {admission.label}{behind}",
    )


def _gone(audit: Audit, function: Function, admission: Admission) -> bool:
    """Whether the statement is left over: all that it speaks for is known not to be there."""
    region = audit.region(function)
    if audit.account.only_described:
        return False  # what is not in a template may be elsewhere
    here = f":{region.name}:{audit.account.id}:"
    arns = admission.source_arns
    if not arns or any("*" in arn or "?" in arn or here not in arn for arn in arns):
        return False
    listed = {
        "events.amazonaws.com": region.event_rules,
        _SNS: region.subscriptions,
    }.get(admission.service or "")
    if not isinstance(listed, Known):
        return False
    live = {source.origin for source in audit.once(_index, "").get(function.arn, ())}
    return not any(arn.replace(":rule/default/", ":rule/") in live for arn in arns)


def _own(function: Function) -> Iterator[Invoker]:
    """Return what the function's own settings and metrics show."""
    if isinstance(function.urls, Known):
        for url in function.urls.value:
            yield Invoker(
                mode=Mode.SYNCHRONOUS,
                service="function URL",
                qualifier=url.qualifier or LATEST,
                evidence=f"URL with AuthType {url.auth_type}",
                configured=True,
            )
    received = (
        function.metrics.value.async_events_received
        if isinstance(function.metrics, Known)
        else None
    )
    if received:
        yield Invoker(
            mode=Mode.ASYNCHRONOUS,
            service="an asynchronous caller",
            qualifier=None,
            evidence=f"metric AsyncEventsReceived is {received:g}",
        )


def _index(audit: Audit, _: str) -> Mapping[str, tuple[Invoker, ...]]:
    """Return what other resources say of the functions that they invoke, by unqualified ARN."""
    found: dict[str, list[Invoker]] = {}
    for region in audit.account.regions:
        for arn, source in (*_configured(region), *_mapped(region)):
            found.setdefault(unqualified(arn), []).append(source)
    for function in audit.functions():
        for arn, source in _destinations(function):
            found.setdefault(unqualified(arn), []).append(source)
    return {arn: tuple(sources) for arn, sources in found.items()}


def _configured(region: Region) -> Iterator[tuple[str, Invoker]]:
    for rule in _known(region.event_rules):
        state = "" if rule.enabled else ", now disabled"
        for arn in rule.function_arns:
            yield arn, _pushes("events.amazonaws.com", arn, rule.arn, f"EventBridge rule{state}")
    for schedule in _known(region.schedules):
        state = "" if schedule.enabled else ", now disabled"
        arn, text = schedule.function_arn, f"EventBridge schedule{state}"
        yield arn, _pushes("scheduler.amazonaws.com", arn, schedule.arn, text)
    for subscription in _known(region.subscriptions):
        arn, topic = subscription.function_arn, subscription.topic_arn
        yield arn, _pushes(_SNS, arn, topic, "SNS subscription")
    for notification in _known(region.bucket_notifications):
        arn, bucket = notification.function_arn, notification.bucket
        yield arn, _pushes("s3.amazonaws.com", arn, bucket, "S3 event notification")
    for api in _known(region.api_integrations):
        if api.missing is not None:
            continue
        text = f"{api.api_kind} API integration {api.route}".rstrip()
        mode = Mode.ASYNCHRONOUS if api.asynchronous else Mode.SYNCHRONOUS
        arn, service = api.function_arn, "apigateway.amazonaws.com"
        yield arn, _pushes(service, arn, api.api_id, text, mode)


def _pushes(
    service: str, arn: str, origin: str, evidence: str, mode: Mode = Mode.ASYNCHRONOUS
) -> Invoker:
    return Invoker(
        mode=mode,
        service=service,
        qualifier=named_qualifier(arn) or LATEST,
        origin=origin,
        evidence=f"{evidence}: {origin}",
        configured=True,
    )


def _mapped(region: Region) -> Iterator[tuple[str, Invoker]]:
    for mapping in _known(region.event_source_mappings):
        yield mapping.function_arn, _polled(mapping)


def _polled(mapping: EventSourceMapping) -> Invoker:
    return Invoker(
        mode=_MAPPING_MODES.get(mapping.kind, Mode.POLLED),
        service=mapping.kind,
        qualifier=named_qualifier(mapping.function_arn) or LATEST,
        origin=mapping.source_arn or mapping.uuid,
        evidence=f"event source mapping {mapping.uuid}",
        configured=True,
        mapping=mapping.uuid,
    )


def _destinations(function: Function) -> Iterator[tuple[str, Invoker]]:
    """Return the functions that get this function's results: destinations are asynchronous."""
    for config in _known(function.event_invoke_configs):
        for target, kind in ((config.on_success, "OnSuccess"), (config.on_failure, "OnFailure")):
            if target and is_function(target):
                evidence = f"{kind} destination of {function.name}:{config.qualifier}"
                yield (
                    target,
                    Invoker(
                        mode=Mode.ASYNCHRONOUS,
                        service="lambda.amazonaws.com",
                        qualifier=named_qualifier(target) or LATEST,
                        origin=function.arn,
                        evidence=evidence,
                        configured=True,
                    ),
                )


def _known(fact: Fact[tuple[_T, ...]]) -> tuple[_T, ...]:
    return fact.value if isinstance(fact, Known) else ()
