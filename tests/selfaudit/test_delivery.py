from __future__ import annotations

import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from auditor.assess import compare
from auditor.assess.changes import CHANGED, EXPIRED, FIXED, NEW, UNKNOWN
from auditor.model import Severity
from auditor.model.report import Change, Comparison, Report
from auditor.selfaudit import announce, publish, securityhub
from auditor.selfaudit.delivery import Delivery
from auditor.selfaudit.deployment import Deployment
from auditor.selfaudit.publish import Manifest
from auditor.selfaudit.store import Store, StoreError
from auditor.storage import codec
from tests.selfaudit.bucket import Bucket, refused

NOW = datetime(2026, 11, 21, 6, 30, tzinfo=UTC)
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:orders"


def empty() -> Report:
    document = {
        "schema": "auditor/report/1",
        "tool": {"name": "lambda-auditor", "version": "0", "score_model": 1, "checks_digest": "",
                 "data": {}},
        "account": {"id": "111122223333", "alias": None, "partition": "aws"},
        "caller": "", "regions": ["eu-west-1"], "captured_at": NOW.isoformat(),
        "complete": True, "partial": False, "gaps": [],
        "calls": {"total": 0, "throttled": 0, "retried": 0, "by_operation": {}},
        "score": {"value": 90.0, "grade": "A", "cap": "c", "best_case": 90.0, "best_grade": "A",
                  "without_waivers": 90.0, "assessed": 1.0, "categories": {}, "regions": {}},
        "checks": [], "functions": [], "results": [], "open": {}, "top_fixes": [],
        "next_grade": None, "waivers": [], "disabled": [], "overrides": [], "gap_policy": "",
        "scope": [], "notes": [], "trend": [], "comparison": None,
    }  # fmt: skip
    return codec.report_from_json(json.dumps(document).encode(), "a test's")


def change(kind: str, number: int = 0, detail: str = "", region: str = "eu-west-1") -> Change:
    arn = FUNCTION.replace("eu-west-1", region)
    return Change(kind=kind, id=f"{number:016x}", check="missing-dlq", function=arn,
                  severity=Severity.HIGH, detail=detail)  # fmt: skip


def compared(*changes: Change, before: float = 90.0, comparable: bool = True) -> Report:
    comparison = Comparison(
        baseline_at=NOW - timedelta(days=1), comparable=comparable, note="",
        score_before=before, changes=changes, functions_added=(), functions_removed=(),
    )  # fmt: skip
    return replace(empty(), comparison=comparison)


class Aws:
    """The topic and Security Hub, as far as they are asked."""

    def __init__(self, *, fails: bool = False) -> None:
        self.fails = fails
        self.published: list[str] = []
        self.batches: list[tuple[str, int]] = []
        self.region = ""

    def __call__(self, service: str, region: str = "") -> Aws:
        del service
        self.region = region
        return self

    def publish(self, *, Subject: str, **_: Any) -> None:  # noqa: N803
        if self.fails:
            raise refused("NotFound", "Publish")
        self.published.append(Subject)

    def batch_import_findings(self, *, Findings: list[Any]) -> dict[str, Any]:  # noqa: N803
        if self.fails:
            return {"SuccessCount": 0, "FailedFindings": [{"ErrorMessage": "bad"}]}
        self.batches.append((self.region, len(Findings)))
        return {"SuccessCount": len(Findings), "FailedFindings": []}


def deliver(
    report: Report, aws: Aws, before: Manifest | None = None, **differences: Any
) -> tuple[tuple[str, ...], str]:
    deployment = Deployment(bucket="b", topic="arn:t", **differences)
    made = Delivery(client=aws, deployment=deployment, report=report, before=before, now=NOW)
    return made.deliver("s3://b/place", None)


@pytest.mark.parametrize(
    "report",
    [
        empty(),
        compared(change(NEW)),
        compared(change(EXPIRED)),
        compared(change(UNKNOWN)),
        compared(replace(change(CHANGED), worse=True)),
        compared(before=95.0),
    ],
)
def test_people_are_told_of_what_became_worse(report: Report) -> None:
    aws = Aws()
    deliver(report, aws)
    assert len(aws.published) == 1


def test_no_summary_is_sent_when_nothing_became_worse_unless_always() -> None:
    aws = Aws()
    deliver(compared(change(FIXED), before=80.0), aws)
    assert aws.published == []
    deliver(compared(), aws, notify="always")
    assert len(aws.published) == 1


