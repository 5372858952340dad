"""What a variable's name says of its value: it holds a credential, points at one, or neither."""

from __future__ import annotations

from auditor.analysis.secrets import languages
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.meaning import Meaning
from auditor.analysis.secrets.name_words import (
    CIPHER_WORDS,
    DOING,
    HOLDING_KEYS,
    NUMBERED,
    OTHER_KEYS,
    OTHER_PASSES,
    OTHER_TOKENS,
    OWNERS,
    PAIRS,
    PASSWORD_ENDINGS,
    PASSWORDS,
    POINTERS,
    PUBLIC_PREFIXES,
    PUBLIC_WORDS,
    SECRET_ENDINGS,
    SECRETS,
    SERVICE_KEYS,
    VAGUE_WORDS,
    word_set,
)

NAME_LIMIT = 256  # characters of a name that are looked at
# Words that hold a secret only after one of these.
IN_CONTEXT = {
    "auth": (word_set("redis valkey elasticache memcached"), Meaning.PASSWORD),  # their AUTH
    "phrase": (word_set("seed recovery"), Meaning.PHRASE),
    "seed": (word_set("otp totp hotp mfa"), Meaning.KEY),
    "sk": (word_set("stripe clerk paystack wallet"), Meaning.KEY),  # elsewhere a table's sort key
    # elsewhere a table's partition key
    "pk": (
        word_set("signer deployer relayer wallet minter private owner operator keeper evm eth bot"),
        Meaning.KEY,
    ),
    "community": (word_set("snmp"), Meaning.KEY),
    "hec": (word_set("splunk"), Meaning.KEY),
    "team": (word_set("honeycomb"), Meaning.KEY),  # x-honeycomb-team: the API key
}
_ANYWHERE = (frozenset[str](), Meaning.NOTHING)
_WORD = Lazy(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
# The consonants of `password` and of what people type in its place.
_MISSPELT = Lazy(r"ps{1,2}(?:w|r|wr|rw)d{1,2}")
_VOWELS = str.maketrans("", "", "aeiou")
MISSPELT_LENGTHS = range(5, 11)
# Names that run together without a hump: SECRETkey, MYAPIKEY.
_RUN_TOGETHER = ("secretkey", "apikey", "accesskey", "apitoken", "authtoken", "accesstoken")


def words(name: str) -> tuple[str, ...]:
    """Return a name's words in lower case, split at separators, at camel humps and at digits."""
    name = name[:NAME_LIMIT]
    plain = name if name.isascii() else languages.without_accents(name)
    return tuple(word.lower() for word in _WORD.findall(plain))


def is_public(name: str) -> bool:
    """Tell whether a name is one that web frameworks send to the browser."""
    return name.upper().startswith(PUBLIC_PREFIXES)


def is_ciphertext(name: str) -> bool:
    """Tell whether a name says that its value is encrypted."""
    split = words(name)
    if split[-1:] == ("key",) and split[-2:-1] in (("cipher",), ("enc",)):
        return False  # what one encrypts with
    if not CIPHER_WORDS.isdisjoint(split):
        return True
    low = name.lower()  # KMSENCRYPTEDTOKEN
    return "ciphertext" in low or ("encrypted" in low and "unencrypted" not in low)


def is_service_key(name: str) -> bool:
    """Tell whether a name is a routing or event key: a credential if the value is long enough."""
    split = words(name)
    return split[-1:] == ("key",) and _before(split, len(split) - 1) in SERVICE_KEYS


def is_numbered(name: str) -> bool:
    """Tell whether a name ending in KEY may as well name a record, as TENANT_KEY does."""
    split = words(name)
    return len(split) < 2 or not NUMBERED.isdisjoint(  # noqa: PLR2004  KEY alone
        (_before(split, len(split) - 1), split[0])
    )


def _singular(word: str) -> str:
    if word in HOLDING_KEYS:
        return word  # maps, redis
    return word[:-1] if word.endswith("s") and len(word) > 3 and word[-2] != "s" else word  # noqa: PLR2004


def _password(word: str, before: str) -> bool:
    if word == "pass":
        return before not in OTHER_PASSES
    if before in DOING:
        return False
    return word in PASSWORDS or word.endswith(PASSWORD_ENDINGS) or _is_misspelt(word)


def _is_misspelt(word: str) -> bool:
    """Tell whether a word is `password` with letters missing or swapped: paswd, passwrod."""
    return (
        len(word) in MISSPELT_LENGTHS
        and word[0] == "p"
        and _MISSPELT.fullmatch(word.translate(_VOWELS)) is not None
    )


def _key(before: str) -> Meaning:
    if before in OTHER_KEYS:
        return Meaning.POINTER
    return Meaning.KEY if before in HOLDING_KEYS or before.isdigit() else Meaning.VAGUE


def _credential(  # noqa: PLR0911  one question after the other
    word: str, before: str
) -> Meaning | None:
    """Return what one word promises, seen with the word before it."""
    if _password(word, before):
        return Meaning.PASSWORD
    if word == "key":
        return _key(before)
    befores, meant = IN_CONTEXT.get(word, _ANYWHERE)
    if before in befores:
        return meant
    if word == "mnemonic":
        return Meaning.PHRASE
    if word == "api" and before and before not in languages.PASSWORDS:  # SENHA_API
        return Meaning.VAGUE  # STATUSPAGE_API
    if word in PAIRS:
        return Meaning.PAIR
    if word in SECRETS or word.endswith(SECRET_ENDINGS) or word in VAGUE_WORDS:
        return _token(word, before)
    return None


def _token(word: str, before: str) -> Meaning:
    if before in OTHER_TOKENS:
        return Meaning.POINTER
    return Meaning.VAGUE if word in VAGUE_WORDS else Meaning.KEY


def _before(split: tuple[str, ...], at: int) -> str:
    """Return the word before, singular; a number belongs to its word, as in S3 and OAUTH2."""
    if at > 1 and split[at - 1].isdigit():
        joined = split[at - 2] + split[at - 1]
        return joined if joined in OTHER_KEYS or joined in HOLDING_KEYS else split[at - 2]
    return _singular(split[at - 1]) if at else ""


def meaning(name: str) -> Meaning:
    """Return what a name promises; the last word of credentials and what follows it decide."""
    split = words(name)
    singular = [_singular(word) for word in split]
    for at in range(len(split) - 1, -1, -1):
        found = _credential(singular[at], _before(split, at))
        if found is None:
            continue
        after = split[at + 1 :]
        if singular[at] == "key" and not PUBLIC_WORDS.isdisjoint(split[:at]):
            return Meaning.POINTER
        if "secret_id" in name.lower() and ("vault" in split or "role" in "".join(split)):
            return Meaning.KEY  # AppRole's secret_id is the password of the role_id
        if found is not Meaning.PASSWORD and not OWNERS.isdisjoint(after):
            return Meaning.POINTER
        return found if POINTERS.isdisjoint(after) else Meaning.POINTER
    if name.lower().endswith(_RUN_TOGETHER):
        return Meaning.KEY
    return languages.meaning(name, split)
