"""What causes of several accounts have in common: a role, layer or image that one template makes.

An account's id, its region, its name and CloudFormation's random suffix differ from account to
account though the template is one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from auditor.model.arn import is_arn, parse_arn

STAR = "*"
_REGIONS = re.compile(
    r"(?<![a-z])(?:af|ap|ca|cn|eu|il|me|mx|sa|us)-(?:gov-)?"
    r"(?:central|north|northeast|northwest|south|southeast|southwest|east|west)-[1-9](?![0-9])"
)
# CloudFormation's suffix of a physical name: a dash and 12 or 13 capitals and digits at the end.
_SUFFIX = re.compile(r"-[A-Z0-9]{12,13}$")
_HEX = re.compile(
    r"(?<![A-Za-z0-9])(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,}(?![A-Za-z0-9])"
)
_STARS = re.compile(r"\*(?:[-_.]?\*)+")
_WORDS = re.compile(r"([-_./:])")
_LEAST_NAME = 3  # letters; shorter names of accounts occur in anything
_LEAST_ACCOUNTS = 3  # that differ in one word alone are taken for one template


def shared_cause(cause: str, account: str, names: Iterable[str]) -> str:
    """Return a cause without what differs from account to account.

    A role becomes "role/*-deploy-role", a layer "layer:NAME:VERSION" with the account that owns it
    unless that is the audited one; a secret's fingerprint and an image stay as they are.
    """
    if cause.startswith("secret:"):
        return cause
    if not is_arn(cause):
        return _generalized(cause, account, names)
    arn = parse_arn(cause)
    service = "" if arn.service in {"iam", "lambda"} else f"{arn.service}:"
    if arn.account not in {"", account}:  # another account's resource is one and the same for all
        return f"{service}{arn.account}:{arn.resource}"
    return _generalized(f"{service}{arn.resource}", account, names)


def _generalized(text: str, account: str, names: Iterable[str]) -> str:
    text = text.replace(account, STAR)
    for name in sorted(set(names), key=lambda n: (-len(n), n)):
        for spelled in {name, name.replace(" ", "-"), name.replace(" ", "_")}:
            if len(spelled) >= _LEAST_NAME:
                text = re.sub(
                    rf"(?<![A-Za-z0-9]){re.escape(spelled)}(?![A-Za-z0-9])",
                    STAR,
                    text,
                    flags=re.IGNORECASE,
                )
    text = _REGIONS.sub(STAR, text)
    text = _SUFFIX.sub(f"-{STAR}", text)
    text = _HEX.sub(STAR, text)
    return _STARS.sub(STAR, text)


def merged(single: Mapping[str, str]) -> dict[str, str]:
    """Return what causes are called that differ in one word from those of other accounts.

    Args:
        single: the account of each cause that one account alone has.

    A template that puts the name of a team into the name of its role makes such causes. At least
    three accounts must have one each: several in one account are no sign of a template.
    """
    patterns: dict[str, list[str]] = defaultdict(list)
    for cause in single:
        if not cause.startswith("secret:"):
            for pattern in _patterns(cause):
                patterns[pattern].append(cause)
    called: dict[str, str] = {}
    # The pattern that takes most together first; by name where two take equally many.
    for pattern, causes in sorted(patterns.items(), key=lambda p: (-len(p[1]), p[0])):
        free = [cause for cause in causes if cause not in called]
        accounts = {single[cause] for cause in free}
        if len(free) == len(accounts) >= _LEAST_ACCOUNTS:
            called.update(dict.fromkeys(free, _STARS.sub(STAR, pattern)))
    return called


def _patterns(cause: str) -> Iterable[str]:
    """Yield the cause with one of its words left open; the kind before the name stays."""
    kind, slash, name = cause.partition("/")
    if not slash:
        return
    words = _WORDS.split(name)
    if len(words) < 3:  # noqa: PLR2004  one word: nothing would be left of the name
        return
    for place in range(0, len(words), 2):
        if words[place] and words[place] != STAR:
            yield f"{kind}/{''.join((*words[:place], STAR, *words[place + 1 :]))}"
