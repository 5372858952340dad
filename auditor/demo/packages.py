"""The functions' packages, made while the demo runs, so that the repository holds none."""

from __future__ import annotations

import io
import random
import zipfile
from enum import Enum, unique

_MEGABYTE = 1 << 20
_FILLED = 24 << 10  # bytes of each megabyte of a table
_DAY = (2026, 10, 1, 9, 0, 0)  # equal code gives equal bytes


@unique
class SamplePackage(Enum):
    """What a function's zip holds."""

    SMALL = "a handler of its own"
    FAILING = "a handler that raises an error"
    HEAVY = "12 MB that do not compress: bundled models"
    VAST = "5 MB that unpack to 215 MB: tables that are mostly empty"
    BUNDLED = "a handler with an AWS SDK, tests, caches and a Git repository"


def package(kind: SamplePackage, function: str, runtime: str) -> bytes:
    """Return the zip; only a small one differs from function to function."""
    if kind is SamplePackage.SMALL:
        return _zipped(_handler(function, runtime))
    if kind is SamplePackage.FAILING:
        code = "def handler(event, context):\n    raise ValueError(event)\n"
        return _zipped({"index.py": code.encode()})
    if kind is SamplePackage.HEAVY:
        models = random.Random(20261001).randbytes(12 * _MEGABYTE)  # noqa: S311 - no secret
        return _zipped({"index.py": b"def handler(event, context): ...\n", "codecs.bin": models})
    if kind is SamplePackage.VAST:
        return _zipped({"index.py": b"def handler(event, context): ...\n"}, tables=215)
    return _zipped(_bundled(function, runtime))


def layer_package(name: str) -> bytes:
    """Return the zip of a layer of the account's own."""
    return _zipped({f"python/{name.replace('-', '_')}.py": f'NAME = "{name}"\n'.encode()})


def _handler(function: str, runtime: str) -> dict[str, bytes]:
    if runtime.startswith("nodejs"):
        return {
            "index.mjs": f"// {function}\nexport const handler = async () => ({{}});\n".encode()
        }
    if runtime.startswith("java"):
        return {"lib/handler.jar": function.encode()}
    code = f'"""{function}."""\n\n\ndef handler(event, context):\n    return event\n'
    return {"index.py": code.encode()}


def _bundled(function: str, runtime: str) -> dict[str, bytes]:
    model = b'{"version": "2.0", "operations": {}}\n' * 60_000
    return {
        **_handler(function, runtime),
        "boto3/__init__.py": b"__version__ = '1.26.0'\n" * 2_000,
        "boto3-1.26.0.dist-info/METADATA": b"Name: boto3\n",
        "botocore/__init__.py": b"__version__ = '1.29.0'\n" * 2_000,
        "botocore/data/ec2/2016-11-15/service-2.json": model,
        "tests/test_handler.py": b"def test_handler():\n    assert True\n" * 2_000,
        "tests/fixtures/feed.json": b'{"sku": 1}\n' * 20_000,
        "pytest/__init__.py": b"# the test runner\n" * 2_000,
        "__pycache__/index.cpython-312.pyc": b"\x00" * 40_000,
        ".git/HEAD": b"ref: refs/heads/main\n",
        ".git/objects/pack/pack-1.pack": b"PACK" * 100_000,
        "static/app.js.map": b'{"version": 3}\n' * 20_000,
    }


def _zipped(files: dict[str, bytes], *, tables: int = 0) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path, content in sorted(files.items()):
            archive.writestr(_entry(path), content)
        if tables:
            numbers = random.Random(20261001)  # noqa: S311 - no secret
            with archive.open(_entry("model/tables.bin"), "w") as entry:
                for _ in range(tables):
                    entry.write(numbers.randbytes(_FILLED).ljust(_MEGABYTE, b"\0"))
    return buffer.getvalue()


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
