"""Lambda's runtimes: when AWS stops patching them, and when it blocks them.

The dates have moved several times, so the table carries its age and every date can be overridden
in the configuration of `deprecated-runtime`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

AS_OF = date(2026, 6, 2)

AWS_DOCS = "https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html"
CFN_LINT = "cfn-lint LmbdRuntimeLifecycle.json, 2026-06-02; endoflife.date/aws-lambda, 2026-08-22"
ENUM = "botocore 1.44.5, lambda service model; no end of support announced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifecycle:
    """One runtime; a date that is None has not been announced."""

    deprecated: date | None
    create_blocked: date | None
    update_blocked: date | None
    successor: str
    source: str = CFN_LINT


# runtime, deprecated, create blocked, update blocked, successor
_ROWS = """
nodejs          2016-10-31 2016-10-31 2016-10-31 nodejs24.x
nodejs4.3       2018-04-30 2020-03-05 2020-03-05 nodejs24.x
nodejs4.3-edge  2018-04-30 2019-04-30 2019-04-30 nodejs24.x
nodejs6.10      2019-04-30 2019-08-12 2019-08-12 nodejs24.x
nodejs8.10      2020-01-06 2020-02-04 2020-03-06 nodejs24.x
nodejs10.x      2021-07-30 2021-07-30 2021-07-30 nodejs24.x
nodejs12.x      2023-03-31 2023-03-31 2023-03-31 nodejs24.x
nodejs14.x      2023-12-04 2024-01-09 2027-03-03 nodejs24.x
nodejs16.x      2024-06-12 2027-02-01 2027-03-03 nodejs24.x
nodejs18.x      2025-09-01 2027-02-01 2027-03-03 nodejs24.x
nodejs20.x      2026-04-30 2027-02-01 2027-03-03 nodejs24.x
nodejs22.x      2027-04-30 2027-06-01 2027-07-01 nodejs24.x
nodejs24.x      2028-04-30 2028-06-01 2028-07-01 -
python2.7       2021-07-15 2021-07-15 2021-07-15 python3.14
python3.6       2022-07-18 2022-07-18 2022-07-18 python3.14
python3.7       2023-12-04 2024-01-09 2027-03-03 python3.14
python3.8       2024-10-14 2027-02-01 2027-03-03 python3.14
python3.9       2025-12-15 2027-02-01 2027-03-03 python3.14
python3.10      2026-10-31 2027-02-01 2027-03-03 python3.14
python3.11      2027-06-30 2027-07-31 2027-08-31 python3.14
python3.12      2028-10-31 2028-11-30 2029-01-10 python3.14
python3.13      2029-06-30 2029-07-31 2029-08-31 -
python3.14      2029-06-30 2029-07-31 2029-08-31 -
java8           2024-01-08 2024-02-08 2027-03-03 java25
java8.al2       2027-06-30 2027-07-31 2027-08-31 java8.al2023
java11          2027-06-30 2027-07-31 2027-08-31 java25
java17          2027-06-30 2027-07-31 2027-08-31 java25
java8.al2023    2029-06-30 2029-07-31 2029-08-31 -
java11.al2023   2029-06-30 2029-07-31 2029-08-31 -
java17.al2023   2029-06-30 2029-07-31 2029-08-31 -
java21          2029-06-30 2029-07-31 2029-08-31 -
java25          2029-06-30 2029-07-31 2029-08-31 -
dotnetcore1.0   2019-06-27 2019-06-27 2019-07-30 dotnet10
dotnetcore2.0   2019-05-30 2019-05-30 2019-05-30 dotnet10
dotnetcore2.1   2022-01-05 2022-01-05 2022-01-05 dotnet10
dotnetcore3.1   2023-04-03 2023-04-03 2023-04-03 dotnet10
dotnet6         2024-12-20 2027-02-01 2027-03-03 dotnet10
dotnet8         2026-11-10 2027-02-01 2027-03-03 dotnet10
dotnet10        2028-11-14 2028-12-14 2029-01-15 -
ruby2.5         2021-07-30 2021-07-30 2021-07-30 ruby4.0
ruby2.7         2023-12-07 2024-01-09 2027-03-03 ruby4.0
ruby3.2         2026-03-31 2027-02-01 2027-03-03 ruby4.0
ruby3.3         2027-03-31 2027-04-30 2027-05-31 ruby4.0
ruby3.4         2028-03-31 2028-04-30 2028-05-31 ruby4.0
ruby4.0         2029-03-31 2029-04-30 2029-05-31 -
go1.x           2024-01-08 2024-02-08 2027-03-03 provided.al2023
provided        2024-01-08 2024-02-08 2027-03-03 provided.al2023
provided.al2    2026-07-31 2027-02-01 2027-03-03 provided.al2023
provided.al2023 2029-06-30 2029-07-31 2029-08-31 -
"""

_UNDATED = ("nodejs26.x", "python3.15")


def _rows() -> dict[str, Lifecycle]:
    rows: dict[str, Lifecycle] = {}
    for line in _ROWS.split("\n")[1:-1]:
        runtime, deprecated, create, update, successor = line.split()
        rows[runtime] = Lifecycle(
            deprecated=date.fromisoformat(deprecated),
            create_blocked=date.fromisoformat(create),
            update_blocked=date.fromisoformat(update),
            successor="" if successor == "-" else successor,
        )
    for runtime in _UNDATED:
        rows[runtime] = Lifecycle(
            deprecated=None, create_blocked=None, update_blocked=None, successor="", source=ENUM
        )
    return rows


RUNTIMES: Mapping[str, Lifecycle] = MappingProxyType(_rows())

# https://docs.aws.amazon.com/lambda/latest/dg/snapstart.html: Java 11, Python 3.12 and .NET 8
# on; neither images nor OS-only runtimes. Read 2026-11.
SNAP_START = frozenset(
    {"java11", "java17", "java21", "java25", "java11.al2023", "java17.al2023"}
    | {"python3.12", "python3.13", "python3.14", "python3.15", "dotnet8", "dotnet10"}
)

# https://docs.aws.amazon.com/lambda/latest/dg/foundation-arch.html: arm64 needs Amazon Linux 2 or
# later; these run on the first Amazon Linux. Read 2026-11.
X86_ONLY = frozenset(
    {"nodejs", "nodejs4.3", "nodejs4.3-edge", "nodejs6.10", "nodejs8.10", "nodejs10.x"}
    | {"python2.7", "python3.6", "python3.7", "java8", "go1.x", "ruby2.5", "provided"}
    | {"dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1"}
)
