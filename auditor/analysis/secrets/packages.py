"""Looks for secrets in the text files of a package: bounded in characters and in tries."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.secrets import grammar, structures, urls, values
from auditor.analysis.secrets.lazy import Lazy
from auditor.analysis.secrets.rules import Rules, by_format
from auditor.analysis.secrets.settings_files import EXAMPLES, pairs_in
from auditor.analysis.secrets.verdict import SecretVerdict

TEXT_LIMIT = 1_100_000  # characters of one file that are looked at
BEFORE = 256  # characters before a literal that a token may begin in
AFTER = 2_048  # characters after a literal that a token may end in
TRIES = 50  # places of one literal that are looked at
URL_TRIES = 400  # places of "://" and of passwords in connection strings
URL_BEFORE, URL_AFTER = 32, 700  # characters around "://"
# Too plain to tell in code, where names, digests and examples are next to each other.
NOT_IN_CODE = frozenset(
    ("discord-bot-token", "okta-token", "asana-token", "vault-legacy-token", "password-hash",
     "logz-or-lumigo-token", "facebook-access-token", "mailchimp-api-key", "sk-api-key",
     "google-api-key", "twilio-api-key-sid", "codeclimate-cursor-token", "square-token",
     "azure-sas-signature", "nuget-api-key", "crates-io-token", "lob-key", "dropbox-token",
     "salesforce-token", "convex-deploy-key", "twitter-bearer-token")
)  # fmt: skip
_LIST = Lazy(
    r"(?i)[^\"'`\r\n]{0,400}\b(?:server|data source|host|uid|user id|username|driver|endpoint)[ ]?="
)
# What programs put together: a format string's field, an optional part of a synopsis, a call.
_FIELD = Lazy(r"\{[^{}]{0,80}\}?|\[{1,2}[A-Za-z_ -]{1,40}\]{1,2}|[A-Z]{2,20}(?:_[A-Z]{2,20}){1,5}")
_CODE = Lazy(r"[A-Za-z_$][\w$]{0,60}(?:\.[A-Za-z_$][\w$]{0,60}){0,6}\(")
# Passwords of documentation: Oracle's sample user, Redis' configuration, and words for one.
_SAMPLE = Lazy(
    r"(?i)tiger\S{0,8}|foobared|(?:some|any|the|your|our|my)[-_]?(?:password|passwd|pass|pwd|secret)"
)
# A name in an API's model, as "auth": "aws.auth#sigv4".
_SHAPE_ID = Lazy(r"(?:[a-z][a-z0-9]{0,40}\.){1,6}[a-z0-9]{1,40}#[A-Za-z][A-Za-z0-9]{0,60}")
_PUBLISHED = frozenset(("private-key", "putty-private-key", "ssh2-private-key"))
_QUOTES = "\"'`\n"


def secrets_in(rules: Rules, path: str, text: str, *, own: bool) -> Iterator[SecretVerdict]:
    """Yield one verdict for each different secret of a file.

    `own` says that the file is the function's, not one of a library: then its settings and the
    passwords in URLs and connection strings count, too.
    """
    text = text[:TEXT_LIMIT]
    seen: set[str] = set()
    for found in _all(rules, path, text, own=own):
        if found.confidence != "low" and found.secret not in seen:
            seen.add(found.secret)
            yield found


def _is_public(path: str, detector: str) -> bool:
    """Tell whether a library's file shows an example, or a key that it publishes for its tests."""
    return detector in _PUBLISHED or EXAMPLES.search(path) is not None


def _all(rules: Rules, path: str, text: str, *, own: bool) -> Iterator[SecretVerdict]:
    for found in tokens_in(rules, text):
        if own or not _is_public(path, found.detector):
            yield found
    for found in _url_passwords(text):
        if own or values.is_random(found.secret):
            yield found
    if own:
        yield from _connection_strings(text)
        found_pairs = pairs_in(rules, path, text)
        yield from (found for found in found_pairs if _SHAPE_ID.fullmatch(found.secret) is None)


def tokens_in(rules: Rules, text: str) -> Iterator[SecretVerdict]:
    """Yield the tokens of providers in a text, a token once for each place."""
    for row in rules.formats:
        literal, described = row.literal, row.described
        # A medium row needs a name to be sure, and code has none.
        if described.id in NOT_IN_CODE or not literal or described.confidence != "high":
            continue
        at, tries = text.find(literal), 0
        one = Rules((row,)) if at >= 0 else None
        while one is not None and at >= 0 and tries < TRIES:
            found = by_format(one, text[max(0, at - BEFORE) : at + AFTER])
            if found is not None:
                yield found
            tries += 1
            at = text.find(literal, at + len(literal))


def _url_passwords(text: str) -> Iterator[SecretVerdict]:
    at, tries = text.find("://"), 0
    while at >= 0 and tries < URL_TRIES:
        window = text[max(0, at - URL_BEFORE) : at + URL_AFTER].replace("\\n", "\n")
        line = max(0, window.rfind("\n", 0, min(at, URL_BEFORE)) + 1)
        url = window[line:].partition("\n")[0]
        if "@" in url:
            tries += 1
            yield from (found for found in urls.passwords(url) if not _is_sample(found.secret))
        at = text.find("://", at + 3)


def _connection_strings(text: str) -> Iterator[SecretVerdict]:
    """Yield the passwords of lists as `Server=...;Uid=...;Password=...` inside one quotation."""
    low = text.lower()
    if len(low) != len(text):
        return
    for word in ("password=", "pwd=", "accesskey=", "accountkey="):
        for tries, at in enumerate(structures.occurrences(low, word)):
            if tries >= URL_TRIES:
                break
            listed = _quotation(text, at)
            if ";" in listed and _LIST.match(listed):
                for pair in structures.pairs(listed):
                    found = grammar.judge_pair(pair.name, pair.text)
                    if found is not None and not _CODE.match(pair.text):
                        yield found


def _is_sample(password: str) -> bool:
    """Tell whether documentation or code shows where a password goes, without one."""
    return _FIELD.fullmatch(password) is not None or _SAMPLE.fullmatch(password) is not None


def _quotation(text: str, at: int) -> str:
    start = max(text.rfind(quote, max(0, at - 600), at) for quote in _QUOTES) + 1
    ends = [end for end in (text.find(quote, at, at + 600) for quote in _QUOTES) if end >= 0]
    return text[max(start, at - 600) : min(ends, default=at + 600)]
