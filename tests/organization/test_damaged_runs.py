"""A run's folder that was damaged: refused in a sentence, or an account that counts as lost."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from auditor.model.errors import UsageError
from auditor.model.organization import Status
from auditor.organization import summary_file
from auditor.organization.combined import places
from auditor.organization.folder import Folder
from auditor.organization.member import Member
from auditor.organization.plan import RunPlan
from auditor.organization.run_files import RunFiles, latest
from auditor.organization.summary import CauseCounts, CheckCounts, GapCounts, Summary
from auditor.organization.totals import Totals
from auditor.storage import codec
from tests.damaged_documents import replaced
from tests.reports import samples

RUN = "20261130T120000Z"
ID = "111122223333"
DEEP = b'{"a":' * 100_000
BOMB = gzip.compress(b" " * (80 << 20))
TOOL = {"name": "a", "version": "1", "score_model": 1, "checks_digest": "sha256:0", "data": {}}
SUMMARY = Summary(
    id=ID,
    status=Status.AUDITED,
    captured_at="2026-11-30T12:00:00Z",
    score=78.9,
    grade="C",
    functions=3,
    open={"high": 1},
    checks={
        "missing-dlq": CheckCounts(
            severity="high", title="t", fail=1, unknown=0, waived=0, passed=2, not_applicable=0
        )
    },
    causes=(CauseCounts("role/a", {"missing-dlq": 1}, "high", 1, 1, 1),),
    gaps=(
        GapCounts(
            operation="o", iam_action="a", code="c", region="eu-west-1", message="m", functions=1
        ),
    ),
    first_seen={"high": {"2026-11-30": 1}},
    new={"high": 1},
    fixed={"low": 1},
    compared=True,
    calls=(3, 0, 0),
    tool=TOOL,
    notes=("n",),
)
WRONG: tuple[Any, ...] = (
    *(None, True, -1, 1.5, 1e300, "x", [], [None], {"a": 1}, {"high": -1}, {"high": "1"}),
    *("@NaN", "@1e999", "@" + "9" * 400),
)


@pytest.fixture
def run(tmp_path: Path) -> RunFiles:
    """Return the files of a whole run of two accounts, of which one was audited."""
    files = RunFiles(store=Folder(path=tmp_path), run=RUN)
    members = (Member(id=ID, regions=("eu-west-1",), tags=("a:b",)), Member(id="444455556666"))
    files.begin(
        RunPlan(run=RUN, created=datetime(2026, 11, 30, tzinfo=UTC), members=members, role="r")
    )
    report = gzip.compress(codec.report_to_json(samples.report()))
    files.keep(report, summary_of(report))
    return files


def summary_of(report: bytes) -> Summary:
    return Summary(id=ID, status=Status.AUDITED, digest=summary_file.digest_of(report), tool=TOOL)


def place(run: RunFiles, name: str) -> Path:
    return Path(run.store.name) / "runs" / f"run={RUN}" / name


def every_place(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if not isinstance(value, dict | list):
        return
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from every_place(item, (*path, key))


def changed(document: Any, path: tuple[Any, ...], value: Any) -> bytes:
    """Return the document, compressed, with a value replaced; "@…" is written as it is."""
    text = replaced(document, path, value)
    if isinstance(value, str) and value.startswith("@"):
        text = text.replace(json.dumps(value), value[1:])
    return gzip.compress(text.encode())


def test_a_summary_with_one_value_changed_is_damaged_or_can_be_added_up() -> None:
    written = summary_file.dump(SUMMARY)
    assert summary_file.load(written, ID) == SUMMARY
    document = json.loads(gzip.decompress(written))
    for path in every_place(document):
        for value in WRONG:
            try:
                read = summary_file.load(changed(document, path, value), ID)
            except summary_file.DamagedSummaryError:
                continue
            totals = Totals(today=date(2026, 11, 30), deadlines={"high": 1})
            totals.add(read)
            for added in (totals.checks, totals.causes, totals.gaps, totals.fixes):
                added()
            assert summary_file.load(summary_file.dump(read), ID) == read


def test_a_summary_that_lost_a_member_is_damaged() -> None:
    document = json.loads(gzip.decompress(summary_file.dump(SUMMARY)))
    for key in document.keys() - {"partial"}:  # which the first ones did not have
        left = {name: value for name, value in document.items() if name != key}
        with pytest.raises(summary_file.DamagedSummaryError):
            summary_file.load(gzip.compress(json.dumps(left).encode()), ID)


DAMAGED = {
    "empty": b"",
    "half": summary_file.dump(SUMMARY)[:99],
    "a broken stream": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff" + b"\xff" * 40,
    "not compressed": b"{}",
    "too much": BOMB,
    "deep": gzip.compress(DEEP),
    "no text": gzip.compress(b"\xff\xfe\x00"),
    "of another account": summary_file.dump(SUMMARY).replace(b"1", b"2"),
    "null": gzip.compress(b"null"),
}


@pytest.mark.parametrize("name", ["summaries", "reports"])
@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_an_account_whose_file_is_damaged_is_not_done(
    run: RunFiles, name: str, content: bytes
) -> None:
    assert run.done(ID)
    place(run, f"{name}/{ID}.json.gz").write_bytes(content)
    assert not run.done(ID)
    assert run.summary(ID) is None
    if name == "reports":
        assert run.report(ID) is None


def test_an_account_that_was_audited_is_not_done_without_its_report(run: RunFiles) -> None:
    run.keep(None, Summary(id=ID, status=Status.AUDITED, tool=TOOL))
    assert run.summary(ID) is None


SETTINGS = ("schema", "run", "created", "role", "external_id", "asked", "units", "notes", "before")


@pytest.mark.parametrize("key", SETTINGS)
def test_a_plan_with_one_value_changed_is_refused(run: RunFiles, key: str) -> None:
    path = place(run, "run.json")
    document = json.loads(path.read_text())
    for value in (None, 5, 1.5, "\x1b[31mx", "../../x", [5], {"a": 5}, DEEP.decode()):
        path.write_text(json.dumps(document | {key: value}))
        if (key, type(value)) in {("role", str), ("asked", dict)}:  # as good as any other
            assert getattr(run.plan(), key) == value
            continue
        with pytest.raises(UsageError, match=r"is damaged .*; begin a new run") as refused:
            run.plan()
        assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    "content",
    [b"", b"null", b"[]", b"{}", b'"x"', DEEP, b"\xff\xfe", b"NaN", b"{", b"\x00" * 9],
)
@pytest.mark.parametrize("name", ["run.json", "plan.jsonl"])
def test_a_plan_that_is_something_else_is_refused(run: RunFiles, name: str, content: bytes) -> None:
    place(run, name).write_bytes(content)
    with pytest.raises(UsageError, match="is damaged"):
        run.plan()


def test_a_plan_that_lost_accounts_is_refused_and_never_a_smaller_organization(
    run: RunFiles,
) -> None:
    path = place(run, "plan.jsonl")
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(run.plan().members) == len(lines) == 2
    path.write_bytes(lines[0])
    with pytest.raises(UsageError, match="has changed since"):
        run.plan()


@pytest.mark.parametrize(
    "row",
    [
        {"id": "../../../etc/x"},
        {"id": ""},
        {"id": 5},
        {"id": ID, "name": 5},
        {"id": ID, "regions": [5]},
        {"id": ID, "regions": 5},
        {"name": "no id"},
        [],
        None,
    ],
)
def test_a_row_of_a_plan_that_names_no_account_is_refused(run: RunFiles, row: object) -> None:
    path = place(run, "run.json")
    document = json.loads(path.read_text())
    del document["plan"]  # as runs of earlier versions have none
    path.write_text(json.dumps(document))
    place(run, "plan.jsonl").write_text(json.dumps(row) + "\n")
    with pytest.raises(UsageError, match="is damaged"):
        run.plan()


@pytest.mark.parametrize("content", [b"", b"[]", b"5", DEEP, b'{"run": 5}', b'{"run": "../x"}'])
def test_a_name_of_the_newest_run_that_is_damaged_names_none(run: RunFiles, content: bytes) -> None:
    (Path(run.store.name) / "latest.json").write_bytes(content)
    assert latest(run.store) is None
    assert places([run.store.name])[0].plan.run == RUN


@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "endless"])
@pytest.mark.parametrize("name", ["run.json", "plan.jsonl", f"summaries/{ID}.json.gz"])
def test_what_is_no_regular_file_is_refused_and_not_waited_for(
    run: RunFiles, name: str, kind: str
) -> None:
    path = place(run, name)
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/null" if kind == "device" else "/dev/zero")
    with pytest.raises(UsageError, match="is no regular file; remove it"):
        (run.plan if "plan" in name or "run" in name else lambda: run.summary(ID))()
