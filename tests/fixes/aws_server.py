"""The AWS CLI of PyPI, imported once: each command runs in a fork of this process.

A start of the CLI takes most of a second, and the tests paste hundreds of commands. Run as
`python aws_server.py SOCKET ENDPOINT` in the CLI's environment; `aws_client.py` is its client.
Some services ignore AWS_ENDPOINT_URL, so that every command is given the address: nothing but the
emulator is ever called.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from awscli.clidriver import create_clidriver  # type: ignore[import-not-found]

_LOADED = ("lambda", "iam", "sqs", "logs", "cloudwatch", "secretsmanager", "ec2")
_LONGEST = 1_000_000  # bytes of a command's words and variables


def _serve(driver: Any, place: str, endpoint: str) -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(place)
        listening.listen(64)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        while True:
            asked, _ = listening.accept()
            if os.fork() == 0:
                listening.close()
                _run(driver, asked, endpoint)
            asked.close()


def _run(driver: Any, asked: socket.socket, endpoint: str) -> None:
    data, streams, _, _ = socket.recv_fds(asked, _LONGEST, 3)
    while not data.endswith(b"\n"):
        data += asked.recv(_LONGEST)
    request = json.loads(data)
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["variables"])
    sys.argv = ["aws", *request["words"]]
    try:
        status = int(driver.main(["--endpoint-url", endpoint, *request["words"]]) or 0)
    except SystemExit as left:
        status = left.code if isinstance(left.code, int) else 1
    sys.stdout.flush()
    sys.stderr.flush()
    asked.sendall(str(status).encode())
    os._exit(0)


def main() -> None:
    """Load the services, then serve until the end of standard input."""
    place, endpoint = sys.argv[1:]
    Path(place).unlink(missing_ok=True)
    driver = create_clidriver()
    for name in _LOADED:
        driver.session.get_service_model(name)
    server = os.fork()
    if server == 0:
        _serve(driver, place, endpoint)
    sys.stdin.read()
    os.kill(server, signal.SIGKILL)


if __name__ == "__main__":
    main()
