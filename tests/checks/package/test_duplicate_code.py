from __future__ import annotations

from typing import Any

from auditor.evaluate.engine import judge
from auditor.evaluate.registry import checks, defaults
from auditor.model import Function, Outcome, Result, Severity, Unknown
from auditor.model.audit import Audit

DUPLICATE = "duplicate-code"
MB = 1024 * 1024


def results(
    region: Any, account: Any, *functions: Function, gaps: tuple[Unknown, ...] = ()
) -> list[Result]:
    chosen = checks()[DUPLICATE]
    audit = Audit(account(region(*functions), gaps=gaps), defaults([chosen]))
    return [judge(chosen, function, audit) for function in functions]


def named(function: Any, name: str, **differences: Any) -> Function:
    base: Function = function()
    arn = base.arn.replace("orders", name)
    made: Function = function(arn=arn, name=name, **{"code_size": 5 * MB, **differences})
    return made


def test_a_package_of_its_own_passes(function: Any, region: Any, account: Any) -> None:
    pair = named(function, "a"), named(function, "b", code_sha256="b3RoZXI=")
    assert [r.outcome for r in results(region, account, *pair)] == [Outcome.PASS] * 2


def test_a_shared_package_names_the_functions_and_a_layer(
    function: Any, region: Any, account: Any
) -> None:
    found = results(region, account, *(named(function, name) for name in "abc"))
    assert {r.outcome for r in found} == {Outcome.FAIL}
    assert found[0].severity is Severity.INFO
    evidence = found[0].findings[0].evidence
    assert evidence["functions"] == ("a", "b", "c")
    assert evidence["bytes_spared"] == 10 * MB
    assert f"a layer {evidence['layer']} could hold" in found[0].findings[0].message
    assert f"--layer-name {evidence['layer']}" in found[0].findings[0].fix.cli


def test_small_packages_may_be_shared(function: Any, region: Any, account: Any) -> None:
    pair = [named(function, name, code_size=MB) for name in "ab"]
    assert [r.outcome for r in results(region, account, *pair)] == [Outcome.PASS] * 2


def test_images_are_not_judged(function: Any, region: Any, account: Any) -> None:
    image = named(function, "a", package_type="Image", runtime=None)
    assert results(region, account, image)[0].outcome is Outcome.NOT_APPLICABLE


def test_nothing_is_needed_that_could_be_denied() -> None:
    assert checks()[DUPLICATE].needs == frozenset()


def test_a_list_that_was_cut_short_may_hide_the_twin(
    function: Any, region: Any, account: Any
) -> None:
    cut = Unknown(reason="cut", operation="lambda:ListFunctions", region="eu-west-1")
    (found,) = results(region, account, named(function, "a"), gaps=(cut,))
    assert (found.outcome, found.missing) == (Outcome.UNKNOWN, cut)
    elsewhere = Unknown(reason="cut", operation="lambda:ListFunctions", region="us-east-1")
    (found,) = results(region, account, named(function, "a"), gaps=(elsewhere,))
    assert found.outcome is Outcome.PASS
