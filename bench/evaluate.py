"""What evaluating costs: `python bench/evaluate.py` prints seconds, memory and the slowest checks.

10,000 functions in two regions with roles, policies, sources, queues, VPCs, log groups, alarms,
metrics and packages, judged by every check, opt-in ones included, on one core. A function fails
eleven checks, most roles name what they need; with `--neglected` it is fourteen, and every role has
wildcards. Exit 1 above 10 seconds or 600 MB.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeVar

from auditor.evaluate.engine import evaluate, judge
from auditor.evaluate.registry import checks, defaults
from auditor.model import (
    Account,
    Alarm,
    AlarmMetric,
    ApiIntegration,
    EnvironmentVariable,
    EventSourceMapping,
    Function,
    FunctionDetails,
    Known,
    Layer,
    LogGroup,
    Metrics,
    NetworkInterface,
    PackageContents,
    PackageEntry,
    Policy,
    Queue,
    Region,
    Role,
    Route,
    RouteTable,
    SecurityGroup,
    Subnet,
    VpcConfig,
)
from auditor.model.audit import Audit
from auditor.storage import gc_pause

T = TypeVar("T")

ACCOUNT = "111122223333"
NOW = datetime(2026, 11, 20, tzinfo=UTC)
REGIONS = ("eu-west-1", "us-east-1")
GOAL_SECONDS, GOAL_MB = 10.0, 600.0
MB = 1024 * 1024
RUNTIMES = ("python3.9", "python3.13", "nodejs18.x", "nodejs22.x", "java21", "provided.al2023")
SCOPED = (  # actions, and the resource with the role's name in it
    (("dynamodb:GetItem", "dynamodb:PutItem"), "arn:aws:dynamodb:*:{a}:table/{n}-*"),
    (("s3:GetObject", "s3:PutObject"), "arn:aws:s3:::{n}-data/*"),
    (("sqs:SendMessage",), "arn:aws:sqs:*:{a}:{n}-*"),
    (("sns:Publish",), "arn:aws:sns:*:{a}:{n}"),
    (("kms:Decrypt",), "arn:aws:kms:eu-west-1:{a}:key/0a1b2c3d-0000-4000-8000-000000000000"),
    (("secretsmanager:GetSecretValue",), "arn:aws:secretsmanager:*:{a}:secret:{n}-*"),
    (("events:PutEvents",), "arn:aws:events:*:{a}:event-bus/{n}"),
)
WRITE_LOGS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
SERVICES = ("s3", "sns", "events", "apigateway", "logs", "iot", "elasticloadbalancing")
ACTIONS = ("dynamodb:GetItem", "dynamodb:*", "s3:GetObject", "s3:Put*", "sqs:SendMessage", "kms:*")
VPCS = 10
SUBNETS, GROUPS = 6, 20  # a VPC


def frozen(rows: Mapping[str, T]) -> Mapping[str, T]:
    """Return the rows so that nothing can change them."""
    return MappingProxyType(dict(rows))


def document(*statements: Mapping[str, object]) -> str:
    """Return a policy document as JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


