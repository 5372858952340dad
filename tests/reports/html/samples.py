"""Reports to render: believable, empty, single, large and hostile. Deterministic."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from auditor.model import (
    CallStatistics,
    Category,
    Confidence,
    Finding,
    Fix,
    FixKind,
    Outcome,
    Severity,
)
from auditor.model.report import (
    AccountIdentity,
    CategoryScore,
    Change,
    CheckSummary,
    Comparison,
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
from auditor.model.result import WaiverUse

ACCOUNT = "111122223333"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
POINTS = {"critical": 40, "high": 15, "medium": 5, "low": 1, "info": 0}
BANDS = {
    "critical": (0, 49),
    "high": (50, 79),
    "medium": (80, 89),
    "low": (90, 99),
    "info": (90, 99),
}

# id, severity, category, title, why, fix, message, evidence, CLI
CATALOGUE = """
admin-role|critical|security|The execution role can do everything.|A flaw in the function's code, or in one library that it loads, becomes control of the whole account. No task of one function needs every action on every resource, as `*` on `*` grants it.|Replace the policy with one that names the actions and resources that the function uses, never `*`.|The role {role} may do every action on every resource through AdministratorAccess.|policy=AdministratorAccess;statement=0;action=*;resource=*|aws iam detach-role-policy --role-name {role} --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
plaintext-secret|critical|security|An environment variable holds a secret in plain text.|Whoever may call lambda:GetFunctionConfiguration reads it, as does everybody who sees a console screen or a deployment log.|Move the value to AWS Secrets Manager, rotate it, and give the function the secret's ARN.|The variable PAYMENT_API_KEY holds what looks like a Stripe secret key.|variable=PAYMENT_API_KEY;detector=stripe-secret-key;fingerprint=9f1c04aa|aws secretsmanager create-secret --name {name}/payment-api-key --secret-string file://value.txt
public-function|critical|security|A stranger can invoke the function.|Anybody on the internet can run it at your cost and with its permissions.|Remove the statement, or narrow it with aws:SourceArn or aws:PrincipalOrgID.|Statement public-invoke lets every principal invoke {name} on $LATEST.|statement=public-invoke;principal=*;qualifier=$LATEST;condition=none|aws lambda remove-permission --function-name {name} --statement-id public-invoke --region {region}
missing-dlq|high|reliability|Failed asynchronous events are lost.|After two retries, Lambda drops the event. Without a queue nobody learns which orders, files or messages were never handled.|Add an OnFailure destination for the qualifier that is invoked.|{name} is invoked asynchronously by Amazon S3 and has neither a dead-letter queue nor an OnFailure destination.|source=arn:aws:s3:::{name}-in;qualifier=$LATEST;dead_letter_target=none;on_failure=none|aws lambda put-function-event-invoke-config --function-name {name} --destination-config '{{"OnFailure":{{"Destination":"arn:aws:sqs:{region}:111122223333:failed-events"}}}}'
wildcard-action|high|security|The role grants every action of a service.|The function can delete and change what it only has to read.|Name the actions that the function calls.|The role {role} allows s3:* in the inline policy data.|policy=data;statement=1;action=s3:*;resource=arn:aws:s3:::{name}-data/*|aws iam put-role-policy --role-name {role} --policy-name data --policy-document file://data.json
deprecated-runtime|high|upkeep|The runtime is no longer patched.|AWS applies no more security patches, and later blocks the update of the function.|Move to a runtime with at least a year of support.|{name} runs on nodejs18.x, which AWS has not patched since 1 September 2025.|runtime=nodejs18.x;deprecated=2025-09-01;update_blocked=2027-03-03|aws lambda update-function-configuration --function-name {name} --runtime nodejs24.x --region {region}
queue-without-redrive|high|reliability|A source queue has no dead-letter queue.|A message that always fails is retried until it expires, and is then gone.|Add a redrive policy with a maxReceiveCount of at least 5.|The queue {name}-jobs has no redrive policy.|queue=arn:aws:sqs:{region}:111122223333:{name}-jobs;redrive_policy=none|aws sqs set-queue-attributes --queue-url https://sqs.{region}.amazonaws.com/111122223333/{name}-jobs --attributes file://redrive.json
short-visibility-timeout|high|reliability|Messages come back while they are still worked on.|The same message is then handled twice at the same time.|Set the visibility timeout to six times the function's timeout.|The queue's visibility timeout of 30 s is below the function's timeout of 60 s.|visibility_timeout=30;function_timeout=60;needed=360|aws sqs set-queue-attributes --queue-url https://sqs.{region}.amazonaws.com/111122223333/{name}-jobs --attributes VisibilityTimeout=360
unnecessary-vpc|medium|network|The function is in a VPC that it does not need.|Each VPC attachment costs addresses, NAT traffic and start time, and can cut the function off from AWS services.|Detach the function after a test in staging.|Nothing in vpc-0a12b34c can be reached or is used by {name}.|vpc=vpc-0a12b34c;reachable=0;needs_found=none|aws lambda update-function-configuration --function-name {name} --vpc-config SubnetIds=[],SecurityGroupIds=[]
missing-tracing|medium|observability|Requests are not traced.|A slow or failing request cannot be followed through the services that it touches.|Turn on active tracing.|Active tracing is off and no other tracer was found.|tracing_mode=PassThrough;layers=none|aws lambda update-function-configuration --function-name {name} --tracing-config Mode=Active --region {region}
oversized-package|medium|package|The package is large.|Large packages start slowly and hide what is really used.|Leave out what the runtime provides, and split what is not needed at start.|The package of {name} has 48.2 MB, of which 31.0 MB are boto3 and botocore.|code_size=50541363;largest=botocore,boto3,numpy;threshold=10000000|aws lambda update-function-code --function-name {name} --zip-file fileb://slim.zip
shared-role|medium|security|Several functions share a role.|Each of them has the permissions of all.|Give every function a role of its own.|The role {role} is used by 9 functions.|role={role};functions=9|aws iam create-role --role-name {name} --assume-role-policy-document file://trust.json
single-az|medium|reliability|The function runs in one zone only.|When the zone fails, the function fails.|Add subnets in a second zone.|All subnets of {name} are in eu-west-1a.|subnets=subnet-01,subnet-02;zones=eu-west-1a|aws lambda update-function-configuration --function-name {name} --vpc-config file://vpc.json
confused-deputy|medium|security|Another account's resource could invoke the function.|A stranger can point a bucket or topic of their own at it.|Add aws:SourceAccount to the statement.|Statement s3-invoke lacks aws:SourceAccount, and a bucket ARN carries no account.|statement=s3-invoke;principal=s3.amazonaws.com;condition=aws:SourceArn|aws lambda add-permission --function-name {name} --statement-id s3-invoke-2 --principal s3.amazonaws.com --action lambda:InvokeFunction --source-account 111122223333
api-timeout|medium|reliability|The function may run longer than the API waits.|The caller sees an error while the function goes on, and tries again.|Set the timeout below 29 seconds, or answer asynchronously.|The timeout of 60 s exceeds the 29 s of the REST API in front.|timeout=60;integration_timeout=29;api=a1b2c3d4|aws lambda update-function-configuration --function-name {name} --timeout 28
unbounded-log-retention|low|observability|Logs are kept for ever.|They cost a little more each month and hold personal data longer than allowed.|Set a retention.|The log group /aws/lambda/{name} never expires.|log_group=/aws/lambda/{name};retention=never|aws logs put-retention-policy --log-group-name /aws/lambda/{name} --retention-in-days 90 --region {region}
unstructured-logs|low|observability|Logs are plain text.|They cannot be filtered by field.|Set the log format to JSON.|The log format is Text and no Powertools layer was found.|log_format=Text|aws lambda update-function-configuration --function-name {name} --logging-config LogFormat=JSON
missing-alarms|low|observability|No alarm watches errors or throttles.|Failures are noticed by customers first.|Add an alarm on Errors and Throttles.|No alarm was found on the errors or throttles of {name}.|alarms=0;metrics=Errors,Throttles|aws cloudwatch put-metric-alarm --alarm-name {name}-errors --namespace AWS/Lambda --metric-name Errors --dimensions Name=FunctionName,Value={name} --statistic Sum --period 300 --evaluation-periods 1 --threshold 1 --comparison-operator GreaterThanOrEqualToThreshold
whole-batch-retry|low|reliability|One bad message repeats the whole batch.|Messages that were handled are handled again.|Report batch item failures.|The mapping has a batch size of 10 and does not report batch item failures.|batch_size=10;function_response_types=none|aws lambda update-event-source-mapping --uuid 14e0db71 --function-response-types ReportBatchItemFailures
partial-wildcard-action|low|security|The role names actions with a wildcard.|New actions of the service are granted without anybody deciding it.|Name the actions.|The role {role} allows dynamodb:Get*, which grants 6 actions.|action=dynamodb:Get*;expands_to=6|aws iam put-role-policy --role-name {role} --policy-name data --policy-document file://data.json
maximal-timeout|low|upkeep|The timeout is the longest possible.|A hanging call is paid for up to 15 minutes.|Set it a little above the longest normal duration.|The timeout of {name} is 900 s.|timeout=900|aws lambda update-function-configuration --function-name {name} --timeout 60
cold-start-exposed|low|upkeep|Callers wait for cold starts.|The first request of each new environment is slow.|Turn on SnapStart or provisioned concurrency.|{name} is called synchronously and has neither SnapStart nor provisioned concurrency.|snap_start=None;provisioned=0|aws lambda update-function-configuration --function-name {name} --snap-start ApplyOn=PublishedVersions
x86-function|info|upkeep|The function could run on arm64.|Graviton costs 20 % less for the same time.|Set the architecture to arm64 after a test.|{name} runs on x86_64, though nothing ties it there.|architecture=x86_64;native_code=none|aws lambda update-function-code --function-name {name} --architectures arm64 --zip-file fileb://code.zip
untagged-function|info|upkeep|The function has no tags.|Nobody knows whose it is and what it costs.|Tag it with its owner.|{name} has no tags.|tags=0|aws lambda tag-resource --resource {arn} --tags owner=team
duplicate-code|info|package|Several functions hold the same code.|A fix must be deployed many times.|Move it to a layer.|The code of {name} equals that of 3 other functions.|code_sha256=c2hhMjU2;functions=4|aws lambda publish-layer-version --layer-name shared --zip-file fileb://layer.zip
""".strip().splitlines()  # noqa: E501

KINDS = {"unnecessary-vpc": FixKind.INVESTIGATE, "deprecated-runtime": FixKind.DECIDE}
ADVICE = "shared-role"  # has no command
TEAMS = ("orders", "billing", "search", "catalog", "mail", "stock", "fraud", "exports", "users")
DEEDS = ("api", "worker", "import", "notify", "resize", "sync", "report", "cleanup", "webhook")
REGIONS = ("eu-west-1", "us-east-1", "eu-central-1")
RUNTIMES = ("python3.13", "python3.12", "nodejs22.x", "nodejs18.x", "java21", "dotnet10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A check of the sample catalogue."""

    summary: CheckSummary
    message: str
    evidence: tuple[tuple[str, str], ...]
    cli: str


def rules() -> tuple[Rule, ...]:
    """Return the sample catalogue."""
    return tuple(map(_rule, CATALOGUE))


def _rule(line: str) -> Rule:
    id_, severity, category, title, why, remedy, message, evidence, cli = line.split("|")
    return Rule(
        summary=CheckSummary(
            id=id_,
            title=title,
            category=Category(category),
            severity=Severity(severity),
            passed=0,
            fail=0,
            unknown=0,
            waived=0,
            not_applicable=0,
            rationale=why,
            remedy=remedy,
            references=(f"https://docs.aws.amazon.com/lambda/latest/dg/{id_}.html",),
            frameworks=("AWS Well-Architected",),
            operations=("lambda:ListFunctions", "lambda:GetPolicy"),
        ),
        message=message,
        evidence=tuple((k, v) for k, _, v in (p.partition("=") for p in evidence.split(";"))),
        cli=cli,
    )


def function(number: int) -> FunctionSummary:
    """Return the facts of the function of a number."""
    name = f"{TEAMS[number % 9]}-{DEEDS[number // 9 % 9]}"
    if number >= 81:
        name += f"-{number // 81}"
    region = REGIONS[(number * 7) % 10 // 5 if number % 11 else 2]
    in_vpc = number % 3 == 0
    return FunctionSummary(
        arn=f"arn:aws:lambda:{region}:{ACCOUNT}:function:{name}",
        name=name,
        region=region,
        runtime=None if number % 17 == 16 else RUNTIMES[number % 6],
        package_type="Image" if number % 17 == 16 else "Zip",
        score=100,
        grade="A",
        memory=(128, 512, 1024)[number % 3],
        timeout=(30, 60, 900)[number % 3],
        architecture="arm64" if number % 2 else "x86_64",
        code_size=120_000 + number * 7919 % 48_000_000,
        role=f"arn:aws:iam::{ACCOUNT}:role/service/{name}-role",
        vpc="vpc-0a12b34c" if in_vpc else None,
        tags={"team": name.partition("-")[0], "env": "prod" if number % 3 else "staging"},
        layers=(f"arn:aws:lambda:{region}:017000801446:layer:AWSLambdaPowertoolsPythonV3:18",)
        if number % 5 == 0
        else (),
        dead_letter_target=f"arn:aws:sqs:{region}:{ACCOUNT}:failed-events"
        if number % 6 == 0
        else None,
        sources=_sources(number, name, region),
        invocation_unknown="" if number % 13 else "lambda:GetPolicy was denied",
        role_reach=(
            f"s3: 3 actions on 1 bucket ({name}-data)",
            "dynamodb: every read on 1 table",
            "logs: create and put, by name",
        ),
        package=(("botocore", 21_400_000), ("numpy", 9_800_000), ("app", 412_000)),
    )


def _sources(number: int, name: str, region: str) -> tuple[SourceSummary, ...]:
    found = (
        SourceSummary(
            mode="asynchronous",
            service="Amazon S3",
            arn=f"arn:aws:s3:::{name}-in",
            qualifier="$LATEST",
            evidence="resource policy of $LATEST, statement 0",
        ),
        SourceSummary(
            mode="queue",
            service="Amazon SQS",
            arn=f"arn:aws:sqs:{region}:{ACCOUNT}:{name}-jobs",
            qualifier="live",
            evidence="event source mapping 14e0db71",
        ),
        SourceSummary(
            mode="synchronous",
            service="Amazon API Gateway",
            arn=f"arn:aws:execute-api:{region}:{ACCOUNT}:a1b2c3d4/*/POST/{name}",
            qualifier="live",
            evidence="resource policy of live, statement 1",
        ),
    )
    return found[: number % 4]


