"""Applies the AWS CLI commands of a fix to an account in memory: what AWS would have afterwards."""

from __future__ import annotations

import importlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from auditor.model import (
    Account,
    Alarm,
    AlarmMetric,
    Destination,
    EnvironmentVariable,
    EventInvokeConfig,
    EventSourceMapping,
    Function,
    FunctionDetails,
    Known,
    Layer,
    Policy,
    Queue,
    Region,
    Role,
    VpcConfig,
    VpcEndpoint,
)
from auditor.model.arn import function_name, parse_arn
from tests.iam.model_fixes import changed_by_iam, statements_after

# reports/ is installed under another name than its folder has, which mypy does not follow.
_commands: Any = importlib.import_module("auditor.reports.fix_plan.commands")
Command = Any
Options = Mapping[str, str]
_MOST_ATTACHED = 10  # policies of a role
_UNSET = re.compile(r'"?\$\{(\w+):\?set it\}"?')
ANSWERS = {
    "NEW_VALUE": "a-new-value",
    "CONCURRENT_EXECUTIONS": "2000",
    "RESERVED_CONCURRENCY": "10",
    "TOPIC_ARN": "arn:aws:sns:eu-west-1:111122223333:operations",
    "PRIVATE_SUBNET": "subnet-0c0c0c0c",
    "SUBNET_IN_ANOTHER_ZONE": "subnet-0b0b0b0b",
    "ORGANIZATION_ID": "o-exampleorg1",
}


def filled_in(text: str) -> str:
    """Return commands in which each placeholder is what a reader would set."""
    return _UNSET.sub(lambda found: ANSWERS.get(found[1], f"example-{found[1]}"), text)


def applied(account: Account, text: str) -> Account:
    """Return the account after the commands."""
    created: dict[str, Policy] = {}
    for command in _commands.commands(filled_in(text)):
        for part in _pipeline(command):
            if part.words[1:3] == ("iam", "create-policy"):
                made = _created(account, part.options)
                created[str(made.arn)] = made
            account = _after(account, part, created)
    return account


def _created(account: Account, options: Options) -> Policy:
    name, text = options["--policy-name"], options["--policy-document"]
    arn = f"arn:{account.partition}:iam::{account.id}:policy/{name}"
    return Policy(name=name, arn=arn, text=Known(text))


def _pipeline(command: Command) -> Iterator[Command]:
    """Yield each command of a pipe; what jq is told goes to the command after it."""
    told: dict[str, str] = {}
    words: list[str] = []
    for word in (*command.words, "|"):
        if word != "|":
            words.append(word)
            continue
        if words[:1] == ["jq"]:
            arguments = zip(words, words[1:], words[2:], strict=False)
            told = {f"jq-{name}": value for flag, name, value in arguments if flag == "--arg"}
        elif words[:1] == ["aws"]:
            yield _commands.Command(
                text="", words=tuple(words), options={**told, **_options(words[3:])}
            )
        words = []


