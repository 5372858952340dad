from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.analysis.iam import Document, Malformed, parse_document, service_principals

STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
WHOLE = json.dumps({"Version": "2012-10-17", "Statement": STATEMENT})


@pytest.mark.parametrize("text", [WHOLE, quote(WHOLE), json.dumps(WHOLE), f"  {WHOLE}\n"])
def test_a_document_is_read_in_every_encoding_that_aws_uses(text: str) -> None:
    document = parse_document(text)
    assert isinstance(document, Document)
    assert document.problems == ()
    assert document.statements[0].actions == ("s3:GetObject",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "7",
        '"{"',
        "{",
        "{}",
        '{"Statement": 7}',
        '{"Statement": [7]}',
        '{"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Action": {"a": 1}, "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Action": [1], "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Action": "GetObject", "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Action": "s3:GetObject:x", "Resource": "*"}}',
        '{"Statement": {"Effect": "Allow", "Action": "a:b", "NotAction": "a:c"}}',
        '{"Statement": {"Effect": "Allow", "Action": "a:b", "Condition": ["x"]}}',
        '{"Statement": {"Effect": "Allow", "Action": "a:b", "Condition": {"Bool": "x"}}}',
        '{"Statement": {"Effect": "Allow", "Action": "a:b", "Principal": {"Aws": "*"}}}',
        "[" * 100_000,
        '{"a":' * 100_000,
        "9" * 5_000,
    ],
)
def test_a_malformed_document_says_why(text: str) -> None:
    document = parse_document(text)
    assert isinstance(document, Malformed)
    assert document.reason


@pytest.mark.parametrize(
    "text",
    [
        '{"Statement": [' + json.dumps(STATEMENT) + ', {"Effect": "Allow"}]}',
        '{"Statement": ' + json.dumps({**STATEMENT, "Resources": "*"}) + "}",
        '{"Version": "2029-01-01", "Statement": ' + json.dumps(STATEMENT) + "}",
        '{"Statement": {"Effect": "Allow", "Action": "a:b", "Action": "a:c", "Resource": "*"}}',
        '{"Extra": 1, "Statement": ' + json.dumps(STATEMENT) + "}",
    ],
)
def test_a_partly_malformed_document_keeps_its_good_statements_and_names_the_problem(
    text: str,
) -> None:
    document = parse_document(text)
    assert isinstance(document, Document)
    assert document.statements
    assert document.problems


def test_six_megabytes_are_refused() -> None:
    text = json.dumps({"Statement": [STATEMENT] * 90_000})
    assert isinstance(parse_document(text), Malformed)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["Statement", "Effect", "Action", "Resource", "Condition"]), inner
            )
        ),
    )
)
def test_any_json_is_read_or_refused_and_never_crashes(value: object) -> None:
    assert isinstance(parse_document(json.dumps(value)), Document | Malformed)


def test_the_services_that_may_call_are_listed_with_their_statements() -> None:
    text = json.dumps(
        {
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": ["a.b", "c.d"]}, "Action": "x:y"},
                {"Effect": "Deny", "Principal": {"Service": "e.f"}, "Action": "x:y"},
            ]
        }
    )
    named = [service for service, _ in service_principals(parse_document(text))]
    assert named == ["a.b", "c.d"]


def test_a_document_longer_than_any_that_aws_stores_is_not_judged() -> None:
    many = {"Statement": [{**STATEMENT, "Action": [f"s3:G{i}*" for i in range(20_000)]}]}
    document = parse_document(json.dumps(many))
    assert isinstance(document, Malformed)
    assert "more than AWS stores" in document.reason


def test_white_space_is_not_counted() -> None:
    spread = WHOLE.replace(" ", " " * 30_000)
    assert isinstance(parse_document(spread), Document)
