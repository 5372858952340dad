"""The Resource of a role's statement as a pattern of ARNs."""

from __future__ import annotations

import re
from functools import lru_cache

# The account is the caller's own; the region in a resource's ARN is the one that is called.
_OWN_ACCOUNT = re.compile(r"\$\{aws:PrincipalAccount\}", re.IGNORECASE)
_REGION_CALLED = re.compile(r"^([^:]*:[^:]*:[^:]*):\$\{aws:RequestedRegion\}:", re.IGNORECASE)
_ACCOUNT_OF_RESOURCE = re.compile(r"^((?:[^:$]*:){4})\$\{aws:ResourceAccount\}:", re.IGNORECASE)


def _scoped(text: str, account: str) -> str:
    text = _OWN_ACCOUNT.sub(account, text)
    return _ACCOUNT_OF_RESOURCE.sub(rf"\g<1>{account}:", _REGION_CALLED.sub(r"\1:*:", text))


@lru_cache(maxsize=16384)
def resource_pattern(written: str, account: str) -> str | None:
    """Return a Resource as a pattern; None: it never matches for a role session.

    IAM fills an incomplete ARN with wildcards, and a policy variable with the caller's value.
    """
    text = written
    if "${" in text:
        text = _scoped(text, account)
        text = text.replace("${*}", "\ue002").replace("${?}", "\ue003").replace("${$}", "$")
        if "${" in text:
            return None
    if text.startswith("arn:") and text.count(":") < 5:  # noqa: PLR2004
        text += ":*" * (5 - text.count(":"))
    return text
