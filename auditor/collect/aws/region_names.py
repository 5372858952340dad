"""Which regions there are, as far as botocore knows."""

from __future__ import annotations

import botocore
import botocore.session

from auditor.model.errors import UsageError


def known_regions(session: botocore.session.Session) -> frozenset[str]:
    """Return the names of the regions that have Lambda, in every partition."""
    return frozenset(
        name
        for partition in session.get_available_partitions()
        for name in session.get_available_regions("lambda", partition_name=partition)
    )


def every_region() -> frozenset[str]:
    """Return the names of the regions that have Lambda, without any configuration."""
    return known_regions(botocore.session.Session())


def check_regions(session: botocore.session.Session, regions: tuple[str, ...]) -> None:
    """Refuse regions that botocore does not know.

    Raises:
        UsageError: there is one.
    """
    known = known_regions(session) if regions else frozenset()
    for name in regions:
        check_region(name, known, "--region")


def check_region(name: str, known: frozenset[str], source: str) -> None:
    """Refuse a region; `source` is where it was named.

    Raises:
        UsageError: it is not known.
    """
    if name not in known:
        raise UsageError(
            f"{source} {name!r} is no region that botocore {botocore.__version__} knows;"
            " name one such as eu-west-1"
        )
