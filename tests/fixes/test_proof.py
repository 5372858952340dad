"""docs/fixes.md says what the tables say."""

from __future__ import annotations

from auditor.evaluate.registry import checks
from tests.fixes.proof import PAGE, page
from tests.fixes.variants import ADVICE, CASES


def test_the_page_is_current() -> None:
    assert PAGE.read_text() == page(), "run make docs"


def test_every_check_has_variants_or_says_why_it_gives_advice_only() -> None:
    assert CASES.keys() | ADVICE.keys() == set(checks())
    assert CASES.keys() & ADVICE.keys() == set()
