"""Where a template is going to be deployed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from auditor.templates.values import NO_VALUE, Symbol, Value, undecided

_PARTITIONS = (
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
)


NOT_TOLD = "000000000000"  # the account, and below the region, where no option tells them
_DEFAULT_REGION = "us-east-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """The account and region of the stacks."""

    account: str = NOT_TOLD
    region: str = _DEFAULT_REGION
    stack_name: str = ""  # of the first template's stack, where a samconfig tells it
    tags: Mapping[str, str] | None = None  # of the stack; None: not known
    # How a resource in an IAM policy is read of which a part is not known: as an ordinary name, or
    # as a wildcard. What is the same in both is known.
    wide: bool = False
    # The names in the account of resources that the templates do not name, by the stack's label
    # and the logical id.
    names: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def partition(self) -> str:
        """Return the region's partition."""
        return next((p for start, p, _ in _PARTITIONS if self.region.startswith(start)), "aws")

    def or_of(self, account: str, region: str) -> Surroundings:
        """Return these with an account and region that a file tells, where no option did."""
        return replace(
            self,
            account=account if account and self.account == NOT_TOLD else self.account,
            region=region if region and self.region == _DEFAULT_REGION else self.region,
        )

    @property
    def zones(self) -> tuple[str, ...]:
        """Return availability zones of the region; every region has at least three."""
        return tuple(f"{self.region}{letter}" for letter in "abc")

    def pseudo_parameter(self, name: str, stack: str) -> Value:
        """Return what `AWS::…` stands for."""
        suffix = next((s for start, _, s in _PARTITIONS if self.region.startswith(start)), "")
        found: dict[str, Value] = {
            "AWS::AccountId": self.account,
            "AWS::Region": self.region,
            "AWS::Partition": self.partition,
            "AWS::URLSuffix": suffix or "amazonaws.com",
            "AWS::StackName": Symbol(stack),
            "AWS::StackId": Symbol(
                f"arn:{self.partition}:cloudformation:{self.region}:{self.account}:stack/{stack}/0"
            ),
            "AWS::NotificationARNs": [],
            "AWS::NoValue": NO_VALUE,
        }
        return found.get(name, undecided(f"{name} is no pseudo parameter"))
