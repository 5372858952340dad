"""Connects the functions with what calls them: topics, rules, schedules, buckets and APIs."""

from __future__ import annotations

from collections.abc import Iterable

from auditor.demo import names
from auditor.demo.clients import Client, DemoClients
from auditor.demo.sample import SampleFunction

# The emulator really fires these; none does within the demo.
_NIGHTLY = "cron(30 2 1 1 ? 2037)"


def connect_events(clients: DemoClients, row: SampleFunction) -> None:
    """Create a function's subscriptions, rules and schedules; let them and its buckets call it."""
    aws = clients.get("lambda", row.region)
    for name in row.topics:
        source = names.topic(name, row.region)
        _permit(aws, row, "sns.amazonaws.com", name, source)
        clients.get("sns", row.region).subscribe(
            TopicArn=source, Protocol="lambda", Endpoint=_target(row)
        )
    for name in row.rules:
        events = clients.get("events", row.region)
        rule = events.put_rule(Name=name, ScheduleExpression=_NIGHTLY)["RuleArn"]
        _permit(aws, row, "events.amazonaws.com", name, rule)
        events.put_targets(Rule=name, Targets=[{"Id": "function", "Arn": _target(row)}])
    for name in row.buckets:
        _permit(aws, row, "s3.amazonaws.com", name, names.bucket(name))
    for name in row.schedules:
        # the scheduler calls with a role, so that the function's policy does not name it
        clients.get("scheduler", row.region).create_schedule(
            Name=name,
            ScheduleExpression=_NIGHTLY,
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": _target(row), "RoleArn": names.role("scheduler-role")},
        )


def connect_buckets(clients: DemoClients, row: SampleFunction) -> None:
    """Create the buckets that notify a function.

    Called before the function is created: the emulator sends a test event at once, which it
    would run the function for.
    """
    s3 = clients.get("s3", row.region)
    for name in row.buckets:
        elsewhere = {"CreateBucketConfiguration": {"LocationConstraint": row.region}}
        s3.create_bucket(Bucket=name, **({} if row.region == names.AMERICA else elsewhere))
        s3.put_bucket_notification_configuration(
            Bucket=name,
            NotificationConfiguration={
                "LambdaFunctionConfigurations": [
                    {"LambdaFunctionArn": _target(row), "Events": ["s3:ObjectCreated:*"]}
                ]
            },
        )


def connect_apis(clients: DemoClients, region: str, rows: Iterable[SampleFunction]) -> None:
    """Create the region's REST API and HTTP API, with the functions behind them."""
    here = [row for row in rows if row.region == region]
    aws = clients.get("lambda", region)
    rest = clients.get("apigateway", region)
    api = rest.create_rest_api(name="shop")["id"]
    root = rest.get_resources(restApiId=api)["items"][0]["id"]
    for row in here:
        for path in row.rest_paths:
            _add_resource(rest, api, root, path, _integration_uri(row))
        if row.rest_paths:
            _permit(aws, row, "apigateway.amazonaws.com", "shop", names.execution(api, region))
    rest.create_deployment(restApiId=api, stageName="live")

    http = clients.get("apigatewayv2", region)
    api = http.create_api(Name="shop-app", ProtocolType="HTTP")["ApiId"]
    for row in here:
        for route in row.http_routes:
            integration = http.create_integration(
                ApiId=api,
                IntegrationType="AWS_PROXY",
                IntegrationUri=_target(row),
                PayloadFormatVersion="2.0",
                TimeoutInMillis=30_000,
            )["IntegrationId"]
            http.create_route(ApiId=api, RouteKey=route, Target=f"integrations/{integration}")
        if row.http_routes:
            _permit(aws, row, "apigateway.amazonaws.com", "shop-app", names.execution(api, region))
    http.create_stage(ApiId=api, StageName="$default", AutoDeploy=True)


def _add_resource(rest: Client, api: str, root: str, path: str, uri: str) -> None:
    resource = rest.create_resource(restApiId=api, parentId=root, pathPart=path)["id"]
    method = {"restApiId": api, "resourceId": resource, "httpMethod": "POST"}
    rest.put_method(**method, authorizationType="AWS_IAM")
    rest.put_integration(
        **method,
        type="AWS_PROXY",
        integrationHttpMethod="POST",
        uri=uri,
        timeoutInMillis=29_000,
    )


def _target(row: SampleFunction) -> str:
    """Return what is called: the function's alias, where it has one."""
    arn = names.function(row.name, row.region)
    return arn if row.alias is None else f"{arn}:{row.alias}"


def _integration_uri(row: SampleFunction) -> str:
    return (
        f"arn:aws:apigateway:{row.region}:lambda:path/2015-03-31/functions/"
        f"{_target(row)}/invocations"
    )


def _permit(aws: Client, row: SampleFunction, service: str, name: str, source: str) -> None:
    """Let a service call the function; well guarded, unless the row says otherwise."""
    permission = {
        "StatementId": f"{service.removesuffix('.amazonaws.com')}-{name}",
        "Action": "lambda:InvokeFunction",
        "Principal": service,
    }
    if service == "s3.amazonaws.com" or not row.unguarded_events:
        permission["SourceArn"] = source
    if not row.unguarded_events:
        permission["SourceAccount"] = names.ACCOUNT
    if row.alias is not None:
        permission["Qualifier"] = row.alias
    aws.add_permission(FunctionName=row.name, **permission)