def result(
    rule: Rule,
    about: FunctionSummary,
    outcome: Outcome = Outcome.FAIL,
    *,
    unique: str = "",
    fixes: bool = True,
) -> ReportResult:
    """Return the result of a rule for a function."""
    role = about.role.rpartition("/")[2]
    words = {"name": about.name, "region": about.region, "role": role, "arn": about.arn}
    evidence: dict[str, str | int | tuple[str, ...]] = {
        key: int(value) if value.isdigit() else value.format(**words)
        for key, value in rule.evidence
    }
    if unique:
        evidence["request"] = unique
    cli = rule.cli.format(**words)
    fix = Fix(
        cli=cli,
        sam=f"Resources:\n  Function:\n    Type: AWS::Serverless::Function\n    Properties:\n"
        f"      FunctionName: {about.name}\n      # {rule.summary.remedy}",
        terraform=f'resource "aws_lambda_function" "this" {{\n  function_name = "{about.name}"\n'
        f"  # {rule.summary.remedy}\n}}",
        kind=KINDS.get(rule.summary.id, FixKind.FIX),
    )
    check = rule.summary.id
    finding = Finding(
        message=rule.message.format(**words),
        evidence=evidence,
        fix=fix if fixes and check != ADVICE else Fix(),
        confidence=Confidence.MEDIUM if check == "unnecessary-vpc" else Confidence.HIGH,
        cause=about.role if check in {"admin-role", "shared-role", "wildcard-action"} else "",
    )
    unknown = outcome is Outcome.UNKNOWN
    return ReportResult(
        id=sha256(f"{check} {about.arn}".encode(errors="backslashreplace")).hexdigest()[:16],
        check=check,
        function=about.arn,
        outcome=outcome,
        severity=rule.summary.severity,
        findings=() if unknown or outcome is Outcome.PASS else (finding,),
        reason="lambda:GetPolicy was denied in eu-central-1 (AccessDeniedException)"
        if unknown
        else "",
        waiver=waiver() if outcome is Outcome.WAIVED else None,
        first_seen=NOW - timedelta(days=sum(map(ord, about.name)) % 90),
    )


