from __future__ import annotations

from collections.abc import Iterator

from auditor.analysis.network.databases import DatabaseHost, admitting_rules, database_hosts
from auditor.plugin import (
    Audit,
    Category,
    Confidence,
    Finding,
    Fix,
    FixKind,
    Function,
    Need,
    NotApplicableError,
    Option,
    Severity,
    check,
    fix_text,
)

ID = "database-without-proxy"


@check(
    ID,
    severity=Severity.LOW,
    category=Category.RELIABILITY,
    needs={Need.FUNCTION_DETAILS, Need.SECURITY_GROUPS, Need.NETWORK_INTERFACES},
    references=(
        "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-proxy.html",
        "https://docs.aws.amazon.com/lambda/latest/dg/services-rds.html",
    ),
    frameworks=("AWS Well-Architected Serverless Lens REL 1",),
    options={
        "connections": Option(
            default=20, text="functions whose reserved concurrency is at most this are accepted"
        )
    },
)
def database_without_proxy(function: Function, audit: Audit) -> Iterator[Finding]:
    """Direct connections to an RDS database.

    Each environment of a function opens connections of its own. A burst of requests starts hundreds
    of environments, and the database runs out of connections for every other client. RDS Proxy
    shares a small pool among them, and so does the Data API. A variable with the host of a cluster
    or an instance shows a direct connection, or a database whose security group admits the
    function's on the port of MySQL, PostgreSQL or SQL Server in a VPC without a proxy.

    Fix: Connect through RDS Proxy or the Data API, or limit the reserved concurrency to what the
    database can serve.

    Risk: A proxy costs by the hour, and pins a connection to one client when the session's state
    changes. A reservation throttles what goes beyond it.
    """
    if function.vpc is None:
        raise NotApplicableError("the function is not attached to a VPC")
    hosts = database_hosts(function)
    direct = tuple(found for found in hosts if not found.proxy)
    rules = () if hosts else admitting_rules(audit, function)
    if not hosts and not rules:
        raise NotApplicableError("no sign of a database of RDS was found")
    if not direct and not rules:
        return
    reserved = function.details.get().reserved_concurrency
    if reserved is not None and reserved <= audit.number(ID, "connections"):
        return
    yield Finding(
        message=_message(direct, rules, reserved),
        evidence={
            "hosts": tuple(f"{found.variable}={found.host}" for found in direct),
            "rules": rules,
            "reserved_concurrency": reserved,
        },
        fix=_fix(function, int(audit.number(ID, "connections"))),
        # RDS Proxy does not serve every engine that an instance may have.
        confidence=Confidence.HIGH if any(f.cluster for f in direct) else Confidence.MEDIUM,
    )


def _message(direct: tuple[DatabaseHost, ...], rules: tuple[str, ...], reserved: int | None) -> str:
    limit = "nothing" if reserved is None else f"a reserved concurrency of {reserved}"
    if direct:
        names = " and ".join(dict.fromkeys(found.variable for found in direct))
        seen = f"{names} names a database and not a proxy"
    else:
        seen = f"A database admits the function ({rules[0]}), and the VPC has no RDS Proxy"
    return f"{seen}; {limit} limits the number of connections."


def _fix(function: Function, connections: int) -> Fix:
    name = f"{function.name[:50]}-proxy"
    subnets = function.vpc.subnet_ids if function.vpc else ()
    create = fix_text.shell(
        *("aws", "rds", "create-db-proxy", "--db-proxy-name", name),
        *(
            "--engine-family",
            fix_text.placeholder("ENGINE_FAMILY"),
            "--role-arn",
            fix_text.placeholder("ROLE_ARN"),
        ),
        *(
            "--auth",
            f"AuthScheme=SECRETS,SecretArn={fix_text.placeholder('SECRET_ARN')}",
            "--region",
            function.region,
        ),
        *("--vpc-subnet-ids", *subnets),
    )
    limit = fix_text.lambda_cli(
        "put-function-concurrency",
        function,
        *("--reserved-concurrent-executions", str(connections)),
    )
    return Fix(
        kind=FixKind.DECIDE,
        cli=f"{create}\n# or limit the connections\n{limit}",
        sam=fix_text.sam(function, f"ReservedConcurrentExecutions: {connections}"),
        terraform=fix_text.terraform(function, f"reserved_concurrent_executions = {connections}"),
    )
