"""IAM roles as `iam:GetAccountAuthorizationDetails` describes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from auditor.model.arn import is_aws_managed
from auditor.model.fact import NOT_ASKED, Fact, UnavailableError, Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One policy document, as text; `auditor.analysis.iam` judges it, malformed or not."""

    name: str
    arn: str | None = None  # None: inline
    text: Fact[str]  # the JSON text as AWS gave it, URL-decoded once; may be malformed

    @property
    def aws_managed(self) -> bool:
        """Whether AWS publishes the policy."""
        return is_aws_managed(self.arn)


@dataclass(frozen=True, slots=True, kw_only=True)
class LastAccess:
    """When a role last used a service or action (`iam:GetServiceLastAccessedDetails`)."""

    service: str
    action: str | None = None  # None: the service as a whole
    last_used: datetime | None = None  # None: never in AWS's tracking period


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A role with every policy that is attached to it or inside it."""

    arn: str
    name: str
    trust: str = ""  # AssumeRolePolicyDocument as JSON text
    attached: tuple[Policy, ...] = ()
    inline: tuple[Policy, ...] = ()
    boundary: Fact[Policy | None] = NOT_ASKED
    last_accessed: Fact[tuple[LastAccess, ...]] = NOT_ASKED
    created: Fact[datetime] = NOT_ASKED  # UTC
    trust_missing: Unknown | None = None  # why `trust` could not be read
    tags: Fact[Mapping[str, str]] = NOT_ASKED

    def trust_text(self) -> str:
        """Return the trust policy as JSON text.

        Raises:
            UnavailableError: it could not be read.
        """
        if self.trust_missing is not None:
            raise UnavailableError(self.trust_missing)
        return self.trust
