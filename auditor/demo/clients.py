"""boto3 clients for the emulator: one for each service and region, made once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias

import boto3
from botocore.config import Config

Client: TypeAlias = Any  # boto3 makes a client's methods while it runs

_THREADS = 8  # the emulator works in one; more of ours only wait


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoClients:
    """What the parts of the account are made with."""

    made: Mapping[tuple[str, str], Client]
    pool: ThreadPoolExecutor

    def get(self, service: str, region: str) -> Client:
        """Return the client of one service in one region."""
        return self.made[service, region]

    def together(self, tasks: Iterable[Callable[[], object]]) -> None:
        """Run tasks at the same time until all have ended, or one has failed."""
        for future in [self.pool.submit(task) for task in tasks]:
            future.result()


@contextmanager
def connected(services: tuple[str, ...], regions: tuple[str, ...]) -> Iterator[DemoClients]:
    """Yield clients that follow the AWS variables of this process's environment."""
    session = boto3.Session()
    config = Config(
        proxies={},  # an emulator on the loopback interface is behind none
        retries={"mode": "standard", "total_max_attempts": 3},
        connect_timeout=5,
        read_timeout=30,
        max_pool_connections=_THREADS,
        s3={"addressing_style": "path"},
    )
    # one after the other: making clients is not thread-safe
    made = {
        (service, region): session.client(service, region_name=region, config=config)
        for service in services
        for region in regions
    }
    pool = ThreadPoolExecutor(_THREADS)
    try:
        yield DemoClients(made=made, pool=pool)
    finally:
        pool.shutdown(cancel_futures=True)  # Ctrl-C waits for what was begun, and no more
        for client in made.values():
            client.close()
