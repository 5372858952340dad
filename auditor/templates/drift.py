"""Where templates and the account differ, in facts that a check reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from auditor.model import Account, Fact, Function, Known, Place, Region, Unknown, setting
from auditor.model.arn import unqualified
from auditor.templates.deployed_names import STACK, tag_of
from auditor.templates.drifted_policies import differing_policies, statements_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One fact in which a template and the account differ."""

    function: str  # name
    fact: str
    template: str
    account: str
    checks: tuple[str, ...]  # those that read the fact
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftComparison:
    """The outcome for all functions of the templates."""

    compared: int
    drifts: tuple[Drift, ...]
    absent: tuple[str, ...]  # in the templates alone
    extra: tuple[str, ...]  # of the same stacks, in the account alone
    unknown: tuple[tuple[str, str, str], ...]  # function, fact, why it was not compared


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    """A function as the template and as the account has it."""

    planned: Function
    live: Function
    planned_account: Account
    live_account: Account


_MISSING = "none"
Read = Callable[[Account, Function], Fact[Any]]


def compare(
    planned: Account,
    live: Account,
    made_up: frozenset[str],
    stacks: frozenset[str],
    checks: frozenset[str],
) -> DriftComparison:
    """Compare the functions of the templates with those of the account.

    `made_up` are names that only stand for what the template leaves to AWS; `stacks` are the
    account's stacks that the templates describe. Only facts that one of `checks` reads count.
    """
    known = {function.arn: function for function in live.functions()}
    drifts: list[Drift] = []
    unknown: list[tuple[str, str, str]] = []
    absent: list[str] = []
    for function in planned.functions():
        twin = known.pop(function.arn, None)
        if twin is None:
            absent.append(function.name)
            continue
        sides = _Sides(planned=function, live=twin, planned_account=planned, live_account=live)
        for found in _compared(sides, made_up, checks):
            if isinstance(found, Drift):
                drifts.append(found)
            else:
                unknown.append(found)
    extra = sorted(f.name for f in known.values() if tag_of(f, STACK) in stacks)
    return DriftComparison(
        compared=len(planned.functions()) - len(absent),
        drifts=tuple(drifts),
        absent=tuple(sorted(absent)),
        extra=tuple(extra),
        unknown=tuple(unknown),
    )


def _compared(
    sides: _Sides, made_up: frozenset[str], chosen: frozenset[str]
) -> Iterator[Drift | tuple[str, str, str]]:
    places = sides.planned_account.places.get(sides.planned.arn, {})
    for fact, (key, readers, read) in FACTS.items():
        checks = tuple(name for name in readers if name in chosen)
        if not checks:
            continue
        ours = read(sides.planned_account, sides.planned)
        theirs = read(sides.live_account, sides.live)
        if isinstance(ours, Unknown) or isinstance(theirs, Unknown):
            reasons = (side.reason for side in (ours, theirs) if isinstance(side, Unknown))
            yield sides.planned.name, fact, next(reasons)
            continue
        shown = _difference(ours.value, theirs.value, made_up)
        if shown is not None:
            yield Drift(
                function=sides.planned.name,
                fact=fact,
                template=shown[0],
                account=shown[1],
                checks=checks,
                place=places.get(key) or places.get(key.partition(".")[0]) or places.get(""),
            )


def _difference(ours: Any, theirs: Any, made_up: frozenset[str]) -> tuple[str, str] | None:  # noqa: ANN401
    if isinstance(ours, frozenset) and isinstance(theirs, frozenset):
        return differing_policies(ours, theirs, made_up)
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        left = [item for item in ours if item not in theirs and not _stands_for(item, made_up)]
        right = [item for item in theirs if item not in ours]
        if len(ours) == len(theirs) and not left:
            return None
        if not left and not right:
            return None
        return _shown(ours), _shown(theirs)
    if ours == theirs or (theirs is not None and _stands_for(ours, made_up)):
        return None
    return _shown(ours), _shown(theirs)


def _stands_for(value: Any, made_up: frozenset[str]) -> bool:  # noqa: ANN401
    return isinstance(value, str) and any(name in value for name in made_up)


def _shown(value: Any) -> str:  # noqa: ANN401
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value) or _MISSING
    return _MISSING if value is None else str(value)


def _plain(name: str, normal: Any = None) -> Read:  # noqa: ANN401
    """Return how to read a setting; `normal` is what Lambda makes of one that is not set."""

    def read(_: Account, function: Function) -> Fact[Any]:
        fact = setting(function, name)
        return Known(normal) if isinstance(fact, Known) and fact.value is None else fact

    return read


def _fact(name: str, take: Callable[[Any], Any] = lambda value: value) -> Read:
    def read(_: Account, function: Function) -> Fact[Any]:
        fact = getattr(function, name)
        return Known(take(fact.value)) if isinstance(fact, Known) else fact

    return read


