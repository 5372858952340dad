"""Names and values in the settings files of a package: .env, properties, YAML, JSON, shell."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from auditor.analysis.secrets import names, structures, values
from auditor.analysis.secrets.judgement import judge
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.meaning import Meaning
from auditor.analysis.secrets.rules import Rules
from auditor.analysis.secrets.verdict import SecretVerdict

MAX_PAIRS = 5_000  # of one file
MADE_UP_LENGTH = 6  # characters
JSON_LIMIT = 1_000_000  # characters
SHOWN_NAME = 60  # characters of a setting's name that a reason may quote
# In these files a name and a value are a variable, so that they are judged as one is.
_VARIABLES = (".env", ".properties", ".tfvars", ".npmrc", ".pypirc", ".envrc")
_LISTS = (".ini", ".cfg", ".conf", ".toml", ".yml", ".yaml")
_SCRIPTS = (".sh", ".bash", ".zsh", "dockerfile")
_LOGINS = (".netrc", "_netrc")
EXAMPLES = Lazy(
    r"(?i)(?:^|[/_.-])(?:examples?|samples?|tests?|testing|fixtures?|docs?|mocks?|spec)(?:[/_.-]|$)"
)
_LINE = Lazy(
    r"(?m)^[ \t]*(?:-[ \t]+)?(?:export[ \t]+)?[\"']?([A-Za-z_/][\w./:@-]{0,120}?)[\"']?"
    r"[ \t]*(?:=|:(?=[ \t=]))[ \t]*(\S[^\r\n]{0,4000})$"
)
_ASSIGNMENT = Lazy(
    r"(?m)^[ \t]*(?:(?:export|readonly|ENV|ARG)[ \t]+)?([A-Za-z_]\w{0,80})="
    r"(?:\"([^\"\r\n]{1,4000})\"|'([^'\r\n]{1,4000})'|([^\s\"'`;&|()<>$]{1,4000})(?=[\s;&|]|$))"
)
_LOGIN = Lazy(r"(?m)(?:^|\s)password[ \t]{1,4}(\S{2,500})")
_PLAIN_KEY = Lazy(r"[\w.-]{2,80}")
_COMMENT = Lazy(r"[ \t]+[#;].{0,400}$")
_NO_SCALAR = ("|", ">", "{", "[", "&", "*", "!")
# Descriptions of packages and of types, in which a password is a word.
_NOT_SETTINGS = frozenset(
    ("package.json", "package-lock.json", "composer.json", "tsconfig.json", "tslint.json")
)


def pairs_in(rules: Rules, path: str, text: str) -> Iterator[SecretVerdict]:
    """Yield what is secret among a settings file's names and values; nothing for other files."""
    name = path.lower().rpartition("/")[2]
    variables = name.startswith(".env") or name.endswith(_VARIABLES)
    if name in _NOT_SETTINGS or EXAMPLES.search(path) is not None:
        return
    if name.endswith(".json"):
        found = _json(text)
    elif variables or name.endswith(_LISTS):
        found = _lines(text)
    elif name.endswith(_SCRIPTS):
        found = ((m[1], m[2] or m[3] or m[4]) for m in _ASSIGNMENT.finditer(text))
    elif name in _LOGINS:
        found = (("password", m[1]) for m in _LOGIN.finditer(text))
    else:
        return
    for key, value in islice(found, MAX_PAIRS):
        seen = judge(rules, key, value, nesting=1)
        if seen is None or seen.confidence == "low":
            continue
        if variables or _is_sure(key, value, seen):
            yield _named(key, value, seen)


def _named(key: str, value: str, seen: SecretVerdict) -> SecretVerdict:
    shown = key[:SHOWN_NAME]
    plain = not values.noise(shown) and shown.isprintable()
    return SecretVerdict(
        detector=seen.detector,
        confidence=seen.confidence,
        reason=f"in {shown}, {seen.reason}" if plain else seen.reason,
        secret=seen.secret or value,
    )


def _is_sure(key: str, value: str, seen: SecretVerdict) -> bool:
    """Tell whether a setting of a file with more than variables in it is a credential."""
    if not seen.detector.startswith("name-"):
        return True
    plain = _PLAIN_KEY.fullmatch(key) is not None and names.meaning(key) is not Meaning.VAGUE
    return plain and _is_made_up(seen.secret or value)


def _is_made_up(secret: str) -> bool:
    """Tell whether a value is more than a word: files of translations have a password, too."""
    if values.is_random(secret) or values.is_password_like(secret):
        return True
    mixed = any(c.isdigit() for c in secret) and any(c.isalpha() for c in secret)
    return mixed and " " not in secret and len(secret) >= MADE_UP_LENGTH


def _lines(text: str) -> Iterator[tuple[str, str]]:
    for match in _LINE.finditer(text):
        key = match[1].rpartition("/")[2].rpartition(":")[2]  # //registry.npmjs.org/:_authToken
        value = match[2].strip().rstrip(",")
        if value[0] in "\"'" and value.count(value[0]) > 1:
            value = value[1 : value.rindex(value[0])]
        elif value.startswith(_NO_SCALAR):
            continue
        else:
            value = _COMMENT.sub("", value)
        yield key, value


def _json(text: str) -> Iterator[tuple[str, str]]:
    node = structures.document(text.strip()) if len(text) <= JSON_LIMIT else None
    for leaf in structures.leaves(node):
        yield leaf.name, leaf.text
