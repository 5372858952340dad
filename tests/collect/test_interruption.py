from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from auditor.collect import UNPACED, CollectOptions, collect
from auditor.model import Account, Known, Need, Unknown
from tests.collect.conftest import Read, facts
from tests.simulator import Fault, SimulatedAccount, Simulator, function, generated

NEEDS = frozenset({Need.RESOURCE_POLICY, Need.FUNCTION_DETAILS, Need.ROLES})
SLOW = Fault(kind="hang", operations="lambda:GetPolicy", seconds=600)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_at_once_with_what_there_is(
    monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    with Simulator(generated(20), [SLOW]) as simulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)

        def interrupt() -> None:
            while simulator.count()["lambda:GetPolicy"] < 20:
                time.sleep(0.05)
            os.kill(os.getpid(), number)

        threading.Thread(target=interrupt, daemon=True).start()
        # The answers hang for longer than any test may take: it must not wait for them.
        found = collect(NEEDS, CollectOptions(quota_share=UNPACED, read_timeout=600))
    assert found.interrupted
    assert found.gaps[-1].reason == f"collecting was interrupted ({number.name})"
    assert len(found.functions()) == 20
    assert all(isinstance(f.details, Known) for f in found.functions())
    policies = [f.policies.get()["$LATEST"] for f in found.functions()]
    assert all(isinstance(text, Unknown) for text in policies)


def test_a_list_that_was_cut_short_is_begun_again(read: Read) -> None:
    functions = [function(f"f{n:03}") for n in range(120)]
    given = SimulatedAccount(functions={"eu-west-1": functions})
    first, _ = read(given, Fault(kind="expire", operations="lambda:GetFunction"), needs=NEEDS)
    assert first.interrupted
    second, simulator = read(given, resume=first, needs=NEEDS)
    assert facts(second) == facts(read(given, needs=NEEDS)[0])
    whole = isinstance(first.regions[0].functions, Known) and len(first.functions()) == 120
    assert simulator.count()["lambda:ListFunctions"] == (0 if whole else 3)


def test_a_resumed_reading_asks_nothing_that_is_known(read: Read) -> None:
    given = generated(20)
    whole: Account = read(given, needs=NEEDS)[0]
    again, simulator = read(given, needs=NEEDS, resume=whole)
    assert facts(again) == facts(whole)
    assert set(simulator.count()) == {
        "sts:GetCallerIdentity",
        "ec2:DescribeRegions",
        "iam:ListAccountAliases",
    }


def test_the_permissions_are_printed_without_boto3() -> None:
    code = (
        "import sys, auditor.collect as c; from auditor.model import Need;"
        "c.permissions(Need); assert not {'boto3', 'botocore'} & set(sys.modules)"
    )
    done = subprocess.run(  # noqa: S603  our own interpreter
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], check=False
    )
    assert done.returncode == 0
