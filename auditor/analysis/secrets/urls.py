"""Secrets in URLs: the password, the key as user, in the query, in the path."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.secrets import grammar, names, values
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.meaning import Meaning
from auditor.analysis.secrets.name_words import word_set
from auditor.analysis.secrets.verdict import SecretVerdict

MAX_SEGMENTS = 24  # of one path
PATH_TOKEN = 20  # characters from which on a segment can be a key
# Userinfo ends at the last "@" before the path; databases' passwords may hold "/" and "#".
_URL = Lazy(
    r"(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{1,30})://([^\s:/@?#\"'<>]{0,200}):([^\s@\"']{1,400})@([^\s@/][^\s/,?#]{0,200})(?:/([A-Za-z0-9_-]{1,64}))?"
)
_TOKEN_URL = Lazy(r"(?<![A-Za-z0-9+.-])https?://([A-Za-z0-9_.-]{16,255}):?@[A-Za-z0-9]")
_WEB_END = frozenset("/?#")
_PORT_FIRST = Lazy(r"\d{1,5}(?:[/,?#]|$)")
# Oracle's user/password@host, and userinfo before host:port without a scheme
_BARE_USERINFO = Lazy(
    r"^(?:[a-z][a-z0-9+.]{1,20}://)?(?:jdbc:oracle:[a-z0-9]{2,5}:)?([\w.$-]{1,60})/([^\s/@]{3,100})@(?://|\(|[\w.-]{1,100}(?::\d{1,5})?[/:]\w)"
    r"|^(?:sips?:)?([\w.-]{1,60}):([^\s/@:]{3,100})@(?:(?:tcp|udp|unix)\(|[\w.-]{1,100}:\d{1,5}(?:[/,]|$))"
)
_QUERY = Lazy(r"(?i)[?&](key|code|sig)=([^\s&#\"']{8,2000}+)")
_WHOLE = Lazy(
    r"([A-Za-z][A-Za-z0-9+.-]{1,30})://([^\s/?#@]{1,253})(/[^\s?#]{0,2000})?(?:[?#]\S{0,2000})?"
)
# Hosts and paths of which one segment is a key.
_KEYED_HOST = Lazy(
    r"(?i)(?:^|[.-])(?:rpc|mainnet|testnet|sepolia|goerli|holesky|devnet|hooks?|webhooks?|infura|alchemy(?:api)?"
    r"|quiknode|getblock|chainstack|ankr|blastapi|nodereal|drpc|thirdweb|pokt)(?:[.-]|$)"
)
_KEYED_SEGMENTS = word_set("hook hooks webhook webhooks bot bots rpc incomingwebhook telemetry")
_KEYED_NAMES = word_set("webhook webhooks hook hooks rpc")
# Identifiers in paths of these are no keys: tenants of sign-in services, AWS's own addresses.
_SIGN_IN = word_set("oauth oauth2 authorize openid jwks saml saml2 sso login realms discovery")
_AWS_HOSTS = (
    ".amazonaws.com",
    ".amazonaws.com.cn",
    ".cloudfront.net",
    ".on.aws",
    ".amazoncognito.com",
)
_WEB_SCHEMES = frozenset(("http", "https", "ws", "wss", "coap", "mqtt"))
_RESOURCE_SCHEMES = frozenset(
    ("s3", "gs", "arn", "file", "git", "ssh", "data", "jdbc", "sqs", "docker", "oci")
)


def _verdict(detector: str, confidence: str, reason: str, secret: str) -> SecretVerdict:
    return SecretVerdict(detector=detector, confidence=confidence, reason=reason, secret=secret)


def judge(name: str, value: str) -> Iterator[SecretVerdict]:
    """Yield what is secret in the URLs of a value."""
    if "@" in value:
        yield from passwords(value)
        yield from _user_tokens(value)
    if "://" not in value:
        return
    yield from _queries(value)
    yield from _path_tokens(name, value)


def passwords(value: str) -> Iterator[SecretVerdict]:
    """Yield the passwords in the userinfo of a value's URLs."""
    for user, password, places in _userinfo(value):
        if values.is_template(password) or values.is_nothing(password):
            continue
        if grammar.is_variable(password):  # also USER:PASSWORD@HOST
            continue
        known = values.is_weak(password) or password.lower() in {user.lower(), *places}
        yield _verdict(
            "url-password",
            "low" if known else "high",
            "the value is a URL with a password in it"
            + (" that is easy to guess, or an example" if known else ""),
            password,
        )


