from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from auditor.analysis.iam import matches
from auditor.analysis.iam.matching import covers


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("*", "", True),
        ("a*c", "abc", True),
        ("a*c", "ab", False),
        ("a?c", "abc", True),
        ("a?c", "ac", False),
        ("*a*b*", "xxaxxbxx", True),
        ("*ab", "aab", True),
        ("ab*ba", "aba", False),
        ("s3:[GP]et", "s3:Get", False),
        ("arn:aws:s3:::b/*", "arn:aws:s3:::B/x", False),
    ],
)
def test_only_star_and_question_mark_are_wild(pattern: str, text: str, *, expected: bool) -> None:
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*" * 10_000, True),
        ("?" * 10_000, False),
        ("*?" * 5_000, False),
        ("*a" * 5_000, False),
        ("a*" * 5_000 + "b", False),
    ],
)
def test_ten_thousand_wildcards_are_matched(pattern: str, *, expected: bool) -> None:
    assert matches(pattern, "a" * 2_000) is expected


def by_definition(pattern: str, text: str) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(by_definition(pattern[1:], text[i:]) for i in range(len(text) + 1))
    return bool(text) and pattern[0] in ("?", text[0]) and by_definition(pattern[1:], text[1:])


@settings(max_examples=200, deadline=None)
@example("*?", "")
@given(st.text("ab*?", max_size=7), st.text("ab", max_size=7))
def test_matching_agrees_with_its_definition(pattern: str, text: str) -> None:
    assert matches(pattern, text) is by_definition(pattern, text)


def test_a_pattern_covers_what_is_surely_within_it() -> None:
    assert covers("arn:aws:s3:::*", "arn:aws:s3:::b/*")
    assert not covers("arn:aws:s3:::b/?", "arn:aws:s3:::b/*")
