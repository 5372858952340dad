"""How each AWS service invokes a function, by service principal.

Source: AWS Lambda Developer Guide, "Invoking Lambda with events from other AWS services", and the
page of each service named there; read 2026-11-21. A service that is in no list there, or whose
page does not say, is undetermined: it proves nothing about asynchronous invocation.
"""

from __future__ import annotations

import re

from auditor.analysis.invocation.evidence import Mode
from auditor.model.arn import is_arn, parse_arn
from auditor.model.partitions import ANY_SUFFIX

_ASYNCHRONOUS = (
    "cloudformation",  # custom resources
    "codecommit",
    "codepipeline",
    "config",  # custom rules
    "events",
    "iot",  # topic rules; custom authorizers are told apart by the source ARN
    "iotevents",
    "lambda.alarms.cloudwatch",
    "logs",
    "s3",
    "scheduler",
    "ses",
    "sns",
)
_SYNCHRONOUS = (
    "apigateway",  # unless the integration asks for an Event invocation
    "appsync",
    "autoscaling",
    "batchoperations.s3",
    "bedrock",
    "bedrock-agentcore",
    "cognito-idp",
    "cognito-sync",
    "connect",
    "edgelambda",
    "elasticloadbalancing",
    "firehose",
    "kinesisanalytics",
    "lex",
    "lexv2",
    "pinpoint",
    "pipes",
    "qbusiness",
    "replicator.lambda",
    "s3-object-lambda",
    "sagemaker",
    "states",
    "transfer",
    "vpc-lattice",
)
_IOT = "iot.amazonaws.com"
_ALEXA = ("alexa-appkit.amazon.com", "alexa-connectedhome.amazon.com")

MODES: dict[str, Mode] = {
    **{f"{name}.amazonaws.com": Mode.ASYNCHRONOUS for name in _ASYNCHRONOUS},
    **{f"{name}.amazonaws.com": Mode.SYNCHRONOUS for name in _SYNCHRONOUS},
    **dict.fromkeys(_ALEXA, Mode.SYNCHRONOUS),
}

# The service in a source ARN, where it is not the first label of the principal.
_PRINCIPAL_OF_ARN = {"execute-api": "apigateway.amazonaws.com"}

_REGIONAL = re.compile(r"\.(?:eusc-)?[a-z]{2}(?:-[a-z]+){1,2}-\d(?=\.amazonaws\.com$)")
_PARTITION = re.compile(rf"(?<=\.){ANY_SUFFIX}$")


def canonical(principal: str) -> str:
    """Return a service principal in its global form: no region, no partition, lower case."""
    name = _PARTITION.sub("amazonaws.com", principal.strip().lower())
    return _REGIONAL.sub("", name)


def principal_of_arn(arn: str) -> str | None:
    """Return the principal of the service that an ARN belongs to; None: not an ARN."""
    service = parse_arn(arn).service if is_arn(arn) else ""
    if not service or "*" in service:
        return None
    return _PRINCIPAL_OF_ARN.get(service, f"{service}.amazonaws.com")


def may_wait(principal: str) -> bool:
    """Return whether a service waits for the function's result, for some source at least."""
    return principal == _IOT or MODES.get(principal) is Mode.SYNCHRONOUS


def mode_of(principal: str, source_arns: tuple[str, ...]) -> Mode:
    """Return how a service invokes; the ARN of what it acts for can decide."""
    if principal == _IOT and source_arns:
        kinds = {parse_arn(arn).resource.split("/")[0] for arn in source_arns}
        if kinds == {"authorizer"}:
            return Mode.SYNCHRONOUS
    return MODES.get(principal, Mode.UNDETERMINED)
