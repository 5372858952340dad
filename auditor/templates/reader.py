"""From a file to a document with marks; a file that is hostile or broken is refused."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from auditor.model.errors import UsageError
from auditor.templates.json_reader import read_json
from auditor.templates.yaml_reader import read_yaml

LARGEST = 10_000_000  # bytes; CloudFormation takes 1 MB, a Terraform plan can be several
_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def read_bytes(path: Path, shown: str, largest: int = LARGEST) -> bytes:
    """Return a regular file's content.

    Raises:
        UsageError: it cannot be read, is no regular file, or is too large.
    """
    try:
        # Asked first, and opened without waiting: a named pipe would block for ever.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise UsageError(f"{shown}: not a regular file; name a template")
            content = file.read(largest + 1)
    except OSError as error:
        raise UsageError(f"{shown}: cannot be read: {error.strerror}") from error
    if len(content) > largest:
        raise UsageError(
            f"{shown}: larger than {largest // 1_000_000} MB; no template is that large"
        )
    return content


def decode(content: bytes, shown: str) -> str:
    """Return the text of a file in UTF-8, UTF-16 or UTF-32, with or without a byte order mark.

    Raises:
        UsageError: the file is not text.
    """
    encoding, start = "utf-8", 0
    for mark, name in _BOMS:
        if content.startswith(mark):
            encoding, start = name, len(mark)
            break
    else:
        # PowerShell writes UTF-16; ASCII text in it has a zero in every other byte.
        if content[1:4:2] == b"\0\0":
            encoding = "utf-16-le"
        elif content[0:3:2] == b"\0\0":
            encoding = "utf-16-be"
    try:
        text = content[start:].decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, start + error.start) + 1
        raise UsageError(
            f"{shown}:{line}: not {encoding.upper()} text; save the file as UTF-8"
        ) from error
    if "\0" in text:
        raise UsageError(f"{shown}: contains null characters; it is no template")
    return text


def read_document(path: Path, shown: str) -> object:
    """Return a YAML or JSON document with the marks of its entries.

    Raises:
        UsageError: the file cannot be read, is no YAML or JSON, or is built to exhaust a reader.
    """
    return parse(decode(read_bytes(path, shown), shown), shown)


def parse(text: str, shown: str) -> object:
    """Return the document that a text holds; see `read_document`."""
    if text.lstrip()[:1] in {"{", "["}:
        try:
            return read_json(text, shown)
        except UsageError as as_json:
            if shown.endswith(".json"):
                raise
            try:  # a YAML document may begin with a brace as well
                return read_yaml(text, shown)
            except UsageError:
                raise as_json from None
    return read_yaml(text, shown)
