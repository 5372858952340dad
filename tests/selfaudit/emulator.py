"""ministack of the tests' own environment, with IAM enforced, and gone afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ACCOUNT = "111122223333"
REGION = "eu-west-1"


@contextmanager
def emulator(work: Path, folder: Path, *, auth: bool) -> Iterator[str]:
    """Yield its URL."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
        "PERSIST_STATE": "0",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        "DOCKER_HOST": "unix:///nonexistent/docker.sock",
        "LAMBDA_STATE_TRANSITION_SECONDS": "0",
        "AUTH": "true" if auth else "false",
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603
            [str(work / "emulator/bin/python"), "-m", "ministack"],
            cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}", folder)
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # the group is its own, workers included
            process.wait()


def _wait(url: str, folder: Path) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{url}/_ministack/health", timeout=2) as answer:  # noqa: S310
                assert answer.status == 200
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError((folder / "log").read_text()[-1000:])


def environment(url: str) -> dict[str, str]:
    """Return the variables with which every AWS program reaches the emulator, as its root."""
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": ACCOUNT,
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
        "SAM_CLI_TELEMETRY": "0",
    }
