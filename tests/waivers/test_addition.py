"""An entry is added, and every byte that stood there before is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.assess import waivers
from auditor.assess.waivers.entry import Match, Waiver, WaiverKind
from auditor.model import Severity
from auditor.model.errors import UsageError
from tests.waivers.test_document import GOOD

NEW = Waiver(
    id="new-one",
    checks=("slow", "admin-role"),
    match=Match(
        function="arn:aws:lambda:*:1:function:a",
        tags=MappingProxyType({"env": "prod", "a: b": "#no"}),
    ),
    kind=WaiverKind.FALSE_POSITIVE,
    reason='it says "no": # and {more}',
    owner="team@example.com",
    ticket="SEC-2",
    created=date(2026, 11, 1),
    expires=date(2026, 12, 1),
)
AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def test_a_new_file_is_started() -> None:
    assert waivers.add("", NEW, "w.yaml") == (
        "version: 1\n\nwaivers:\n"
        '  - id: "new-one"\n'
        "    checks: [slow, admin-role]\n"
        "    match:\n"
        '      function: "arn:aws:lambda:*:1:function:a"\n'
        "      tags:\n"
        '        "a: b": "#no"\n'
        '        "env": "prod"\n'
        "    kind: false_positive\n"
        '    reason: "it says \\"no\\": # and {more}"\n'
        '    owner: "team@example.com"\n'
        '    ticket: "SEC-2"\n'
        "    created: 2026-11-01\n"
        "    expires: 2026-12-01\n"
    )


def test_the_rest_of_the_file_is_left_byte_for_byte() -> None:
    text = GOOD + "\n# a closing remark\n"
    changed = waivers.add(text, NEW, "w.yaml")
    assert changed.startswith(GOOD)
    assert changed.endswith("\n# a closing remark\n")
    assert len(waivers.parse(changed, "w.yaml").entries) == 2


@pytest.mark.parametrize(
    "text",
    [
        GOOD.rstrip("\n"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("\n  ", "\n"),  # the list at the margin
        "waivers:\n" + GOOD[GOOD.index("  - id") :] + "# between\nversion: 1\n",
        "---\n" + GOOD + "...\n",
        GOOD.replace("expires: 2026-12-01", "expires: 2026-12-01  # soon"),
        GOOD.replace("  - id", "  -\n    id"),
        GOOD.replace("2026-12-01\n", "2026-12-01\n    ticket:\n").replace(
            "    ticket: SEC-12\n", ""
        ),
        "version: 1\nwaivers: []  # none yet\n# end\n",
        "version: 1\nwaivers: null\n",
        "version: 1\nwaivers:\n",
        "version: 1\nwaivers:",
        "waivers:\n# none\nversion: 1\n",
        "version: 1\n",
        "version: 1",
    ],
)
def test_every_layout_is_extended(text: str) -> None:
    before = waivers.parse(text, "w.yaml").entries
    after = waivers.parse(waivers.add(text, NEW, "w.yaml"), "w.yaml").entries
    assert len(after) == len(before) + 1
    added = next(w for w in after if w.id == NEW.id)
    assert replace(added, line=0) == NEW
    kept = waivers.add(text, NEW, "w.yaml")
    for line in text.replace(" []", "").replace("null", "").splitlines():
        assert line.rstrip() in kept


@pytest.mark.parametrize(
    "text", ["{version: 1}", "{version: 1, waivers: []}", "version: 1\nwaivers: [{id: a}]\n"]
)
def test_what_cannot_be_extended_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        waivers.add(text, NEW, "w.yaml")


def test_an_id_that_is_taken_is_refused() -> None:
    with pytest.raises(UsageError, match="already"):
        waivers.add(GOOD, replace(NEW, id="orders-dlq"), "w.yaml")


@settings(deadline=None)
@given(st.text(min_size=1).filter(lambda t: t.strip()), st.text(min_size=1).filter(str.strip))
def test_any_reason_and_owner_is_read_back(reason: str, owner: str) -> None:
    new = replace(NEW, reason=reason, owner=owner.strip())
    assert waivers.parse(waivers.add(GOOD, new, "w"), "w").entries[-1].owner == owner.strip()


def test_what_ends_soon_is_listed_soonest_first() -> None:
    later = replace(NEW, id="later", expires=date(2027, 1, 1))
    both = waivers.Waivers(name="w", entries=(later, NEW))
    assert [w.id for w in waivers.expiring(both, AT, 30)] == ["new-one"]
    assert [w.id for w in waivers.expiring(both, AT, 60)] == ["new-one", "later"]


def test_a_check_of_the_file_tells_rules_that_are_broken() -> None:
    bad = replace(NEW, id="bad", reason="short", ticket=None, expires=date(2026, 11, 1))
    typo = replace(NEW, id="typo", checks=("admin-rule",), match=Match(function="orders"))
    long = replace(NEW, id="long", ticket=None, checks=("admin-role",))
    file = waivers.Waivers(name="w.yaml", entries=(NEW, bad, typo, long))
    known = {"admin-role": Severity.CRITICAL, "slow": Severity.LOW}
    assert waivers.problems(file, AT, known) == (
        "w.yaml:0: bad: it expired on 2026-11-01; renew or delete it",
        "w.yaml:0: bad: its reason is shorter than 15 characters",
        "w.yaml:0: typo: there is no check 'admin-rule'; did you mean 'admin-role'?",
        "w.yaml:0: typo: 'orders' matches no ARN; begin it with arn: or *",
        "w.yaml:0: long: a waiver of a critical finding needs a ticket",
    )
