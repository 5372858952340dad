"""The sample account's number, regions and ARNs; AWS's documentation reserves these numbers."""

from __future__ import annotations

ACCOUNT = "111122223333"
PARTNER = "444455556666"  # a courier company that is allowed to call one function
STRANGER = "999988887777"  # publishes a layer that was never vetted
OWN_ORGANIZATION = "own"  # stands for the organization that the emulator numbers
EUROPE = "eu-west-1"
AMERICA = "us-east-1"
REGIONS = (EUROPE, AMERICA)


def queue(name: str, region: str = EUROPE) -> str:
    """Return the ARN of an SQS queue."""
    return f"arn:aws:sqs:{region}:{ACCOUNT}:{name}"


def topic(name: str, region: str = EUROPE) -> str:
    """Return the ARN of an SNS topic."""
    return f"arn:aws:sns:{region}:{ACCOUNT}:{name}"


def stream(name: str, region: str = EUROPE) -> str:
    """Return the ARN of a Kinesis stream."""
    return f"arn:aws:kinesis:{region}:{ACCOUNT}:stream/{name}"


def table(name: str, region: str = EUROPE) -> str:
    """Return the ARN of a DynamoDB table."""
    return f"arn:aws:dynamodb:{region}:{ACCOUNT}:table/{name}"


def table_stream(name: str) -> str:
    """Return a stand-in for the ARN of a table's stream, which AWS numbers by time."""
    return f"stream-of:{name}"


def bucket(name: str) -> str:
    """Return the ARN of an S3 bucket."""
    return f"arn:aws:s3:::{name}"


def role(name: str) -> str:
    """Return the ARN of an IAM role."""
    return f"arn:aws:iam::{ACCOUNT}:role/{name}"


def policy(name: str) -> str:
    """Return the ARN of an IAM policy of the account's own."""
    return f"arn:aws:iam::{ACCOUNT}:policy/{name}"


def function(name: str, region: str = EUROPE) -> str:
    """Return the unqualified ARN of a function."""
    return f"arn:aws:lambda:{region}:{ACCOUNT}:function:{name}"


def layer(name: str, version: int, region: str = EUROPE, account: str = ACCOUNT) -> str:
    """Return the ARN of a layer version."""
    return f"arn:aws:lambda:{region}:{account}:layer:{name}:{version}"


def secret(name: str, region: str = EUROPE) -> str:
    """Return the ARN of a Secrets Manager secret."""
    return f"arn:aws:secretsmanager:{region}:{ACCOUNT}:secret:{name}"


def log_group(name: str, region: str = EUROPE) -> str:
    """Return the ARN of a function's log group, without its streams."""
    return f"arn:aws:logs:{region}:{ACCOUNT}:log-group:/aws/lambda/{name}"


def execution(api: str, region: str = EUROPE) -> str:
    """Return the ARN pattern of every route of one API."""
    return f"arn:aws:execute-api:{region}:{ACCOUNT}:{api}/*"