def test_scores_that_cannot_be_compared_make_no_drop() -> None:
    assert announce.score_drop(compared(before=99.0, comparable=False)) == 0
    assert announce.score_drop(compared(before=99.0)) == 9


def test_a_hostile_name_cannot_add_lines_or_length_to_a_subject() -> None:
    bad = replace(change(NEW), function=FUNCTION + "\nBcc: x\x1b[31m" + "é" * 300)
    said = announce.message(compared(bad, before=95.0), "s3://b")
    assert said.subject.isascii()
    assert len(said.subject) <= 100
    assert "\nBcc" not in said.text
    assert "\x1b" not in said.text


def test_what_could_not_be_delivered_is_made_up_for() -> None:
    undelivered, imported = deliver(compared(before=95.0), Aws(fails=True), security_hub=False)
    assert undelivered == ("sns",)
    before = Manifest(folder="f", captured_at="", undelivered=undelivered, imported_at=imported)
    aws = Aws()
    assert deliver(compared(), aws, before)[0] == ()
    assert len(aws.published) == 1


def test_security_hub_gets_changes_in_batches_of_100_in_their_region() -> None:
    fixed = [change(FIXED, n) for n in range(250)]
    fixed += [change(FIXED, 900, region="us-east-1")]
    aws = Aws()
    before = Manifest(folder="f", captured_at="", imported_at=NOW.isoformat())
    undelivered, imported_at = deliver(compared(*fixed), aws, before, security_hub=True)
    assert aws.batches == [("eu-west-1", 100), ("eu-west-1", 100), ("eu-west-1", 50),
                           ("us-east-1", 1)]  # fmt: skip
    assert (undelivered, imported_at) == ((), NOW.isoformat())


def test_findings_that_are_gone_are_archived() -> None:
    seen: list[Any] = []

    class Hub:
        def batch_import_findings(self, *, Findings: list[Any]) -> dict[str, Any]:  # noqa: N803
            seen.extend(Findings)
            return {"SuccessCount": len(Findings)}

    securityhub.deliver(compared(change(FIXED, 7)), None, lambda _: Hub())
    assert [f["RecordState"] for f in seen] == ["ARCHIVED"]


def test_refused_findings_are_undelivered_and_everything_is_sent_once_a_month() -> None:
    recent = Manifest(folder="f", captured_at="", imported_at=NOW.isoformat())
    failed = deliver(compared(change(FIXED)), Aws(fails=True), recent, security_hub=True)
    assert failed == (("security-hub",), NOW.isoformat())
    old = replace(recent, imported_at=(NOW - timedelta(days=31)).isoformat())
    assert deliver(compared(), Aws(), old, security_hub=True)[1] == NOW.isoformat()


def test_the_manifest_is_written_last_and_alone_decides() -> None:
    bucket = Bucket()
    store = Store(s3=bucket, bucket="b")
    publish.write(store, empty(), "1/2026-11-20/063000Z")
    publish.point(store, "1", Manifest(folder="1/2026-11-20/063000Z", captured_at="x"))
    assert bucket.order[-1] == "1/latest/manifest.json"
    publish.write(store, empty(), "1/2026-11-21/063000Z")
    bucket.broken = "latest/report.json"  # a crash between the copies
    with pytest.raises(StoreError):
        publish.point(store, "1", Manifest(folder="1/2026-11-21/063000Z", captured_at="y"))
    last = publish.last(store, "1")
    assert last is not None
    assert last.folder == "1/2026-11-20/063000Z"
    assert publish.baseline(store, last) is not None


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"folder": 1}'])
def test_a_damaged_manifest_is_none(content: bytes) -> None:
    store = Store(s3=Bucket(), bucket="b")
    store.put(publish.manifest_key("1"), content)
    assert publish.last(store, "1") is None
    assert publish.baseline(store, None) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"\x1f\x8b\x08",
        gzip.compress(b"[]", mtime=0),  # else each test process gives it a name of its own
        gzip.compress(b'{"schema":"auditor/report/9"}', mtime=0),
    ],
    ids=len,
)
def test_a_damaged_baseline_is_none_and_the_audit_goes_without(content: bytes) -> None:
    store = Store(s3=Bucket(), bucket="b")
    manifest = Manifest(folder="1/2026-11-20/063000Z", captured_at="x")
    publish.write(store, empty(), manifest.folder)
    assert publish.baseline(store, manifest) == compare.baseline_of(empty())
    store.put(f"{manifest.folder}/{publish.BASELINE}", content)
    assert publish.baseline(store, manifest) is None
