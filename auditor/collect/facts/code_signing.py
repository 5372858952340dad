"""Which functions are under a code-signing configuration, from the region's list of those."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.collect.aws.members import OddAnswerError, structure, text
from auditor.collect.scope import RegionScope
from auditor.model import Fact, Function, Known, Unknown
from auditor.model.arn import is_function, unqualified


async def code_signing(scope: RegionScope) -> Mapping[str, str]:
    """Return Enforce or Warn for each function under a code-signing policy, by unqualified ARN."""
    modes: dict[str, str] = {}
    for raw in await scope.calls.all("lambda:ListCodeSigningConfigs", scope.region):
        arn = text(raw, "CodeSigningConfigArn")
        mode = text(structure(raw, "CodeSigningPolicies"), "UntrustedArtifactOnDeployment")
        signed = await scope.calls.all(
            "lambda:ListFunctionsByCodeSigningConfig", scope.region, CodeSigningConfigArn=arn
        )
        if not all(map(is_function, signed)):
            raise OddAnswerError("FunctionArns")
        modes.update((unqualified(function), mode) for function in signed)
    return modes


def mode_of(function: Function, signing: Fact[Mapping[str, str]]) -> Fact[str | None]:
    """Return a function's mode, unless it is known from an earlier run."""
    if isinstance(function.code_signing, Known):
        return function.code_signing
    return signing if isinstance(signing, Unknown) else Known(signing.value.get(function.arn))
