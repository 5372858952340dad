"""Judges a value by what its name promises."""

from __future__ import annotations

import re

from auditor.analysis.secrets import (
    names,
    phrases,
    placeholders,
    public,
    references,
    structures,
    values,
)
from auditor.analysis.secrets.formats import NAMED_FORMATS
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.meaning import Meaning
from auditor.analysis.secrets.verdict import SecretVerdict

SHORT_PASSWORD = 4  # characters below which a password is doubtful
NUMBER_LENGTH = 6  # digits from which on a number under a password's name is doubtful
NUMBER_KEY = 16  # digits from which on a number under a key's name is doubtful
LONG_NUMBER = 20  # digits from which on it is a key
PAIR_WORD = 12  # letters: a lone word under AUTH is the name of a method
SHORT_KEY = 12  # characters
PASSPHRASE_LIMIT = 128  # characters
PASSPHRASE_WORDS = 10
MAX_LIST = 20
_MNEMONIC = Lazy(r"(?:[a-z]{3,8}[ ,]){11,23}[a-z]{3,8}")
_EMAIL = Lazy(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_REGEX = Lazy(r"(?s)\^.*\$|\(\?[=!:].*|\[[A-Za-z0-9]-[A-Za-z0-9].*\]\S*[*+{].*")
_GROUPS = Lazy(r"[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,7}")  # as licences are written
# As long as providers make the keys of their alerting and event services.
_SERVICE_KEY = Lazy(
    r"(?=[0-9a-f]*[a-f])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})|[A-Za-z0-9_-]{80,200}|[A-Za-z0-9]{52}"
)
_PRESIGNED = frozenset(("x-amz-signature", "x-goog-signature"))  # formats, with low confidence
_BUILT = Lazy(r"(?i)(?:base64|hex|raw|plain|text|key|v\d):")
_OPENING = ("${", "{", "<", "$(", "%(", "#{", "@{")  # of what is filled in later
_BASIC = frozenset(("basic", "auth"))
_COOKIES = frozenset(("cookie", "cookies"))
_LICENSES = frozenset(("license", "licence"))
_KEY_ID_WORDS = frozenset(("encryption", "kms", "cmk", "data", "wrapping", "envelope"))


def _verdict(detector: str, confidence: str, reason: str, secret: str) -> SecretVerdict:
    return SecretVerdict(detector=detector, confidence=confidence, reason=reason, secret=secret)


def judge_number(name: str, value: str) -> SecretVerdict | None:
    """Judge what is no value at all: only a long number under a credential's name is doubtful."""
    bare = value.strip("\"' ")
    if not bare.isdigit() or len(bare) < NUMBER_LENGTH:
        return None
    meaning = names.meaning(name)
    if meaning is Meaning.PASSWORD:
        return _verdict("name-password", "low", "a password's name with a number", bare)
    if meaning is Meaning.KEY and len(bare) >= NUMBER_KEY:
        drawn = len(bare) >= LONG_NUMBER and not placeholders.is_patterned(bare)
        confidence = "medium" if drawn else "low"
        return _verdict("name-key", confidence, "a credential's name with a long number", bare)
    return None


def judge(name: str, value: str, data: bytes | None) -> SecretVerdict | None:
    """Judge a value that has neither a known format nor a known structure."""
    meaning = names.meaning(name)
    if meaning is Meaning.POINTER and data is not None and frozenset(names.words(name)) >= _BASIC:
        return _pair(value, data)  # BASIC_AUTH_HEADER
    if meaning is Meaning.POINTER and names.is_service_key(name) and _SERVICE_KEY.fullmatch(value):
        meaning = Meaning.KEY  # PagerDuty, Splunk On-Call, Azure Search
    if meaning in (Meaning.NOTHING, Meaning.POINTER) or _is_other(meaning, value):
        return None
    if meaning is Meaning.PASSWORD:
        return _password(value, known=value.isalpha() and value.lower() in names.words(name))
    return _credential(meaning, name, value, data)


def _credential(
    meaning: Meaning, name: str, value: str, data: bytes | None
) -> SecretVerdict | None:
    split = frozenset(names.words(name))
    if names.is_public(name) and "secret" not in split:
        return None
    if "=" in value.rstrip("=") and not split.isdisjoint(_COOKIES):
        found = _cookie(value)
        if found is not None or ";" in value:
            return found
    if " " in value and _MNEMONIC.fullmatch(value):
        return _verdict("name-mnemonic", "high", "the words of a wallet or recovery key", value)
    if meaning is Meaning.PAIR:
        if value.isalpha() and value.islower() and len(value) <= PAIR_WORD:
            return None
        return _pair(value, data) or _key(name, value)
    return _key(name, value, strong=meaning is Meaning.VAGUE)


def _is_other(meaning: Meaning, value: str) -> bool:
    if values.is_composed(value):
        return references.is_generated(value)
    password = meaning is Meaning.PASSWORD
    if references.is_url(value) or references.is_pointing_name(value, password=password):
        return True
    if value.startswith("-----BEGIN") or values.EVM_ADDRESS.fullmatch(value):
        return True
    if value.startswith(("{", "[")) and (value.endswith(("}", "]")) or '"' in value):
        return True
    if meaning is not Meaning.PASSWORD and _EMAIL.fullmatch(value):
        return True
    return _REGEX.fullmatch(value) is not None


def _password(value: str, *, known: bool) -> SecretVerdict | None:
    """Judge a password; a `known` one is the name of what it opens: UMAMI_PASSWORD=umami."""
    weak = known or values.is_weak(value) or (value.isalpha() and phrases.is_called_so(value))
    if weak or len(value) < SHORT_PASSWORD:
        return _verdict(
            "name-password", "low", "a password's name with a value that is widely known", value
        )
    if " " in value and (
        len(value) > PASSPHRASE_LIMIT or value.count(" ") >= PASSPHRASE_WORDS or value.endswith(".")
    ):
        return None
    if phrases.names_a_password(value) or is_variable(value):
        return None
    return _verdict(
        "name-password", "medium", "a password's name with a value that can be one", value
    )


def _pair(value: str, data: bytes | None) -> SecretVerdict | None:
    if "://" in value:
        return None
    password = structures.basic_pair(value) or structures.basic_pair(public.text(data) or "")
    if password is None or values.is_template(password):
        return None
    confidence = "low" if values.is_weak(password) else "medium"
    return _verdict(
        "name-pair", confidence, "a name of credentials with user and password", password
    )


def _key(  # noqa: PLR0911  one question after the other
    name: str, value: str, *, strong: bool = False
) -> SecretVerdict | None:
    split = frozenset(names.words(name))
    if " " in value or "\n" in value:
        return phrases.judge(split, value)
    if values.is_weak(value) and not strong:
        reason = "a credential's name with a value that is widely known"
        return _verdict("name-key", "low", reason, value)
    if values.UUID.fullmatch(value):
        if split & _KEY_ID_WORDS:
            return None
        if strong and names.words(name)[-1] == "key":
            return _vendor_uuid(name, value)
    named = _named_format(split, value)
    if named is not None:
        return named
    built = _BUILT.match(value)
    body = value[built.end() :] if built else value
    licence = not split.isdisjoint(_LICENSES)
    strong = strong and not (licence and names.words(name)[-1] in _LICENSES)
    if _is_drawn(body, strong=strong) or (licence and _is_grouped(body)):
        confidence = "low" if placeholders.is_patterned(value) else "medium"
        return _verdict("name-key", confidence, "a credential's name with a random value", value)
    if not strong and (values.is_password_like(value) or phrases.is_salt(split, value)):
        reason = "a credential's name with a value like a password"
        return _verdict("name-key", "medium", reason, value)
    if strong and len(value) >= SHORT_KEY and values.is_random(value):
        return _verdict("name-key", "low", "a key's name with a short random value", value)
    return phrases.judge(split, value)


def _named_format(split: frozenset[str], value: str) -> SecretVerdict | None:
    for row in NAMED_FORMATS:
        if row.words <= split and re.fullmatch(row.pattern, value):
            shown = "EXAMPLE" in value or placeholders.is_patterned(value)
            confidence = "low" if shown else "high"
            return _verdict(row.id, confidence, f"the name and the value fit {row.id}", value)
    return None


def _vendor_uuid(name: str, value: str) -> SecretVerdict:
    """Judge a UUID under a name as LEDGERLY_KEY: a vendor's key, unless it numbers a record."""
    doubtful = placeholders.is_patterned(value) or names.is_numbered(name)
    confidence = "low" if doubtful else "medium"
    return _verdict("name-key", confidence, "a vendor's key name with a UUID", value)


def _is_grouped(body: str) -> bool:
    """Tell whether a value is written as licences are: 5FE4U-EFRBF-HEXPL-CDPEI-BSTU9."""
    return _GROUPS.fullmatch(body) is not None and body.isupper() and any(map(str.isdigit, body))


def _is_drawn(body: str, *, strong: bool) -> bool:
    """Tell whether a value, or most of a list of equals, was drawn by lot."""
    if _GROUPS.fullmatch(body):
        body = body.replace("-", "")
    parts = [part.strip() for part in body.split(",")[:MAX_LIST]]
    drawn = sum(_is_random(part, strong=strong) for part in parts)
    # Chance makes a word now and then.
    alike = len({len(part) for part in parts}) == 1
    return drawn == len(parts) or (alike and drawn * 2 > len(parts))


def _is_random(part: str, *, strong: bool) -> bool:
    if values.is_random(part, strong=strong):
        return True
    _, colon, password = part.rpartition(":")  # user:key,user:key
    return bool(colon) and values.is_random(password, strong=strong)


def _cookie(value: str) -> SecretVerdict | None:
    """Judge `session=…; Path=/; HttpOnly`."""
    for part in value.split(";")[:MAX_LIST]:
        text = part.partition("=")[2].strip().replace("%", "")
        if values.is_random(text, strong=True):
            return _verdict("name-cookie", "medium", "a cookie's name with a session in it", text)
    return None


def is_variable(text: str) -> bool:
    """Tell whether a text is `$password` or PASSWORD; `$ummer24` may be a password."""
    name = text.removeprefix("$")
    return (
        (name != text or text.isupper())
        and name.isidentifier()
        and names.meaning(name) is not Meaning.NOTHING
        and not any(c.isdigit() for c in name)
    )


def judge_pair(name: str, text: str) -> SecretVerdict | None:
    """Judge one entry of a keyword list: a connection string, a query, a properties file."""
    if text.startswith(_OPENING) or values.is_nothing(text) or references.is_reference(text):
        return None
    if is_variable(text) or name.lower() in _PRESIGNED:
        return None
    found = judge(name, text, public.decode(text))
    if found is None:
        return None
    confidence = "high" if found.confidence == "medium" else found.confidence
    return _verdict(
        "keyword-credentials", confidence, "a keyword list with credentials in it", text
    )


def judge_header(scheme: str, credentials: str) -> SecretVerdict | None:
    """Judge an authorization header's credentials."""
    if scheme == "basic":
        data = public.decode(credentials)
        password = structures.basic_pair(public.text(data) or "") or structures.basic_pair(
            credentials
        )
        if password is None or values.is_template(password):
            return None
        return _verdict(
            "basic-header", "high", "the value is a Basic authorization header", password
        )
    if values.is_random(credentials):
        return _verdict(
            "bearer-header",
            "high",
            "the value is an authorization header with a token",
            credentials,
        )
    return None
