"""What judging roles costs: `python bench/policy.py` prints seconds, memory and the import's share.

1,000 distinct roles of 20 statements each, the everyday mix: scoped reads and writes, logs, a
few wildcards, a Deny, conditions; every tenth has a boundary, every fiftieth is wide open.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from types import MappingProxyType

from auditor.analysis.iam import judge_role
from auditor.model import Account, Function, Known, Policy, Region, Role
from auditor.model.audit import Audit

ROLES = 1_000
STATEMENTS = 20
ACCOUNT = "111122223333"
ACTIONS = (
    ("dynamodb", ("GetItem", "PutItem", "Query", "Scan", "UpdateItem"), "table/{}"),
    ("sqs", ("SendMessage", "ReceiveMessage", "DeleteMessage"), "{}"),
    ("sns", ("Publish",), "{}"),
    ("kms", ("Decrypt", "GenerateDataKey"), "key/{}"),
    ("lambda", ("InvokeFunction", "GetFunction"), "function:{}"),
    ("ssm", ("GetParameter", "GetParametersByPath"), "parameter/{}"),
    ("secretsmanager", ("GetSecretValue",), "secret:{}"),
    ("states", ("StartExecution",), "stateMachine:{}"),
    ("events", ("PutEvents",), "event-bus/{}"),
    ("kinesis", ("Get*", "List*", "DescribeStream"), "stream/{}"),
)


def _statement(dice: random.Random, number: int) -> dict[str, object]:
    service, names, shape = dice.choice(ACTIONS)
    some = dice.sample(names, dice.randint(1, len(names)))
    name = dice.choice((f"app-{number}-{dice.randrange(10**6)}", "app-*", "*", f"{number}-*"))
    statement: dict[str, object] = {
        "Effect": "Deny" if dice.random() < 0.03 else "Allow",  # noqa: PLR2004
        "Action": [f"{service}:{n}" for n in some],
        "Resource": f"arn:aws:{service}:eu-west-1:{ACCOUNT}:{shape.format(name)}",
    }
    if dice.random() < 0.1:  # noqa: PLR2004
        statement["Condition"] = {"Bool": {"aws:SecureTransport": "true"}}
    return statement


def _text(statements: list[dict[str, object]]) -> Known[str]:
    return Known(json.dumps({"Version": "2012-10-17", "Statement": statements}))


def roles() -> Iterator[Role]:
    """Yield distinct roles, the same ones every time."""
    dice = random.Random(7)  # noqa: S311  reproducible, not secret
    for number in range(ROLES):
        statements = [_statement(dice, number) for _ in range(STATEMENTS)]
        if number % 50 == 0:
            statements[3] = {"Effect": "Allow", "Action": "*", "Resource": "*"}
        boundary = None
        if number % 10 == 0:
            allowed = [{"Effect": "Allow", "Action": ["s3:*", "dynamodb:*"], "Resource": "*"}]
            boundary = Policy(
                name="limit", arn=f"arn:aws:iam::{ACCOUNT}:policy/l", text=_text(allowed)
            )
        yield Role(
            arn=f"arn:aws:iam::{ACCOUNT}:role/r{number}",
            name=f"r{number}",
            inline=(Policy(name="p", text=_text(statements)),),
            boundary=Known(boundary),
        )


def main() -> None:
    """Measure and print."""
    all_roles = {role.arn: role for role in roles()}
    functions = tuple(
        Function(
            arn=f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:f{n}",
            name=f"f{n}",
            region="eu-west-1",
            role_arn=arn,
        )
        for n, arn in enumerate(all_roles)
    )
    account = Account(
        id=ACCOUNT,
        captured_at=datetime(2026, 11, 20, tzinfo=UTC),
        regions=(Region(name="eu-west-1", functions=Known(functions)),),
        roles=Known(MappingProxyType(all_roles)),
    )
    tracemalloc_wanted = "--memory" in sys.argv
    if tracemalloc_wanted:
        tracemalloc.start()
    audit = Audit(account)
    begin = time.process_time()
    judged = [audit.once(judge_role, arn) for arn in all_roles]
    seconds = time.process_time() - begin
    print(f"{len(judged)} roles of {STATEMENTS} statements: {seconds:.2f} s (limit 2 s)")
    if tracemalloc_wanted:
        print(f"peak {tracemalloc.get_traced_memory()[1] / 1e6:.0f} MB (limit 100 MB)")
        return
    _import_cost()


def _import_cost() -> None:
    code = (
        "import auditor.evaluate.registry, auditor.model, time; t = time.process_time();"
        "import auditor.analysis.iam, auditor.analysis.iam.exposure;"
        "import auditor.checks.permissions.admin_role;"
        "print(f'import of the family: {(time.process_time() - t) * 1000:.0f} ms (limit 60 ms)')"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


if __name__ == "__main__":
    main()
