from __future__ import annotations

from datetime import UTC, datetime

import pytest

from auditor.model import Account, Region, Unknown
from auditor.model.errors import UsageError
from auditor.selfaudit import sources
from auditor.selfaudit.checkpoint import Checkpoint, State
from auditor.selfaudit.request import AuditRequest
from auditor.selfaudit.store import Store, StoreError
from tests.selfaudit.bucket import Bucket, refused

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def store() -> Store:
    return Store(s3=Bucket(), bucket="reports")


def test_an_account_that_was_cut_short_is_read_back_with_its_gaps(store: Store) -> None:
    lost = Unknown(reason="the time for collecting was over", code="Interrupted")
    account = Account(
        id="1", captured_at=NOW, gaps=(lost,), interrupted=True,
        regions=(Region(name="eu-west-1", functions=lost),),
    )  # fmt: skip
    state = State(request=AuditRequest(regions=("eu-west-1",), metrics=True), started=NOW)
    checkpoint = Checkpoint.of(store, "1", "run")
    checkpoint.save(account, state)
    assert checkpoint.account() == account
    assert checkpoint.state() == state
    checkpoint.remove()
    assert checkpoint.state() is None


@pytest.mark.parametrize("content", [b"x", b"[]", b"{}", b'{"request":{"a":1},"started":"2026"}'])
def test_a_damaged_checkpoint_is_refused(store: Store, content: bytes) -> None:
    checkpoint = Checkpoint.of(store, "1", "run")
    store.put("checkpoints/1/run/state.json", content)
    with pytest.raises(UsageError):
        checkpoint.state()


class Parameters:
    def get_parameter(self, **_: object) -> dict[str, object]:
        return {"Parameter": {"Value": "version: 1\n", "Version": 3}}


def test_waivers_come_from_either_place_with_their_version(store: Store) -> None:
    store.put("config/w.yaml", b"version: 1\n")
    from_bucket = sources.read("s3:config/w.yaml", store, Parameters)
    from_parameter = sources.read("ssm:/lambda-auditor/w", store, Parameters)
    assert sources.waivers_of(from_bucket) is not None
    assert sources.notes(waivers=from_bucket, configuration=from_parameter) == (
        "waivers: s3:config/w.yaml, version v-7",
        "configuration: ssm:/lambda-auditor/w, version 3",
    )


def test_a_parameter_that_may_not_be_read_is_named(store: Store) -> None:
    class Denied:
        def get_parameter(self, **_: object) -> None:
            raise refused("AccessDeniedException", "GetParameter")

    with pytest.raises(StoreError, match=r"ssm:/lambda-auditor/w can't be read.*AccessDenied"):
        sources.read("ssm:/lambda-auditor/w", store, Denied)


@pytest.mark.parametrize("place", ["s3:config/none", "s3:", "http://x", "config/w.yaml"])
def test_a_place_that_holds_nothing_is_refused(store: Store, place: str) -> None:
    with pytest.raises(UsageError):
        sources.read(place, store, Parameters)


def test_the_configuration_is_checked_like_a_file_and_named_by_its_place() -> None:
    text = 'disable = []\n[scan]\nregion = ["eu-west-1"]\nquota-share = 0.2\n'
    good = sources.VersionedText(name="s3:a.toml", text=text, version="1")
    settings, asked = sources.configuration(good, {})
    assert settings.origin == "s3:a.toml"
    assert (asked.regions, asked.quota_share) == (("eu-west-1",), 0.2)
    for wrong in ("[scan]\nregoin = []", "x = 1", "[scan]\nquota-share = -1", "="):
        bad = sources.VersionedText(name="s3:a.toml", text=wrong, version="1")
        with pytest.raises(UsageError, match=r"s3:a\.toml"):
            sources.configuration(bad, {})
