"""What can go wrong on the way, on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

# What AWS's services say to a caller that asks too often, may not, or is at his end.
THROTTLED: Mapping[str, tuple[str, int]] = {
    "lambda": ("TooManyRequestsException", 429),
    "ec2": ("RequestLimitExceeded", 503),
    "iam": ("Throttling", 400),
    "": ("ThrottlingException", 400),
}
DENIED: Mapping[str, tuple[str, int]] = {
    "ec2": ("UnauthorizedOperation", 403),
    "iam": ("AccessDenied", 403),
    "sts": ("AccessDenied", 403),
    "s3": ("AccessDenied", 403),
    "sns": ("AuthorizationError", 403),
    "": ("AccessDeniedException", 400),
}
EXPIRED: Mapping[str, tuple[str, int]] = {
    "ec2": ("RequestExpired", 400),
    "iam": ("ExpiredToken", 403),
    "sts": ("ExpiredToken", 403),
    "": ("ExpiredTokenException", 403),
}
# To a caller whose clock is wrong.
UNTIMELY: Mapping[str, tuple[str, int]] = {
    "lambda": ("InvalidSignatureException", 403),
    "ec2": ("RequestExpired", 400),
    "s3": ("RequestTimeTooSkewed", 403),
    "": ("SignatureDoesNotMatch", 403),
}
DISABLED: Mapping[str, tuple[str, int]] = {
    "ec2": ("AuthFailure", 401),
    "": ("UnrecognizedClientException", 403),
}
FAILED: Mapping[str, tuple[str, int]] = {
    "lambda": ("ServiceException", 500),
    "ec2": ("InternalError", 500),
    "": ("InternalFailure", 500),
}
SCP = "with an explicit deny in a service control policy"
# What AWS adds to a denial that no policy of the caller can lift.
BECAUSE = {
    "deny-scp": SCP,
    "deny-rcp": "with an explicit deny in a resource control policy",
    "deny-endpoint": "because no VPC endpoint policy allows it",
    "deny-boundary": "because no permissions boundary allows it",
    "deny-session": "because no session policy allows it",
}
CODES = {
    "throttle": THROTTLED,
    "deny": DENIED,
    **dict.fromkeys(BECAUSE, DENIED),
    "expire": EXPIRED,
    "disable": DISABLED,
    "500": FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One kind of fault: for which calls, how often.

    Kinds: those of CODES; "cut" (200 with half a body), "truncate" (fewer bytes than announced),
    "reset" (no answer), "html" (502 of a proxy), "hang" (an answer after `seconds`), "empty" (200
    with a whole but empty document), "drip" (byte by byte, `seconds` apart), "endless" (each page
    names a next one), "duplicate" (a key comes twice), "deep" (nested without end),
    "elsewhere" (names another region), "foreign" (names another account),
    "null" (nothing but that word), "list" (of nothing, in place of an object), "huge" (a
    terabyte is announced), "torrent" (a body without length or end).
    """

    kind: str
    operations: str = "*"  # glob over "service:Operation"
    region: str = "*"
    rate: float = 1.0
    seconds: float = 0.0  # of "hang" and "drip"; of "expire": from when on
    later_pages: bool = False  # only calls that carry the marker of an earlier page

    def concerns(self, operation: str, region: str) -> bool:
        return fnmatchcase(operation, self.operations) and fnmatchcase(region, self.region)
