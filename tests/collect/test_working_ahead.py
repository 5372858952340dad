"""What was read is worked with while other calls wait for their quota."""

from __future__ import annotations

from dataclasses import replace

from auditor.assess.pipeline import Inputs, judged_ahead, report
from tests.collect.lab import lab
from tests.simulator import generated


def test_functions_are_judged_while_others_wait_for_the_quota() -> None:
    with lab(generated(60)) as place:
        inputs = Inputs(plan=place.plan)
        ahead = judged_ahead(inputs)
        account = place.read(quota_share=1.0, ahead=ahead.judge)
    held = ahead.holding_in(account)
    assert held is not None
    assert held[0]
    assert report(account, replace(inputs, ahead=ahead)) == report(account, inputs)
