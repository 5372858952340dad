"""The order of the questions that decide whether NAME=VALUE is a secret.

1. Nothing, a boolean, a number, a placeholder: no. 2. Ciphertext and public material: no.
3. A reference: no, whatever the name. 4. A provider's format: yes, whatever the name.
5. A structure with credentials in it: yes. 6. The name's grammar with a plausible value: yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from auditor.analysis.secrets import (
    commands,
    grammar,
    names,
    public,
    references,
    structures,
    urls,
    values,
)
from auditor.analysis.secrets.meaning import Meaning
from auditor.analysis.secrets.rules import Rules, by_format
from auditor.analysis.secrets.verdict import SecretVerdict, best

MAX_NESTING = 3  # base64 of JSON of a URL
DECODED_LENGTH = 16  # characters of base64 from which on it is looked into
_JOINTS = frozenset("=:-")  # without one there is no keyword list and no option
REFERENCE_LENGTH = 1024  # characters; a user's own pattern may be slow
WEB_KEY = "AI" + "za"  # Google's, public by design where a web page carries it
WEB_NEIGHBOURS = frozenset(
    ("authDomain", "projectId", "messagingSenderId", "appId", "storageBucket", "measurementId")
)


def judge(
    rules: Rules, name: str, value: str, *, nesting: int = 0, beside: Iterable[str] = ()
) -> SecretVerdict | None:
    """Return why a value is a secret, or None where it is none."""
    if not value.startswith(("{", "[")):
        value = value.strip().strip("\"'").strip()
    if values.is_nothing(value):
        return grammar.judge_number(name, value)
    data = public.decode(value) if len(value) >= DECODED_LENGTH else None
    if _is_harmless(rules, name, value, data) or _is_web_key(name, value, beside):
        return None
    node = structures.document(value) if nesting < MAX_NESTING else None
    if node is not None:
        return best(_in_json(rules, name, value, node, nesting))
    found = best(_by_itself(rules, name, value, data, nesting))
    return found or grammar.judge(name, value, data)


def _by_itself(
    rules: Rules, name: str, value: str, data: bytes | None, nesting: int
) -> Iterator[SecretVerdict | None]:
    yield by_format(rules, value)
    yield from _by_structure(rules, name, value, data, nesting)


def _is_harmless(rules: Rules, name: str, value: str, data: bytes | None) -> bool:
    named = data is not None and names.is_ciphertext(name)
    if public.is_ciphertext(value, data, named=named) or _is_anonymous(value):
        return True
    if "PRIVATE KEY" not in value and public.is_public(value, data):
        return True
    return references.is_reference(value) or (
        len(value) <= REFERENCE_LENGTH
        and any(pattern.fullmatch(value) for pattern in rules.references)
    )


def _is_web_key(name: str, value: str, beside: Iterable[str]) -> bool:
    return value.startswith(WEB_KEY) and (
        names.is_public(name) or not WEB_NEIGHBOURS.isdisjoint(beside)
    )


def _is_anonymous(value: str) -> bool:
    # Supabase's browser key says so itself.
    if not value.startswith("eyJ") or value.count(".") != 2:  # noqa: PLR2004
        return False
    claims = public.text(public.decode(value.split(".")[1])) or ""
    return '"anon"' in claims.replace(" ", "")


def _by_structure(
    rules: Rules, name: str, value: str, data: bytes | None, nesting: int
) -> Iterator[SecretVerdict | None]:
    if data is not None:
        yield _in_base64(rules, value, data, nesting)
    if nesting < MAX_NESTING and "%3D" in value and "%3B" in value:  # odbc_connect=…
        from urllib.parse import unquote_plus  # noqa: PLC0415  few values need it

        found = judge(rules, "", unquote_plus(value), nesting=nesting + 1)
        yield found and found.within("URL-encoded text")
    yield from urls.judge(name, value)
    yield from _in_tokens(value)
    for element in structures.elements(value):
        yield grammar.judge_pair(element.name, element.text)
    for password in commands.pgpass_passwords(value):
        if values.is_random(password) or values.is_password_like(password):
            yield grammar.judge_pair("password", password)
    if not _JOINTS.isdisjoint(value) or value.startswith(("machine ", "aws ")):
        yield from _in_pairs(value)


def _in_base64(rules: Rules, value: str, data: bytes, nesting: int) -> SecretVerdict | None:
    if public_der_private(data):
        return SecretVerdict(
            detector="private-key-der",
            confidence="high",
            reason="the value is base64 of a private key",
            secret=value,
        )
    inner = public.text(data)
    if inner is None or nesting >= MAX_NESTING or len(inner) < DECODED_LENGTH:
        return None
    found = judge(rules, "", inner, nesting=nesting + 1)
    return found and found.within("base64 text")


def public_der_private(data: bytes) -> bool:
    """Tell whether bytes are a private key in DER: PKCS#1, PKCS#8 or SEC 1."""
    if len(data) < 48 or data[0] != 0x30:  # noqa: PLR2004
        return False
    head = 2 + (data[1] & 0x7F) if data[1] in (0x81, 0x82) else 2
    return data[head : head + 3] in (b"\x02\x01\x00", b"\x02\x01\x01") and (
        data[head + 3] in (0x02, 0x04, 0x30)
    )


def _in_json(
    rules: Rules, name: str, value: str, node: structures.Json, nesting: int
) -> Iterator[SecretVerdict | None]:
    if isinstance(node, dict) and public.is_envelope(node):
        return
    if structures.is_private_jwk(node):
        yield SecretVerdict(
            detector="private-jwk",
            confidence="high",
            reason="the value is a JSON web key with its private part",
            secret="",
        )
    if structures.is_byte_array(node) and names.meaning(name) in (Meaning.KEY, Meaning.VAGUE):
        yield SecretVerdict(
            detector="byte-array-key",
            confidence="medium",
            reason="a key's name with an array of bytes",
            secret=value,
        )
    for count, leaf in enumerate(structures.leaves(node, name)):
        if count >= structures.MAX_LEAVES:
            yield by_format(rules, value)
            return
        found = judge(rules, leaf.name, leaf.text, nesting=nesting + 1, beside=leaf.neighbours)
        if found is not None:
            yield found.inside("json-credentials", "a field of the JSON value")


def _in_tokens(value: str) -> Iterator[SecretVerdict | None]:
    for token in structures.tokens(value):
        yield SecretVerdict(
            detector="json-web-token",
            confidence="high",
            reason="the value holds a signed JSON web token",
            secret=token,
        )
    if " " in value:
        for scheme, credentials in structures.headers(value):
            yield grammar.judge_header(scheme, credentials)


def _in_pairs(value: str) -> Iterator[SecretVerdict | None]:
    for pair in structures.pairs(value):
        found = grammar.judge_pair(pair.name, pair.text)
        if found is not None:
            yield found
    for text in dict.fromkeys(islice(commands.flags(value), structures.MAX_PAIRS)):
        found = grammar.judge_pair("password", text)
        if found is not None:
            yield found
