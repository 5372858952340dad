"""Starts ministack on a free port of the loopback interface, and leaves nothing of it behind."""

from __future__ import annotations

import http.client
import importlib.util
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from auditor.model.errors import CollectError, UsageError

LOOPBACK = "127.0.0.1"
_STARTS = 3  # another program may take the free port before the emulator does
_PATIENCE = 30.0  # seconds until the emulator must answer; it usually takes one
_FAREWELL = 10.0  # seconds until it must be gone


@contextmanager
def running_emulator(*words: str) -> Iterator[str]:
    """Yield the URL of an emulator that is ready; stop it and remove its files afterwards.

    `words` are for `auditor.demo.child_process`.

    Raises:
        UsageError: ministack is not installed.
        CollectError: it does not start.
    """
    if importlib.util.find_spec("ministack") is None:
        raise UsageError(
            "The demo needs the AWS emulator ministack, which is not installed. "
            "Install it with: pip install 'lambda-auditor[demo]'"
        )
    with (
        tempfile.TemporaryDirectory(prefix="auditor-demo-", ignore_cleanup_errors=True) as folder,
        _start(Path(folder), words) as port,
    ):
        yield f"http://{LOOPBACK}:{port}"


@contextmanager
def _start(folder: Path, words: tuple[str, ...]) -> Iterator[int]:
    for _ in range(_STARTS):
        port = _free_port()
        with (
            (folder / "ministack.log").open("wb") as log,
            subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
                [sys.executable, "-P", "-m", "auditor.demo.child_process", str(folder), *words],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=folder,
                env=_environment(folder, port),
                start_new_session=True,  # Ctrl-C reaches us alone, and we end it in good order
            ) as process,
        ):
            try:
                if _ready(process, port):
                    yield port
                    return
            finally:
                _stop(process)
    raise CollectError(
        f"The AWS emulator ministack did not start. Its last words: {_last_words(folder)}"
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, port: int) -> Mapping[str, str]:
    """Return the emulator's whole environment: nothing of the user's AWS settings reaches it."""
    kept = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "SYSTEMROOT")
    return {
        **{name: os.environ[name] for name in kept if name in os.environ},
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "TEMP": str(folder),
        "TMP": str(folder),
        "STATE_DIR": str(folder / "state"),
        "S3_DATA_DIR": str(folder / "s3"),
        "PERSIST_STATE": "0",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": LOOPBACK,
        "MINISTACK_HOST": LOOPBACK,
        # these two would listen on every interface
        "SFTP_ENABLED": "0",
        "IOT_MTLS_ENABLED": "0",
        # it stops containers that an earlier run left: ours has none, and others' are not ours
        "DOCKER_HOST": "unix:///nonexistent/docker.sock",
        "LAMBDA_STATE_TRANSITION_SECONDS": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _ready(process: subprocess.Popen[bytes], port: int) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
        try:
            connection.request("GET", "/_ministack/health")
            healthy = connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            healthy = False
        finally:
            connection.close()
        if healthy:
            # a process that ended lost the race for the port, and another process answered
            return process.poll() is None
        time.sleep(0.05)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()  # the keeper takes this as the end
    try:
        process.wait(_FAREWELL)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _last_words(folder: Path) -> str:
    # the keeper may have removed the folder already
    try:
        lines = (folder / "ministack.log").read_text(errors="replace").split("\n")
    except OSError:
        return "none"
    return " / ".join(line.strip() for line in lines if line.strip())[-500:] or "none"