def waiver(**differences: object) -> WaiverUse:
    """Return an active waiver."""
    use = WaiverUse(
        id="billing-legacy-runtime",
        kind="accepted_risk",
        reason="The function is switched off on 15 January 2027 together with the old shop.",
        owner="billing-team@example.com",
        ticket="PAY-1412",
        created=date(2026, 10, 28),
        expires=date(2027, 1, 20),
    )
    return replace(use, **differences)  # type: ignore[arg-type]


def judged(functions: list[FunctionSummary], results: list[ReportResult]) -> list[FunctionSummary]:
    """Return the functions with their scores and deductions, worst first."""
    opened: dict[str, list[ReportResult]] = {}
    for each in results:
        if each.outcome in {Outcome.FAIL, Outcome.UNKNOWN}:
            opened.setdefault(each.function, []).append(each)
    scored = [_judged(about, opened.get(about.arn, [])) for about in functions]
    return sorted(scored, key=lambda about: (about.score, about.arn))


def _judged(about: FunctionSummary, opened: list[ReportResult]) -> FunctionSummary:
    worst = min((each.severity for each in opened), key=lambda s: s.rank, default=Severity.INFO)
    low, high = BANDS[worst.value] if opened else (100, 100)
    points = sum(POINTS[each.severity.value] for each in opened)
    score = min(max(100 - points, low), high)
    return replace(
        about,
        score=score,
        grade=letter(score),
        deductions=tuple(
            Deduction(check=each.check, points=POINTS[each.severity.value]) for each in opened
        ),
    )


