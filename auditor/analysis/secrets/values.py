# ruff: noqa: SIM905, E501  tables of words and shapes read better in whole lines
"""What a value looks like on its own: nothing at all, a placeholder, words, or chance."""

from __future__ import annotations

from auditor.analysis.secrets import placeholders
from auditor.analysis.secrets.lazy import Lazy

RANDOM_LENGTH = 12  # characters without meaning from which on a value looks drawn
STRONG_LENGTH = 20
SHORT_LENGTH = 8
LONG_LENGTH = 128  # longer ones are not made up by people
JUDGED = 512  # characters
SHORT_RUN = 5  # runs of letters and digits below this say nothing
WORD_LENGTH = 4
WORD_SHARE = 0.6  # of the pairs of letters of a word that are common in English
MANY_PIECES = 4
MIN_GROUPS, MAX_GROUPS = 3, 16
MANY_CLASSES = 4  # lower case, upper case, digits, symbols

# The 165 pairs of letters that make up nine tenths of technical English (counted over the words
# of Python's documentation, 2026-11-20); of random letters they make up a quarter.
_COMMON = frozenset(
    first + second
    for first, followers in {
        "a": "bcdgiklmnprstuvy", "b": "aeilorsu", "c": "acehiklortu", "d": "aeiorsu",
        "e": "acdefgilmnprstvxy", "f": "aefior", "g": "aehinoru", "h": "aeio",
        "i": "abcdefglmnoprstvz", "k": "eis", "l": "adeilostuy", "m": "abeimopu",
        "n": "acdefginostuv", "o": "bcdglmnoprstuvw", "p": "aehiloprt", "q": "u",
        "r": "acdegimnorstuy", "s": "acehilopstu", "t": "aehilorstuy", "u": "abcdeilmnprst",
        "v": "aei", "w": "aei", "x": "p", "z": "e",
    }.items()
    for second in followers
)  # fmt: skip

# Words of the trade that no English ear would know.
_TRADE = frozenset(
    "async sync dynamodb lambda http https json yaml html xml sqlite mysql nginx npm nodejs typescript"
    " javascript graphql rds aws kms sqs sns dlq vpc webhook websocket kafka mongodb redis opensearch"
    " elasticsearch cdk cloudfront cloudwatch apigw eventbridge codedeploy github gitlab kubernetes"
    " oauth rbac saml cognito bedrock azure jwks hooks public proxy sandbox inbox outbox backup"
    " workflow workflows playbook lookup gateway skynet cypher kinesis amqp".split()
)

