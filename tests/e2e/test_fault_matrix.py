"""The fault matrix: for each kind of fault one row, with the exit code and what the end says.

Whatever the fault: there is no traceback, the last line tells, no verdict changes but into an
unknown one, and a report that is not complete never comes with exit 0.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from tests.simulator import Fault, SimulatedAccount, Simulator, function
from tests.simulator.accounts import role, statement
from tests.simulator.credentials import sign_in

TOKEN = "gh" + "p_" + "q7Zr2Lw9Xk4Tb8Nv1Cm6Hd3Js5Fg0PyQaWeR"
REGIONS = ("eu-west-1", "us-east-1")
ADMIN = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}
EXITS = (
    "from auditor.plugin import *\n@check('my-check', severity=Severity.LOW,"
    " category=Category.UPKEEP)\ndef my_check(function, audit):\n    '''A check.\n\n    Text.\n\n"
    "    Fix: none.\n    '''\n    import sys\n    sys.exit(0)\n    yield\n"
)
PROMISES = (
    "resume", "gate", "outcome of each call", "types", "no endless audit", "unknown policies",
    "files", "configuration", "plugins", "texts in fixes", "secrets",
)  # fmt: skip
HOSTILE = '${file("x")}\'$(touch owned)\n  evil: yes'


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A fault of one kind, and what must come of it."""

    item: str  # the promise that is tried
    exit: int
    says: str = ""  # in the last line
    faults: tuple[Fault, ...] = ()
    words: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] = ()
    environment: tuple[tuple[str, str], ...] = ()
    partial: bool = True  # the report, if there is one, says that it is not complete


def lost(kind: str, operations: str, **more: Any) -> tuple[Fault, ...]:
    return (Fault(kind=kind, operations=operations, **more),)


LIST = "lambda:ListFunctions"
ROWS = {
    "healthy": Row(item="none", exit=0, partial=False),
    "a-page-of-the-roles-is-lost": Row(
        item="resume", exit=3, says="iam:", faults=lost("deny", "iam:*"),
    ),
    "regions-are-denied": Row(
        item="gate", exit=3, says="region", faults=lost("deny", "ec2:DescribeRegions"),
    ),
    "one-region-is-denied": Row(
        item="gate", exit=3, says=LIST, faults=lost("deny", LIST, region=REGIONS[1]),
    ),
    "a-marker-repeats": Row(
        item="gate", exit=3, says="not read to its end", faults=lost("endless", LIST),
    ),
    "a-filter-matches-nothing": Row(
        item="gate", exit=3, says="none-such", words=("--function", "none-such"), partial=False,
    ),
    "a-limit-is-no-number": Row(item="gate", exit=2, words=("--min-score", "nan")),
    "a-variable-is-unknown": Row(
        item="gate", exit=2, says="AUDITOR_FAIL_ON", environment=(("AUDITOR_FAIL_OM", "none"),),
    ),
    "no-verdict-depends-on-the-call": Row(
        item="outcome of each call", exit=3, faults=lost("deny", "organizations:*"),
    ),
    "a-service-control-policy-denies": Row(
        item="outcome of each call", exit=3, says="service control policy",
        faults=lost("deny-scp", "lambda:GetPolicy"),
    ),
    "the-network-fails": Row(
        item="outcome of each call", exit=3, says="connection",
        faults=lost("reset", "lambda:GetPolicy"),
    ),
    "an-answer-has-no-content": Row(
        item="types", exit=3, says="lambda:GetPolicy", faults=lost("empty", "lambda:GetPolicy"),
    ),
    "a-key-comes-twice": Row(item="types", exit=3, says=LIST, faults=lost("duplicate", LIST)),
    "an-answer-nests-deeply": Row(
        item="types", exit=3, says="lambda:GetPolicy", faults=lost("deep", "lambda:GetPolicy"),
    ),
    "an-answer-is-huge": Row(item="types", exit=3, says=LIST, faults=lost("huge", LIST)),
    "pages-never-end": Row(
        item="no endless audit", exit=3, says="without end", faults=lost("endless", LIST),
    ),
    "policies-are-denied": Row(
        item="unknown policies", exit=3, says="lambda:GetPolicy",
        faults=lost("deny", "lambda:GetPolicy"),
    ),
    "aliases-are-denied": Row(
        item="unknown policies", exit=3, says="lambda:ListAliases",
        faults=lost("deny", "lambda:ListAliases"),
    ),
    "two-outputs-are-one": Row(
        item="files", exit=2, words=("-o", "json:r.json", "-o", "html:x/../r.json"),
    ),
    "a-path-has-a-nul": Row(item="files", exit=2, words=("-o", "json:a\0b")),
    "a-value-has-a-wrong-type": Row(
        item="configuration", exit=2, says="fail-on",
        files=(("auditor.toml", "[scan]\nfail-on = [1]\n"),),
    ),
    "a-waiver-is-a-number": Row(
        item="configuration", exit=2, says="waivers.yaml", files=(("waivers.yaml", "5"),),
        words=("--waivers", "waivers.yaml"),
    ),
    "a-check-ends-the-program": Row(
        item="plugins", exit=3, says="my-check", files=(("mine/c.py", EXITS),),
        words=("--checks-dir", "mine"),
    ),
    "a-fix-is-written-as-a-script": Row(
        item="texts in fixes", exit=0, says="admin", words=("-o", "fix-plan:fix.sh"),
        partial=False,
    ),
    "a-token-in-a-description-and-a-policy": Row(
        item="secrets", exit=0, says="[secret]", words=("-v",), partial=False,
    ),
}  # fmt: skip