def letter(score: float) -> str:
    """Return the grade of a score."""
    return next(
        g for low, g in ((90, "A"), (80, "B"), (65, "C"), (50, "D"), (0, "F")) if score >= low
    )


def counted(results: list[ReportResult], functions: int) -> tuple[CheckSummary, ...]:
    """Return the sample checks with their counts."""
    counts = Counter((each.check, each.outcome) for each in results)

    def summaries() -> Iterator[CheckSummary]:
        for rule in sorted(rules(), key=lambda r: r.summary.id):
            check = rule.summary
            fail, unknown, waived = (
                counts[check.id, outcome]
                for outcome in (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED)
            )
            rest = functions - fail - unknown - waived
            yield replace(
                check,
                fail=fail,
                unknown=unknown,
                waived=waived,
                not_applicable=rest // 3,
                passed=rest - rest // 3,
            )

    return tuple(summaries())


def report(functions: list[FunctionSummary], results: list[ReportResult]) -> Report:
    """Return a whole report of these functions and results."""
    results = sorted(results, key=lambda r: (r.severity.rank, r.check, r.function))
    listed = judged(functions, results)
    opened = Counter(r.severity.value for r in results if r.outcome is Outcome.FAIL)
    worst = next((s.value for s in Severity if opened[s.value]), "")
    low, high = BANDS.get(worst, (100, 100))
    mean = sum(f.score for f in listed) / len(listed) if listed else 0
    value = round(low + (high - low) * max(mean - low, 0) / ((100 - low) or 1), 1)
    return Report(
        tool=Tool(
            name="lambda-auditor",
            version="0.1.0",
            score_model=1,
            checks_digest="sha256:" + sha256(b"checks").hexdigest(),
            data={"runtimes": "2026-11-10", "IAM actions": "2026-10-27"},
        ),
        account=AccountIdentity(id=ACCOUNT, alias="shop-production", partition="aws"),
        caller=f"arn:aws:sts::{ACCOUNT}:assumed-role/auditor/nightly",
        regions=REGIONS,
        captured_at=NOW,
        complete=True,
        partial=False,
        gaps=(),
        calls=CallStatistics(
            total=412,
            throttled=0,
            retried=3,
            by_operation={"lambda:ListFunctions": 8, "lambda:GetFunction": 212, "iam:GetRole": 192},
        ),
        score=Score(
            value=value if listed else None,
            grade=letter(value) if listed else "n/a",
            cap=f"{letter(value)} because {opened[worst]} {worst} findings are open;"
            f" mean function score {mean:.1f}."
            if worst
            else "Nothing is open."
            if listed
            else "There is no function to score.",
            best_case=value if listed else None,
            best_grade=letter(value) if listed else "n/a",
            without_waivers=value if listed else None,
            assessed=1.0,
            categories={
                category.value: CategoryScore(value=score, grade=letter(score))
                for category, score in zip(
                    Category, (48.2, 71.4, 86.0, 88.3, 85.1, 74.9), strict=True
                )
            }
            if listed
            else {},
            regions={
                region: CategoryScore(value=score, grade=letter(score))
                for region, score in zip(REGIONS, (48.9, 76.0, 82.5), strict=True)
            }
            if listed
            else {},
        ),
        checks=counted(results, len(listed)),
        functions=tuple(listed),
        results=tuple(results),
        open={s.value: opened[s.value] for s in Severity},
    )


