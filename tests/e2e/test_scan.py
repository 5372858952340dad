"""The whole program over HTTP: no secret in any output, hostile text everywhere, exit codes."""

from __future__ import annotations

import base64
import gzip
import json
import re
import secrets
import string
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

# At the end, so that an installed auditor still comes before the one in this folder.
sys.path.append(str(Path(__file__).parents[2]))

from auditor.cli import main
from auditor.evaluate.registry import renderers
from tests.simulator import Fault, SimulatedAccount, Simulator, function
from tests.simulator.accounts import role
from tests.simulator.credentials import sign_in

FORMATS = [name for name in renderers() if not name.startswith("diff")]
SHARED = 6  # characters in a row that may not be in any output
HOSTILE = "<script>alert(1)</script>|`x`\x1b[31m\u202egnp.exe =HYPERLINK(1) @all \u2028"
CRASHING = """
from auditor.model import Category, Need, Severity
from auditor.evaluate.registry import check


@check("quoting-crash", severity=Severity.LOW, category=Category.UPKEEP,
       references=("https://example.com",))
def quoting_crash(function, audit):
    '''It crashes.

    It quotes all that it can reach.

    Fix: none.
    '''
    raise RuntimeError(repr(function) + repr(audit.account))
    yield
"""

Scan = Callable[..., Result]


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    sign_in(monkeypatch)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "zq7-plover-quartz-vex")
    monkeypatch.setenv("AUDITOR_QUOTA_SHARE", "inf")


@pytest.fixture
def scan(monkeypatch: pytest.MonkeyPatch) -> Scan:
    """Run `auditor scan` against an account, with faults and words."""

    def scan(account: SimulatedAccount, *words: object, faults: tuple[Fault, ...] = ()) -> Result:
        with Simulator(account, faults) as simulator:
            monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
            result = CliRunner().invoke(main, ["scan", *map(str, words)])
            assert [n for n in simulator.count() if not read_only(n)] == []
            return result

    return scan


def read_only(operation: str) -> bool:
    return operation.partition(":")[2].startswith(("Get", "List", "Describe", "BatchGet"))


def random_text(length: int) -> str:
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(length))


@pytest.fixture
def planted() -> dict[str, str]:
    """Secrets of several kinds, made anew for each run."""
    return {
        "DB_PASSWORD": random_text(24),
        "API_TOKEN": "gh" + "p_" + random_text(36),
        "TABLE_NAME": "sk" + "_live_" + random_text(30),
        "DATABASE_URL": f"postgres://app:{random_text(20)}@db.internal/app",
        "SETTINGS": json.dumps({"password": random_text(20)}),
    }


def canaries(planted: dict[str, str]) -> list[str]:
    """Return the random part of each secret."""
    return [max(re.findall(r"[A-Za-z0-9]{16,}", value), key=len) for value in planted.values()]


def account_of(*functions: dict[str, Any]) -> SimulatedAccount:
    return SimulatedAccount(functions={"eu-west-1": list(functions)}, roles=[role("orders")])


def outputs(folder: Path, result: Result) -> Iterator[tuple[str, str]]:
    """Yield every output as text, the compressed parts unpacked."""
    yield "stdout", result.stdout
    yield "stderr", result.stderr
    for path in sorted(folder.iterdir()):
        if path.is_file():
            content = path.read_bytes()
            content = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
            yield path.name, content.decode()
            for packed in re.findall(rb"H4sI[A-Za-z0-9+/=]{40,}", content):
                yield f"data in {path.name}", gzip.decompress(base64.b64decode(packed)).decode()


def last_line(result: Result) -> str:
    return result.stderr.splitlines()[-1]


def test_no_secret_is_in_any_output(scan: Scan, planted: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "quoting_crash.py").write_text(CRASHING)
    leaky = function(
        "orders",
        configuration={
            "Environment": {"Variables": planted},
            "Description": f"password={planted['DB_PASSWORD']}",
        },
        tags={"db_password": planted["DB_PASSWORD"]},
    )
    words = [word for form in FORMATS for word in ("-o", f"{form}:out.{form}")]
    result = scan(
        account_of(leaky), *words, "-vv", "--checks-dir", "mine", "--save-snapshot", "snap.gz"
    )
    assert result.exit_code == 1
    report = json.loads((tmp_path / "out.json").read_text())
    assert "plaintext-secret" in {r["check"] for r in report["results"] if r["outcome"] == "fail"}
    hidden = [*canaries(planted), "zq7-plover-quartz-vex"]
    for name, text in outputs(tmp_path, result):
        for canary in hidden:
            pieces = (canary[i : i + SHARED] for i in range(len(canary) - SHARED + 1))
            assert [piece for piece in pieces if piece in text] == [], name


