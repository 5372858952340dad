"""Runs ministack in a process of its own, and ends it with the program that started it.

Run as a script with the temporary folder to remove, and `organization` where the emulator is to
answer for one. Standard input is a pipe whose other end the starting program holds: it reads as
ended when that program closes it or dies, however it dies, so that no emulator outlives its demo.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
from importlib import import_module

from auditor.demo import organization_answers
from auditor.demo.asgi_front import in_front_of

ORGANIZATION = "organization"


def end_with_the_starter(folder: str) -> None:
    """Wait for the end of standard input; then remove the folder and kill the process group."""
    sys.stdin.buffer.read()
    shutil.rmtree(folder, ignore_errors=True)
    if sys.platform != "win32":
        # the group is ours alone, and holds the processes that the emulator runs functions in
        os.killpg(os.getpgid(0), signal.SIGKILL)
    os._exit(0)


def main() -> None:
    """Run ministack's own command line, which is configured by environment variables."""
    folder, more = sys.argv[1], sys.argv[2:]
    sys.argv = ["ministack"]
    threading.Thread(target=end_with_the_starter, args=(folder,), daemon=True).start()
    emulator = import_module("ministack.app")
    fronts = (organization_answers.answer,) if more == [ORGANIZATION] else ()
    vars(emulator)["app"] = in_front_of(vars(emulator)["app"], *fronts)
    emulator.main()


if __name__ == "__main__":
    main()
