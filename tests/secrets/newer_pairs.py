"""Reads `newer-pairs.txt`: pairs in the formats of 2026, and what looks like them.

The file was written before the detector was asked. Its shapes are filled at run time, so no text
there looks like a token by itself.
"""

from __future__ import annotations

import base64
import json
import re
import string
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random

BASE62 = string.ascii_letters + string.digits
ALPHABETS = {
    "a": string.ascii_lowercase + string.digits,
    "A": string.ascii_uppercase + string.digits,
    "b": BASE62,
    "B": BASE62 + "+/",
    "d": string.digits,
    "h": "0123456789abcdef",
    "H": "0123456789ABCDEF",
    "L": string.ascii_letters,
    "t": string.ascii_uppercase + "234567",
    "w": BASE62 + "-_",
    "x": "".join(c for c in BASE62 if c not in "0OIl"),
}
HOLE = re.compile(r"\[(?:([a-zA-Z]):(\d+)|(uuid)|(jwt)|b64:(.*?))\]")
MIXED = 8  # characters from which on a letter and a digit must be among them


def _run(r: Random, kind: str, length: int) -> str:
    alphabet = ALPHABETS[kind]
    pure = alphabet.isalpha() or alphabet.isdigit()
    while True:
        drawn = "".join(r.choices(alphabet, k=length))
        mixed = any(map(str.isalpha, drawn)) and any(map(str.isdigit, drawn))
        if mixed or pure or length < MIXED:
            return drawn


def _jwt(r: Random) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, {"sub": _run(r, "a", 12), "iat": 1_700_000_000})
    coded = (base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)
    return ".".join((*coded, _run(r, "w", 43)))


def _filled(shape: str, r: Random) -> str:
    def hole(found: re.Match[str]) -> str:
        kind, length, guid, token, text = found.groups()
        if kind:
            return _run(r, kind, int(length))
        if guid:
            return str(uuid.UUID(int=r.getrandbits(128), version=4))
        return _jwt(r) if token else base64.b64encode(text.encode()).decode()

    return HOLE.sub(hole, shape).replace("\\n", "\n")


def pairs(seed: int) -> Iterator[tuple[bool, str, str]]:
    """Yield whether it is a secret, name and value."""
    r = Random(seed)  # noqa: S311  made-up pairs need no cryptography
    secret = True
    text = Path(__file__).with_name("newer-pairs.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("#"):
            secret = not line.startswith("# harmless")
            continue
        name, _, shape = line.partition("=")
        yield secret, name, _filled(shape, r)
