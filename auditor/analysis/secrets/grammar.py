"""Judges a value by what its name promises."""

from __future__ import annotations

import re

from auditor.analysis.secrets import names, placeholders, public, references, structures, values
from auditor.analysis.secrets.formats import NAMED_FORMATS
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.names import Meaning
from auditor.analysis.secrets.verdict import Verdict

SHORT_PASSWORD = 4  # characters below which a password is doubtful
NUMBER_LENGTH = 6  # digits from which on a number under a password's name is doubtful
PASSPHRASE_LIMIT = 128  # characters
PASSPHRASE_WORDS = 10
MAX_LIST = 20
NAME_WORDS = 3
IDENTIFIER_WORDS = 4
SALT_LENGTH = 8
PHRASE_LENGTH = 12
_MNEMONIC = Lazy(r"(?:[a-z]{3,8}[ ,]){11,23}[a-z]{3,8}")
_EMAIL = Lazy(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_REGEX = Lazy(r"(?s)\^.*\$|\(\?[=!:].*|\[[A-Za-z0-9]-[A-Za-z0-9].*\]\S*[*+{].*")
_HYPHENATED = Lazy(r"[A-Za-z]+(?:[-_./][A-Za-z]+)+")
_GROUPS = Lazy(r"[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,7}")  # as licences are written
_JOINED = Lazy(r"[A-Za-z][-_][A-Za-z]")
_BUILT = Lazy(r"(?i)(?:base64|hex|raw|plain|text|key|v\d):")
_OPENING = ("${", "{", "<", "$(", "%(", "#{", "@{")  # of what is filled in later
_CREDENTIAL_WORDS = frozenset(
    (
        "password",
        "passwd",
        "pwd",
        "pass",
        "secret",
        "secrets",
        "token",
        "key",
        "credential",
        "credentials",
    )
)
_BASIC = frozenset(("basic", "auth"))
_COOKIES = frozenset(("cookie", "cookies"))
_SALTS = frozenset(("salt", "pepper"))
_LICENSES = frozenset(("license", "licence"))
# Secrets that are made up, not handed out: JWT_SECRET, SESSION_KEY, SECRET_KEY.
_OWN_SECRETS = frozenset(
    {
        *("jwt", "session", "cookie", "signing", "hmac", "csrf", "nextauth", "hash"),
        *("django", "flask", "rails", "laravel"),
    }
)
_OWN_ENDINGS = frozenset(("secret", "key"))
_OWN_NAME = frozenset(("secret", "key"))
_OWN_NAME_AND_BASE = frozenset(("secret", "key", "base", "app", "web"))
_LABEL_WORDS = frozenset(("password", "passwort", "passwd", "token", "credential", "credentials"))
_KEY_ID_WORDS = frozenset(("encryption", "kms", "cmk", "data", "wrapping", "envelope"))


def _verdict(detector: str, confidence: str, reason: str, secret: str) -> Verdict:
    return Verdict(detector=detector, confidence=confidence, reason=reason, secret=secret)


def judge_number(name: str, value: str) -> Verdict | None:
    """Judge what is no value at all: only a long number under a password's name is doubtful."""
    bare = value.strip("\"' ")
    if bare.isdigit() and len(bare) >= NUMBER_LENGTH and names.meaning(name) is Meaning.PASSWORD:
        return _verdict("name-password", "low", "a password's name with a number", bare)
    return None


def judge(name: str, value: str, data: bytes | None) -> Verdict | None:
    """Judge a value that has neither a known format nor a known structure."""
    meaning = names.meaning(name)
    if meaning is Meaning.POINTER and data is not None and frozenset(names.words(name)) >= _BASIC:
        return _pair(value, data)  # BASIC_AUTH_HEADER
    if meaning in (Meaning.NOTHING, Meaning.POINTER) or _is_other(meaning, value):
        return None
    if meaning is Meaning.PASSWORD:
        return _password(value)
    return _credential(meaning, name, value, data)


def _credential(meaning: Meaning, name: str, value: str, data: bytes | None) -> Verdict | None:
    split = frozenset(names.words(name))
    if names.is_public(name) and "secret" not in split:
        return None
    if "=" in value.rstrip("=") and not split.isdisjoint(_COOKIES):
        return _cookie(value)
    if " " in value and _MNEMONIC.fullmatch(value):
        return _verdict("name-mnemonic", "high", "the words of a wallet or recovery key", value)
    if meaning is Meaning.PAIR:
        return _pair(value, data) or _key(name, value)
    return _key(name, value, strong=meaning is Meaning.VAGUE)


def _is_other(meaning: Meaning, value: str) -> bool:
    if values.UUID.fullmatch(value):
        return False
    if references.is_url(value) or references.is_pointing_name(value):
        return True
    if value.startswith("-----BEGIN") or values.EVM_ADDRESS.fullmatch(value):
        return True
    if value.startswith(("{", "[")) and (value.endswith(("}", "]")) or '"' in value):
        return True
    if meaning is not Meaning.PASSWORD and _EMAIL.fullmatch(value):
        return True
    return _REGEX.fullmatch(value) is not None


def _password(value: str) -> Verdict | None:
    weak = values.is_weak(value) or (value.isalpha() and _is_called_so(value))
    if weak or len(value) < SHORT_PASSWORD:
        return _verdict(
            "name-password", "low", "a password's name with a value that everybody knows", value
        )
    if " " in value and (
        len(value) > PASSPHRASE_LIMIT or value.count(" ") >= PASSPHRASE_WORDS or value.endswith(".")
    ):
        return None
    if _names_a_password(value) or is_variable(value):
        return None
    return _verdict(
        "name-password", "medium", "a password's name with a value that can be one", value
    )


def _is_called_so(value: str) -> bool:
    return value.lower().endswith(("password", "passwd")) and len(names.words(value)) < NAME_WORDS


def _names_a_password(value: str) -> bool:
    """Tell whether a value as `orders-db-password` is rather the name of a password."""
    if _HYPHENATED.fullmatch(value):
        return names.words(value)[-1] in _CREDENTIAL_WORDS
    split = names.words(value) if value.isalpha() and value.isascii() else ()
    if len(split) >= NAME_WORDS and split[-1] in _CREDENTIAL_WORDS:
        return True  # MyDbSecret
    if len(split) >= IDENTIFIER_WORDS:  # getPasswordFromSecretsManager
        return not _CREDENTIAL_WORDS.isdisjoint(split)
    # "Enter your password" is a label.
    return " " in value and not _LABEL_WORDS.isdisjoint(names.words(value))


def _pair(value: str, data: bytes | None) -> Verdict | None:
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
) -> Verdict | None:
    split = frozenset(names.words(name))
    if " " in value or "\n" in value:
        return _phrase(split, value)
    if values.is_weak(value) and not strong:
        return _verdict(
            "name-key", "low", "a credential's name with a value that everybody knows", value
        )
    if values.UUID.fullmatch(value) and split & _KEY_ID_WORDS:
        return None
    for row in NAMED_FORMATS:
        if row.words <= split and re.fullmatch(row.pattern, value):
            confidence = "low" if "EXAMPLE" in value else "high"
            return _verdict(row.id, confidence, f"the name and the value fit {row.id}", value)
    built = _BUILT.match(value)
    body = value[built.end() :] if built else value
    licence = not split.isdisjoint(_LICENSES)
    strong = strong and not (licence and names.words(name)[-1] in _LICENSES)
    if _is_drawn(body, strong=strong) or (licence and _is_grouped(body)):
        confidence = "low" if placeholders.is_patterned(value) else "medium"
        return _verdict("name-key", confidence, "a credential's name with a random value", value)
    if not strong and (values.is_password_like(value) or _is_salt(split, value)):
        return _verdict(
            "name-key", "medium", "a credential's name with a value like a password", value
        )
    return _phrase(split, value)


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


