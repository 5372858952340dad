"""Checksums that some providers build into their tokens; a right one removes all doubt."""

from __future__ import annotations

import zlib

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
CHECKSUM_LENGTH = 6


def base62(number: int, width: int) -> str:
    """Return a number in base 62, padded on the left with "0"."""
    digits = ""
    while number:
        number, rest = divmod(number, len(BASE62))
        digits = BASE62[rest] + digits
    return digits.rjust(width, "0")


def crc32_base62(token: str) -> bool:
    """Tell whether the last six characters are the CRC-32 of the body after the last "_".

    GitHub's classic tokens and npm's; https://github.blog/2021-04-05 (token formats).
    """
    body = token.rpartition("_")[2]
    expected = base62(zlib.crc32(body[:-CHECKSUM_LENGTH].encode()), CHECKSUM_LENGTH)
    return body[-CHECKSUM_LENGTH:] == expected


def crc32_hexadecimal(token: str) -> bool:
    """Tell whether the last eight characters are the CRC-32, in hexadecimal, of the body.

    Cloudflare's prefixed tokens, Zuplo's; after secretlint's and kingfisher's rules.
    """
    body = token.rpartition("_")[2]
    return body[-8:].lower() == f"{zlib.crc32(body[:-8].encode()):08x}"