def account() -> SimulatedAccount:
    """Return two regions, each with an administrator, a function that is open, and a plain one."""
    functions: dict[str, list[dict[str, Any]]] = {}
    for region in REGIONS:
        more: dict[str, Any] = {"region": region, "tags": {HOSTILE: HOSTILE}}
        functions[region] = [
            function("admin", role="admin", **more),
            function("open", policy=statement("*", Sid=TOKEN), **more),
            function("plain", configuration={"Description": f"call with {TOKEN}"}, **more),
        ]
    admin = role("admin", RolePolicyList=[{"PolicyName": "a", "PolicyDocument": json.dumps(ADMIN)}])
    return SimulatedAccount(regions=REGIONS, functions=functions, roles=[role("orders"), admin])


def scan(row: Row, folder: Path) -> Result:
    """Scan the account as a row says, with the report in r.json; the gate fails on nothing."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for name in [n for n in os.environ if n.startswith(("AWS_", "AUDITOR_"))]:
            patch.delenv(name)
        sign_in(patch)
        for name, value in (("AUDITOR_QUOTA_SHARE", "inf"), *row.environment):
            patch.setenv(name, value)
        for name, content in row.files:
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(content)
        with Simulator(account(), row.faults) as simulator:
            patch.setenv("AWS_ENDPOINT_URL", simulator.url)
            words = ("--all-results", "--fail-on", "none", "-o", "json:r.json", *row.words)
            return CliRunner().invoke(main, ["scan", *words])


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    """Return the verdicts without a fault."""
    folder = tmp_path_factory.mktemp("healthy")
    assert scan(ROWS["healthy"], folder).exit_code == 0
    found = dict(verdicts(folder / "r.json"))
    assert set(found.values()) >= {"pass", "fail", "not_applicable"}
    return found


def verdicts(path: Path) -> Iterator[tuple[tuple[str, str], str]]:
    for result in json.loads(path.read_text())["results"]:
        yield (result["check"], result["function"]), result["outcome"]


@pytest.mark.parametrize("name", ROWS)
def test_a_fault_is_told_and_never_passes(
    name: str, healthy: dict[tuple[str, str], str], tmp_path: Path
) -> None:
    row, report = ROWS[name], tmp_path / "r.json"
    result = scan(row, tmp_path)
    assert result.exit_code == row.exit, result.stderr
    assert isinstance(result.exception, SystemExit | None), result.exception
    assert "Traceback" not in result.output
    assert result.stderr.splitlines()[-1].startswith((f"exit {row.exit}: ", "Error: "))
    assert not (tmp_path / "owned").exists()
    assert TOKEN not in result.output
    if row.exit == 2:
        assert row.says in result.stderr
        assert not report.exists(), "something was written"
        return
    assert row.says in result.stderr + report.read_text()
    assert TOKEN not in report.read_text()
    assert json.loads(report.read_text())["complete"] is not row.partial
    changed = {(healthy[key], now) for key, now in verdicts(report) if key in healthy}
    assert {pair for pair in changed if pair[1] not in {pair[0], "unknown"}} == set()


def test_every_promise_has_a_row() -> None:
    assert {row.item for row in ROWS.values()} == {"none", *PROMISES}