def _phrase(split: frozenset[str], value: str) -> Verdict | None:
    """Judge words where the secret is of those that developers write themselves."""
    count = value.count(" ")
    own = not split.isdisjoint(_OWN_SECRETS) and not split.isdisjoint(_OWN_ENDINGS)
    named = split >= _OWN_NAME and (count > 0 or split <= _OWN_NAME_AND_BASE)
    if not own and not named and split.isdisjoint(_SALTS):
        return None
    if len(value) < PHRASE_LENGTH or not 0 < count + len(_JOINED.findall(value)) < PASSPHRASE_WORDS:
        return None
    if "\n" in value or value.endswith((".", ":")) or (count and _names_a_password(value)):
        return None
    # Without spaces it may as well be the name under which the secret is kept.
    return _verdict(
        "name-phrase",
        "medium" if count else "low",
        "a secret's name with words that somebody chose",
        value,
    )


def _is_salt(split: frozenset[str], value: str) -> bool:
    """Tell whether somebody made up a salt: words with a number among them."""
    return (
        not split.isdisjoint(_SALTS)
        and len(value) >= SALT_LENGTH
        and values.classes(value) > 1
        and any(c.isdigit() for c in value)
    )


def _cookie(value: str) -> Verdict | None:
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


def judge_pair(name: str, text: str) -> Verdict | None:
    """Judge one entry of a keyword list: a connection string, a query, a properties file."""
    if text.startswith(_OPENING) or values.is_nothing(text) or references.is_reference(text):
        return None
    if is_variable(text):
        return None
    found = judge(name, text, public.decode(text))
    if found is None:
        return None
    confidence = "high" if found.confidence == "medium" else found.confidence
    return _verdict(
        "keyword-credentials", confidence, "a keyword list with credentials in it", text
    )


def judge_header(scheme: str, credentials: str) -> Verdict | None:
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
