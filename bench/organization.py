"""Measures audits of many accounts: `python bench/organization.py [names]`.

Everything runs against the project's own simulator (tests/simulator), in a process of its own.

- speed: 50 accounts of 30 functions at 40 ms, with quotas, at the default share of them
- growth: memory for each further account that is finished
- empty: processor time of an almost empty account with 17 regions
- calls: calls beyond those of `auditor scan --role-arn`, whose report must be the same
- faults: 1,000 accounts, each with something severe and a fault of its own; none may be clean
- rollup: the report of 1,000 and of 10,000 accounts of 300 functions, from its files
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
HUB = "111122223333"
FIRST = 200_000_000_000
REGIONS = (
    "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1",
    "eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1", "ap-south-1",
    "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3",
)  # fmt: skip
DEFECTS = ("public-policy", "secret", "admin-role", "runtime", "second-region")
KINDS = ("deny", "deny-scp", "500", "throttle", "cut", "truncate", "reset", "html", "empty")
LOST_SESSIONS = ("no-role", "other-id", "expired")


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What one command took."""

    code: int
    wall: float  # seconds
    processor: float  # seconds
    memory: float  # MB, at its highest


# --- the simulator's process ---------------------------------------------------------------------


def serve(spec: Mapping[str, Any]) -> None:
    """Serve an organization until told to stop; print the URL, and a record at the end."""
    sys.path.append(str(ROOT))
    import threading  # noqa: PLC0415  only in this process

    from tests.simulator.faults import Fault  # noqa: PLC0415
    from tests.simulator.organization import (  # noqa: PLC0415
        OrganizationSimulator,
        SimulatedMember,
    )

    members = []
    for row in spec["accounts"]:
        fault = row.get("fault") or {}
        kind = fault.get("kind", "")
        member = SimulatedMember(
            account=_account(row), name=f"team-{row['id'][-4:]}", has_role=kind != "no-role",
            external_id="another" if kind == "other-id" else None,
        )  # fmt: skip
        if kind == "expired":
            member.faults.append(Fault(kind="expire"))
        elif kind and kind not in LOST_SESSIONS:
            member.faults.append(Fault(**fault))
        members.append(member)
    hit: Counter[str] = Counter()

    class Counting(OrganizationSimulator):
        def _fault(self, request: Any) -> Fault | None:  # noqa: ANN401
            found = super()._fault(request)
            if found is not None:
                hit[self._account(request)] += 1
            return found

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    latency, throttle = spec.get("latency", 0.0), spec.get("throttle", False)
    with Counting(members, latency=latency, throttle=throttle) as simulator:
        print(simulator.url, flush=True)
        stop.wait()
        record = {
            "by_account": dict(simulator.by_account),
            "operations": dict(simulator.count()),
            "hit": dict(hit),
        }
        print(json.dumps(record), flush=True)


def _account(row: Mapping[str, Any]) -> Any:  # noqa: ANN401  of the tests' own
    from tests.simulator.accounts import (  # noqa: PLC0415  in the simulator's process alone
        SimulatedAccount,
        function,
        generated,
        role,
    )

    if row.get("functions"):
        made = generated(row["functions"], row.get("regions", 1), seed=int(row["id"]) % 1000)
    else:
        regions = REGIONS[: row.get("regions", 2)]
        defect = row.get("defect", "")
        home = regions[-1] if defect == "second-region" else regions[0]
        made = SimulatedAccount(regions=regions, roles=[role("orders")])
        made.functions = {home: [_defective(defect, home, function)]}
        if defect == "admin-role":
            admin = {"PolicyName": "p", "PolicyDocument": json.dumps(_allow("*"))}
            made.roles = [role("orders", RolePolicyList=[admin])]
    plain = {
        name: json.loads(json.dumps(getattr(made, name)).replace(HUB, row["id"]))
        for name in ("functions", "roles", "policies", "queues")
    }
    lists = {
        key: json.loads(json.dumps(items).replace(HUB, row["id"]))
        for key, items in made.lists.items()
    }
    return replace(made, id=row["id"], lists=lists, **plain)


def _allow(action: str) -> Mapping[str, Any]:
    statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    return {"Version": "2012-10-17", "Statement": [statement]}


