"""Files are read with the place of everything in them; broken and hostile ones are refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from auditor.model.errors import UsageError
from auditor.templates.marks import MarkedMap, mark_at
from auditor.templates.reader import decode, parse, read_document

YAML = """Resources:
  Function:
    Type: AWS::Lambda::Function
    Properties:
      Environment:
        Variables:
          A: one
          B: !Sub
            - '${X}'
            - X: 1
"""


def test_each_entry_knows_its_lines_and_column() -> None:
    document = parse(YAML, "t.yaml")
    path = ("Resources", "Function", "Properties", "Environment", "Variables", "B")
    mark, depth = mark_at(document, path)
    assert mark is not None
    assert (mark.line, mark.column, mark.end_line, depth) == (8, 11, 10, 6)


def test_json_has_the_same_marks() -> None:
    text = json.dumps({"Resources": {"F": {"Type": "AWS::Lambda::Function"}}}, indent=2)
    mark, _ = mark_at(parse(text, "t.json"), ("Resources", "F", "Type"))
    assert mark is not None
    assert (mark.line, mark.column) == (4, 7)


def test_short_forms_are_the_functions_that_they_abbreviate() -> None:
    found = parse("a: !GetAtt Role.Arn\nb: !Ref X\nc: !If [A, 1, !Ref AWS::NoValue]", "t")
    assert found == {
        "a": {"Fn::GetAtt": ["Role", "Arn"]},
        "b": {"Ref": "X"},
        "c": {"Fn::If": ["A", 1, {"Ref": "AWS::NoValue"}]},
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_the_encodings_that_editors_and_shells_write_are_read(encoding: str) -> None:
    assert parse(decode('{"a": "ä"}'.encode(encoding), "t"), "t") == {"a": "ä"}


def test_dates_and_account_ids_stay_texts() -> None:
    found = parse("Version: 2012-10-17\nAccount: 012345678901\nYes: yes", "t")
    assert found == {"Version": "2012-10-17", "Account": "012345678901", "Yes": True}


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "\n".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (BOMB, "aliases"),
        ("[" * 5_000, "deep"),
        ("a: &a [*a]", "anchor"),
        ("a: 1\n---\nb: 2", "2 YAML documents"),
        ("a: !!python/object/apply:os.system ['true']", "tag"),
        ("a: [1, 2", ":1:"),
        ('{"a" 1 }', "t:1:6"),
        ("a: 'open", "t:"),
    ],
)
def test_broken_and_hostile_texts_are_refused_with_their_place(text: str, expected: str) -> None:
    with pytest.raises(UsageError, match=expected):
        parse(text, "t")


def test_json_is_not_read_as_yaml_where_the_file_says_json() -> None:
    with pytest.raises(UsageError, match=r"t\.json:1:9: a key in double quotes"):
        parse('{"a": 1,}', "t.json")


def test_a_file_of_ten_megabytes_and_a_pipe_are_refused(tmp_path: Path) -> None:
    large = tmp_path / "large.yaml"
    large.write_bytes(b"a: 1\n" * 2_100_000)
    with pytest.raises(UsageError, match="larger than 10 MB"):
        read_document(large, "large.yaml")


@given(st.text(max_size=200))
@example("NULL")
def test_any_text_is_a_document_or_a_usage_error(text: str) -> None:
    try:
        read = parse(text, "t")
    except UsageError as refused:
        assert str(refused).startswith("t:")  # noqa: PT017  either of the two
    else:
        assert read is None or isinstance(read, bool | int | float | str | list | dict)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=10),
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
        ),
        max_leaves=12,
    )
)
def test_json_is_read_as_python_reads_it(value: object) -> None:
    text = json.dumps(value)
    if text[0] in "{[":
        found = parse(text, "t")
        assert found == value
        assert not isinstance(found, dict) or isinstance(found, MarkedMap)