NOTHINGS = frozenset(
    "true false yes no on off none null nil undefined nan n/a na enabled disabled enable disable"
    " tbc tba unused notused not-used not_used injected overridden secretsmanager secrets-manager aws-secrets-manager parameter-store iam 00000000-0000-0000-0000-000000000000 required optional not-set not_set notset unspecified not-configured setme set-me set_me auto automatic default unset empty todo tbd fixme xxx placeholder redacted"
    " hidden masked removed filtered string str text bool boolean int integer number object array any test-value"
    " value replaceme replace-me replace_me insert-here dummy fake sample example invalid".split()
)
WEAK = frozenset(
    "changeme change-me change_me changeit changethis password passwd pass secret admin"
    " administrator root guest user test testing tester postgres mysql mongo redis rabbitmq oracle"
    " letmein qwerty welcome demo local localhost dev default default_password supersecret"
    " super-secret mysecret my-secret mypassword my-password passwort kennwort contrasena senha motdepasse notsecret not-secret s3cr3t p@ssw0rd"
    " passw0rd password1 password123 admin123 secret123 test123 topsecret token apikey api-key key"
    " foo bar foobar abc abc123 hello pin minioadmin guestguest masterkey sa tiger".split()
)
_NUMBER = Lazy(r"[+-]?[0-9][0-9_.,]*(?:[eE][+-]?[0-9]+)?(?:ms|s|m|h|d|[KMGT]i?B?|%)?")
_SHOUTED = Lazy(r"(?i)change[-_ ]?(?:this|me)\b[^A-Za-z0-9][\w\s!.,:;'-]{0,100}")
_GROUPED_X = Lazy(r"(?i)(?:[a-z0-9_]{2,12}[_-])?([x*#0])\1{1,40}(?:[-_ .:]\1{1,40}){1,16}")
_PREFIXED_X = Lazy(r"[A-Za-z0-9]{2,8}[_.-]?(?:[xX]{4,60}|\*{3,60})")
_PLACEHOLDER = Lazy(
    r"<[^<>=]{0,200}>|\[[A-Za-z _-]{0,80}\]|\([A-Za-z _-]{0,80}\)|\{[A-Za-z _.-]{0,80}\}|[*xX•.#_-]{2,}"
    r"|(?i:your|insert|enter|replace|change|fill|todo|example|dummy|fake|sample|placeholder|redacted)"
    r"(?:[ _-][\w .<>-]{0,100}|[A-Z][A-Za-z]{0,60})"
    r"|[\w -]{0,60}[ _-](?i:here|placeholder|goes here|example|redacted|todo|tbd)"
    r"|[\w.:/-]{0,24}(?:[xX]{6,}|\*{3,}|•{3,}|\.{3})"
    r"|REPLACE[\w-]{0,60}|TO_?BE_?[\w-]{0,60}|CHANGE_?(?:THIS|ME)[\w-]{0,60}"
)
# What a placeholder begins or ends with: most values do neither, and the pattern is not tried.
_PLACEHOLDER_STARTS = (
    "<", "[", "{", "(", "*", "x", "•", ".", "#", "_", "-", "your", "insert", "enter", "replace", "change",
    "fill", "todo", "example", "dummy", "fake", "sample", "placeholder", "redacted", "to",
)  # fmt: skip
_PLACEHOLDER_ENDS = (
    "here", "placeholder", "example", "redacted", "todo", "tbd", "xxx", "***", "•••", "...",
)  # fmt: skip
_TEMPLATE_STARTS = ("~", "$", "{", "<", "%", "*", "x", "X", "#", "@", ":", "[", "_", "(")
_TEMPLATE = Lazy(
    r"\$\{[^{}]{1,200}\}|\$\([^()]{1,200}\)|\{\{[^{}]{1,300}\}\}|\{[A-Za-z_][\w. -]{0,80}\}"
    r"|<[A-Za-z][^<>=]{0,80}>|%\([a-z_]{1,40}\)s|%[A-Za-z_]{2,40}%|%s|%v|%d|\$[A-Z_][A-Z0-9_]{1,60}"
    r"|\*{2,}|[xX]{3,}|#\{[^{}]{1,100}\}#?|\*{2,}[A-Za-z _-]{1,40}\*{2,}|@{1,2}[A-Z_]{2,60}@{1,2}|~[A-Z_]{2,60}~|%%[A-Z_]{2,60}%%|[@%]\{[^{}]{1,100}\}|<%=?[^%]{1,100}%>|:[a-z_]{1,30}"
    r"|\[[A-Z_ -]{2,40}\]|__[A-Z][A-Z0-9_]{1,60}__"
    r"|\$\$[A-Za-z_][A-Za-z_]{1,60}|\$\{\{[^{}]{1,300}\}\}|%env\([\w:]{1,80}\)%|<<[A-Za-z_ .-]{1,80}>>"
    r"|%\{[A-Za-z_:]{1,80}\}|\$\[[\w.' -]{1,80}\]|\(\([\w./-]{1,80}\)\)|\{%[^%]{1,200}%\}"
)
_RUN = Lazy(r"[A-Za-z0-9]+")
_PIECE = Lazy(r"[A-Z]{2,}(?![a-z])|[A-Z]?[a-z]+|[A-Z]|[0-9]+")
_HUMP = Lazy(r"[A-Z]?[a-z]{3,11}")
_HEXADECIMAL = Lazy(r"(?:0x)?(?:[0-9a-f]{16,}|[0-9A-F]{16,})")
_BASE32 = Lazy(r"[A-Z2-7]{24,}")
_BROKEN = Lazy(r"(?=[a-z0-9]{20,}$)(?:[a-z]{1,40}+[0-9]{1,9}+){3,60}[a-z]{0,40}")
_UUID_INSIDE = Lazy(
    r"(?<![0-9a-fA-F])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9a-fA-F])"
)
# As a UUID, but of all letters; some vendors' keys are made so.
_UUID_SHAPED = Lazy(
    r"[0-9a-z]{8}-(?:[0-9a-z]{4}-){3}[0-9a-z]{12}|[0-9A-Z]{8}-(?:[0-9A-Z]{4}-){3}[0-9A-Z]{12}"
)
_AFFIX = Lazy(r"[A-Za-z0-9._:|/-]{0,24}")
_NAMING = Lazy(
    r"(?i)(?:^|[-_./:])(?:secret|secrets|creds|credentials|cluster|db|id|projects?|param|parameter)(?:[-_./:]|$)"
)
_GROUP = Lazy(r"[-._:]")
_WORD_WITH_NUMBER = Lazy(r"(?i)[a-z]+[0-9]+|[0-9]+[a-z]+")
UUID = Lazy(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")
EVM_ADDRESS = Lazy(r"0x[0-9a-fA-F]{40}")
_SYMBOL = Lazy(r"[!@#$%^&*?+~=|;\\<>]")


def is_nothing(value: str) -> bool:
    """Tell whether a value is empty, a boolean, a number, or stands for one that is to come."""
    low = value.strip("\"' ").lower()
    return (
        len(low) < 2  # noqa: PLR2004
        or low in NOTHINGS
        or (low[0] in "+-0123456789" and _NUMBER.fullmatch(low) is not None)
        or (
            (low.startswith(_PLACEHOLDER_STARTS) or low.endswith(_PLACEHOLDER_ENDS))
            and _PLACEHOLDER.fullmatch(value) is not None
        )
        or placeholders.is_explanation(value)
        or _is_shown(value)
    )


def _is_shown(value: str) -> bool:
    """Tell whether a value shouts that it has to be replaced, or shows the form with x alone."""
    if value[:6].lower() == "change" and _SHOUTED.fullmatch(value):
        return True
    if not value.endswith(("x", "X", "*", "#", "0")):
        return False
    return _GROUPED_X.fullmatch(value) is not None or _PREFIXED_X.fullmatch(value) is not None


def is_template(value: str) -> bool:
    """Tell whether a whole value is filled in later: `${X}`, `{x}`, `<x>`, `%s`, `***`."""
    value = value.removeprefix("\\")  # \${X}, as scripts write it into a file
    return value.startswith(_TEMPLATE_STARTS) and _TEMPLATE.fullmatch(value) is not None


def is_weak(value: str) -> bool:
    """Tell whether a value is one that everybody knows: it may be meant, or a placeholder."""
    return value.lower() in WEAK


def is_word(letters: str) -> bool:
    """Tell whether letters could be a word; three or fewer always could."""
    if len(letters) < WORD_LENGTH:
        return True
    low = letters.lower()
    if low in _TRADE:
        return True
    common = sum(low[at : at + 2] in _COMMON for at in range(len(low) - 1))
    return common >= WORD_SHARE * (len(low) - 1)


def _unexplained(run: str) -> int:
    """Return how many characters of a run of letters and digits belong to no word or number."""
    if len(run) < SHORT_RUN or run.isdigit() or len(set(run)) <= 2:  # noqa: PLR2004
        return 0
    pieces = _PIECE.findall(run)
    if len(pieces) > 1 and all(_HUMP.fullmatch(piece) for piece in pieces):
        return 0  # OrdersWebhook: chance makes no word after word without a digit
    broken = len(pieces) >= MANY_PIECES
    odd = 0
    for piece in pieces:
        if piece.isdigit():
            odd += len(piece) if broken or len(piece) > WORD_LENGTH else 0
        elif (broken and len(piece) < WORD_LENGTH) or not is_word(piece):
            odd += len(piece)
    return len(run) if odd * 2 >= len(run) else 0


def noise(value: str) -> int:
    """Return how many characters of a value are in runs that look random."""
    return sum(_unexplained(run) for run in _RUN.findall(value[:JUDGED]))


def is_hexadecimal(value: str) -> bool:
    """Tell whether a value is 16 or more hexadecimal digits that are no decimal number."""
    return _HEXADECIMAL.fullmatch(value) is not None and not value.isdigit()


def _dense(value: str) -> int:
    # "+" and "/" cut base64 into runs too short to judge.
    joined = value.replace("+", "").replace("/", "").rstrip("=")
    if classes(joined) >= MANY_CLASSES and not _SYMBOL.search(joined):
        joined = joined.replace("-", "").replace("_", "")  # so do these base64 for URLs
    return max(noise(value), noise(joined) if joined.isalnum() else 0)


def _holds_uuids(value: str, *, strong: bool) -> bool:
    """Tell whether a value is a UUID with a prefix, two UUIDs, or shaped as one."""
    if value.count("-") < 4:  # noqa: PLR2004  as many as a UUID has
        return False
    if _UUID_SHAPED.fullmatch(value):
        return any(map(str.isdigit, value)) and any(map(str.isalpha, value))
    found = len(_UUID_INSIDE.findall(value))
    rest = _UUID_INSIDE.sub("", value)
    if not found or _AFFIX.fullmatch(rest) is None or _NAMING.search(rest):
        return False
    return "/" not in rest and (found > 1 or not strong)


def _is_grouped(value: str) -> bool:
    """Tell whether a value is three or more groups of mixed letters and digits, prefix aside."""
    divided = sum(map(value.count, "-._:"))
    if not MIN_GROUPS <= divided + 1 <= MAX_GROUPS:
        return False
    groups = _GROUP.split(value)
    while groups and (groups[0].isalpha() or len(groups[0]) < WORD_LENGTH):
        groups.pop(0)  # sk-vendor-
    if len(groups) < MIN_GROUPS or not all(_is_mixed(group) for group in groups):
        return False
    worded = sum(_WORD_WITH_NUMBER.fullmatch(group) is not None for group in groups)
    return worded * 2 <= len(groups) and sum(map(len, groups)) >= RANDOM_LENGTH


def is_composed(value: str) -> bool:
    """Tell whether a value is built of UUIDs or of several groups drawn by lot."""
    return _holds_uuids(value, strong=False) or _is_grouped(value)


def _is_mixed(group: str) -> bool:
    return (
        len(group) >= WORD_LENGTH
        and group.isalnum()
        and not group.isalpha()
        and not group.isdigit()
    )


def is_random(  # noqa: PLR0911  one shape after the other
    value: str, *, strong: bool = False
) -> bool:
    """Tell whether a value looks drawn by lot; `strong` asks for a long one."""
    value = value[:JUDGED]  # the rest of a long value is as its beginning
    if is_hexadecimal(value):
        return len(value) >= (32 if strong else 16) or any(c in "abcdefABCDEF" for c in value)
    if UUID.fullmatch(value):
        return not strong
    if _holds_uuids(value, strong=strong) or _is_grouped(value):
        return True
    if (_BASE32.fullmatch(value) and not value.isalpha()) or _BROKEN.fullmatch(value):
        return True
    odd = _dense(value)
    if strong:
        return odd >= STRONG_LENGTH and odd * 3 >= len(value) * 2
    if odd >= RANDOM_LENGTH and odd * 2 >= len(value):
        return True
    return odd >= SHORT_LENGTH and odd * 4 >= len(value) * 3


def classes(value: str) -> int:
    """Return how many of lower case, upper case, digits and symbols occur."""
    return (
        any(c.islower() for c in value)
        + any(c.isupper() for c in value)
        + any(c.isdigit() for c in value)
        + any(not c.isalnum() and not c.isspace() for c in value)
    )


def is_password_like(value: str) -> bool:
    """Tell whether a value looks like a password that a person made up: long, mixed, with a symbol."""
    return (
        SHORT_LENGTH <= len(value) <= LONG_LENGTH
        and " " not in value
        and classes(value) >= 3  # noqa: PLR2004
        and _SYMBOL.search(value) is not None
    )
