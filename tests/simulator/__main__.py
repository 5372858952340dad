"""Serve a generated account until told to stop; prints the URL, and the statistics at the end."""

from __future__ import annotations

import argparse
import json
import signal
import sys
import threading

from tests.simulator.accounts import generated
from tests.simulator.faults import Fault
from tests.simulator.server import Simulator


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--functions", type=int, default=100)
    parser.add_argument("--regions", type=int, default=1)
    parser.add_argument("--latency-ms", type=float, default=0)
    parser.add_argument("--throttle", action="store_true")
    parser.add_argument("--fault", action="append", default=[], metavar="KIND:RATE")
    chosen = parser.parse_args()
    faults = [
        Fault(kind=kind, rate=float(rate or 1))
        for kind, _, rate in (text.partition(":") for text in chosen.fault)
    ]
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    account = generated(chosen.functions, chosen.regions)
    latency = chosen.latency_ms / 1000
    with Simulator(account, faults, throttle=chosen.throttle, latency=latency) as simulator:
        sys.stdout.write(simulator.url + "\n")
        sys.stdout.flush()
        stop.wait()
        sys.stdout.write(json.dumps(simulator.statistics()) + "\n")


if __name__ == "__main__":
    main()
