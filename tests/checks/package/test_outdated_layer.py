from __future__ import annotations

from types import MappingProxyType
from typing import Any

from auditor.model import Known, Layer, Outcome, Unknown

OUTDATED = "outdated-layer"
LAYER = "arn:aws:lambda:eu-west-1:111122223333:layer:deps"
FOREIGN = "arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Extension"


def newest(**versions: int) -> dict[str, Any]:
    return {"layer_versions": Known(MappingProxyType({LAYER: versions["deps"]}))}


def using(*arns: str) -> tuple[Layer, ...]:
    return tuple(Layer(arn=arn, code_size=1) for arn in arns)


def test_the_newest_version_passes(run: Any, function: Any) -> None:
    result = run(OUTDATED, function(layers=using(f"{LAYER}:3")), region=newest(deps=3))
    assert result.outcome is Outcome.PASS


def test_an_older_version_fails_and_the_fix_keeps_the_others(run: Any, function: Any) -> None:
    layers = using(f"{LAYER}:3", f"{FOREIGN}:1")
    finding = run(OUTDATED, function(layers=layers), region=newest(deps=10)).findings[0]
    assert finding.message == "The function uses version 3 of the layer deps; the newest is 10."
    assert finding.fix.cli.endswith(f"--layers {LAYER}:10 {FOREIGN}:1")


def test_some_lag_may_be_accepted(run: Any, function: Any) -> None:
    layers = function(layers=using(f"{LAYER}:3"))
    result = run(OUTDATED, layers, region=newest(deps=5), options={"behind": 2})
    assert result.outcome is Outcome.PASS


def test_a_layer_that_is_gone_has_no_newer_version(run: Any, function: Any) -> None:
    assert run(OUTDATED, function(layers=using(f"{LAYER}:3"))).outcome is Outcome.PASS


def test_only_own_layers_are_looked_at(run: Any, function: Any) -> None:
    foreign = function(layers=using(f"{FOREIGN}:1"))
    assert run(OUTDATED, foreign).outcome is Outcome.NOT_APPLICABLE
    assert run(OUTDATED, function()).outcome is Outcome.NOT_APPLICABLE


def test_versions_that_could_not_be_read_are_unknown(run: Any, function: Any) -> None:
    denied = {"layer_versions": Unknown(reason="lambda:ListLayers was denied")}
    result = run(OUTDATED, function(layers=using(f"{LAYER}:3")), region=denied)
    assert result.outcome is Outcome.UNKNOWN