def _userinfo(value: str) -> Iterator[tuple[str, str, frozenset[str]]]:
    """Yield user, password, and the host and database they are for, in lower case."""
    if "://" in value:
        for match in _URL.finditer(value):
            scheme, user, password, host, path = match.groups()
            web = scheme.lower() in ("http", "https")
            if _PORT_FIRST.match(password) and ("/" in password or "," in password):
                continue  # host:port/path@…, host:port,host:port
            if web and not _WEB_END.isdisjoint(password):
                continue
            host = host.lower().partition(":")[0]
            yield user, password, frozenset((host, host.partition(".")[0], (path or "").lower()))
    bare = _BARE_USERINFO.search(value)
    if bare is not None:
        yield bare[1] or bare[3], bare[2] or bare[4], frozenset()


def _user_tokens(value: str) -> Iterator[SecretVerdict]:
    """Yield what is given as the lone user name of web URLs, as `https://TOKEN@host`."""
    if "://" in value:
        for match in _TOKEN_URL.finditer(value):
            if values.is_random(match[1]):
                yield _verdict(
                    "url-token",
                    "medium",
                    "the value is a URL with a token as its user name",
                    match[1],
                )


def _queries(value: str) -> Iterator[SecretVerdict]:
    """Yield the plain `key=`, `code=` and `sig=` of URLs' queries."""
    if "?" not in value:
        return
    for match in _QUERY.finditer(value):
        if values.is_random(match[2], strong=match[1].lower() != "key"):
            yield _verdict(
                "url-key", "medium", "the value is a URL with a key in its query", match[2]
            )


def _path_tokens(name: str, value: str) -> Iterator[SecretVerdict]:
    """Yield the key in the path of a hook or of a provider's node."""
    whole = _WHOLE.fullmatch(value)
    if whole is None or whole[2].lower().partition(":")[0].endswith(_AWS_HOSTS):
        return
    scheme, host = whole[1].lower(), whole[2]
    segments = [part for part in (whole[3] or "").split("/") if part][:MAX_SEGMENTS]
    if scheme not in _WEB_SCHEMES:
        if scheme in _RESOURCE_SCHEMES or names.meaning(name) is not Meaning.KEY:
            return
        segments += host.replace(":", "/").split(
            "/"
        )  # tgram://TOKEN/chat: the services of notification libraries
    if not _is_keyed(name, host, segments):
        return
    token = next((part for part in segments if _is_key(part)), None)
    if token is not None:
        yield _verdict(
            "url-path-token", "medium", "the value is a URL with a key in its path", token
        )


def _is_keyed(name: str, host: str, segments: list[str]) -> bool:
    low = [part.lower() for part in segments]
    if not _SIGN_IN.isdisjoint(low) or ".well-known" in low:
        return False
    return (
        not _KEYED_SEGMENTS.isdisjoint(low)
        or not _KEYED_NAMES.isdisjoint(names.words(name))
        or _KEYED_HOST.search(host) is not None
        or names.meaning(name) in (Meaning.KEY, Meaning.VAGUE)
    )


def _is_key(segment: str) -> bool:
    """Tell whether a segment was drawn: a UUID, or long enough; no address of a contract."""
    segment = segment.removeprefix("bot")
    if values.EVM_ADDRESS.fullmatch(segment):
        return False
    if values.UUID.fullmatch(segment):
        return True
    return len(segment) >= PATH_TOKEN and values.is_random(segment)
