"""What the self-audit costs: `python bench/selfaudit.py` prints the init and the memory.

The init is that of the unpacked bundle, with bytecode, best of five. The memory is the peak of a
process that audits 5,000 functions of a simulated account whole: collects without pauses, judges,
renders and writes. Exit 1 above 600 ms or 512 MB.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
MOST_MEMORY, MOST_INIT = 512, 600  # MB, ms
IMPORT = """
import sys, time
begin, spent = time.perf_counter(), time.process_time()
sys.path.insert(0, sys.argv[1])
import auditor.selfaudit.handler
print(round(1000 * (time.perf_counter() - begin)), round(1000 * (time.process_time() - spent)))
"""


def init() -> tuple[int, int]:
    """Return the shortest init in ms: by the clock, and of processor time."""
    from auditor import bundle  # noqa: PLC0415  the audited process must not load it

    runtime = f"python{sys.version_info.major}.{sys.version_info.minor}"
    content = bundle.build(runtime=runtime, with_boto3=True).content
    with tempfile.TemporaryDirectory() as folder:
        zipfile.ZipFile(io.BytesIO(content)).extractall(folder)
        runs = [_output([sys.executable, "-I", "-S", "-c", IMPORT, folder]) for _ in range(5)]
    rows = [tuple(map(int, run.split())) for run in runs]
    return min(row[0] for row in rows), min(row[1] for row in rows)


def _output(command: list[str], environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, cwd=ROOT
    )
    if done.returncode:
        sys.exit(done.stderr[-2000:])
    return done.stdout


def audit(folder: Path) -> None:
    """Audit the account at AWS_ENDPOINT_URL as the handler does; print seconds and MB."""
    from auditor.collect import UNPACED  # noqa: PLC0415  only this process needs it
    from auditor.selfaudit.deployment import Deployment  # noqa: PLC0415
    from auditor.selfaudit.request import Request  # noqa: PLC0415
    from auditor.selfaudit.run import Invocation, run_of  # noqa: PLC0415

    began = time.monotonic()
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:self-audit"
    invocation = Invocation(
        request_id="bench",
        function_arn=arn,
        seconds_left=lambda: 900 - (time.monotonic() - began),
    )
    made = run_of(Deployment(bucket="b"), invocation, None, lambda *_: _Disk(folder))
    outcome = made.perform(Request(quota_share=UNPACED))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{outcome['status']} {outcome['grade']} {time.monotonic() - began:.1f} {peak}")


class _Disk:
    """An S3 on the disk, so that what was written does not count as memory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, key: str) -> Path:
        return self._folder / key.replace("/", "_")

    def get_object(self, *, Key: str, **_: object) -> dict[str, Any]:  # noqa: N803
        import botocore.exceptions  # noqa: PLC0415  only this process needs it

        if not self._path(Key).exists():
            raise botocore.exceptions.ClientError({"Error": {"Code": "NoSuchKey"}}, "GetObject")
        return {"Body": self._path(Key).open("rb"), "ETag": "e"}

    def put_object(self, *, Key: str, Body: bytes, **_: object) -> dict[str, Any]:  # noqa: N803
        self._path(Key).write_bytes(Body)
        return {"ETag": "e"}

    def delete_object(self, *, Key: str, **_: object) -> None:  # noqa: N803
        self._path(Key).unlink(missing_ok=True)


def main() -> None:
    """Measure, print and judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", type=int, default=5_000)
    parser.add_argument("--audit", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.audit:
        audit(chosen.audit)
        return
    sys.path.insert(0, str(ROOT))
    from tests.simulator import Simulator, generated  # noqa: PLC0415

    clock, processor = init()
    print(f"init: {clock} ms ({processor} ms of processor time), at most {MOST_INIT}")
    worst = 0
    with (
        Simulator(generated(chosen.functions), throttle=False) as served,
        tempfile.TemporaryDirectory() as folder,
    ):
        variables = {
            **{k: v for k, v in os.environ.items() if not k.startswith("AWS_")},
            "AWS_ENDPOINT_URL": served.url,
            "AWS_ACCESS_KEY_ID": "bench",
            "AWS_SECRET_ACCESS_KEY": "bench",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "NO_PROXY": "127.0.0.1",
            "MALLOC_ARENA_MAX": "2",  # as in the template
        }
        for name in ("first", "compared with the first"):
            command = [sys.executable, __file__, "--audit", folder]
            status, grade, seconds, memory = _output(command, variables).split("\n")[-2].split()
            worst = max(worst, int(memory))
            print(f"{chosen.functions} functions, {name}: {status}, {grade}, {seconds} s,"
                  f" {memory} MB")  # fmt: skip
    sys.exit(processor > MOST_INIT or worst > MOST_MEMORY)


if __name__ == "__main__":
    main()