def _defective(defect: str, region: str, function: Callable[..., Any]) -> Any:  # noqa: ANN401
    from tests.simulator.accounts import statement  # noqa: PLC0415  in that process alone

    more: dict[str, Any] = {}
    if defect == "public-policy":
        more["policy"] = statement("*")
    if defect in {"secret", "second-region"}:
        variables = {
            "AWS_SECRET": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzzzzzzzzz",
            "DB_PASSWORD": "hunt3r-2-Long",
        }
        more["configuration"] = {"Environment": {"Variables": variables}}
    if defect == "runtime":
        more["configuration"] = {"Runtime": "python3.7"}
    return function("orders", region=region, **more)


# --- the measuring process -----------------------------------------------------------------------


@contextmanager
def organization(spec: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, str], Callable[[], Any]]]:
    """Yield the environment that reaches a simulator, and what stops it and returns its record."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(spec, file)
        file.flush()
        command = [sys.executable, __file__, "--serve", file.name]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        if process.stdout is None:
            raise SystemExit("the simulator has no output")
        pipe = process.stdout
        url = pipe.readline().strip()

        def stop() -> Any:  # noqa: ANN401  plain data
            process.send_signal(signal.SIGTERM)
            return json.loads(pipe.readline() or "{}")

        try:
            yield _environment(url), stop
        finally:
            process.terminate()
            process.wait()


def _environment(url: str) -> Mapping[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "example",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
    }


def run(environment: Mapping[str, str], *words: str) -> Used:
    """Run `auditor` with the words, and return what it took."""
    code = "from auditor.cli import main; main()"
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *words], cwd=ROOT, env=dict(environment),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return Used(
        code=process.returncode,
        wall=time.monotonic() - started,
        processor=usage.ru_utime + usage.ru_stime,
        memory=usage.ru_maxrss / 1024,
    )


def scan(environment: Mapping[str, str], folder: Path, *words: str) -> Used:
    """Audit the organization into a folder."""
    common = ("--organization", "--dir", str(folder), "--fail-on", "none", "--quiet")
    return run(environment, "org", "scan", *common, "--allow-unknown", "100", *words)


def rows(folder: Path) -> Mapping[str, Any]:
    """Return the accounts of a report by id."""
    (path,) = (folder / "runs").glob("*/organization.json")
    return {row["id"]: row for row in json.loads(path.read_bytes())["accounts"]}


def accounts(number: int, **more: Any) -> list[dict[str, Any]]:  # noqa: ANN401  plain data
    """Return the rows of a spec: the hub, which has no function to speak of, and the others."""
    others = [{"id": str(FIRST + 7 * n), **more} for n in range(number - 1)]
    return [{"id": HUB, **more}, *others]


def speed(folder: Path) -> bool:
    """50 accounts of 30 functions in two regions."""
    spec = {"accounts": accounts(50, functions=30, regions=2), "latency": 0.04, "throttle": True}
    with organization(spec) as (environment, _):
        used = scan(environment, folder / "a", "-o", str(folder / "org.html"))
    audited = sum(row["status"] == "audited" for row in rows(folder / "a").values())
    print(
        f"speed: {audited} of 50 accounts audited in {used.wall:.0f} s,"
        f" {used.processor:.0f} s of processor, {used.memory:.0f} MB (at most 90 s, 400 MB)"
    )
    return audited == 50 and used.wall <= 90 and used.memory <= 400  # noqa: PLR2004  the goals


def growth(folder: Path) -> bool:
    """Memory with a few accounts and with many of the same kind."""
    found = {}
    for number in (16, 96):
        with organization({"accounts": accounts(number, functions=10)}) as (environment, _):
            found[number] = scan(environment, folder / str(number), "--quota-share", "inf")
    few, many = found[16], found[96]
    grown = (many.memory - few.memory) / 80
    print(
        f"growth: {few.memory:.0f} MB with 16 accounts, {many.memory:.0f} MB with 96:"
        f" {grown:.2f} MB for each further account (at most 0.5)"
    )
    return grown <= 0.5  # noqa: PLR2004  the goal


def empty(folder: Path) -> bool:
    """One function, 17 regions."""
    found = {}
    for number in (1, 21):
        with organization({"accounts": accounts(number, regions=17)}) as (environment, _):
            found[number] = scan(environment, folder / str(number), "--quota-share", "inf")
    each = (found[21].processor - found[1].processor) / 20
    print(f"empty: {each:.2f} s of processor for an almost empty account (at most 0.5)")
    return each <= 0.5  # noqa: PLR2004  the goal


def calls(folder: Path) -> bool:
    """Three accounts, in the organization and each alone."""
    spec = {"accounts": accounts(4, functions=12, regions=2)}
    alone: dict[str, Any] = {}
    with organization(spec) as (environment, stop):
        scan(environment, folder / "a", "--quota-share", "inf", "--all-results")
        together = stop()["by_account"]
    same = 0
    for row in spec["accounts"][1:]:
        account = row["id"]
        with organization(spec) as (environment, stop):
            role = f"arn:aws:iam::{account}:role/lambda-auditor-reader"
            path = folder / f"{account}.json"
            options = ("--quota-share", "inf", "--fail-on", "none", "--quiet", "--all-results")
            run(environment, "scan", "--role-arn", role, "-o", str(path), *options)
            alone[account] = stop()["by_account"][account]
        (kept,) = (folder / "a/runs").glob(f"*/reports/{account}.json.gz")
        same += _results(gzip.decompress(kept.read_bytes())) == _results(path.read_bytes())
    # A scan assumes the role as well; in the organization that is the one call more.
    more = max(together[account] - number for account, number in alone.items())
    print(f"calls: {more} more in an account than a scan of its own; {same} of 3 reports are equal")
    return more <= 0 and same == 3  # noqa: PLR2004  the goals


def _results(content: bytes) -> Any:  # noqa: ANN401  plain data
    report = json.loads(content)
    kept = {"results", "score", "checks", "functions", "gaps", "open"}
    found = {key: value for key, value in report.items() if key in kept}
    for result in found["results"]:
        result.pop("first_seen", None)
        for finding in result.get("findings", ()):
            finding.pop("cause", None)  # holds a fingerprint, with a key of each run's own
            finding.pop("evidence", None)
    return found


def faults(folder: Path) -> bool:
    """Every account has one severe defect and one fault; what is clean is a lie."""
    chance = random.Random(19)  # noqa: S311  no secret is made of it
    truth = _truth(folder / "truth")
    operations = truth.pop("operations")
    injected = clean = short = without_row = writes = 0
    statuses: Counter[str] = Counter()
    for batch in range(11):
        spec = {"accounts": [{"id": HUB}, *_faulty(chance, batch, operations)]}
        with organization(spec) as (environment, stop):
            place = folder / str(batch)
            scan(environment, place, "--quota-share", "inf", "--workers", "32")
            record = stop()
        found = rows(place)
        for row in spec["accounts"][1:]:
            made = found.get(row["id"])
            without_row += made is None
            touched = row["fault"]["kind"] in LOST_SESSIONS[:2] or record["hit"].get(row["id"])
            if made is None or not touched:
                continue
            injected += 1
            statuses[made["status"]] += 1
            severe = made["open"]["critical"] + made["open"]["high"]
            clean += made["status"] == "audited" and not severe
            short += made["status"] == "audited" and severe < truth[row["defect"]]
        writes += sum(
            number for name, number in record["operations"].items()
            if not name.partition(":")[2].startswith(("Get", "List", "Describe", "Batch", "Assume"))
        )  # fmt: skip
    print(
        f"faults: {injected:,} accounts with an injected fault: {clean} falsely clean, {short} said"
        f" to be whole with less than is there, {without_row} without a row, {writes} writes;"
        f" {dict(statuses)}"
    )
    return injected >= 1000 and not clean + short + without_row + writes  # noqa: PLR2004  the goals


def _truth(folder: Path) -> dict[str, Any]:
    """Return how much is severe in an account with each defect, and what is called there."""
    made = [{"id": str(FIRST + n), "defect": word} for n, word in enumerate(DEFECTS)]
    with organization({"accounts": [{"id": HUB}, *made]}) as (environment, stop):
        scan(environment, folder, "--quota-share", "inf")
        record = stop()
    found = rows(folder)
    truth: dict[str, Any] = {}
    for row in made:
        opened = found[row["id"]]["open"]
        truth[row["defect"]] = opened["critical"] + opened["high"]
    hidden = [word for word, number in truth.items() if not number]
    if hidden:
        raise SystemExit(f"the bench is wrong: nothing severe is found for {hidden}")
    asked = (n for n in record["operations"] if not n.startswith(("sts:", "organizations:")))
    return {**truth, "operations": sorted(asked)}


def _faulty(chance: random.Random, batch: int, operations: list[str]) -> Iterator[dict[str, Any]]:
    for number in range(100):
        fault: dict[str, Any] = {"kind": chance.choice(KINDS)}
        if chance.random() < 0.1:  # noqa: PLR2004  a tenth
            fault = {"kind": chance.choice(LOST_SESSIONS)}
        elif chance.random() < 0.1:  # noqa: PLR2004
            fault |= {"operations": "*", "region": chance.choice(REGIONS[:2])}
        elif chance.random() < 0.1:  # noqa: PLR2004
            fault |= {"operations": f"{chance.choice(operations).partition(':')[0]}:*"}
        else:
            fault |= {"operations": chance.choice(operations)}
        account = str(FIRST + 1000 * batch + number)
        yield {"id": account, "defect": chance.choice(DEFECTS), "fault": fault}


def rollup(folder: Path) -> bool:
    """The report from the files of runs of 1,000 and 10,000 accounts."""
    goals = {1_000: (3, 60, 0.5), 10_000: (30, 200, 2.0)}
    good = True
    floor = run(_environment(""), "--version").memory
    for number, (seconds, memory, size) in goals.items():
        place = folder / str(number)
        _finished(place, number)
        page = folder / f"{number}.html"
        used = run(_environment(""), "org", "report", str(place), "-o", str(page), "--quiet",
                   "--fail-on", "none")  # fmt: skip
        html = page.stat().st_size / 1e6
        print(
            f"rollup: {number:,} accounts: {used.processor:.1f} s of processor,"
            f" {used.memory:.0f} MB ({floor:.0f} of them the program), HTML {html:.2f} MB"
            f" (at most {seconds} s, {memory} MB, {size} MB)"
        )
        good &= used.processor <= seconds and used.memory <= memory and html <= size
        shutil.rmtree(place)
    return good


def _finished(folder: Path, number: int) -> None:
    """Write the files of a finished run: those of twelve accounts of 300 functions, many times."""
    from auditor.organization.summary_file import dump, load  # noqa: PLC0415  what is measured

    seed = folder.parent / "seed"
    if not seed.exists():
        spec = {"accounts": accounts(12, functions=300, regions=3)}
        with organization(spec) as (environment, _):
            scan(environment, seed, "--quota-share", "inf")
    (before,) = (seed / "runs").iterdir()
    place = folder / "runs" / before.name
    for name in ("reports", "summaries"):
        (place / name).mkdir(parents=True)
    known = sorted(path.name[:12] for path in (before / "summaries").iterdir())
    loaded = [load((before / f"summaries/{a}.json.gz").read_bytes(), a) for a in known]
    lines = []
    for n in range(number):
        account, model = str(FIRST + n), loaded[n % len(loaded)]
        os.link(before / f"reports/{model.id}.json.gz", place / f"reports/{account}.json.gz")
        summary = dump(replace(model, id=account))
        (place / f"summaries/{account}.json.gz").write_bytes(summary)
        unit = f"o-ab12cd34ef/r-ab12/ou-ab12-{n % 40:08d}"
        row = {"id": account, "name": f"team-{n}-production", "path": unit, "state": "ACTIVE"}
        lines.append(json.dumps(row))
    (place / "plan.jsonl").write_text("\n".join(lines) + "\n")
    shutil.copy(before / "run.json", place / "run.json")
    shutil.copy(seed / "latest.json", folder / "latest.json")


MEASUREMENTS = {f.__name__: f for f in (speed, growth, empty, calls, rollup, faults)}


def main(names: Iterable[str]) -> None:
    """Measure what is named, or everything; exit 1 if a goal is missed."""
    sys.path.append(str(ROOT))
    missed = []
    for name in names or MEASUREMENTS:
        with tempfile.TemporaryDirectory(prefix="auditor-bench-") as folder:
            if not MEASUREMENTS[name](Path(folder)):
                missed.append(name)
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*MEASUREMENTS, []], help="default: all")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        serve(json.loads(chosen.serve.read_bytes()))
    else:
        main(chosen.names)
