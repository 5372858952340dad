"""A waiver file is read strictly, and everything wrong with it is told at once."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.assess import waivers
from auditor.assess.waivers.entry import WaiverKind
from auditor.model.errors import UsageError

GOOD = """\
# who may waive: the security team
version: 1
waivers:
  - id: orders-dlq  # the team's own id
    checks: [missing-dlq]
    match:
      function: arn:aws:lambda:*:111122223333:function:orders
      tags:
        env: prod
        tier: 1
    kind: accepted_risk
    reason: events are replayed
      from the source every night
    owner: orders@example.com
    ticket: SEC-12
    created: 2026-10-01
    expires: 2026-12-01
"""


def refused(text: str) -> str:
    with pytest.raises(UsageError) as caught:
        waivers.parse(text, "w.yaml")
    return str(caught.value)


def test_a_good_file_is_read() -> None:
    (entry,) = waivers.load(GOOD).entries
    assert entry.id == "orders-dlq"
    assert entry.checks == ("missing-dlq",)
    assert entry.match.tags == {"env": "prod", "tier": "1"}
    assert entry.kind is WaiverKind.ACCEPTED_RISK
    assert entry.reason == "events are replayed from the source every night"
    assert (entry.created, entry.expires) == (date(2026, 10, 1), date(2026, 12, 1))
    assert entry.line == 4


def test_a_file_is_read_from_its_path(tmp_path: Path) -> None:
    path = tmp_path / "auditor-waivers.yaml"
    path.write_text("\ufeff" + GOOD, encoding="utf-8")
    assert len(waivers.load(path).entries) == 1


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="can't be read"):
        waivers.load(tmp_path / "absent.yaml")
    (tmp_path / "latin").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(UsageError, match="UTF-8"):
        waivers.load(tmp_path / "latin")


def test_an_empty_list_is_a_good_file() -> None:
    assert waivers.parse("version: 1\nwaivers: []\n", "w.yaml").entries == ()
    assert waivers.parse("version: 1\nwaivers:\n", "w.yaml").entries == ()


def test_unknown_keys_are_told_with_their_line_and_the_nearest_name() -> None:
    text = GOOD.replace("expires:", "expire:")
    assert refused(text).splitlines() == [
        "w.yaml:4: a waiver needs 'expires'",
        "w.yaml:17: a waiver has no key 'expire'; did you mean 'expires'?",
    ]


def test_every_problem_is_told_at_once_in_file_order() -> None:
    text = GOOD.replace("version: 1", "version: 2").replace("accepted_risk", "sure")
    text = text.replace("[missing-dlq]", "['*']").replace("2026-12-01", "soon")
    lines = [line.split(":")[1] for line in refused(text).splitlines()]
    assert lines == ["2", "5", "11", "17"]


@pytest.mark.parametrize("check", ["*", "missing-*", "Missing-DLQ", "missing dlq", "a?b"])
def test_checks_are_exact_ids(check: str) -> None:
    assert "checks exactly" in refused(GOOD.replace("[missing-dlq]", f"['{check}']"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("version: 1", "", "the file needs 'version'"),
        ("[missing-dlq]", "[]", "at least one check"),
        ("[missing-dlq]", "missing-dlq", "checks must be a list"),
        ("[missing-dlq]", "[[missing-dlq]]", "a check must be a text"),
        ("2026-12-01", "2026-13-01", "expires must be a date"),
        ("2026-12-01", "20261201", "expires must be a date"),
        ("2026-12-01", "2026-12-01T00:00:00Z", "expires must be a date"),
        ("owner: orders@example.com", "owner:", "a waiver needs 'owner'"),
        ("owner: orders@example.com", "owner: ''", "owner must not be empty"),
        ("owner: orders@example.com", "owner: [a]", "owner must be a text"),
        ("    kind:", "    id: again\n    kind:", "duplicate key 'id'"),
        ("tier: 1", "env: test", "duplicate tag 'env'"),
        ("tier: 1", "tier: [1]", "must be a text"),
        ("accepted_risk", "trust-me", "kind is 'trust-me'"),
    ],
)
def test_each_wrong_value_is_told(old: str, new: str, told: str) -> None:
    assert told in refused(GOOD.replace(old, new))


def test_match_must_say_something() -> None:
    start, rest = GOOD.split("    match:\n")
    tail = rest[rest.index("    kind:") :]
    assert "match needs" in refused(start + "    match: {}\n" + tail)
    assert "needs 'match'" in refused(start + tail)
    assert "no key 'region'" in refused(start + "    match: {region: eu-west-1}\n" + tail)
    assert "at least one tag" in refused(start + "    match: {tags: {}}\n" + tail)


def test_ids_are_unique() -> None:
    entry = GOOD[GOOD.index("  - id") :]
    assert "taken since line 4" in refused(GOOD + entry)


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", "[]", "a", "version: 1\nwaivers: {}\n", "a: [", "\x00", "--- 1\n--- 2"],
)
def test_what_is_no_waiver_file_is_an_error_and_no_crash(text: str) -> None:
    assert "w.yaml" in refused(text)


def test_deep_and_referring_documents_are_refused() -> None:
    assert "w.yaml" in refused("[" * 5000)
    bomb = "a: &a [x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(12)
    )
    assert "aliases expand to too much" in refused(bomb)


def test_merge_keys_are_unknown_keys() -> None:
    assert "no key '<<'" in refused(GOOD.replace("    kind:", "    <<: {ticket: x}\n    kind:"))


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("version: 1\nwaivers-[]{}&*!|>'\"#%@`,?"), max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    found: tuple[object, ...] = ()
    with suppress(UsageError):
        found = waivers.parse(text, "w.yaml").entries
    assert found == ()
