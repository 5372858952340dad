"""SAM and Terraform do what the commands do: each property is that of the account afterwards."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from auditor.model import Account, Function, Known, Region, Role
from tests.fixes import dialects
from tests.fixes.dialects import ABSENT, Resource
from tests.fixes.model import ANSWERS, applied
from tests.fixes.test_model import VARIANTS, fixes, judged_by
from tests.fixes.variants import Made

Row = Callable[[Any], Any]
FUNCTION: Mapping[str, Row] = {
    "timeout": lambda f: f.timeout,
    "memorysize": lambda f: f.memory,
    "runtime": lambda f: f.runtime,
    "ephemeralstorage.size": lambda f: f.ephemeral_storage,
    "kmskeyarn": lambda f: f.kms_key,
    "layers": lambda f: [layer.arn for layer in f.layers],
    "tracing": lambda f: f.tracing_mode,
    "tracingconfig.mode": lambda f: f.tracing_mode,
    "loggingconfig.logformat": lambda f: f.log_format,
    "vpcconfig": lambda f: f.vpc or ABSENT,
    "vpcconfig.subnetids": lambda f: list(f.vpc.subnet_ids) if f.vpc else [],
    "vpcconfig.securitygroupids": lambda f: list(f.vpc.security_group_ids) if f.vpc else [],
    "vpcconfig.ipv6allowedfordualstack": lambda f: f.vpc.ipv6,
    "reservedconcurrentexecutions": lambda f: f.details.get().reserved_concurrency,
    "snapstart.applyon": lambda f: f.snap_start,
    "deadletterqueue.targetarn": lambda f: f.dead_letter_target,
    "deadletterconfig.targetarn": lambda f: f.dead_letter_target,
    "recursiveloop": lambda f: f.recursive_loop.get(),
    "runtimemanagementconfig.updateruntimeon": lambda f: f.runtime_update_mode.get(),
    "updateruntimeon": lambda f: f.runtime_update_mode.get(),
    "role": lambda f: f.role_arn,
}
MAPPING: Mapping[str, Row] = {
    "destinationconfig.onfailure.destination": lambda m: m.on_failure,
    "destinationconfig.onfailure.destinationarn": lambda m: m.on_failure,
    "maximumretryattempts": lambda m: m.maximum_retry_attempts,
    "bisectbatchonfunctionerror": lambda m: m.bisect,
    "functionresponsetypes": lambda m: list(m.response_types),
    "enabled": lambda m: m.state == "Enabled",
    "stream": lambda m: m.source_arn,
    "queue": lambda m: m.source_arn,
    "eventsourcearn": lambda m: m.source_arn,
}
INVOKE: Mapping[str, Row] = {
    "maximumretryattempts": lambda c: c.maximum_retry_attempts,
    "maximumeventageinseconds": lambda c: c.maximum_event_age,
    "destinationconfig.onfailure.destination": lambda c: c.on_failure,
    "destinationconfig.onsuccess.destination": lambda c: c.on_success,
}
QUEUE: Mapping[str, Row] = {
    "fifoqueue": lambda q: q.fifo,
    "visibilitytimeout": lambda q: q.visibility_timeout,
    "visibilitytimeoutseconds": lambda q: q.visibility_timeout,
    "redrivepolicy.deadlettertargetarn": lambda q: q.dead_letter_queue,
    "redrivepolicy.maxreceivecount": lambda q: q.max_receive_count,
}
ALARM: Mapping[str, Row] = {
    "actionsenabled": lambda a: a.actions_enabled,
    "namespace": lambda a: a.metrics[0].namespace,
    "metricname": lambda a: a.metrics[0].name,
    "alarmactions": lambda a: list(a.actions),
}
ENDPOINT: Mapping[str, Row] = {
    "servicename": lambda e: e.service,
    "vpcid": lambda e: e.vpc_id,
    "vpcendpointtype": lambda e: e.kind,
    "routetableids": lambda e: list(e.route_table_ids),
}
# Names of things, and properties that say no more than these.
NAMES = {
    "functionname", "queuename", "name", "rolename", "policyname", "alarmname", "loggroupname",
    "qualifier", "managedpolicyname", "path", "autopublishalias", "publish", "type",
    "statistic", "period", "evaluationperiods", "threshold", "comparisonoperator",
    "treatmissingdata", "dimensions", "dimensions.functionname", "description",
}  # fmt: skip


class Effect:
    """What the account says of each property of a snippet, after the commands."""

    def __init__(self, account: Account, function: Function) -> None:
        self.account = account
        self.region: Region = account.regions[0]
        self.function = next(f for f in account.functions() if f.arn == function.arn)
        self.role: Role | None = account.roles.get().get(self.function.role_arn)

    def differences(self, resource: Resource) -> Iterator[str]:
        """Yield each property that says something else, or that no row knows."""
        for path, value in resource.leaves():
            if path in NAMES:
                continue
            try:
                wanted = self._wanted(resource, path)
            except LookupError as missing:
                yield f"{resource.type} {path}: {missing!r}"
                continue
            if not _equal(value, wanted):
                yield f"{resource.type} {path}: {value!r}, not {wanted!r}"

    def _wanted(self, resource: Resource, path: str) -> Any:
        kind = resource.type.removeprefix("AWS::").replace("::", "").replace("_", "").lower()
        return self._rows[kind.removeprefix("aws")](self, resource.properties, path)

    def _of_function(self, properties: Any, path: str) -> Any:  # noqa: PLR0911  by property
        if path == "policies":
            return _Holds(self._statements())
        if path.startswith("environment.variables."):
            return _Variable(path.rpartition(".")[2], self.function)
        if path.startswith("tags."):
            return self.function.details.get().tags.get().get(path[5:], ABSENT)
        if path.startswith("events."):
            below = path.split(".", 2)[2].removeprefix("properties.")
            # SAM names the kind of a destination; the ARN says it as well.
            return _Any() if below.endswith("type") else MAPPING[below](self._mapping())
        if path.startswith("eventinvokeconfig."):
            below = path.split(".", 1)[1]
            return _Any() if below.endswith("type") else INVOKE[below](self._invoke(properties))
        if path.startswith(("provisionedconcurrencyconfig", "functionurlconfig", "snapstart.opt")):
            return self._others(path)
        return _Any() if path == "deadletterqueue.type" else FUNCTION[path](self.function)

    def _others(self, path: str) -> Any:
        warm = self.function.provisioned_concurrency.get()
        if path == "functionurlconfig.authtype":
            return "AWS_IAM"  # and the statement that opens the URL is gone: the check says so
        return warm[0].requested if warm else ABSENT

    def _mapping(self) -> Any:
        return self.region.event_source_mappings.get()[0]

    def _invoke(self, properties: Any) -> Any:
        qualifier = (
            properties.get("qualifier")
            or properties.get("Qualifier")
            or properties.get("AutoPublishAlias", "$LATEST")
        )
        configs = {c.qualifier: c for c in self.function.event_invoke_configs.get()}
        return configs[qualifier]

    def _of_invoke_config(self, properties: Any, path: str) -> Any:
        return INVOKE[path](self._invoke(properties))

    def _of_warm(self, _: Any, path: str) -> Any:
        return self._others(path)

    def _of_mapping(self, _: Any, path: str) -> Any:
        return MAPPING[path](self._mapping())

    def _of_url(self, _: Any, path: str) -> Any:
        return {"authorizationtype": "AWS_IAM"}[path]

    def _of_queue(self, properties: Any, path: str) -> Any:
        name = properties.get("QueueName") or properties["name"]
        (fact,) = (q for arn, q in self.region.queues.items() if arn.endswith(f":{name}"))
        queue = fact.get()
        return QUEUE[path](queue)

    def _of_policy(self, properties: Any, path: str) -> Any:
        name = properties.get("PolicyName") or properties.get("name")
        assert path in {"policydocument", "policy"} or path == "role"
        if path == "role":
            return properties["role"]
        texts = [p.text.get() for p in (self.role.inline if self.role else ()) if p.name == name]
        # A policy without a name gets one from Terraform: what it says decides.
        return json.loads(texts[0]) if texts else _Holds(self._statements())

    def _of_managed(self, properties: Any, _: str) -> Any:
        name = properties.get("ManagedPolicyName") or properties["name"]
        attached = self.role.attached if self.role else ()
        return json.loads(next(p.text.get() for p in attached if p.name == name))

    def _of_role(self, properties: Any, path: str) -> Any:
        name = properties.get("RoleName") or properties["name"]
        role = next(r for r in self.account.roles.get().values() if r.name == name)
        if path.startswith("assumerolepolicy"):
            return json.loads(role.trust)
        if path == "managedpolicyarns":
            return [p.arn for p in role.attached]
        assert path == "policies"
        return [
            {"PolicyName": p.name, "PolicyDocument": json.loads(p.text.get())} for p in role.inline
        ]

    def _of_attachment(self, _: Any, path: str) -> Any:
        if path == "role":
            return _Any()
        attached = [p.arn for p in (self.role.attached if self.role else ())]
        return _In(attached)

    def _of_permission(self, properties: Any, _: str) -> Any:
        wanted = {str(v) for k, v in properties.items() if _plain(k) != "functionname"}
        policies = self.function.policies.get()
        texts = [json.loads(text.get()) for text in policies.values() if isinstance(text, Known)]
        for statement in (s for document in texts for s in document["Statement"]):
            if wanted <= set(_texts(statement)):
                return _Any()
        raise LookupError(f"no statement says {sorted(wanted)}")

    def _of_alarm(self, properties: Any, path: str) -> Any:
        name = properties.get("AlarmName") or properties["alarm_name"]
        return ALARM[path](next(a for a in self.region.alarms.get() if a.name == name))

    def _of_group(self, properties: Any, _: str) -> Any:
        name = properties.get("LogGroupName") or properties["name"]
        groups = self.region.log_groups.get()
        return next(g.retention_days for g in groups if g.name == name)

    def _of_endpoint(self, _: Any, path: str) -> Any:
        return ENDPOINT[path](self.region.vpc_endpoints.get()[-1])

    def _statements(self) -> list[Any]:
        roles = [self.role] if self.role else []
        inline = [json.loads(p.text.get()) for r in roles for p in r.inline]
        managed = [p.name for r in roles for p in r.attached]
        return [*(s for document in inline for s in document["Statement"]), *managed]

    _rows: Mapping[str, Callable[[Effect, Any, str], Any]] = {
        "serverlessfunction": _of_function,
        "lambdafunction": _of_function,
        "lambdaruntimemanagementconfig": _of_function,
        "lambdafunctionrecursionconfig": _of_function,
        "lambdafunctioneventinvokeconfig": _of_invoke_config,
        "lambdaeventinvokeconfig": _of_invoke_config,
        "lambdafunctionurl": _of_url,
        "lambdaprovisionedconcurrencyconfig": _of_warm,
        "lambdaeventsourcemapping": _of_mapping,
        "sqsqueue": _of_queue,
        "iamrolepolicy": _of_policy,
        "iammanagedpolicy": _of_managed,
        "iampolicy": _of_managed,
        "iamrole": _of_role,
        "iamrolepolicyattachment": _of_attachment,
        "lambdapermission": _of_permission,
        "cloudwatchalarm": _of_alarm,
        "cloudwatchmetricalarm": _of_alarm,
        "logsloggroup": _of_group,
        "cloudwatchloggroup": _of_group,
        "ec2vpcendpoint": _of_endpoint,
        "vpcendpoint": _of_endpoint,
        "secretsmanagersecret": lambda *_: _Any(),
    }


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    else:
        yield str(value)


class _Any:
    """Equals everything."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = object.__hash__


