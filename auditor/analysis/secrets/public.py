# ruff: noqa: SIM905, E501  a pattern that is broken up is harder to read
"""Values that look secret and are not: ciphertext, certificates, public keys, digests."""

from __future__ import annotations

import binascii
from collections.abc import Collection

from auditor.analysis.secrets.lazy import Lazy

KMS_LENGTH = 60  # bytes; the folklore head alone is 20
CIPHER_LENGTH = 40
# AWS KMS and the AWS Encryption SDK: the first bytes of what they return (computed, not documented)
CIPHER_HEADS = (
    bytes((1, 2, 2, 0, 0x78)), bytes((1, 1, 2, 0, 0x78)), bytes((1, 2, 3, 0, 0x78)),
    bytes((1, 0x80, 3)), bytes((1, 0x80, 0)), bytes((2, 5, 0x78)), bytes((2, 4, 0x78)),
    bytes((0x0A, 0x24, 0)),  # Google Cloud KMS
)  # fmt: skip
# Heads that say by themselves what follows, however short: OpenSSL enc, age, Windows' DPAPI, and
# OpenPGP's encrypted session keys (old and new packet headers, RSA of 1024 to 4096 bits, and by
# password).
SURE_HEADS = (
    b"Salted__", b"age-encryption.org/", bytes.fromhex("01000000d08c9ddf0115d111"),
    bytes.fromhex("848c03"), bytes.fromhex("85010c03"), bytes.fromhex("85018c03"),
    bytes.fromhex("85020c03"), bytes.fromhex("c1c04c03"), bytes.fromhex("c1c14c03"),
    bytes.fromhex("8c0d04"), bytes.fromhex("c32e04"),
)  # fmt: skip
SEALED_HEAD = bytes((2, 0))  # Kubernetes SealedSecret: the length of an RSA-4096 session key
SEALED_LENGTH = 530
ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")  # CMS (RFC 5652), within the first bytes
# The fields of a JSON envelope round a ciphertext: Laravel, SJCL, libsodium, Chef, JWE in JSON.
_ENVELOPE_TEXTS = frozenset(
    ("ciphertext", "ct", "encrypted_data", "encrypteddata", "cipher_text", "encrypted", "cipher")
)
_ENVELOPE_FIELDS = frozenset(
    "ciphertext ct encrypted_data encrypteddata cipher_text encrypted cipher iv nonce tag mac authtag"
    " auth_tag hmac value data salt iter ks ts mode adata aad v version alg enc algorithm protected"
    " header unprotected recipients encrypted_key encryptedkey kid keyid key_id keysize".split()
)
_ENVELOPE_SEEDS = frozenset(("iv", "nonce", "tag", "mac", "authtag", "auth_tag", "hmac"))
_BASE64 = Lazy(r"[A-Za-z0-9+/]{8,}={0,2}|[A-Za-z0-9_-]{8,}={0,2}")
_CIPHERTEXT = Lazy(
    r"(?i:ENC)\[[^\]]{10,}\]?|(?i:ENC|encrypted)\([^()]{8,}\)|\$ANSIBLE_VAULT;|vault:v\d+:"
    r"|-----BEGIN (?:PGP MESSAGE|AGE ENCRYPTED|PKCS7|CMS)|age-encryption\.org/|gAAAAA[A-Za-z0-9_-]{60,}"
    r"|\{(?:cipher|(?i:AES|DES|3DES|XOR|enc|encrypted|kms)[0-9A-Za-z_-]{0,12})\}|(?i:enc|encrypted|cipher|ciphertext|secure):"
    r"|sops:|kms:AQIC|u2f:|EJ\[\d{1,3}:|!\[[A-Za-z0-9+/=]{16,}\]|76492d1116743f04"
    r"|[A-Za-z0-9+/]{8,4096}+={0,2}--[A-Za-z0-9+/]{16}--[A-Za-z0-9+/]{22}==$|[0-9a-f]{24,32}(?::[0-9a-f]{32,}){1,2}$"
)
_PUBLIC = Lazy(
    r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}(?:CERTIFICATE|PUBLIC KEY|CERTIFICATE REQUEST|X509 CRL"
    r"|PARAMETERS)(?: BLOCK)?-----|(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-\S{5,30}|sk-ssh-\S{5,40}) AAAA"
    r"|ssh-(?:rsa|ed25519) |age1[a-z0-9]{58}$|sha(?:1|224|256|384|512)[-:=][A-Za-z0-9+/=_-]{20,}"
    r"|md5[-:][A-Za-z0-9+/=]{20,}|pk_(?:live|test)_\w|pk\.ey|sb_publishable_|pub_(?:live|test)_\w"
    r"|publishable[-_]|ca-pub-|G-[A-Z0-9]{10}$|GTM-[A-Z0-9]{5,9}$|UA-\d{4,12}-\d|phc_\w|pk-lf-"
    r"|pub[0-9a-f]{32}$|npub1|xpub\w|mrk-[0-9a-f]{32}$|acct_\w|price_\w|prod_[A-Za-z0-9]{14}$|cus_\w"
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
    return data is not None and _is_cipher_data(data, named=named)


def _is_cipher_data(data: bytes, *, named: bool) -> bool:
    if data.startswith(b"{") and (b'"iv"' in data or b'"nonce"' in data):
        return is_envelope(_fields(data))
    if data.startswith(SURE_HEADS) or ENVELOPED_DATA in data[:24]:
        return True
    if data.startswith(SEALED_HEAD) and len(data) >= SEALED_LENGTH:
        return True
    if data.startswith(CIPHER_HEADS):
        return len(data) >= KMS_LENGTH or (named and len(data) >= CIPHER_LENGTH)
    return named and len(data) >= CIPHER_LENGTH and text(data) is None


def _fields(data: bytes) -> Collection[str]:
    import json  # noqa: PLC0415  few values are documents, and it takes long to import

    try:
        node = json.loads(data)
    except (ValueError, RecursionError):
        return ()
    return node if isinstance(node, dict) else ()


def is_envelope(fields: Collection[str]) -> bool:
    """Tell whether the fields of a JSON object are those round a ciphertext."""
    low = {field.lower() for field in fields}
    if not low <= _ENVELOPE_FIELDS:
        return False
    if not low.isdisjoint(_ENVELOPE_TEXTS):
        return not low.isdisjoint(_ENVELOPE_SEEDS)
    return {"iv", "value", "mac"} <= low or {"iv", "data", "tag"} <= low


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
