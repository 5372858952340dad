# ruff: noqa: E501  tables of words read better in whole lines
"""Secrets that people make up themselves: words, with or without a number."""

from __future__ import annotations

from auditor.analysis.secrets import names, values
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.name_words import word_set
from auditor.analysis.secrets.verdict import SecretVerdict

PHRASE_WORDS = 10
PHRASE_LENGTH = 12  # characters
SALT_LENGTH = 8
WORD_LENGTH = 3  # letters
FEW_WORDS, FEW_DIGITS = 2, 2  # from which on words with a number are a secret
HYPHENATED = Lazy(r"[A-Za-z]+(?:[-_./][A-Za-z]+)+")
_JOINED = Lazy(r"[A-Za-z][-_][A-Za-z]")
_WORDS_AND_NUMBER = Lazy(
    r"[A-Za-z]{3,60}+(?:[-_. ][A-Za-z]{1,30}+){0,8}+[-_. #]?[0-9]{2,8}[!?.*]{0,2}"
)
_SALTS = frozenset(("salt", "pepper"))
# Secrets that are made up, not handed out: JWT_SECRET, SESSION_KEY, SECRET_KEY.
_OWN_SECRETS = word_set(
    "jwt session cookie signing hmac csrf nextauth hash django flask rails laravel"
)
_OWN_ENDINGS = frozenset(("secret", "key"))
_OWN_NAME = frozenset(("secret", "key"))
_OWN_NAME_AND_BASE = frozenset(("secret", "key", "base", "app", "web"))
_CHOSEN = frozenset(("secret", "secrets", "token"))
CREDENTIAL_WORDS = word_set(
    "password passwd pwd pass secret secrets token key credential credentials"
)
_LABEL_WORDS = frozenset(("password", "passwort", "passwd", "token", "credential", "credentials"))
# Words of names of deployments: orders-prod-2024 names something.
_DEPLOYED = word_set(
    "prod production dev development stage staging test testing qa uat local demo sandbox preview beta"
    " east west north south central eu us ap version release build"
)
_NAME_WORDS = 3
_IDENTIFIER_WORDS = 4


def judge(split: frozenset[str], value: str) -> SecretVerdict | None:
    """Judge words under a name of which `split` are the words."""
    if "\n" in value or value.endswith(":"):
        return None
    if not split.isdisjoint(_CHOSEN) and _is_chosen(value):
        return _verdict("medium", value)
    count = value.count(" ")
    own = not split.isdisjoint(_OWN_SECRETS) and not split.isdisjoint(_OWN_ENDINGS)
    named = split >= _OWN_NAME and (count > 0 or split <= _OWN_NAME_AND_BASE)
    if not own and not named and split.isdisjoint(_SALTS):
        return None
    if len(value) < PHRASE_LENGTH or not 0 < count + len(_JOINED.findall(value)) < PHRASE_WORDS:
        return None
    if value.endswith(".") or (count and names_a_password(value)):
        return None
    # Without spaces it may as well be the name under which the secret is kept.
    return _verdict("medium" if count else "low", value)


def _verdict(confidence: str, value: str) -> SecretVerdict:
    return SecretVerdict(
        detector="name-phrase",
        confidence=confidence,
        reason="a secret's name with words that a person chose",
        secret=value,
    )


def _is_chosen(value: str) -> bool:
    """Tell whether a value is two words or more and a number, and names no secret or stage."""
    if len(value) < PHRASE_LENGTH or not _WORDS_AND_NUMBER.fullmatch(value):
        return False
    found = names.words(value)
    lettered = [word for word in found if len(word) >= WORD_LENGTH and word.isalpha()]
    if len(lettered) < FEW_WORDS or not CREDENTIAL_WORDS.isdisjoint(found):
        return False
    return _DEPLOYED.isdisjoint(found) and sum(c.isdigit() for c in value) >= FEW_DIGITS


def is_salt(split: frozenset[str], value: str) -> bool:
    """Tell whether a value is a salt that a person made up: words with a number among them."""
    return (
        not split.isdisjoint(_SALTS)
        and len(value) >= SALT_LENGTH
        and values.classes(value) > 1
        and any(c.isdigit() for c in value)
    )


def names_a_password(value: str) -> bool:
    """Tell whether a value as `orders-db-password` is rather the name of a password."""
    if HYPHENATED.fullmatch(value):
        return names.words(value)[-1] in CREDENTIAL_WORDS
    split = names.words(value) if value.isalpha() and value.isascii() else ()
    if len(split) >= _NAME_WORDS and split[-1] in CREDENTIAL_WORDS:
        return True  # MyDbSecret
    if len(split) >= _IDENTIFIER_WORDS:  # getPasswordFromSecretsManager
        return not CREDENTIAL_WORDS.isdisjoint(split)
    # "Enter your password" is a label.
    return " " in value and not _LABEL_WORDS.isdisjoint(names.words(value))


def is_called_so(value: str) -> bool:
    """Tell whether a password is called a password: dbpassword."""
    return value.lower().endswith(("password", "passwd")) and len(names.words(value)) < _NAME_WORDS