def _options(words: list[str]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    name = ""
    for word in words:
        if word.startswith("--"):
            name, found[word] = word, []
        elif name:
            found[name].append(word)
    return {name: " ".join(values) for name, values in found.items()}


def _after(account: Account, command: Command, created: Mapping[str, Policy]) -> Account:
    _, service, verb = command.words[:3]
    if verb in {"wait", "create-secret", "publish-version"} or verb.startswith("get-"):
        return account
    if service == "iam":
        return _iam(account, verb, command.options, created)
    change = _CHANGES[service, verb]
    region = command.options.get("--region", "")
    assert any(r.name == region for r in account.regions), f"{verb} names no region of the account"
    regions = (change(r, command.options) if r.name == region else r for r in account.regions)
    return replace(account, regions=tuple(regions))


def _iam(account: Account, verb: str, options: Options, created: Mapping[str, Policy]) -> Account:
    roles = dict(account.roles.get())
    if verb == "create-role":
        name, path = options["--role-name"], options.get("--path", "/")
        arn = f"arn:{account.partition}:iam::{account.id}:role{path}{name}"
        trust = options["--assume-role-policy-document"]
        assert not any(role.name == name for role in roles.values()), f"the role {name} exists"
        roles[arn] = Role(arn=arn, name=name, trust=trust, boundary=Known(None))
        return replace(account, roles=Known(MappingProxyType(roles)))
    if verb in {"create-policy", "list-policy-versions", "delete-policy-version"}:
        return account  # no role has it yet; versions are no facts
    if verb == "attach-role-policy":
        arn, known = options["--policy-arn"], {**_policies(account), **created}
        found = [role for role in roles.values() if role.name == options["--role-name"]]
        assert found, f"no role {options['--role-name']}"
        added = known.get(arn) or Policy(name=parse_arn(arn).name, arn=arn, text=_managed(arn))
        assert all(len(role.attached) < _MOST_ATTACHED for role in found), "it has ten policies"
        for role in found:
            roles[role.arn] = replace(role, attached=(*role.attached, added))
        return replace(account, roles=Known(MappingProxyType(roles)))
    return changed_by_iam(account, verb, options)


def _policies(account: Account) -> dict[str, Policy]:
    roles = account.roles.get().values()
    return {policy.arn: policy for role in roles for policy in role.attached if policy.arn}


_MANAGED = {
    "AWSXRayDaemonWriteAccess": ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    "AWSLambdaBasicExecutionRole": [
        "logs:CreateLogGroup",
        "logs:CreateLogStream",
        "logs:PutLogEvents",
    ],
    "AWSLambdaVPCAccessExecutionRole": ["ec2:CreateNetworkInterface"],
}


def _managed(arn: str) -> Known[str]:
    actions = _MANAGED[arn.rpartition("/")[2]]
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return Known(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


def _one(
    change: Callable[[Function, Options], Function],
) -> Callable[[Region, Options], Region]:
    """Return a change of a region that changes the function that the options name."""

    def changed(region: Region, options: Options) -> Region:
        arn = options.get("--resource") or options.get("--resource-arn") or ""
        name = options.get("--function-name") or function_name(arn)
        functions = region.functions.get()
        assert any(f.name == name for f in functions), f"no function {name}"
        made = tuple(change(f, options) if f.name == name else f for f in functions)
        return replace(region, functions=Known(made))

    return changed


def _shorthand(text: str) -> dict[str, str]:
    if text.startswith("{"):
        return {key: str(value) for key, value in json.loads(text).items()}
    pairs: dict[str, str] = {}
    name = ""
    for part in text.split(","):
        key, equals, value = part.partition("=")
        if equals:
            name, pairs[key] = key, value
        else:  # a further item of a list
            pairs[name] += f",{part}"
    return pairs


def _configured(function: Function, options: Options) -> Function:
    for option, value in options.items():
        if option in _SETTINGS:
            function = _SETTINGS[option](function, value)
        else:
            known = {"--function-name", "--region", "--environment", "--description"}
            assert option in known or option.startswith("jq-"), option
    if "jq-new" in options:
        function = _swapped(function, options["jq-old"], options["jq-new"])
    return function


def _swapped(function: Function, old: str, new: str) -> Function:
    variables = [v for v in function.environment.get() if v.name != old]
    sightings = function.secrets.get()
    left = tuple(s for s in sightings if (s.place, s.name) != ("environment", old))
    added = EnvironmentVariable(name=new, reference=f"{function.name}/{old}")
    return replace(function, environment=Known((*variables, added)), secrets=Known(left))


def _vpc(function: Function, text: str) -> Function:
    given = _shorthand(text)
    subnets = [s for s in given["SubnetIds"].strip("[]").split(",") if s]
    if not subnets:
        return replace(function, vpc=None)
    assert function.vpc is not None
    groups = tuple(given["SecurityGroupIds"].split(","))
    ipv6 = given.get("Ipv6AllowedForDualStack") == "true"
    vpc = VpcConfig(
        vpc_id=function.vpc.vpc_id,
        subnet_ids=tuple(subnets),
        security_group_ids=groups,
        ipv6=ipv6,
    )
    return replace(function, vpc=vpc)


def _layered(function: Function, text: str) -> Function:
    sizes = {layer.arn: layer.code_size for layer in function.layers}
    layers = tuple(Layer(arn=arn, code_size=sizes.get(arn, 1)) for arn in text.split())
    return replace(function, layers=layers)


_SETTINGS: Mapping[str, Callable[[Function, str], Function]] = MappingProxyType(
    {
        "--timeout": lambda f, v: replace(f, timeout=int(v)),
        "--memory-size": lambda f, v: replace(f, memory=int(v)),
        "--runtime": lambda f, v: replace(f, runtime=v),
        "--runtime-config": lambda f, v: replace(f, runtime_arn=_shorthand(v)["RuntimeArn"]),
        "--role": lambda f, v: replace(f, role_arn=v),
        "--kms-key-arn": lambda f, v: replace(f, kms_key=v),
        "--layers": _layered,
        "--vpc-config": _vpc,
        "--tracing-config": lambda f, v: replace(f, tracing_mode=_shorthand(v)["Mode"]),
        "--logging-config": lambda f, v: replace(f, log_format=_shorthand(v)["LogFormat"]),
        "--ephemeral-storage": lambda f, v: replace(
            f, ephemeral_storage=int(_shorthand(v)["Size"])
        ),
        "--durable-config": lambda f, v: replace(
            f, durable_timeout=int(_shorthand(v)["ExecutionTimeout"])
        ),
        "--snap-start": lambda f, v: replace(f, snap_start=_shorthand(v)["ApplyOn"]),
        "--dead-letter-config": lambda f, v: replace(
            f, dead_letter_target=_shorthand(v)["TargetArn"]
        ),
    }
)


def _details(function: Function, **differences: Any) -> Function:
    found: FunctionDetails = function.details.get()
    return replace(function, details=Known(replace(found, **differences)))


def _tagged(function: Function, options: Options) -> Function:
    tags = {**function.details.get().tags.get(), **json.loads(options["--tags"])}
    return _details(function, tags=Known(MappingProxyType(tags)))


def _untagged(function: Function, options: Options) -> Function:
    keys = options["--tag-keys"]
    tags = {k: v for k, v in function.details.get().tags.get().items() if k != keys}
    left = tuple(s for s in function.secrets.get() if (s.place, s.name) != ("tag", keys))
    made = _details(function, tags=Known(MappingProxyType(tags)))
    return replace(made, secrets=Known(left))


def _invoked(function: Function, options: Options, *, put: bool) -> Function:
    qualifier = options["--qualifier"]
    configs = {c.qualifier: c for c in function.event_invoke_configs.get()}
    assert put != (qualifier in configs), "put where one exists, or update where none does"
    old = configs.get(qualifier) or EventInvokeConfig(qualifier=qualifier)
    targets = json.loads(options["--destination-config"])
    configs[qualifier] = replace(
        old,
        on_failure=targets.get("OnFailure", {}).get("Destination"),
        on_success=targets.get("OnSuccess", {}).get("Destination"),
    )
    return replace(function, event_invoke_configs=Known(tuple(configs.values())))


def _permitted(verb: str) -> Callable[[Function, Options], Function]:
    def changed(function: Function, options: Options) -> Function:
        arn = options.get("--resource-arn", "")
        qualifier = options.get("--qualifier") or arn.removeprefix(function.arn).lstrip(":")
        qualifier = qualifier or "$LATEST"
        texts = {q: t.get() for q, t in function.policies.get().items()}
        document: dict[str, Any] = json.loads(texts.get(qualifier, '{"Statement": []}'))
        left = statements_after(document["Statement"], verb, options, function)
        texts[qualifier] = json.dumps({**document, "Statement": left})
        kept = {q: Known(t) for q, t in texts.items() if left or q != qualifier}
        return replace(function, policies=Known(MappingProxyType(kept)))

    return changed


def _warm(function: Function, options: Options, *, number: int) -> Function:
    warm = [
        replace(w, requested=number, utilization=0.7)
        if w.qualifier == options["--qualifier"]
        else w
        for w in function.provisioned_concurrency.get()
    ]
    return replace(function, provisioned_concurrency=Known(tuple(w for w in warm if w.requested)))


def _mapped(region: Region, options: Options) -> Region:
    def changed(mapping: EventSourceMapping) -> EventSourceMapping:
        if mapping.uuid != options["--uuid"]:
            return mapping
        for option, value in options.items():
            if option not in {"--uuid", "--region"}:
                mapping = _MAPPING[option](mapping, value)
        return mapping

    mappings = region.event_source_mappings.get()
    assert any(m.uuid == options["--uuid"] for m in mappings)
    return replace(region, event_source_mappings=Known(tuple(map(changed, mappings))))


def _qualified(mapping: EventSourceMapping, target: str) -> EventSourceMapping:
    base = ":".join(mapping.function_arn.split(":")[:7])
    return replace(mapping, function_arn=f"{base}:{target.partition(':')[2]}")


_MAPPING: Mapping[str, Callable[[EventSourceMapping, str], EventSourceMapping]] = MappingProxyType(
    {
        "--function-name": _qualified,
        "--enabled": lambda m, _: replace(m, state="Enabled", state_transition_reason=""),
        "--maximum-retry-attempts": lambda m, v: replace(m, maximum_retry_attempts=int(v)),
        "--bisect-batch-on-function-error": lambda m, _: replace(m, bisect=True),
        "--function-response-types": lambda m, v: replace(m, response_types=tuple(v.split())),
        "--destination-config": lambda m, v: replace(
            m, on_failure=json.loads(v)["OnFailure"]["Destination"]
        ),
    }
)


def _queue_created(region: Region, options: Options) -> Region:
    account = parse_arn(region.functions.get()[0].arn)
    arn = f"arn:{account.partition}:sqs:{region.name}:{account.account}:{options['--queue-name']}"
    made = Queue(arn=arn, fifo="FifoQueue" in options.get("--attributes", ""))
    if made.fifo:
        assert arn.endswith(".fifo")
    queues = {**region.queues, arn: region.queues.get(arn, Known(made))}
    target: Known[Destination | None] = Known(Destination(arn=arn, fifo=made.fifo))
    targets = {**region.destinations, arn: target}
    return replace(region, queues=queues, destinations=targets)


def _queue_changed(region: Region, options: Options) -> Region:
    host, _, rest = options["--queue-url"].removeprefix("https://").partition("/")
    account, _, name = rest.partition("/")
    (arn,) = (a for a in region.queues if a.endswith(f":{account}:{name}"))
    assert host.startswith(f"sqs.{region.name}.")
    queue = region.queues[arn].get()
    assert queue is not None
    given = _shorthand(options["--attributes"])
    if "VisibilityTimeout" in given:
        queue = replace(queue, visibility_timeout=int(given["VisibilityTimeout"]))
    if "RedrivePolicy" in given:
        policy = json.loads(given["RedrivePolicy"])
        dead = policy["deadLetterTargetArn"]
        assert dead.endswith(".fifo") == queue.fifo, "both or none are FIFO"
        queue = replace(
            queue, dead_letter_queue=dead, max_receive_count=int(policy["maxReceiveCount"])
        )
    return replace(region, queues={**region.queues, arn: Known(queue)})


def _retained(region: Region, options: Options) -> Region:
    days, name = int(options["--retention-in-days"]), options["--log-group-name"]
    groups = region.log_groups.get()
    assert any(group.name == name for group in groups)
    made = (replace(g, retention_days=days) if g.name == name else g for g in groups)
    return replace(region, log_groups=Known(tuple(made)))


def _alarmed(region: Region, options: Options) -> Region:
    name = options["--alarm-name"]
    dimension = _shorthand(options["--dimensions"])
    metric = AlarmMetric(
        namespace=options["--namespace"], name=options["--metric-name"], function=dimension["Value"]
    )
    alarms = region.alarms.get()
    assert all(alarm.name != name for alarm in alarms), f"it would replace the alarm {name}"
    made = Alarm(name=name, metrics=(metric,), actions=(options["--alarm-actions"],))
    return replace(region, alarms=Known((*alarms, made)))


def _enabled(region: Region, options: Options) -> Region:
    names = options["--alarm-names"]
    alarms = region.alarms.get()
    assert any(alarm.name in names for alarm in alarms)
    made = (replace(a, actions_enabled=True) if a.name in names else a for a in alarms)
    return replace(region, alarms=Known(tuple(made)))


def _endpoint(region: Region, options: Options) -> Region:
    made = VpcEndpoint(
        id="vpce-new",
        vpc_id=options["--vpc-id"],
        service=options["--service-name"],
        kind=options["--vpc-endpoint-type"],
        route_table_ids=tuple(options["--route-table-ids"].split()),
    )
    return replace(region, vpc_endpoints=Known((*region.vpc_endpoints.get(), made)))


_CHANGES: Mapping[tuple[str, str], Callable[[Region, Options], Region]] = MappingProxyType(
    {
        ("lambda", "update-function-configuration"): _one(_configured),
        ("lambda", "put-function-concurrency"): _one(
            lambda f, o: _details(
                f, reserved_concurrency=int(o["--reserved-concurrent-executions"])
            )
        ),
        ("lambda", "delete-function-concurrency"): _one(
            lambda f, _: _details(f, reserved_concurrency=None)
        ),
        ("lambda", "put-function-recursion-config"): _one(
            lambda f, o: replace(f, recursive_loop=Known(o["--recursive-loop"]))
        ),
        ("lambda", "put-runtime-management-config"): _one(
            lambda f, o: replace(f, runtime_update_mode=Known(o["--update-runtime-on"]))
        ),
        ("lambda", "put-function-event-invoke-config"): _one(lambda f, o: _invoked(f, o, put=True)),
        ("lambda", "update-function-event-invoke-config"): _one(
            lambda f, o: _invoked(f, o, put=False)
        ),
        ("lambda", "put-provisioned-concurrency-config"): _one(
            lambda f, o: _warm(f, o, number=int(o["--provisioned-concurrent-executions"]))
        ),
        ("lambda", "delete-provisioned-concurrency-config"): _one(
            lambda f, o: _warm(f, o, number=0)
        ),
        ("lambda", "tag-resource"): _one(_tagged),
        ("lambda", "untag-resource"): _one(_untagged),
        ("lambda", "add-permission"): _one(_permitted("add-permission")),
        ("lambda", "remove-permission"): _one(_permitted("remove-permission")),
        ("lambda", "put-resource-policy"): _one(_permitted("put-resource-policy")),
        ("lambda", "delete-resource-policy"): _one(_permitted("delete-resource-policy")),
        ("lambda", "update-event-source-mapping"): _mapped,
        ("sqs", "create-queue"): _queue_created,
        ("sqs", "set-queue-attributes"): _queue_changed,
        ("logs", "put-retention-policy"): _retained,
        ("cloudwatch", "put-metric-alarm"): _alarmed,
        ("cloudwatch", "enable-alarm-actions"): _enabled,
        ("ec2", "create-vpc-endpoint"): _endpoint,
    }
)
