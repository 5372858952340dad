"""Builds the zip of the self-audit function from the installed program.

What goes in is pure Python: PyYAML and MarkupSafe work without their compiled parts, so one zip
serves arm64 and x86_64, and is built anywhere. Equal input gives equal bytes.
"""

from __future__ import annotations

import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution, entry_points
from pathlib import Path, PurePosixPath

from auditor.collect.aws.operations import OPERATIONS
from auditor.model.errors import UsageError

RUNTIMES = ("python3.11", "python3.12", "python3.13", "python3.14")
DEFAULT_RUNTIME = "python3.13"
OURS = "lambda-auditor"
_EXTRA = "aws-lambda-powertools"
# What the function imports in addition to the program; a test runs it with nothing else.
_LIBRARIES = (
    *("attrs", _EXTRA, "cattrs", "jinja2", "jmespath", "markupsafe"),
    *("pyyaml", "tabulate", "typing-extensions"),
)
_SDK = ("botocore", "jmespath", "python-dateutil", "six", "urllib3")  # boto3 itself is not used
_WRITES = (
    "kms",
    "lambda",
    "s3",
    "securityhub",
    "sns",
    "ssm",
)  # services that the function uses itself
# Parts that nothing here imports.
_LEFT_OUT = (
    "auditor/cli/",
    "auditor/demo/",
    "auditor/templates/",
    "aws_lambda_powertools/event_handler/",
    "aws_lambda_powertools/utilities/batch/",
    "aws_lambda_powertools/utilities/data_classes/",
    "aws_lambda_powertools/utilities/feature_flags/",
    "aws_lambda_powertools/utilities/idempotency/",
    "aws_lambda_powertools/utilities/kafka/",
    "aws_lambda_powertools/utilities/parameters/",
    "aws_lambda_powertools/utilities/parser/",
    "aws_lambda_powertools/utilities/streaming/",
    "aws_lambda_powertools/utilities/validation/",
    "cattr/",
)
_COMPILED = (".pyc", ".so", ".pyd", ".dylib")
_ROOT = "/var/task"  # where Lambda unpacks it
_THEN = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A zip that is ready to deploy."""

    content: bytes
    runtime: str
    bytecode: bool

    @property
    def digest(self) -> str:
        """Return its SHA-256 in hex."""
        return hashlib.sha256(self.content).hexdigest()


def build(*, runtime: str = DEFAULT_RUNTIME, with_boto3: bool = False) -> Bundle:
    """Return the zip for a runtime of Lambda.

    The bytecode is made by the runtime's own version of Python; where that is not installed, the
    zip holds the source alone, and Lambda compiles it at each cold start.

    Raises:
        UsageError: a library is not installed, or the runtime is unknown.
    """
    if runtime not in RUNTIMES:
        raise UsageError(f"--runtime {runtime}: choose one of {', '.join(RUNTIMES)}")
    names = dict.fromkeys((*_LIBRARIES, *(_SDK if with_boto3 else ())))
    parts = [_own(), *(_installed(name) for name in names), *_plugins()]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "task"
        for part in parts:
            for name, content in part:
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
        interpreter = _interpreter(runtime)
        if interpreter:
            _compile(interpreter, root)
        return Bundle(content=_zipped(root), runtime=runtime, bytecode=bool(interpreter))


Files = Iterable[tuple[str, bytes]]


def _own() -> Files:
    """Yield the program, wherever its folders lie: an editable install maps them."""
    for package in ("auditor", "auditor.checks", "auditor.reports"):
        spec = importlib.util.find_spec(package)
        for folder in (spec and spec.submodule_search_locations) or ():
            yield from _tree(Path(folder), package.replace(".", "/"))
    yield from _identity(distribution(OURS))


def _tree(folder: Path, prefix: str) -> Files:
    for path in sorted(folder.rglob("*")):
        name = f"{prefix}/{path.relative_to(folder).as_posix()}"
        if path.is_file() and _wanted(name):
            yield name, path.read_bytes()


def _installed(name: str) -> Files:
    """Yield a distribution's files.

    Raises:
        UsageError: it is not installed.
    """
    try:
        found = distribution(name)
    except PackageNotFoundError as missing:
        raise UsageError(
            f"{name} is not installed; install it with: pip install '{OURS}[lambda]'"
        ) from missing
    return _files(found)


def _files(found: Distribution) -> Files:
    for file in sorted(found.files or (), key=str):
        name = PurePosixPath(file).as_posix()
        path = Path(str(file.locate()))
        if not name.startswith("..") and ".dist-info/" not in name and _wanted(name):
            yield name, path.read_bytes()
    yield from _identity(found)


def _identity(found: Distribution) -> Files:
    """Yield what tells a distribution's version, and by which its checks are found."""
    folder = f"{found.metadata['Name'].replace('-', '_')}-{found.version}.dist-info"
    text = f"Metadata-Version: 2.1\nName: {found.metadata['Name']}\nVersion: {found.version}\n"
    yield f"{folder}/METADATA", text.encode()
    declared = found.read_text("entry_points.txt")
    if declared:
        yield f"{folder}/entry_points.txt", declared.encode()


def _plugins() -> Iterator[Files]:
    """Yield the distributions that bring checks or formats of their own."""
    for group in ("auditor.checks", "auditor.reports"):
        for entry in entry_points(group=group):
            if entry.dist is not None and entry.dist.metadata["Name"] != OURS:
                yield _files(entry.dist)


def _wanted(name: str) -> bool:
    if "__pycache__/" in name or name.endswith(_COMPILED) or name.startswith(_LEFT_OUT):
        return False
    if name.startswith("botocore/data/"):
        service, slash, _ = name.removeprefix("botocore/data/").partition("/")
        return not slash or service in _services()
    return True


def _services() -> frozenset[str]:
    return frozenset((*_WRITES, *(operation.service for operation in OPERATIONS.values())))


def _interpreter(runtime: str) -> str | None:
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    if version == runtime:
        return sys.executable
    found = shutil.which(runtime)
    # A version manager may leave a command in the path that only says what is not installed.
    return found if found and _ran([found, "-c", ""]).returncode == 0 else None


def _compile(interpreter: str, root: Path) -> None:
    """Write bytecode that is never checked against its source, with the paths of Lambda.

    Raises:
        UsageError: the interpreter does not do it.
    """
    command = [
        *(interpreter, "-s", "-S", "-m", "compileall", "-q"),
        *("--invalidation-mode", "unchecked-hash", "-s", str(root), "-p", _ROOT, str(root)),
    ]
    done = _ran(command, root.parent)
    if done.returncode:
        raise UsageError(f"{interpreter} could not compile the program: {done.stdout[-300:]}")


def _ran(command: list[str], folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    # With another seed, sets would be written in another order each time.
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0"}
    return subprocess.run(  # noqa: S603  an interpreter, and a folder of our own
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def _zipped(root: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(root.rglob("*"), key=lambda p: p.relative_to(root).as_posix()):
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(root).as_posix(), _THEN)
                entry.compress_type = zipfile.ZIP_DEFLATED
                entry.create_system = 3  # permissions are those of Unix
                entry.external_attr = 0o100644 << 16
                archive.writestr(entry, path.read_bytes())
    return buffer.getvalue()