class _In:
    """Equals each item of a list."""

    def __init__(self, items: list[Any]) -> None:
        self.items = items

    def __eq__(self, other: object) -> bool:
        return other in self.items

    __hash__ = object.__hash__


class _Holds:
    """Equals policies of which every statement is among these."""

    def __init__(self, statements: list[Any]) -> None:
        self.statements = [_normal(s) for s in statements]

    def __eq__(self, other: object) -> bool:
        return all(_normal(s) in self.statements for s in _statements(other))

    def __repr__(self) -> str:
        return f"within {self.statements}"

    __hash__ = object.__hash__


def _statements(policies: Any) -> Iterator[Any]:
    listed = policies if isinstance(policies, list) else [policies]
    for policy in listed:
        inner = (
            json.loads(policy)
            if str(policy).startswith("{") and isinstance(policy, str)
            else policy
        )
        found = inner["Statement"] if isinstance(inner, dict) else [inner]
        yield from found if isinstance(found, list) else [found]


def _normal(statement: Any) -> str:
    """Return a statement as text: the ARN of a secret ends with six characters that AWS adds."""
    text = json.dumps(statement, sort_keys=True)
    return re.sub(r'arn:[^"]*:secret:([^"]+?)-\?{6}', r"ref:\1", text)


class _Variable:
    """Equals the value of a variable that the function has, or absence where it has none."""

    def __init__(self, name: str, function: Function) -> None:
        self.present = name in {v.name for v in function.environment.get()}

    def __eq__(self, other: object) -> bool:
        return (other != ABSENT) == self.present

    __hash__ = object.__hash__


