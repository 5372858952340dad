"""What the self-audit costs: `python bench/selfaudit.py` prints the init and the memory.

The init is that of the unpacked bundle with bytecode, under the Python of the deployed runtime if
that is in the path: median of nine. The memory is the peak of processes that audit 5,000 functions
of a simulated account whole, twice: they collect without pauses, judge, compare, render and write.

    python bench/selfaudit.py --functions 30000 --seconds 420

goes on in further invocations, as Lambda would: each is a process of its own that is killed after
so many seconds. With `--share 0.6` the simulator throttles as AWS does, which takes hours.

Exit 1: the init takes more than 600 ms; an audit does not complete; or an invocation takes more
than 512 MB (up to 5,000 functions), or than the memory that deploy/template.yaml gives it.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MOST_INIT = 600  # ms
FEW, MOST_MEMORY = 5_000, 512  # functions, MB
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:self-audit"
IMPORT = """
import sys, time
begin, spent = time.perf_counter(), time.process_time()
sys.path.insert(0, sys.argv[1])
import auditor.selfaudit.handler
print(round(1000 * (time.perf_counter() - begin)), round(1000 * (time.process_time() - spent)))
"""


def peak() -> int:
    """Return the most memory that this process has held, in MB, and none of its parent's. Linux."""
    with Path("/proc/self/status").open() as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def init() -> bool:
    """Measure and print the init; return whether it is short enough."""
    from auditor.selfaudit import bundle  # noqa: PLC0415  the audited process must not load it

    runtime = bundle.DEFAULT_RUNTIME
    python = shutil.which(runtime) or ""
    if (
        not python
        or subprocess.run([python, "-c", ""], check=False, capture_output=True).returncode
    ):
        python = sys.executable
        runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    content = bundle.build(runtime=runtime, with_boto3=True).content
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
        command = [python, "-I", "-S", "-c", IMPORT, folder]
        rows = [_run(command).stdout.split() for _ in range(9)]
    clock, processor = (statistics.median(map(int, column)) for column in zip(*rows, strict=True))
    print(f"init, {runtime}: {clock:.0f} ms ({processor:.0f} ms of processor time), best"
          f" {min(int(row[0]) for row in rows)} ms, at most {MOST_INIT}", flush=True)  # fmt: skip
    return clock <= MOST_INIT


def _run(
    command: list[str], environment: Mapping[str, str] | None = None, seconds: float | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT,
        timeout=seconds,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return done


def part(folder: Path, event: Mapping[str, Any], seconds: float, share: float) -> None:
    """Be one invocation of the handler against AWS_ENDPOINT_URL; print what came of it as JSON."""
    from auditor.selfaudit.deployment import Deployment  # noqa: PLC0415  only this process needs it
    from auditor.selfaudit.request import AuditRequest, parse  # noqa: PLC0415
    from auditor.selfaudit.run import Invocation, run_of  # noqa: PLC0415

    began = time.monotonic()
    invocation = Invocation(
        request_id=event.get("run", "bench"),
        function_arn=ARN,
        seconds_left=lambda: seconds - (time.monotonic() - began),
    )
    _, continuation = parse({"continue": event} if event.get("part") else {})
    aws = _Disk(folder)
    made = run_of(Deployment(bucket="b", max_parts=14), invocation, continuation, lambda *_: aws)
    outcome = made.perform(AuditRequest(quota_share=share))
    figures = {
        "next": aws.sent,
        "took": time.monotonic() - began,
        "mb": peak(),
    }
    print("\n" + json.dumps({**outcome, **figures}))


class _Disk:
    """An S3 on the disk, so that what was written does not count as memory, and a Lambda."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.sent: Mapping[str, Any] | None = None

    def _path(self, key: str) -> Path:
        return self._folder / key.replace("/", "_")

    def get_object(self, *, Key: str, **_: object) -> dict[str, Any]:  # noqa: N803
        if not self._path(Key).exists():
            raise _refused("NoSuchKey", "GetObject")
        return {"Body": self._path(Key).open("rb"), "ETag": self._etag(Key)}

    def put_object(
        self, *, Key: str, Body: bytes, IfNoneMatch: str = "", IfMatch: str = "", **_: object  # noqa: N803
    ) -> dict[str, Any]:  # fmt: skip
        exists = self._path(Key).exists()
        if exists if IfNoneMatch else IfMatch and IfMatch != (exists and self._etag(Key)):
            raise _refused("PreconditionFailed", "PutObject")
        self._path(Key).write_bytes(Body)
        return {"ETag": self._etag(Key)}

    def delete_object(self, *, Key: str, **_: object) -> None:  # noqa: N803
        self._path(Key).unlink(missing_ok=True)

    def invoke(self, *, Payload: bytes, **_: object) -> None:  # noqa: N803
        self.sent = json.loads(Payload)["continue"]

    def _etag(self, key: str) -> str:
        with self._path(key).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()


def _refused(code: str, operation: str) -> Exception:
    import botocore.exceptions  # noqa: PLC0415  only the audited process needs it

    return botocore.exceptions.ClientError({"Error": {"Code": code}}, operation)


def audited(name: str, chosen: argparse.Namespace, folder: str, url: str) -> bool:
    """Audit in as many invocations as it takes; print each; return whether it kept the limits."""
    most = MOST_MEMORY if chosen.functions <= FEW else _memory_of_the_template()
    event: Mapping[str, Any] | None = {"run": name}
    within = True
    while event is not None:
        command = [
            *(sys.executable, __file__, "--part", json.dumps(event), "--folder", folder),
            *("--seconds", str(chosen.seconds), "--share", str(chosen.share)),
        ]
        done = _run(command, _environment(url), chosen.seconds + 10)
        row = json.loads(done.stdout.splitlines()[-1])
        print(f"{chosen.functions} functions, {name}, part {event.get('part', 1)}:"
              f" {row['status']}, {row['took']:.0f} s, {row['mb']} MB, at most {most}",
              flush=True)  # fmt: skip
        within = within and row["mb"] <= most
        event = row["next"]
    return within and row["status"] == "completed"


def _memory_of_the_template() -> int:
    text = (ROOT / "deploy/template.yaml").read_text(encoding="utf-8")
    found = re.search(r"^  Memory:\n    Type: Number\n    Default: (\d+)", text, re.MULTILINE)
    if found is None:
        sys.exit("deploy/template.yaml names no memory")
    return int(found[1])


def _environment(url: str) -> dict[str, str]:
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "NO_PROXY": "127.0.0.1",
        "MALLOC_ARENA_MAX": "2",  # as in the template
    }


def main() -> None:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", type=int, default=FEW)
    parser.add_argument("--seconds", type=float, default=840, help="for one invocation")
    parser.add_argument("--share", type=float, default=math.inf, help="of AWS's quota")
    parser.add_argument("--part", type=json.loads, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.part:
        part(chosen.folder, chosen.part, chosen.seconds, chosen.share)
        return
    sys.path.insert(0, str(ROOT))
    from tests.simulator import Simulator, generated  # noqa: PLC0415

    good = init()
    with (
        Simulator(generated(chosen.functions), throttle=chosen.share <= 1) as served,
        tempfile.TemporaryDirectory() as folder,
    ):
        for name in ("first", "second"):
            good = audited(name, chosen, folder, served.url) and good
    sys.exit(not good)


if __name__ == "__main__":
    main()