def empty() -> Report:
    """Return the report of an account without a function."""
    return report([], [])


def single() -> Report:
    """Return the report of one function with one finding."""
    about = function(3)
    return report([about], [result(rules()[3], about)])


def believable() -> Report:
    """Return the report of 86 functions with everything that a report can hold."""
    functions = [function(number) for number in range(86)]
    made = report(functions, list(_believable(functions)))
    top = tuple(_fixes(made))
    score = replace(
        made.score,
        grade="F?",
        best_case=62.4,
        best_grade="D",
        without_waivers=37.5,
        assessed=0.9683,
    )
    return replace(
        made,
        complete=False,
        score=score,
        gaps=(
            Gap(
                region="eu-central-1",
                operation="lambda:GetPolicy",
                iam_action="lambda:GetPolicy",
                code="AccessDeniedException",
                message="User is not authorized to perform lambda:GetPolicy",
                functions=8,
                checks=("confused-deputy", "missing-dlq", "public-function"),
            ),
        ),
        gap_policy='{\n  "Version": "2012-10-17",\n  "Statement": [\n    {\n'
        '      "Effect": "Allow",\n      "Action": ["lambda:GetPolicy"],\n'
        '      "Resource": "*"\n    }\n  ]\n}',
        top_fixes=top,
        waivers=(
            WaiverSummary(
                waiver=waiver(), checks=("deprecated-runtime",), state="active", results=3
            ),
            WaiverSummary(
                waiver=waiver(
                    id="exports-timeout",
                    reason="The nightly export takes up to 14 minutes by design.",
                    owner="data@example.com",
                    ticket=None,
                    created=date(2026, 2, 1),
                    expires=date(2026, 11, 1),
                ),
                checks=("maximal-timeout",),
                state="expired",
                results=0,
                note="The finding is open again since 1 November.",
            ),
        ),
        disabled=(
            DisabledCheck(
                id="high-error-rate", title="Many invocations fail.", reason="needs --metrics"
            ),
            DisabledCheck(
                id="dead-weight",
                title="The package holds what nobody needs.",
                reason="needs --packages",
            ),
        ),
        overrides=("oversized-package.own_code_mb = 25 (default 10)",),
        notes=("2 functions vanished while they were read.",),
        trend=tuple(
            TrendPoint(
                captured_at=NOW - timedelta(days=7 * (8 - n)),
                score=value,
                grade=letter(value),
                open={"critical": 6 - n // 2, "high": 60 - 2 * n, "medium": 90 - n, "low": 130},
            )
            for n, value in enumerate(
                (31.0, 31.5, 30.2, 34.4, 38.0, 37.1, 41.0, 41.0, made.score.value)
            )
            if value is not None
        ),
        comparison=_comparison(made),
    )


def _believable(functions: list[FunctionSummary]) -> Iterator[ReportResult]:
    chance = random.Random(8)  # noqa: S311
    shares = {"critical": 0.02, "high": 0.09, "medium": 0.16, "low": 0.3, "info": 0.25}
    by_id = {rule.summary.id: rule for rule in rules()}
    for rule in rules():
        for about in functions:
            if rule.summary.id in {"single-az", "duplicate-code"}:
                continue
            if about.region == "eu-central-1" and rule.summary.id in {
                "confused-deputy",
                "missing-dlq",
                "public-function",
            }:
                yield result(rule, about, Outcome.UNKNOWN)
            elif chance.random() < shares[rule.summary.severity.value]:
                waived = rule is by_id["deprecated-runtime"] and about.name.startswith("fraud")
                yield result(rule, about, Outcome.WAIVED if waived else Outcome.FAIL)


def _fixes(made: Report) -> Iterator[TopFix]:
    failed: dict[str, list[ReportResult]] = {}
    for each in made.results:
        if each.outcome is Outcome.FAIL:
            failed.setdefault(each.check, []).append(each)
    titles = {check.id: check.remedy for check in made.checks}
    gain = 6.3
    for check, members in list(failed.items())[:12]:
        yield TopFix(
            title=titles[check],
            check=check,
            cause=members[0].findings[0].cause,
            results=tuple(each.id for each in members),
            functions=len(members),
            severity=members[0].severity,
            score_after=round((made.score.value or 0) + gain, 1),
            gain=round(gain, 1),
            kind=members[0].findings[0].fix.kind,
        )
        gain *= 0.72


def _comparison(made: Report) -> Comparison:
    failed = [each for each in made.results if each.outcome is Outcome.FAIL]
    kinds = ["new"] * 5 + ["fixed"] * 9 + ["changed"] * 2 + ["expired"]
    return Comparison(
        baseline_at=NOW - timedelta(days=7),
        comparable=True,
        note="",
        score_before=41.0,
        changes=tuple(
            Change(
                kind=kind,
                id=each.id,
                check=each.check,
                function=each.function,
                severity=each.severity,
                detail="confidence medium, was low" if kind == "changed" else "",
            )
            for kind, each in zip(kinds, failed[:: max(len(failed) // 17, 1)], strict=False)
        ),
        functions_added=(made.functions[0].arn,),
        functions_removed=(),
    )


def large(functions: int = 10_000, *, worst: bool = False) -> Report:
    """Return a large report: a quarter of all results failed, or all with unique evidence."""
    chance = random.Random(25)  # noqa: S311
    facts = [function(number) for number in range(functions)]
    shares = {"critical": 0.004, "high": 0.12, "medium": 0.25, "low": 0.35, "info": 0.4}
    results = [
        result(
            rule,
            about,
            Outcome.UNKNOWN if chance.random() < 0.02 and not worst else Outcome.FAIL,
            unique=f"{chance.getrandbits(40):x}" if worst else "",
        )
        for rule in rules()
        for about in facts
        if worst or chance.random() < shares[rule.summary.severity.value]
    ]
    made = report(facts, results)
    return replace(made, top_fixes=tuple(_fixes(made)))


HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "]]><!--",
    "javascript:alert(3)",
    "abc\u202egnp.exe",
    "nul\x00bell\x07esc\x1b[31m",
    "\ud800lone",
    "line\u2028para\u2029end",
    '=HYPERLINK("http://x","y")',
    "a|b`c`d",
    "{{ 7*7 }}{% raw %}",
    "\"'><b>&lt;&amp;",
    "${alert(4)}",
    "</style><style>*{display:none}",
    "\x01\x02\x03\x04\x1f",
    "__proto__",
    "v" * 65_536,
)


def hostile() -> Report:
    """Return a report in which every text of the account is an attack."""
    functions = [
        replace(
            function(n),
            name=text[:140],
            arn=f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:{text[:140]}",
            role=f"arn:aws:iam::{ACCOUNT}:role/{text[:60]}",
            region="eu-west-1",
            vpc=text[:60],
            tags={text[:128]: text},
            layers=(text,),
            destinations=(text,),
            role_reach=(text,),
            package=((text, 5),),
            invocation_unknown=text,
            sources=(
                SourceSummary(mode=text, service=text, arn=text, qualifier=text, evidence=text),
            ),
        )
        for n, text in enumerate(HOSTILE)
    ]
    results = [
        replace(
            result(rule, about, outcome),
            reason=text,
            findings=(
                Finding(
                    message=text,
                    evidence={text: text, "list": (text, text)},
                    fix=Fix(cli=text, sam=text, terraform=text),
                    cause=text,
                ),
            ),
            waiver=waiver(id=text, reason=text, owner=text, ticket=text)
            if outcome is Outcome.WAIVED
            else None,
        )
        for about, text in zip(functions, HOSTILE, strict=True)
        for rule, outcome in zip(
            rules()[:3], (Outcome.FAIL, Outcome.UNKNOWN, Outcome.WAIVED), strict=True
        )
    ]
    made = report(functions, results)
    return replace(
        made,
        account=AccountIdentity(id=ACCOUNT, alias=HOSTILE[1], partition="aws"),
        caller=HOSTILE[4],
        complete=False,
        score=replace(made.score, cap=HOSTILE[0]),
        gaps=tuple(
            Gap(region=t, operation=t, iam_action=t, code=t, message=t, functions=1, checks=(t,))
            for t in HOSTILE
        ),
        gap_policy=HOSTILE[1],
        notes=HOSTILE,
        overrides=HOSTILE,
        disabled=tuple(DisabledCheck(id=t, title=t, reason=t) for t in HOSTILE),
        waivers=tuple(
            WaiverSummary(
                waiver=waiver(id=t, reason=t, owner=t, ticket=t),
                checks=(t,),
                state="active",
                results=1,
                note=t,
            )
            for t in HOSTILE
        ),
        top_fixes=tuple(
            TopFix(
                title=t,
                check="admin-role",
                cause=t,
                results=(results[0].id,),
                functions=1,
                severity=Severity.CRITICAL,
                score_after=None,
                gain=0.0,
            )
            for t in HOSTILE[:10]
        ),
    )


def typical() -> Report:
    """Return 10,000 functions with about 60,000 results."""
    return large()


def worst() -> Report:
    """Return 10,000 functions of which every check fails with evidence of its own."""
    return large(worst=True)
