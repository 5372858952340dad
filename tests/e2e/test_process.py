"""The program as a process: signals, streams that end, disks that are full, terminals."""

from __future__ import annotations

import json
import os
import resource
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# At the end, so that an installed auditor still comes before the one in this folder.
sys.path.append(str(Path(__file__).parents[2]))

from auditor.cli.ending import ended_as_by_ctrl_c
from auditor.storage import codec, files, snapshot
from tests.reports import samples
from tests.simulator import Fault, SimulatedAccount, Simulator, generated

AUDITOR = (sys.executable, "-c", "from auditor.cli import main; main(prog_name='auditor')")
SLOW = Fault(kind="hang", operations="lambda:GetPolicy", seconds=600)
IMPATIENT = """
import os
import signal

from auditor.model import Category, Severity
from auditor.evaluate.registry import check


@check("quick-fingers", severity=Severity.LOW, category=Category.UPKEEP,
       references=("https://example.com",))
def quick_fingers(function, audit):
    '''A user presses Ctrl-C.

    In the middle of judging.

    Fix: Wait.
    '''
    os.kill(os.getpid(), signal.NUMBER)
    yield
"""


@contextmanager
def serving(
    account: SimulatedAccount, *faults: Fault
) -> Iterator[tuple[Simulator, dict[str, str]]]:
    """Serve an account, and yield the environment in which the program finds it."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("AWS_", "AUDITOR_"))}
    with Simulator(account, faults) as simulator:
        yield (
            simulator,
            {
                **kept,
                "AWS_ENDPOINT_URL": simulator.url,
                "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "example",
                "AWS_DEFAULT_REGION": "eu-west-1",
                "AWS_EC2_METADATA_DISABLED": "true",
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
                "AUDITOR_QUOTA_SHARE": "inf",
            },
        )


def ran(
    environment: Mapping[str, str], *words: object, **how: Any
) -> subprocess.CompletedProcess[str]:
    settings = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **how}
    command = [*AUDITOR, *map(str, words)]
    return subprocess.run(command, env=environment, text=True, check=False, **settings)  # noqa: S603


def interrupted(
    simulator: Simulator, environment: Mapping[str, str], number: signal.Signals, *words: object
) -> tuple[int, str]:
    """Interrupt the program when all policies were asked for; return exit code and stderr."""
    command = [*AUDITOR, *map(str, words)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as program:  # noqa: S603
        while simulator.count()["lambda:GetPolicy"] < 12:
            time.sleep(0.05)
        program.send_signal(number)
        said = program.communicate()[1]
    return program.returncode, said


@pytest.fixture
def collected(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """Return a snapshot of a small account, and an environment without AWS."""
    path = tmp_path / "snapshot.json"
    with serving(generated(8)) as (_, environment):
        done = ran(environment, "collect", "-o", path)
    assert done.returncode == 0, done.stderr
    return path, environment


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_collecting_is_kept_and_taken_up_again(
    tmp_path: Path, number: signal.Signals
) -> None:
    path, whole = tmp_path / "snapshot.json", tmp_path / "whole.json"
    account = generated(12)
    with serving(account, SLOW) as (simulator, environment):
        code, said = interrupted(simulator, environment, number, "collect", "-o", path)
    assert code == 3
    assert said.splitlines()[-1] == (
        f"exit 3: interrupted; go on with: auditor collect --resume -o {path}"
    )
    assert snapshot.load(path).interrupted
    with serving(account) as (simulator, environment):
        assert ran(environment, "collect", "--resume", "-o", path).returncode == 0
        assert simulator.count()["lambda:GetFunction"] == 0
        ran(environment, "collect", "-o", whole)
    assert snapshot.load(path).functions() == snapshot.load(whole).functions()


def test_a_scan_that_is_interrupted_reports_what_it_has_and_that_it_is_partial(
    tmp_path: Path,
) -> None:
    path = tmp_path / "report.json"
    with serving(generated(12), SLOW) as (simulator, environment):
        words = ("scan", "-q", "-o", path, "--fail-on", "none")
        code, said = interrupted(simulator, environment, signal.SIGINT, *words)
    assert code == 3, said
    assert "Traceback" not in said
    assert json.loads(path.read_text())["partial"]


@pytest.mark.parametrize(
    ("number", "code", "said"),
    [
        (signal.SIGINT, 130, "interrupted"),
        (signal.SIGTERM, 143, "ended by SIGTERM"),
        (signal.SIGHUP, 129, "ended by SIGHUP"),
    ],
)
def test_a_signal_while_judging_is_said_and_leaves_no_file(
    collected: tuple[Path, dict[str, str]],
    tmp_path: Path,
    number: signal.Signals,
    code: int,
    said: str,
) -> None:
    path, environment = collected
    report, checks = tmp_path / "report.html", tmp_path / "checks"
    checks.mkdir()
    (checks / "quick_fingers.py").write_text(IMPATIENT.replace("NUMBER", number.name))
    done = ran(environment, "evaluate", path, "--checks-dir", checks, "-o", report)
    assert done.returncode == code, done.stderr
    assert done.stderr.splitlines()[-1] == f"exit {code}: {said} before it was finished"
    assert not report.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_a_file_is_written_leaves_nothing_of_it(
    tmp_path: Path, number: signal.Signals
) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"the first half"
        os.kill(os.getpid(), number)
        yield b"and the other one"

    with pytest.raises(KeyboardInterrupt), ended_as_by_ctrl_c():
        files.write(tmp_path / "report.json", pieces())
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_that_is_lost_ends_nothing_under_nohup(
    collected: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    path, environment = collected
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "quick_fingers.py").write_text(IMPATIENT.replace("NUMBER", "SIGHUP"))
    words = ("evaluate", path, "--checks-dir", checks, "--fail-on", "none", "-o", "json:-")
    done = ran(environment, *words, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    assert json.loads(done.stdout)["schema"] == "auditor/report/1"


def test_a_reader_that_left_is_no_traceback(collected: tuple[Path, dict[str, str]]) -> None:
    path, environment = collected
    reader, writer = os.pipe()
    os.close(reader)
    done = ran(environment, "evaluate", path, "-q", "-o", "json:-", stdout=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, "")


def test_a_full_disk_behind_stdout_is_said(collected: tuple[Path, dict[str, str]]) -> None:
    path, environment = collected
    with Path("/dev/full").open("w") as full:
        done = ran(environment, "evaluate", path, "-q", "-o", "json:-", stdout=full)
    assert done.returncode == 2
    assert done.stderr == (
        "exit 2: the operating system refused the output: No space left on device\n"
    )


def test_a_full_disk_behind_stderr_is_not_a_gate_that_failed(
    collected: tuple[Path, dict[str, str]],
) -> None:
    path, environment = collected
    with Path("/dev/full").open("w") as full:
        done = ran(environment, "evaluate", path, "--fail-on", "none", stderr=full)
    assert done.returncode == 2


def test_a_closed_stdout_is_said(collected: tuple[Path, dict[str, str]]) -> None:
    path, environment = collected
    command = ["sh", "-c", 'exec "$@" >&-', "sh", *AUDITOR, "evaluate", str(path), "-o", "json:-"]
    done = subprocess.run(  # noqa: S603  our own
        command, env=environment, stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == "exit 2: stdout is closed; name a file with -o PATH\n"


PRINTING = ("--help", "--version", "scan --help", "explain missing-dlq", "checks", "schema")


@pytest.mark.parametrize("words", [*PRINTING, "diff {0} {0}", "fix-plan {0}", "render {0} -o -"])
@pytest.mark.parametrize("how", [">/dev/full", ">&-"])
def test_a_document_that_cannot_be_printed_is_never_exit_0_or_1(
    tmp_path: Path, words: str, how: str
) -> None:
    report = tmp_path / "report.json"
    report.write_bytes(codec.report_to_json(samples.report()))
    if how == ">&-" and words.endswith(("--help", "--version")):
        return  # click prints nothing where there is no stdout
    command = shlex.join([*AUDITOR, *words.format(report).split()])
    done = subprocess.run(  # noqa: S602  the shell is what closes a stream
        f"{command} {how}", shell=True, stderr=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith(("exit 2: the operating system refused", "exit 2: stdout is closed;"))


def test_a_file_that_may_not_grow_is_not_left_half_written(
    collected: tuple[Path, dict[str, str]], tmp_path: Path
) -> None:
    path, environment = collected
    folder = tmp_path / "out"
    folder.mkdir()
    report = folder / "report.json"
    done = ran(
        environment,
        *("evaluate", path, "-q", "-o", report),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)),
    )
    assert done.returncode == 2
    assert done.stderr == f"exit 2: {report} can't be written: File too large\n"
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize(
    ("variables", "colored"),
    [
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        ({}, False),  # a pipe is no terminal
        ({"TERM": "dumb"}, False),
    ],
)
def test_colours_are_for_those_who_want_them(
    collected: tuple[Path, dict[str, str]], variables: dict[str, str], *, colored: bool
) -> None:
    path, environment = collected
    done = ran({**environment, **variables}, "evaluate", path)
    assert ("\x1b[" in done.stderr) is colored
