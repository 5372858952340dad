# ruff: noqa: E501  a pattern that is broken up is harder to read
"""Values that look secret and are not: ciphertext, certificates, public keys, digests."""

from __future__ import annotations

import binascii

from auditor.secrets.lazy import Lazy

KMS_LENGTH = 60  # bytes; the folklore head alone is 20
CIPHER_LENGTH = 40
# AWS KMS and the AWS Encryption SDK: the first bytes of what they return (computed, not documented)
CIPHER_HEADS = (
    bytes((1, 2, 2, 0, 0x78)), bytes((1, 1, 2, 0, 0x78)), bytes((1, 2, 3, 0, 0x78)),
    bytes((1, 0x80, 3)), bytes((1, 0x80, 0)), bytes((2, 5, 0x78)), bytes((2, 4, 0x78)),
    b"Salted__",
)  # fmt: skip
_BASE64 = Lazy(r"[A-Za-z0-9+/]{8,}={0,2}|[A-Za-z0-9_-]{8,}={0,2}")
_CIPHERTEXT = Lazy(
    r"ENC\[[^\]]{10,}\]?|ENC\([^()]{8,}\)|\$ANSIBLE_VAULT;|vault:v\d+:|-----BEGIN PGP MESSAGE"
    r"|-----BEGIN AGE ENCRYPTED|gAAAAA[A-Za-z0-9_-]{60,}|\{cipher\}|\{AES\}|enc:|encrypted:"
    r"|-----BEGIN PKCS7|sops:|kms:AQIC|u2f:"
)
_PUBLIC = Lazy(
    r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}(?:CERTIFICATE|PUBLIC KEY|CERTIFICATE REQUEST|X509 CRL"
    r"|PARAMETERS)(?: BLOCK)?-----|(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S{5,30}|sk-ssh-\S{5,40}) AAAA"
    r"|ssh-(?:rsa|ed25519) |age1[a-z0-9]{58}$|sha(?:1|224|256|384|512)[-:=][A-Za-z0-9+/=_-]{20,}"
    r"|md5[-:][A-Za-z0-9+/=]{20,}|pk_(?:live|test)_\w|pk\.eyJ|sb_publishable_|pub_(?:live|test)_\w"
    r"|publishable[-_]|ca-pub-|G-[A-Z0-9]{10}$|GTM-[A-Z0-9]{5,9}$|UA-\d{4,12}-\d|phc_\w|pk-lf-"
    r"|npub1|xpub\w|mrk-[0-9a-f]{32}$|acct_\w|price_\w|prod_[A-Za-z0-9]{14}$|cus_\w"
)
_SENTRY = Lazy(r"https?://[0-9a-f]{8,40}@[a-z0-9.-]{1,100}/[0-9/]{1,40}")
_IMAGE = Lazy(r"\S{1,300}@sha256:[0-9a-f]{64}")


def decode(value: str) -> bytes | None:
    """Return what base64 text of either alphabet holds, or None."""
    if not _BASE64.fullmatch(value):
        return None
    plain = value.replace("-", "+").replace("_", "/").rstrip("=")
    if len(plain) % 4 == 1:
        return None
    try:
        return binascii.a2b_base64(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        return None


def text(data: bytes | None) -> str | None:
    """Return bytes as text where all of it can be printed, or None."""
    if data is None:
        return None
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return (
        decoded
        if decoded.replace("\n", "").replace("\r", "").replace("\t", "").isprintable()
        else None
    )


def is_ciphertext(value: str, data: bytes | None, *, named: bool) -> bool:
    """Tell whether a value is encrypted; `named` says that its variable claims so."""
    if _CIPHERTEXT.match(value):
        return True
    if value.startswith("eyJ") and value.count(".") == 4:  # noqa: PLR2004  JWE: five parts
        return True
    if data is None:
        return False
    if data.startswith(CIPHER_HEADS):
        return len(data) >= KMS_LENGTH or (named and len(data) >= CIPHER_LENGTH)
    return named and len(data) >= CIPHER_LENGTH and text(data) is None


def is_public(value: str, data: bytes | None) -> bool:
    """Tell whether a value is a certificate, a public key, a digest or a publishable key."""
    if _PUBLIC.match(value):
        return True
    if "@" in value and (_SENTRY.fullmatch(value) or _IMAGE.fullmatch(value)):
        return True
    if data is None:
        return False
    if data.startswith(b"-----BEGIN"):
        return b"PRIVATE KEY" not in data[:64]
    # DER: a sequence that is a certificate (holds another long sequence) or a SubjectPublicKeyInfo
    return is_public_der(data)


def is_public_der(data: bytes) -> bool:
    """Tell whether bytes are a certificate or a public key in DER, and no private key.

    A private key's first element is a version (INTEGER), theirs is another SEQUENCE.
    """
    if len(data) < 40 or data[0] != 0x30:  # noqa: PLR2004
        return False
    if data[1] in (0x81, 0x82):
        head = 2 + (data[1] & 0x7F)
        stated = int.from_bytes(data[2:head], "big")
    else:
        head, stated = 2, data[1]
    return stated == len(data) - head and data[head] == 0x30  # noqa: PLR2004
