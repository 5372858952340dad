"""The memory that one thread has freed is there for all others."""

from __future__ import annotations

import os
import platform
import subprocess
import sys

import pytest

PROGRAM = """
import ctypes, sys, threading
from auditor.collect.aws.heap import share_heap
if "share" in sys.argv:
    share_heap()
held = []
threads = [threading.Thread(target=lambda: held.append(bytearray(9_000))) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
ctypes.CDLL(None).malloc_stats()
"""


def heaps(*words: str) -> int:
    command = [sys.executable, "-c", PROGRAM, *words]
    environment = {name: value for name, value in os.environ.items() if "MALLOC" not in name}
    done = subprocess.run(  # noqa: S603  our own program
        command, env=environment, capture_output=True, text=True, check=True
    )
    return done.stderr.count("Arena ")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="others have no heaps of threads")
def test_threads_share_one_heap() -> None:
    assert heaps() > 1
    assert heaps("share") == 1
