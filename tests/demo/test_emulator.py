"""The emulator listens on the loopback interface alone, and nothing of it is left behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from auditor.demo import SampleAccount
from auditor.demo.emulator import running_emulator
from auditor.model.errors import UsageError

LISTENING = "0A"  # in /proc/net/tcp
LOOPBACK = "0100007F"

HOLD = """
import time
from auditor.demo.emulator import running_emulator
with running_emulator() as url:
    print(url, flush=True)
    time.sleep(60)
"""

CREATE = """
from auditor.demo import sample_account
with sample_account():
    pass
"""


def keepers(folder: str) -> list[int]:
    """Return the processes that belong to emulators whose files are inside a folder."""
    return [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and folder in _command(entry)
    ]


def _command(entry: Path) -> str:
    try:
        return (entry / "cmdline").read_text(errors="replace").replace("\0", " ")
    except OSError:  # it ended meanwhile
        return ""


def listeners(pid: int) -> Iterator[str]:
    """Yield the addresses, as /proc writes them, on which a process listens."""
    inodes = set()
    for descriptor in Path(f"/proc/{pid}/fd").iterdir():
        try:
            inodes.add(str(descriptor.readlink()))
        except OSError:  # closed meanwhile
            continue
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().split("\n")[1:]:
            fields = line.split()
            if fields and fields[3] == LISTENING and f"socket:[{fields[9]}]" in inodes:
                yield fields[1].split(":", maxsplit=1)[0]


def answers(url: str) -> bool:
    port = int(url.rsplit(":", 1)[1])
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def gone_within(seconds: float, url: str, folder: Path) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not answers(url) and not keepers(str(folder)) and not list(folder.iterdir()):
            return True
        time.sleep(0.1)
    return False


def test_nothing_listens_beyond_the_loopback_interface(sample: SampleAccount) -> None:
    own = [pid for pid in keepers("auditor-demo-") if _port_of(sample) in _environment(pid)]
    addresses = {address for pid in own for address in listeners(pid)}
    assert addresses == {LOOPBACK}


def _port_of(sample: SampleAccount) -> str:
    return "GATEWAY_PORT=" + sample.endpoint_url.rsplit(":", 1)[1]


def _environment(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/environ").read_text(errors="replace").split("\0")


def test_nothing_is_left_after_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with running_emulator() as url:
        assert answers(url)
        assert keepers(str(tmp_path))
    assert not answers(url)
    assert not keepers(str(tmp_path))
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_after_an_error_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(ZeroDivisionError), running_emulator() as url:
        raise ZeroDivisionError
    assert not answers(url)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_however_the_program_ends(tmp_path: Path, how: signal.Signals) -> None:
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", HOLD],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        text=True,
    ) as program:
        assert program.stdout is not None
        url = program.stdout.readline().strip()
        assert answers(url)
        program.send_signal(how)
        program.wait(20)
    assert gone_within(20, url, tmp_path)


def test_nothing_is_left_when_the_account_is_only_half_created(tmp_path: Path) -> None:
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", CREATE],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        text=True,
    ) as program:
        deadline = time.monotonic() + 30
        while not _functions_created(tmp_path) and time.monotonic() < deadline:
            time.sleep(0.05)
        program.send_signal(signal.SIGINT)
        _, complaint = program.communicate(timeout=20)
    assert complaint.strip().endswith("KeyboardInterrupt")
    assert not keepers(str(tmp_path))
    assert not list(tmp_path.iterdir())


def _functions_created(folder: Path) -> bool:
    return any("function created" in log.read_text() for log in folder.glob("*/ministack.log"))


def test_the_user_s_aws_settings_do_not_reach_the_sample_account(
    sample: SampleAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "production")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "token")
    monkeypatch.setenv("AWS_ENDPOINT_URL_LAMBDA", "https://example.com")
    with sample.entered():
        inside = {name: value for name, value in os.environ.items() if name.startswith("AWS_")}
    assert inside == {k: v for k, v in sample.environment.items() if k.startswith("AWS_")}
    assert os.environ["AWS_PROFILE"] == "production"


def test_a_missing_emulator_is_an_error_that_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "ministack", None)
    with (
        pytest.raises(UsageError, match=r"pip install 'lambda-auditor\[demo\]'"),
        running_emulator(),
    ):
        pass
