"""Lambda's size limits, and bytes in words.

Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, read 2026-11.
"""

from __future__ import annotations

MB = 1024 * 1024
GB = 1024 * MB

UNZIPPED_LIMIT = 250 * MB  # AWS's own message says 262144000 bytes; layers included
IMAGE_LIMIT = 10 * GB  # uncompressed; ECR counts compressed bytes


def words(size: float) -> str:
    """Return a size in bytes as kB, MB or GB, as AWS's limits count them."""
    if size >= GB:
        return f"{size / GB:.1f} GB"
    return f"{size / MB:.1f} MB" if size >= MB else f"{size / 1024:.1f} kB"