def _layers(_: Account, function: Function) -> Fact[Any]:
    fact = setting(function, "layers")
    return Known(tuple(layer.arn for layer in fact.value)) if isinstance(fact, Known) else fact


def _vpc(_: Account, function: Function) -> Fact[Any]:
    fact = setting(function, "vpc")
    if isinstance(fact, Unknown) or fact.value is None:
        return fact
    return Known((*fact.value.subnet_ids, *fact.value.security_group_ids))


def _variables(rows: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(sorted(variable.name for variable in rows))


def _secrets(rows: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(sorted({f"{seen.place} {seen.name}" for seen in rows}))


def _destinations(rows: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(sorted(f"{row.qualifier}: {row.on_failure}" for row in rows if row.on_failure))


def _urls(rows: Any) -> tuple[str, ...]:  # noqa: ANN401
    return tuple(sorted(f"{row.qualifier or '$LATEST'}: {row.auth_type}" for row in rows))


def _role(account: Account, function: Function) -> Fact[Any]:
    arn = setting(function, "role_arn")
    if isinstance(arn, Unknown):
        return arn
    if isinstance(account.roles, Unknown):
        return account.roles
    role = account.roles.value.get(arn.value)
    if role is None:
        return Unknown(reason=f"the role {arn.value} was not read")
    return statements_of((*role.attached, *role.inline))


def _policy(_: Account, function: Function) -> Fact[Any]:
    if isinstance(function.policies, Unknown):
        return function.policies
    return statements_of(function.policies.value.values())


def _mappings(account: Account, function: Function) -> Fact[Any]:
    region = _region(account, function)
    if region is None or isinstance(region.event_source_mappings, Unknown):
        return Unknown(reason="the event source mappings were not read")
    return Known(
        tuple(
            sorted(
                f"{row.source_arn or 'self-managed'} ({row.state}, {row.maximum_retry_attempts}"
                f" retries, on failure {'set' if row.on_failure else _MISSING})"
                for row in region.event_source_mappings.value
                if unqualified(row.function_arn) == function.arn
            )
        )
    )


def _retention(account: Account, function: Function) -> Fact[Any]:
    region, group = _region(account, function), setting(function, "log_group")
    if region is None or isinstance(region.log_groups, Unknown) or isinstance(group, Unknown):
        return Unknown(reason="the log groups were not read")
    found = [row for row in region.log_groups.value if row.name == group.value]
    return Known(found[0].retention_days if found else None)


def _region(account: Account, function: Function) -> Region | None:
    return next((region for region in account.regions if region.name == function.region), None)


def _reserved(details: Any) -> int | None:  # noqa: ANN401
    found: int | None = details.reserved_concurrency
    return found


_IAM = ("admin-role", "privilege-escalation", "wildcard-action", "wildcard-resource")
# Fact -> the property whose place is named, the checks that read it, and how it is read.
FACTS: Mapping[str, tuple[str, tuple[str, ...], Read]] = {
    "runtime": ("Runtime", ("deprecated-runtime",), _plain("runtime")),
    "timeout": ("Timeout", ("maximal-timeout", "short-visibility-timeout"), _plain("timeout")),
    "memory": ("MemorySize", ("memory-misfit",), _plain("memory")),
    "architecture": ("Architectures", ("x86-function",), _plain("architecture")),
    "ephemeral storage": ("EphemeralStorage", ("oversized-tmp",), _plain("ephemeral_storage")),
    "tracing": ("Tracing", ("missing-tracing",), _plain("tracing_mode", "PassThrough")),
    "dead-letter target": ("DeadLetterConfig", ("missing-dlq",), _plain("dead_letter_target")),
    "KMS key": ("KmsKeyArn", ("unencrypted-by-customer-key",), _plain("kms_key")),
    "log format": ("LoggingConfig", ("unstructured-logs",), _plain("log_format", "Text")),
    "layers": ("Layers", ("foreign-layer", "outdated-layer"), _layers),
    "VPC": ("VpcConfig", ("unnecessary-vpc", "single-az"), _vpc),
    "variables": ("Environment", ("plaintext-secret",), _fact("environment", _variables)),
    "secrets": ("Environment", ("plaintext-secret",), _fact("secrets", _secrets)),
    "reserved concurrency": (
        "ReservedConcurrentExecutions",
        ("zero-concurrency",),
        _fact("details", _reserved),
    ),
    "recursive loops": ("RecursiveLoop", ("recursive-loop-allowed",), _fact("recursive_loop")),
    "failure destinations": (
        "EventInvokeConfig",
        ("missing-dlq",),
        _fact("event_invoke_configs", _destinations),
    ),
    "URLs": ("FunctionUrlConfig", ("public-function",), _fact("urls", _urls)),
    "resource policy": ("", ("public-function", "confused-deputy"), _policy),
    "permissions of the role": ("Role", _IAM, _role),
    "event source mappings": ("Events", ("stream-without-failure-destination",), _mappings),
    "log retention": ("", ("unbounded-log-retention",), _retention),
}
