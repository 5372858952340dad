"""The geometry of the pictures: why this score, whose it is, how old, who reaches what."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from auditor.plugin import (
    FunctionSummary,
    Report,
    ReportResult,
    Severity,
    parse_arn,
)

from .. import digest, subject  # noqa: TID252  what every format says, in one place
from . import text
from .heat_map import Heat, heat
from .treemap import Tile, treemap

WIDTH, HEIGHT = 420, 150  # of every drawing
AUDITS = 24  # past audits drawn
CHAINS = 5
LEAST = 0.05  # points that still show
# Services of which an action does most harm, and those that every function needs.
SENSITIVE = ("*", "iam", "sts", "kms", "secretsmanager", "ssm", "lambda", "s3", "dynamodb", "sqs")
HARMLESS = frozenset({"logs", "xray"})
EVERYTHING = "*: every action on every resource"  # as a summary of a role words it
DAYS = (7, 30, 90, 365)  # where the next age begins
AGES = ("under a week", "under a month", "under 3 months", "under a year", "a year or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """One step from 100 down to the score."""

    label: str
    change: str
    x: float  # of the bar, in percent
    width: float
    total: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditBar:
    """The open failures of one audit: a bar of pieces, from the bottom."""

    x: float
    width: float
    day: str
    pieces: tuple[tuple[str, float, float], ...]  # severity, y, height
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Age:
    """How many open failures are so old, the severe ones apart."""

    label: str
    severe: int
    other: int
    width_severe: float  # percent of the largest
    width_other: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """From an entry to what a function with a critical finding may do."""

    anchor: str
    links: tuple[tuple[str, str], ...]  # what it is, and its name
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Everything that is drawn of a report in addition to its charts."""

    falls: tuple[Fall, ...]
    tiles: tuple[Tile, ...]
    heat: Heat | None
    stacks: tuple[AuditBar, ...]
    ages: tuple[Age, ...]
    chains: tuple[Chain, ...]


def pictures(report: Report, failed: Sequence[ReportResult]) -> Pictures:
    """Return the pictures of a report and its failures; one that would show nothing is empty."""
    return Pictures(
        falls=tuple(_falls(report)),
        tiles=tuple(treemap(report, WIDTH, HEIGHT)),
        heat=heat(report, failed),
        stacks=tuple(_stacks(report)),
        ages=tuple(_ages(report, failed)),
        chains=tuple(_chains(report, failed)),
    )


def _falls(report: Report) -> Iterator[Fall]:
    """Yield how the score comes about: points by category, limits of functions, the band."""
    value, total = report.score.value, len(report.functions)
    if value is None or not total:
        return
    categories = {check.id: check.category.value for check in report.checks}
    lost = Counter[str]()
    for function in report.functions:
        for deduction in function.deductions:
            lost[categories.get(deduction.check, "other")] += deduction.points
    mean = sum(function.score for function in report.functions) / total
    steps = [(name.capitalize(), -points / total) for name, points in lost.most_common()]
    steps.append(("Each function's band", mean - 100 - sum(step for _, step in steps)))
    steps.append(("Account's band: the worst open severity", value - mean))
    at = 100.0
    yield _fall("Start", "100", 0, 100, total=True)
    for label, change in steps:
        if abs(change) < LEAST:
            continue
        yield _fall(label, text.signed(change), min(at, at + change), abs(change))
        at += change
    yield _fall("Score", f"{value:.1f}", 0, value, total=True)


def _fall(label: str, change: str, x: float, width: float, *, total: bool = False) -> Fall:
    low = min(max(x, 0), 100)
    return Fall(
        label=label,
        change=change,
        x=round(low, 2),
        width=round(max(min(width, 100 - low), 0.4), 2),
        total=total,
    )


def _stacks(report: Report) -> Iterator[AuditBar]:
    points = sorted(report.trend, key=lambda point: point.captured_at)[-AUDITS:]
    if len(points) < 2:  # noqa: PLR2004  one bar is no course
        return
    largest = max(sum(point.open.values()) for point in points) or 1
    step, top = WIDTH / len(points), HEIGHT - 20
    for number, point in enumerate(points):
        pieces, base = [], float(top)
        for severity in Severity:
            height = round(point.open.get(severity.value, 0) * (top - 10) / largest, 1)
            base = round(base - height, 1)
            if height:
                pieces.append((severity.value, base, height))
        said = ", ".join(f"{n} {word}" for word, n in point.open.items() if n) or "none"
        yield AuditBar(
            x=round(number * step + step * 0.15, 1),
            width=round(step * 0.7, 1),
            day=text.day(point.captured_at),
            pieces=tuple(pieces),
            words=f"{text.day(point.captured_at)}: {said}",
        )


def _ages(report: Report, failed: Sequence[ReportResult]) -> Iterator[Age]:
    if subject.described(report):
        return  # what is not deployed is not open for any time
    counts = [[0, 0] for _ in AGES]
    for result in failed:
        days = (report.captured_at - result.first_seen).days
        counts[bisect_right(DAYS, days)][0 if result.severity.grave else 1] += 1
    largest = max(map(sum, counts))
    if not largest:
        return
    for label, (severe, other) in zip(AGES, counts, strict=True):
        yield Age(
            label=label,
            severe=severe,
            other=other,
            width_severe=round(severe * 100 / largest, 1),
            width_other=round(other * 100 / largest, 1),
        )


def _chains(report: Report, failed: Sequence[ReportResult]) -> Iterator[Chain]:
    functions: Mapping[str, FunctionSummary] = {f.arn: f for f in report.functions}
    critical = (r.function for r in failed if r.severity is Severity.CRITICAL)
    public = {result.function for result in failed if result.check == "public-function"}
    known = [arn for arn in dict.fromkeys(critical) if arn in functions]
    for arn in sorted(known, key=lambda arn: arn not in public)[:CHAINS]:
        function = functions[arn]
        links = (
            ("entry", _entry(function, public=arn in public)),
            ("function", digest.one_line(function.name, 64)),
            ("role", digest.one_line(parse_arn(function.role).name, 64) or "unknown"),
            ("may do", _reach(function.role_reach)),
        )
        yield Chain(
            anchor=text.function_anchor(function.region, function.name),
            links=links,
            words=", then ".join(f"{kind} {name}" for kind, name in links),
        )


def _entry(function: FunctionSummary, *, public: bool) -> str:
    if public:
        return "anyone on the internet"
    services = list(dict.fromkeys(source.service for source in function.sources))
    if services:
        more = f" and {len(services) - 1} more" if len(services) > 1 else ""
        return f"{digest.one_line(services[0], 40)}{more}"
    return "not known" if function.invocation_unknown else "direct calls"


def _reach(reach: Sequence[str]) -> str:
    """Return the most sensitive of what a role may do: by service, then by breadth."""

    def order(line: str) -> tuple[int, bool, bool]:
        service = line.partition(":")[0]
        rank = SENSITIVE.index(service) if service in SENSITIVE else len(SENSITIVE)
        return (
            len(SENSITIVE) + 1 if service in HARMLESS else rank,
            "every action" not in line,
            "every resource" not in line,
        )

    if not reach:
        return "not known"
    first = min(reach, key=order)
    if first == EVERYTHING:
        return "everything in the account"
    if first.partition(":")[0] in HARMLESS:
        return "logs and traces alone"
    return digest.one_line(first, 64)
