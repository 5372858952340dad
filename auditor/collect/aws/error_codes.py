"""What an error code of AWS means for a fact: one table for every service."""

from __future__ import annotations

from enum import Enum, unique

from auditor.model import Loss


@unique
class Fault(Enum):
    """What to do about a call that failed."""

    THROTTLED = "throttled"  # wait and ask again
    TRANSIENT = "transient"  # ask again
    DENIED = "denied"  # the caller may not
    DISABLED = "disabled"  # the region or the service is not enabled for the account
    EXPIRED = "expired"  # the credentials have expired
    CLOCK = "clock"  # the clock of this machine is wrong, so no signature is valid
    ABSENT = "absent"  # there is no such thing
    REFUSED = "refused"  # anything else: asking again would not help


# Codes seen on AWS (botocore's own retry table, service API references; as of 2026-11-20).
_CODES: dict[Fault, frozenset[str]] = {
    Fault.THROTTLED: frozenset(
        {
            "BandwidthLimitExceeded",
            "EC2ThrottledException",
            "LimitExceededException",
            "PriorRequestNotComplete",
            "ProvisionedThroughputExceededException",
            "RequestLimitExceeded",
            "RequestThrottled",
            "RequestThrottledException",
            "SlowDown",
            "Throttled",
            "ThrottledException",
            "Throttling",
            "ThrottlingException",
            "TooManyRequests",
            "TooManyRequestsException",
            "TransactionInProgressException",
        }
    ),
    Fault.DENIED: frozenset(
        {
            "AccessDenied",
            "AccessDeniedException",
            "AuthorizationError",
            "AuthorizationErrorException",
            "Forbidden",
            "ForbiddenException",
            "KMSAccessDeniedException",
            "MissingAuthenticationToken",
            "MissingAuthenticationTokenException",
            "NotAuthorized",
            "NotAuthorizedException",
            "UnauthorizedException",
            "UnauthorizedOperation",
        }
    ),
    Fault.DISABLED: frozenset(
        {
            "AuthFailure",
            "InvalidAccessKeyId",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "OptInRequired",
            "OptInRequiredException",
            "SignatureDoesNotMatch",
            "SubscriptionRequiredException",
            "UnrecognizedClientException",
        }
    ),
    Fault.EXPIRED: frozenset(
        {
            "ExpiredToken",
            "ExpiredTokenException",
            "RequestExpired",
            "TokenRefreshRequired",
        }
    ),
    Fault.ABSENT: frozenset(
        {
            "AWS.SimpleQueueService.NonExistentQueue",
            "ImageNotFoundException",
            "NoSuchBucket",
            "NoSuchBucketPolicy",
            "NoSuchEntity",
            "NoSuchEntityException",
            "NotFound",
            "NotFoundException",
            "QueueDoesNotExist",
            "RepositoryNotFoundException",
            "ResourceNotFound",
            "ResourceNotFoundException",
        }
    ),
    Fault.TRANSIENT: frozenset(
        {
            "InternalError",
            "InternalFailure",
            "InternalServerError",
            "InternalServiceError",
            "RequestTimeout",
            "RequestTimeoutException",
            "ServiceException",
            "ServiceFailure",
            "ServiceUnavailable",
            "ServiceUnavailableException",
            "Unavailable",
        }
    ),
}
LOSSES = {
    Fault.THROTTLED: Loss.THROTTLED,
    Fault.TRANSIENT: Loss.FAILED,
    Fault.DENIED: Loss.DENIED,
    Fault.DISABLED: Loss.DISABLED,
    Fault.EXPIRED: Loss.EXPIRED,
    Fault.CLOCK: Loss.REFUSED,
    Fault.ABSENT: Loss.REFUSED,
    Fault.REFUSED: Loss.REFUSED,
}
_TOO_MANY, _SERVER_ERROR = 429, 500
_BY_CODE = {code: fault for fault, codes in _CODES.items() for code in codes}

_REASONS = {
    Fault.DENIED: "{action} is denied",
    Fault.DISABLED: "the region or service is not enabled for this account, or refuses the"
    " credentials",
    Fault.EXPIRED: "the credentials expired while the account was being read",
    Fault.CLOCK: "the clock of this machine is wrong; set it",
    Fault.ABSENT: "AWS says that it does not exist",
    Fault.THROTTLED: "AWS kept throttling {operation}",
    Fault.TRANSIENT: "{operation} kept failing",
    Fault.REFUSED: "AWS refused {operation}",
}


def fault(code: str, status: int) -> Fault:
    """Return what an error code and an HTTP status mean."""
    bare = code.rsplit("#", 1)[-1].split(":", 1)[0] if "#" in code or ":" in code else code
    if bare in _BY_CODE:
        return _BY_CODE[bare]
    if status == _TOO_MANY:
        return Fault.THROTTLED
    # A status without a code is no answer of AWS: a cut body, or something in between. It must not
    # pass for "there is no such thing".
    if status >= _SERVER_ERROR or bare.isdigit() or not bare:
        return Fault.TRANSIENT
    # A code this table does not know yet, such as XyzNotFound or InvalidGroup.NotFound.
    if bare.endswith(("NotFound", "NotFoundException", "NonExistentQueue")):
        return Fault.ABSENT
    return Fault.DENIED if "AccessDenied" in bare or "Unauthorized" in bare else Fault.REFUSED


def reason(kind: Fault, operation: str, action: str) -> str:
    """Return one clause for people that says why a fact is unknown."""
    return _REASONS[kind].format(operation=operation, action=action)