def _equal(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, str) and isinstance(value, str):
        if value.startswith("ref:"):
            return wanted.endswith((f":{value[4:]}", f"/{value[4:]}"))
        return value == wanted
    if isinstance(value, str) and value.startswith("{"):
        value = json.loads(value)
    if wanted is None:
        return value in (None, ABSENT, -1)
    if isinstance(wanted, list) and isinstance(value, list):
        return len(value) == len(wanted) and all(map(_equal, value, wanted))
    if isinstance(wanted, int) and isinstance(value, str):
        return value == str(wanted)
    return bool(wanted == value)


def _filled(text: str) -> str:
    """Return a snippet in which each placeholder is what a reader would set."""
    return re.sub(r"<([A-Z0-9_]+)>", lambda m: ANSWERS.get(m[1], f"example-{m[1]}"), text)


@pytest.mark.parametrize(("check", "made"), VARIANTS)
def test_sam_and_terraform_do_what_the_commands_do(check: str, made: Made) -> None:
    account = made.account()
    found = list(fixes(judged_by(check, account, made.function.arn)))
    for fix in found:
        account = applied(account, fix.cli)
    effect = Effect(account, made.function)
    wrong = []
    for fix in found:
        for dialect, resources in (
            ("SAM", dialects.sam(_filled(fix.sam))),
            ("Terraform", dialects.terraform(_filled(fix.terraform))),
        ):
            commented = {"SAM": fix.sam, "Terraform": fix.terraform}[dialect].startswith("#")
            assert resources or commented, f"{dialect} says nothing"
            wrong += [f"{dialect} {d}" for one in resources for d in effect.differences(one)]
    assert wrong == []
