"""Tags of CloudFormation stacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from auditor.collect.aws.members import arn
from auditor.collect.facts.values import tags_of
from auditor.collect.scope import RegionScope
from auditor.model import Fact


async def stack_tags(
    scope: RegionScope, stacks: Iterable[str]
) -> Mapping[str, Fact[Mapping[str, str]]]:
    """Return the tags of every stack of the region, by ARN; without a name nothing is asked.

    One list brings them all, in fewer calls than asking for each.
    """
    if not any(stacks):
        return MappingProxyType({})
    return MappingProxyType(
        {
            arn(raw, "StackId"): tags_of(raw, scope.classifier)
            for raw in await scope.calls.all("cloudformation:DescribeStacks", scope.region)
        }
    )
