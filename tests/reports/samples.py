"""Reports to render: an ordinary one, a hostile one, and ones of any size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from auditor.model import (
    CallStatistics,
    Category,
    Confidence,
    Finding,
    Fix,
    Outcome,
    Severity,
    WaiverUse,
)
from auditor.model.report import (
    AccountIdentity,
    CategoryScore,
    CheckSummary,
    Deduction,
    DisabledCheck,
    FunctionSummary,
    Gap,
    Report,
    ReportResult,
    Score,
    SourceSummary,
    Tool,
    TopFix,
    TrendPoint,
    WaiverSummary,
)

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)
ACCOUNT = "111122223333"
PREFIX = f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders"

# What an account can hold to break a document, each with what it would break.
HOSTILE = (
    "<script>alert(1)</script>"
    "</script>]]><img src=x onerror=alert(1)>"
    "[x](javascript:alert(1)) ![y](http://evil.example/p.png)"
    " | `tick` ``two`` **bold** @octocat #123 https://evil.example www.evil.example"
    "\n\n# heading\n- item\n```\nfence\r\n\x00\x07\x1b[31mred\x1b]0;title\x07\x9b2J"
    "\u202egnp.exe\u2066\u2028\u2029\ufeff\ufffe\ud800 --> <!-- {{7*7}} {% raw %} $(id) \\ ~~x~~"
    " &lt; &#60; octocat/repo#1 GH-1 evil@example.com :tada: ::error::pwned"
)
FORMULAS = (
    *('=HYPERLINK("http://evil.example")', "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1"),
    *(" =1+1", "\uff1d1+1", "\n=1+1", "\x00=1+1"),
)


def arn(name: str) -> str:
    return PREFIX + name


def finding(**differences: Any) -> Finding:
    made = Finding(
        message="Failed asynchronous events are lost: there is no dead-letter queue.",
        evidence={"source": "s3.amazonaws.com", "statement": 0, "qualifiers": ("live", "$LATEST")},
        fix=Fix(
            cli="aws lambda update-function-configuration --function-name orders",
            sam="DeadLetterQueue:\n  Type: SQS",
            terraform='dead_letter_config {\n  target_arn = "arn"\n}',
        ),
    )
    return replace(made, **differences)


def result(**differences: Any) -> ReportResult:
    made = ReportResult(
        id="00112233445566aa",
        check="missing-dlq",
        function=arn("orders"),
        outcome=Outcome.FAIL,
        severity=Severity.HIGH,
        findings=(finding(),),
        reason="",
        waiver=None,
        first_seen=datetime(2026, 10, 1, tzinfo=UTC),
    )
    return replace(made, **differences)


def check(**differences: Any) -> CheckSummary:
    made = CheckSummary(
        id="missing-dlq",
        title="Failed asynchronous events are lost.",
        category=Category.RELIABILITY,
        severity=Severity.HIGH,
        passed=10,
        fail=1,
        unknown=0,
        waived=0,
        not_applicable=3,
        rationale="Lambda tries an asynchronous event three times, then drops it.",
        remedy="Add a dead-letter queue or an on-failure destination.",
        references=("https://docs.aws.amazon.com/lambda/latest/dg/invocation-async.html",),
        frameworks=("AWS Well-Architected REL 05",),
        operations=("lambda:ListFunctions", "lambda:GetPolicy"),
        risk="The role must be allowed to send to the queue.",
    )
    return replace(made, **differences)


def function(name: str = "orders", **differences: Any) -> FunctionSummary:
    made = FunctionSummary(
        arn=arn(name),
        name=name,
        region="eu-west-1",
        runtime="python3.13",
        score=79,
        grade="C",
        role=ROLE,
        tags={"team": "orders", "env": "prod"},
        sources=(
            SourceSummary(
                mode="asynchronous",
                service="Amazon S3",
                arn="arn:aws:s3:::inbox",
                qualifier="$LATEST",
                evidence="resource policy of $LATEST, statement 0",
            ),
        ),
        deductions=(Deduction(check="missing-dlq", points=15),),
        owner="orders",
    )
    return replace(made, **differences)


WAIVER = WaiverUse(
    id="billing-admin",
    kind="accepted_risk",
    reason="the migration ends in January",
    owner="billing@example.com",
    ticket="SEC-12",
    created=date(2026, 11, 1),
    expires=date(2027, 1, 15),
)


def report(**differences: Any) -> Report:
    """Return a report with one result of each outcome that is listed."""
    made = Report(
        tool=Tool(
            name="lambda-auditor",
            version="1.2.3",
            score_model=1,
            checks_digest="sha256:00",
            data={"runtimes": "2026-11-01"},
        ),
        account=AccountIdentity(id=ACCOUNT, alias="acme-prod", partition="aws"),
        caller=f"arn:aws:sts::{ACCOUNT}:assumed-role/auditor/session",
        regions=("eu-west-1", "us-east-1"),
        captured_at=AT,
        complete=False,
        partial=False,
        gaps=(
            Gap(
                region="eu-west-1",
                operation="lambda:GetPolicy",
                iam_action="lambda:GetPolicy",
                code="AccessDeniedException",
                message="denied",
                functions=1,
                checks=("public-function",),
            ),
        ),
        calls=CallStatistics(
            total=412, throttled=2, retried=3, by_operation={"lambda:ListFunctions": 8}
        ),
        score=Score(
            value=48.9,
            grade="F?",
            cap="F because 1 critical verdict is unknown and 1 high finding is open",
            best_case=78.9,
            best_grade="C",
            without_waivers=31.2,
            assessed=0.97,
            categories={
                "security": CategoryScore(value=48.9, grade="F"),
                "reliability": CategoryScore(value=78.9, grade="C"),
            },
            owners={
                "": CategoryScore(value=100.0, grade="A"),
                "orders": CategoryScore(value=48.9, grade="F"),
            },
        ),
        checks=(
            check(
                id="admin-role",
                title="The role may do everything.",
                category=Category.SECURITY,
                severity=Severity.CRITICAL,
                fail=0,
                waived=1,
            ),
            check(
                id="public-function",
                title="Anybody can invoke the function.",
                category=Category.SECURITY,
                severity=Severity.CRITICAL,
                fail=0,
                unknown=1,
            ),
            check(),
        ),
        functions=(
            function("billing", score=49, grade="F", deductions=()),
            function(),
            function("thumbnails", score=100, grade="A", deductions=(), owner=""),
        ),
        owner_tags=("team",),
        results=(
            result(
                id="aa00112233445566",
                check="admin-role",
                function=arn("billing"),
                outcome=Outcome.WAIVED,
                severity=Severity.CRITICAL,
                findings=(
                    finding(message="AdministratorAccess is attached.", cause=ROLE, evidence={}),
                ),
                waiver=WAIVER,
            ),
            result(
                id="bb00112233445566",
                check="public-function",
                function=arn("billing"),
                outcome=Outcome.UNKNOWN,
                severity=Severity.CRITICAL,
                findings=(),
                reason="lambda:GetPolicy was denied",
            ),
            result(),
        ),
        open={"critical": 0, "high": 1, "medium": 0, "low": 0, "info": 0},
        top_fixes=(
            TopFix(
                title="missing-dlq at orders",
                check="missing-dlq",
                cause="",
                results=("00112233445566aa",),
                functions=1,
                severity=Severity.HIGH,
                score_after=48.9,
                gain=0.0,
            ),
        ),
        waivers=(WaiverSummary(waiver=WAIVER, checks=("admin-role",), state="active", results=1),),
        disabled=(
            DisabledCheck(id="unsigned-code", title="The code is unsigned.", reason="opt-in"),
        ),
        overrides=("severity of missing-dlq: high",),
        gap_policy='{\n  "Version": "2012-10-17"\n}',
        notes=("1 function was deleted while we looked",),
        trend=(
            TrendPoint(
                captured_at=datetime(2026, 10, 20, tzinfo=UTC),
                score=41.0,
                grade="F",
                open={"critical": 1, "high": 2},
            ),
        ),
    )
    return replace(made, **differences)


def empty(**differences: Any) -> Report:
    """Return the report of an account without functions and findings."""
    score = Score(
        value=None,
        grade="n/a",
        cap="no functions",
        best_case=None,
        best_grade="n/a",
        without_waivers=None,
        assessed=1.0,
        categories={},
    )
    nothing: dict[str, Any] = dict.fromkeys(
        ("gaps", "checks", "functions", "results", "top_fixes", "waivers", "disabled"), ()
    )
    nothing |= {"overrides": (), "gap_policy": "", "notes": (), "trend": (), "complete": True}
    return report(**{**nothing, "score": score, "open": {"critical": 0, "high": 0}, **differences})


def hostile() -> Report:
    """Return a report in which everything that an account can name is hostile."""
    names = (HOSTILE, *FORMULAS)
    waiver = replace(WAIVER, id=HOSTILE, reason=HOSTILE, owner="=cmd|' /C calc'!A0")
    results = tuple(
        result(
            id=f"{number:016x}",
            function=arn(name),
            outcome=list(Outcome)[1 + number % 3],
            severity=list(Severity)[number % 5],
            findings=(
                finding(
                    message=name,
                    evidence={HOSTILE: name, "list": (name, name), "none": None, "yes": True},
                    fix=Fix(cli=name, sam=name, terraform=name),
                    confidence=Confidence.MEDIUM,
                    cause=name,
                ),
            )
            if number % 3 != 1
            else (),
            reason=name,
            waiver=waiver if number % 3 == 2 else None,
        )
        for number, name in enumerate(names)
    )
    return report(
        account=AccountIdentity(id=ACCOUNT, alias=HOSTILE, partition="aws"),
        caller=HOSTILE,
        functions=tuple(
            function(
                name,
                tags={HOSTILE: HOSTILE},
                layers=(HOSTILE,),
                vpc=HOSTILE,
                role=HOSTILE,
                owner=name,
            )
            for name in names
        ),
        results=results,
        gaps=(replace(report().gaps[0], message=HOSTILE, code=HOSTILE, operation=HOSTILE),),
        top_fixes=(replace(report().top_fixes[0], title=HOSTILE, cause=HOSTILE),),
        waivers=(replace(report().waivers[0], waiver=waiver, note=HOSTILE),),
        notes=(HOSTILE,),
        overrides=(HOSTILE,),
        disabled=(DisabledCheck(id="x", title=HOSTILE, reason=HOSTILE),),
        checks=(check(fail=9, unknown=9, waived=9),),
    )


def large(findings: int, *, checks: int = 25) -> Report:
    """Return a report of so many findings, spread over functions, checks and severities."""
    ids = [f"check-{number:02}" for number in range(checks)]
    names = [f"service-{number:05}-handler" for number in range(-(-findings // checks))]
    return report(
        functions=tuple(function(name, score=50, grade="D") for name in names),
        checks=tuple(_check_of(number, name, findings, checks) for number, name in enumerate(ids)),
        results=tuple(sorted(_spread(findings, ids, names), key=_order)),
        open={
            severity.value: len(range(number, findings, 5))
            for number, severity in enumerate(Severity)
        },
    )


def _check_of(number: int, id: str, findings: int, checks: int) -> CheckSummary:
    return check(
        id=id,
        severity=list(Severity)[number % 5],
        category=list(Category)[number % 6],
        fail=len(range(number, findings, checks)),
    )


def _spread(findings: int, ids: list[str], names: list[str]) -> Iterable[ReportResult]:
    shared = finding()
    for number in range(findings):
        yield result(
            id=f"{number:016x}",
            check=ids[number % len(ids)],
            function=arn(names[number // len(ids)]),
            severity=list(Severity)[number % len(ids) % 5],
            findings=(replace(shared, message=f"{shared.message} Case {number}."),),
        )


def _order(found: ReportResult) -> tuple[int, str, str]:
    return found.severity.rank, found.check, found.function
