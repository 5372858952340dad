"""A small simulator of AWS, for tests and the benchmark: the read calls that the collector makes.

Standard library and botocore's service models only. `python -m tests.simulator --help` serves it
apart; inside a test, `Simulator(account)` does, on a free port of the loopback address.
"""

from __future__ import annotations

from tests.simulator.accounts import SimulatedAccount, function, generated
from tests.simulator.faults import Fault
from tests.simulator.server import Simulator

__all__ = ["Fault", "SimulatedAccount", "Simulator", "function", "generated"]
