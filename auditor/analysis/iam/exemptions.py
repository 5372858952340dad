"""What `wildcard-resource` leaves out, by name and with the reason. Read 2026-11."""

from __future__ import annotations

from functools import lru_cache

from auditor.analysis.iam.matching import has_wildcard, matches

# What Lambda does with a function's role where the function is in a VPC, and where it is traced.
NETWORK_ACTIONS = (
    "ec2:createnetworkinterface",
    "ec2:describenetworkinterfaces",
    "ec2:deletenetworkinterface",
    "ec2:describesubnets",
    "ec2:assignprivateipaddresses",
    "ec2:unassignprivateipaddresses",
)
TRACING_ACTIONS = ("xray:puttracesegments", "xray:puttelemetryrecords")

# Every function needs these, and AWS's own AWSLambdaBasicExecutionRole and
# AWSLambdaVPCAccessExecutionRole grant them on `*`. They do take ARNs.
LAMBDA_BASELINE = frozenset(
    {
        "logs:createloggroup",
        "logs:createlogstream",
        "logs:putlogevents",
        "ec2:createnetworkinterface",
        "ec2:describenetworkinterfaces",
        "ec2:deletenetworkinterface",
        "ec2:detachnetworkinterface",  # in older editions of that policy, and in SAM's template
        "ec2:assignprivateipaddresses",
        "ec2:unassignprivateipaddresses",
    }
)

# Actions whose resource types are optional extras (a dataset, a lexicon, a custom model): the
# ordinary request names none, and IAM then asks for `*`.
ORDINARILY_EVERYTHING: dict[str, str] = {
    "cloudwatch:putmetricdata": "takes an ARN for datasets only",
    "cloudwatch:getmetricdata": "takes an ARN for datasets only",
    "cloudwatch:getmetricstatistics": "takes an ARN for datasets only",
    "cloudwatch:listmetrics": "takes an ARN for datasets only",
    "comprehend:detect*": "takes an ARN for custom endpoints only",
    "comprehend:batchdetect*": "takes an ARN for custom endpoints only",
    "comprehend:containspiientities": "takes an ARN for custom endpoints only",
    "comprehend:classifydocument": "takes an ARN for custom endpoints only",
    "polly:synthesizespeech": "takes an ARN for lexicons only",
    "polly:startspeechsynthesis*": "takes an ARN for lexicons only",
    "translate:translatetext": "takes an ARN for terminologies only",
    "translate:translatedocument": "takes an ARN for terminologies only",
    "translate:starttexttranslationjob": "takes an ARN for terminologies and parallel data only",
    "rekognition:detect*": "takes an ARN for custom projects only",
    "rekognition:recognizecelebrities": "takes an ARN for custom projects only",
    "rekognition:startmediaanalysisjob": "takes an ARN for custom projects only",
    "textract:analyze*": "takes an ARN for adapters only",
    "textract:startdocumentanalysis": "takes an ARN for adapters only",
    "ce:*": "cost data is the account's, not a resource's",
    "ec2:describe*": "almost none of them takes an ARN",
}

# Actions whose ARN can hardly be narrower than its type; on `*` itself they count.
ORDINARILY_EVERY_OF_TYPE: dict[str, str] = {
    "ses:send*": "in the SES sandbox the recipients' identities are checked as well",
    "apigateway:get": "the ARN is a path, and API ids are given by AWS after the policy is written",
}

# Published by AWS for functions with the named trigger; broad by design, so informational.
AWS_BASELINE_POLICIES = frozenset(
    {
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaBasicDurableExecutionRolePolicy",
        "AWSLambdaVPCAccessExecutionRole",
        "AWSLambdaENIManagementAccess",
        "AWSLambdaSQSQueueExecutionRole",
        "AWSLambdaDynamoDBExecutionRole",
        "AWSLambdaKinesisExecutionRole",
        "AWSLambdaMSKExecutionRole",
        "AWSLambdaRole",
        "AWSXRayDaemonWriteAccess",
        "AWSXrayWriteOnlyAccess",
        "CloudWatchLambdaInsightsExecutionRolePolicy",
        "CloudWatchLambdaApplicationSignalsExecutionRolePolicy",
        "AmazonS3ObjectLambdaExecutionRolePolicy",
    }
)

# By service, which no pattern leaves open.
_PATTERNS = {
    service: tuple(p for p in ORDINARILY_EVERYTHING if has_wildcard(p) and p.startswith(service))
    for service in {f"{p.partition(':')[0]}:" for p in ORDINARILY_EVERYTHING}
}


@lru_cache(maxsize=32768)
def exempt_of_type(action: str) -> bool:
    """Return whether an action (in lower case) may be granted on every resource of its type."""
    return any(matches(p, action) for p in ORDINARILY_EVERY_OF_TYPE)


@lru_cache(maxsize=32768)
def exempt(action: str) -> bool:
    """Return whether an action (in lower case) may be granted on `*` without a finding."""
    return (
        action in LAMBDA_BASELINE
        or action in ORDINARILY_EVERYTHING
        or any(matches(p, action) for p in _PATTERNS.get(f"{action.partition(':')[0]}:", ()))
    )
