"""Looks for providers' formats in the text files of a package: bounded in bytes and in time."""

from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.secrets.rules import Rules, by_format
from auditor.analysis.secrets.verdict import Verdict

TEXT_LIMIT = 1_000_000  # characters of one file that are looked at
BEFORE = 256  # characters before a literal that a token may begin in
AFTER = 2_048  # characters after a literal that a token may end in
TRIES = 50  # places of one literal that are looked at
# Too plain to tell in code, where names, digests and examples stand beside each other.
NOT_IN_CODE = frozenset(
    ("discord-bot-token", "okta-token", "asana-token", "vault-legacy-token", "password-hash",
     "logz-or-lumigo-token", "facebook-access-token", "mailchimp-api-key", "sk-api-key",
     "google-api-key", "twilio-api-key-sid", "codeclimate-cursor-token", "square-token",
     "azure-sas-signature", "nuget-api-key", "crates-io-token", "lob-key", "dropbox-token")
)  # fmt: skip


def tokens_in(rules: Rules, text: str) -> Iterator[Verdict]:
    """Yield one verdict for each different token of a file."""
    text = text[:TEXT_LIMIT]
    seen: set[str] = set()
    for row in rules.formats:
        literal, described = row.literal, row.described
        if described.id in NOT_IN_CODE or not literal:
            continue
        one = Rules((row,))
        at, tries = text.find(literal), 0
        while at >= 0 and tries < TRIES:
            window = text[max(0, at - BEFORE) : at + AFTER]
            found = by_format(one, window)
            if found is not None and found.confidence != "low" and found.secret not in seen:
                seen.add(found.secret)
                yield found
            tries += 1
            at = text.find(literal, at + len(literal))