class Maker:
    """Makes one account, the same one every time."""

    def __init__(self, count: int, *, neglected: bool = False) -> None:
        self.neglected = neglected
        self.dice = random.Random(6)  # noqa: S311  reproducible, not secret
        self.count = count
        self.roles = [f"arn:aws:iam::{ACCOUNT}:role/app-{n}" for n in range(max(1, count // 5))]

    def account(self) -> Account:
        """Return the account."""
        return Account(
            id=ACCOUNT,
            captured_at=NOW,
            regions=tuple(self.region(name) for name in REGIONS),
            roles=Known(frozen({arn: self.role(arn) for arn in self.roles})),
            organization=Known(None),
        )

    def role(self, arn: str) -> Role:
        """Return a role of a few statements."""
        name = arn.rpartition("/")[2]
        allow: list[Mapping[str, object]]
        if self.bad(0.15):
            allow = [
                {
                    "Effect": "Allow",
                    "Action": self.dice.sample(ACTIONS, 2),
                    "Resource": self.dice.choice(("*", f"arn:aws:*:*:{ACCOUNT}:*/{name}-*")),
                }
                for _ in range(4)
            ]
            write: object = "logs:*"
        else:
            allow = [
                {
                    "Effect": "Allow",
                    "Action": actions,
                    "Resource": resource.format(a=ACCOUNT, n=name),
                }
                for actions, resource in self.dice.sample(SCOPED, 4)
            ]
            write = WRITE_LOGS
        logs = {"Effect": "Allow", "Action": write, "Resource": "arn:aws:logs:*:*:*"}
        trust = {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "lambda.amazonaws.com"},
        }
        return Role(
            arn=arn,
            name=name,
            trust=document(trust),
            boundary=Known(None),
            inline=(Policy(name="own", text=Known(document(*allow, logs))),),
        )

    def bad(self, share: float) -> bool:
        """Return whether this one has a defect that a share of all have."""
        return self.neglected or self.dice.random() < share

    def function(self, region: str, number: int) -> Function:
        """Return a function, as different from the others as they are in life."""
        dice, name = self.dice, f"app-{number % 300}-function-{number}"
        arn = f"arn:aws:lambda:{region}:{ACCOUNT}:function:{name}"
        vpc = number % (VPCS * 5)
        return Function(
            arn=arn,
            name=name,
            region=region,
            role_arn=dice.choice(self.roles),
            runtime=dice.choice(RUNTIMES),
            handler="app.handler",
            code_size=dice.randrange(10_000, 20 * MB),
            code_sha256=str(dice.randrange(self.count)),
            timeout=dice.choice((3, 30, 900)),
            architecture=dice.choice(("arm64", "x86_64")),
            last_modified=NOW - timedelta(days=dice.randrange(400)),
            tracing_mode="PassThrough" if self.bad(0.8) else "Active",
            vpc=self.vpc(vpc) if vpc < VPCS else None,
            layers=(Layer(arn=f"arn:aws:lambda:{region}:{ACCOUNT}:layer:deps:1", code_size=MB),)
            if number % 3 == 0
            else (),
            log_group=f"/aws/lambda/{name}",
            log_format="Text" if self.bad(0.8) else "JSON",
            environment=Known(
                tuple(EnvironmentVariable(name=n) for n in ("LOG_LEVEL", "TABLE", "STAGE"))
            ),
            secrets=Known(()),
            versions=Known(()),
            aliases=Known(frozen({})),
            details=Known(
                FunctionDetails(tags=Known(frozen({"team": "a"})), state="Active"),
            ),
            policies=Known(frozen({"$LATEST": Known(self.policy(region, arn))})),
            urls=Known(()),
            event_invoke_configs=Known(()),
            provisioned_concurrency=Known(()),
            code_signing=Known(None),
            runtime_update_mode=Known("Auto"),
            recursive_loop=Known("Terminate"),
            image=Known(None),
            package=Known(self.package()),
            metrics=Known(self.metrics()),
            rightsizing=Known("Optimized"),
        )

    def policy(self, region: str, arn: str) -> str:
        """Return a resource policy that lets one service in."""
        service = self.dice.choice(SERVICES)
        source = f"arn:aws:{service}:{region}:{ACCOUNT}:thing"
        return document(
            {
                "Sid": "one",
                "Effect": "Allow",
                "Action": "lambda:InvokeFunction",
                "Principal": {"Service": f"{service}.amazonaws.com"},
                "Resource": arn,
                "Condition": {"ArnLike": {"AWS:SourceArn": source}},
            }
        )

    def vpc(self, number: int) -> VpcConfig:
        """Return where one of the attached functions lives."""
        subnets = tuple(f"subnet-{number}-{n}" for n in range(2))
        group = f"sg-{number}-{self.dice.randrange(GROUPS)}"
        return VpcConfig(vpc_id=f"vpc-{number}", subnet_ids=subnets, security_group_ids=(group,))

    def package(self) -> PackageContents:
        """Return the contents of a package."""
        size = self.dice.randrange(MB, 60 * MB)
        largest = tuple(
            PackageEntry(path=f"lib/part-{n}.py", size=size // (n + 2), compressed=size // 9)
            for n in range(10)
        )
        heavy = self.bad(0.2)
        weights = (("tests", "numpy/tests/", self.dice.randrange(MB)),) if heavy else ()
        return PackageContents(
            uncompressed=size, entry_count=900, largest=largest, dead_weight=weights
        )

    def metrics(self) -> Metrics:
        """Return what CloudWatch counted."""
        calls = float(self.dice.choice((0, 10, 10_000)))
        return Metrics(
            window_days=30,
            invocations=calls,
            errors=calls * self.dice.choice((0, 0.02)),
            throttles=0.0,
            duration_maximum=self.dice.uniform(10, 30_000),
            duration_p99=self.dice.uniform(10, 10_000),
        )

    def region(self, name: str) -> Region:
        """Return a region with its share of the functions."""
        share = self.count // len(REGIONS)
        functions = tuple(self.function(name, number) for number in range(share))
        groups = (f.log_group for f in functions)
        queues = [f"arn:aws:sqs:{name}:{ACCOUNT}:queue-{n}" for n in range(share // 4)]
        nothing: Known[tuple[Any, ...]] = Known(())
        return Region(
            name=name,
            functions=Known(functions),
            event_source_mappings=Known(
                tuple(
                    EventSourceMapping(
                        uuid=f"{name}-{n}",
                        function_arn=self.dice.choice(functions).arn,
                        source_arn=queue,
                        batch_size=10,
                    )
                    for n, queue in enumerate(queues)
                )
            ),
            queues=frozen({queue: Known(Queue(arn=queue)) for queue in queues}),
            subscriptions=nothing,
            event_rules=nothing,
            schedules=nothing,
            bucket_notifications=nothing,
            api_integrations=Known(
                tuple(
                    ApiIntegration(
                        api_id=f"api-{n % 50}",
                        api_kind="HTTP",
                        function_arn=self.dice.choice(functions).arn,
                        timeout=29_000,
                        route=f"GET /{n}",
                    )
                    for n in range(share // 2)
                )
            ),
            **self.network(),
            vpc_endpoints=nothing,
            prefix_lists=Known(frozen({})),
            log_groups=Known(
                tuple(
                    LogGroup(name=group, retention_days=None if self.bad(0.8) else 30)
                    for group in groups
                )
            ),
            alarms=Known(
                tuple(
                    Alarm(name=f"a{n}", metrics=(watched(functions[n].name),))
                    for n in range(0, share, 3)
                )
            ),
            layer_versions=Known(frozen({f"arn:aws:lambda:{name}:{ACCOUNT}:layer:deps": 2})),
        )

    def network(self) -> dict[str, Any]:
        """Return the VPCs of a region: subnets, groups, interfaces and routes."""
        everywhere = range(VPCS)
        return {
            "subnets": Known(
                tuple(
                    Subnet(
                        id=f"subnet-{v}-{n}",
                        vpc_id=f"vpc-{v}",
                        availability_zone=f"z{n % 3}",
                        cidr=f"10.{v}.{n}.0/24",
                    )
                    for v in everywhere
                    for n in range(SUBNETS)
                )
            ),
            "security_groups": Known(
                tuple(
                    SecurityGroup(id=f"sg-{v}-{n}", vpc_id=f"vpc-{v}", name=f"g{n}")
                    for v in everywhere
                    for n in range(GROUPS)
                )
            ),
            "network_interfaces": Known(
                tuple(
                    NetworkInterface(
                        id=f"eni-{v}-{n}",
                        vpc_id=f"vpc-{v}",
                        subnet_id=f"subnet-{v}-{n % SUBNETS}",
                        description="RDSNetworkInterface",
                        group_ids=(f"sg-{v}-{n % GROUPS}",),
                        addresses=(f"10.{v}.{n % SUBNETS}.{n % 200 + 10}",),
                    )
                    for v in everywhere
                    for n in range(100)
                )
            ),
            "network_acls": Known(()),
            "route_tables": Known(
                tuple(
                    RouteTable(
                        id=f"rtb-{v}",
                        vpc_id=f"vpc-{v}",
                        main=True,
                        routes=(Route(destination="0.0.0.0/0", target=f"nat-{v}"),),
                    )
                    for v in everywhere
                )
            ),
        }


def watched(name: str) -> AlarmMetric:
    """Return the metric that an alarm on a function watches."""
    return AlarmMetric(namespace="AWS/Lambda", name="Errors", function=name)


def slowest(account: Account) -> dict[str, float]:
    """Return the seconds that each check takes alone, derivations shared."""
    chosen = checks()
    audit = Audit(account, defaults(chosen.values()))
    spent: dict[str, float] = {}
    for check in chosen.values():
        start = time.process_time()
        for function in audit.functions():
            judge(check, function, audit)
        spent[check.id] = time.process_time() - start
    return spent


def main() -> None:
    """Measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", type=int, default=10_000)
    parser.add_argument("--neglected", action="store_true", help="every defect everywhere")
    parser.add_argument("--profile", action="store_true", help="also time each check alone")
    chosen = parser.parse_args()
    account = Maker(chosen.functions, neglected=chosen.neglected).account()
    every = checks()
    start = time.process_time()
    with gc_pause.paused():
        results = evaluate(Audit(account, defaults(every.values())), every.values())
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{chosen.functions} functions, {len(every)} checks, {len(results)} results")
    print(f"{seconds:.1f} s (goal < {GOAL_SECONDS:.0f}), peak {peak:.0f} MB (goal < {GOAL_MB:.0f})")
    outcomes = Counter(result.outcome.value for result in results)
    print(", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes.items())))
    crashed = Counter(result.check for result in results if result.crashed)
    if crashed:
        print(f"crashed: {crashed}")
    if chosen.profile:
        for check, spent in sorted(slowest(account).items(), key=lambda row: -row[1])[:12]:
            print(f"  {spent:6.2f} s  {check}")
    sys.exit(seconds > GOAL_SECONDS or peak > GOAL_MB or bool(crashed))


if __name__ == "__main__":
    main()
