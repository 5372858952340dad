from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from auditor.selfaudit.lock import Busy, Claim, Lock, acquire
from auditor.selfaudit.store import Store
from tests.selfaudit.bucket import Bucket

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)
KEY = "locks/1.json"


@pytest.fixture
def store() -> Store:
    return Store(s3=Bucket(), bucket="reports")


def take(store: Store, run: str, part: int = 1, now: datetime = NOW) -> Lock | Busy:
    return acquire(
        store, KEY, Claim(run=run, part=part), now=now, until=now + timedelta(minutes=15)
    )


def test_two_runs_exclude_each_other(store: Store) -> None:
    assert isinstance(take(store, "first"), Lock)
    busy = take(store, "second")
    assert isinstance(busy, Busy)
    assert "first" in busy.reason


def test_a_lock_that_was_released_is_free(store: Store) -> None:
    lock = take(store, "first")
    assert isinstance(lock, Lock)
    lock.release(NOW)
    assert isinstance(take(store, "second"), Lock)


def test_a_lock_whose_holder_crashed_ends_by_itself(store: Store) -> None:
    take(store, "crashed")
    assert isinstance(take(store, "second", now=LATER - timedelta(seconds=1)), Busy)
    assert isinstance(take(store, "second", now=LATER), Lock)


def test_a_repeated_event_takes_its_own_lock_again(store: Store) -> None:
    take(store, "first")
    assert isinstance(take(store, "first"), Lock)


def test_the_next_part_has_the_lock_and_a_late_repetition_does_not(store: Store) -> None:
    lock = take(store, "first")
    assert isinstance(lock, Lock)
    assert lock.hand_over(LATER) is not None
    late = take(store, "first", part=1)
    assert isinstance(late, Busy)
    assert "part 2" in late.reason
    assert isinstance(take(store, "first", part=2), Lock)


def test_who_lost_the_lock_can_neither_renew_nor_release_it(store: Store) -> None:
    lost = take(store, "slow")
    assert isinstance(lost, Lock)
    assert isinstance(take(store, "second", now=LATER), Lock)
    assert lost.renew(LATER) is None
    assert lost.hand_over(LATER) is None
    lost.release(LATER)
    assert isinstance(take(store, "third", now=LATER), Busy)


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"run":1,"part":"x","until":"2026"}'])
def test_what_is_no_lock_is_overwritten(store: Store, content: bytes) -> None:
    store.put(KEY, content)
    assert isinstance(take(store, "first"), Lock)