def test_a_crashed_check_is_unknown_named_and_not_a_pass(scan: Scan, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "quoting_crash.py").write_text(CRASHING)
    result = scan(
        account_of(function("orders")),
        *("--check", "quoting-crash", "--checks-dir", "mine", "-o", "json:-"),
    )
    (crashed,) = json.loads(result.stdout)["results"]
    assert (crashed["outcome"], result.exit_code) == ("unknown", 3)
    assert "the check quoting-crash crashed (RuntimeError)" in last_line(result)


def test_hostile_text_is_written_in_every_format(scan: Scan, tmp_path: Path) -> None:
    hostile = function(
        "orders",
        configuration={"Description": HOSTILE, "Environment": {"Variables": {"A": HOSTILE}}},
        tags={HOSTILE[:60]: HOSTILE[:60]},
    )
    words = [word for form in FORMATS for word in ("-o", f"{form}:out.{form}")]
    result = scan(account_of(hostile), *words)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert all((tmp_path / f"out.{form}").stat().st_size for form in FORMATS)
    assert "<script>alert(1)" not in (tmp_path / "out.html").read_text()
    assert [c for c in result.stderr if not (c.isprintable() or c == "\n")] == []


def test_an_empty_account_has_no_score_and_passes(scan: Scan) -> None:
    result = scan(account_of(), "-o", "json:-")
    score = json.loads(result.stdout)["score"]
    assert (score["value"], score["grade"], result.exit_code) == (None, "n/a", 0)


def test_a_denied_call_is_a_gap_with_its_action_and_exit_3(scan: Scan) -> None:
    denied = Fault(kind="deny", operations="lambda:GetPolicy")
    result = scan(
        account_of(function("orders")), "-o", "json:-", "--fail-on", "none", faults=(denied,)
    )
    report = json.loads(result.stdout)
    assert "lambda:GetPolicy" in {gap["iam_action"] for gap in report["gaps"]}
    assert "lambda:GetPolicy" in report["gap_policy"]
    assert (report["complete"], result.exit_code) == (False, 3)


def test_a_region_that_is_denied_leaves_no_score(scan: Scan) -> None:
    both = SimulatedAccount(
        regions=("eu-west-1", "us-east-1"),
        functions={"eu-west-1": [function("orders")]},
        roles=[role("orders")],
    )
    lost = Fault(kind="deny", operations="lambda:ListFunctions", region="us-east-1")
    result = scan(both, "-o", "json:-", "--fail-on", "none", faults=(lost,))
    assert json.loads(result.stdout)["score"]["value"] is None
    assert (result.exit_code, "us-east-1" in last_line(result)) == (3, True)


def test_verbose_lists_gaps_and_calls_on_stderr(scan: Scan) -> None:
    denied = Fault(kind="deny", operations="lambda:GetPolicy")
    result = scan(account_of(function("orders")), "-vv", faults=(denied,))
    assert "gap: eu-west-1 lambda:GetPolicy" in result.stderr
    assert "lambda:ListFunctions" in result.stderr
    assert result.stdout == ""


def test_quiet_leaves_only_the_last_line(scan: Scan) -> None:
    result = scan(account_of(function("orders")), "-q", "--exit-zero")
    assert len(result.stderr.splitlines()) == 1


def test_a_scan_equals_collecting_and_evaluating(scan: Scan, tmp_path: Path) -> None:
    scan(account_of(function("orders")), "--save-snapshot", "snap.gz", "-o", "a.json")
    CliRunner().invoke(main, ["evaluate", "snap.gz", "-o", "b.json"])
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_without_credentials_the_exit_is_4(
    scan: Scan, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    result = scan(account_of(), "-o", "r.json")
    assert result.exit_code == 4
    assert last_line(result).startswith("exit 4: ")
    assert not (tmp_path / "r.json").exists()


def test_versions_that_were_not_asked_are_said_and_can_be_asked(scan: Scan) -> None:
    def notes(*words: str) -> list[str]:
        published = function("orders", versions=["1", "2"])
        result = scan(account_of(published), "-o", "json:-", "--exit-zero", *words)
        found: list[str] = json.loads(result.stdout)["notes"]
        return found

    assert [note for note in notes() if "--all-versions" in note]
    assert not [note for note in notes("--all-versions") if "--all-versions" in note]
