"""Copies one file out of a source distribution on PyPI.

fetch_sdist.py PROJECT VERSION MEMBER TARGET
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path


def main(project: str, version: str, member: str, target: str) -> None:
    """Download the sdist with pip and copy the member."""
    with tempfile.TemporaryDirectory() as folder:
        # pip also prepares the metadata, which may fail where build tools are missing: by then
        # the archive is here, and that is all we want.
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest"]
        command += [folder, "--no-binary", ":all:", f"{project}=={version}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        archives = list(Path(folder).glob("*.tar.gz"))
        if not archives:
            sys.exit(f"{project} {version} could not be downloaded: {done.stderr.strip()}")
        with tarfile.open(archives[0]) as archive:
            file = archive.extractfile(f"{project}-{version}/{member}")
            if file is None:
                sys.exit(f"{archives[0].name} holds no {member}")
            Path(target).write_bytes(file.read())


if __name__ == "__main__":
    main(*sys.argv[1:])
