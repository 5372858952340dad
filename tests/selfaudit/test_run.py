"""Whole audits by the handler's own parts: the collector over HTTP, the bucket in memory."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from auditor.model.errors import AuditorError, CollectError
from auditor.selfaudit.deployment import Deployment
from auditor.selfaudit.lock import LostLockError
from auditor.selfaudit.request import AuditRequest, parse
from auditor.selfaudit.run import Invocation, run_of
from tests.selfaudit.bucket import Bucket, refused
from tests.simulator import Fault, Simulator, generated
from tests.simulator.credentials import sign_in

ACCOUNT = "111122223333"
MANIFEST = f"{ACCOUNT}/latest/manifest.json"
LOCK = f"locks/{ACCOUNT}.json"
UNPACED = float("inf")


@dataclass
class Aws:
    """A bucket, and a Lambda that notes what it is sent."""

    bucket: Bucket = field(default_factory=Bucket)
    sent: list[Any] = field(default_factory=list)
    refuses: bool = False  # to be invoked

    def __call__(self, service: str, region: str = "") -> Any:
        del region
        return {"s3": self.bucket, "lambda": self}[service]

    def invoke(self, *, Payload: bytes, **_: object) -> None:  # noqa: N803
        if self.refuses:
            raise refused("TooManyRequestsException", "Invoke")
        self.sent.append(json.loads(Payload))

    def run(self, id: str = "run", event: object = None, **options: Any) -> Mapping[str, Any]:
        seconds = options.pop("seconds", 600.0)
        share = options.pop("share", UNPACED)
        _, continuation = parse({} if event is None else event)
        invocation = Invocation(
            request_id=id,
            function_arn=f"arn:aws:lambda:eu-west-1:{ACCOUNT}:function:self-audit",
            seconds_left=lambda: seconds,
        )
        deployment = Deployment(bucket="b", max_parts=options.pop("max_parts", 14))
        return run_of(deployment, invocation, continuation, self).perform(
            AuditRequest(quota_share=share, **options)
        )

    def document(self, key: str) -> Any:
        return json.loads(self.bucket.objects[key])

    def audit(self, **options: Any) -> Mapping[str, Any]:
        """Audit in as many invocations as it asks for."""
        outcome = self.run(**options)
        while outcome["status"] == "continued":
            outcome = self.run(id="another", event=self.sent[-1], **options)
        return outcome


@pytest.fixture
def aws() -> Aws:
    return Aws()


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(monkeypatch)


Served = Callable[..., Simulator]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """Return a function that serves an account of so many functions, with faults."""
    running: list[Simulator] = []

    def serve(functions: int, *faults: Fault) -> Simulator:
        simulator = Simulator(generated(functions), faults)
        simulator.__enter__()
        running.append(simulator)
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        return simulator

    yield serve
    for simulator in running:
        simulator.__exit__(None, None, None)


def test_an_account_that_takes_many_invocations_is_judged_as_one_read_at_once(
    aws: Aws, served: Served
) -> None:
    # 30,000 functions at Lambda's 15 minutes, 150 times smaller and faster: at twice the quota, 200
    # functions and their aliases take some ten seconds, and each part has four for them.
    served(200)
    outcome = aws.audit(share=2.0, seconds=5.0)
    whole = Aws()
    whole.run()
    assert outcome["status"] == "completed"
    assert 2 < outcome["parts"] == len(aws.sent) + 1 <= 14
    parts, once = (a.document(f"{ACCOUNT}/latest/report.json") for a in (aws, whole))
    assert len(parts["functions"]) == 200
    for result in (*parts["results"], *once["results"]):
        del result["first_seen"]  # the moment of the audit
    for key in ("functions", "results", "score", "gaps", "complete", "partial", "open"):
        assert parts[key] == once[key], key
    assert not [key for key in aws.bucket.objects if key.startswith("checkpoints/")]


def test_parts_end_when_there_were_too_many_and_keep_what_was_read(
    aws: Aws, served: Served
) -> None:
    served(300)
    with pytest.raises(CollectError, match="3 invocations were not enough"):
        aws.audit(share=0.5, seconds=2.0, max_parts=3)
    assert len(aws.sent) == 2
    kept = [key.rpartition("/")[2] for key in aws.bucket.objects]
    assert "snapshot.json.gz" in kept
    assert not {"manifest.json", "state.json"} & set(kept)


def test_a_part_that_cannot_be_started_fails_and_frees_the_account(
    aws: Aws, served: Served
) -> None:
    served(100)
    aws.refuses = True
    with pytest.raises(CollectError, match="can't go on in a new invocation"):
        aws.run(share=0.5, seconds=2.0)
    aws.refuses = False
    assert aws.run(id="next")["status"] == "completed"


def test_a_repeated_part_goes_on_where_its_crashed_self_began(aws: Aws, served: Served) -> None:
    served(100)
    assert aws.run(share=2.0, seconds=3.0)["status"] == "continued"
    aws.bucket.broken = "snapshot.json.gz"  # the second part dies before it has saved anything
    with pytest.raises(AuditorError):
        aws.run(id="second", event=aws.sent[-1])
    aws.bucket.broken = ""
    outcome = aws.run(id="second", event=aws.sent[-1])
    assert (outcome["status"], outcome["parts"]) == ("completed", 2)


@pytest.mark.parametrize("part", [2, 14])
def test_a_part_of_an_audit_that_has_ended_says_so(aws: Aws, served: Served, part: int) -> None:
    served(1)
    with pytest.raises(CollectError, match="has no checkpoint; it has ended or expired"):
        aws.run(event={"continue": {"run": "gone", "part": part}})


def test_a_write_that_fails_anywhere_leaves_a_whole_report(aws: Aws, served: Served) -> None:
    served(1)
    few = {"checks": ("public-function",)}
    assert aws.run(id="before", **few)["status"] == "completed"
    writes = len(aws.bucket.order)
    assert aws.run(id="counted", **few)["status"] == "completed"
    count = len(aws.bucket.order) - writes
    assert count > 8
    for number in range(count):
        before = aws.document(MANIFEST)
        aws.bucket.fails_after = number
        failed = False
        try:
            aws.run(id=f"broken-{number}", **few)
        except AuditorError:
            failed = True
        aws.bucket.fails_after = None
        assert failed == (aws.document(MANIFEST) == before), number
        folder = aws.document(MANIFEST)["folder"]
        assert {f"{folder}/report.html", f"{folder}/report.json"} <= aws.bucket.objects.keys()
        # What could not be freed ends by itself; here, time is not waited for.
        aws.bucket.objects.pop(LOCK)
    assert aws.run(id="after", **few)["status"] == "completed"


def test_of_two_audits_at_once_one_is_made(aws: Aws, served: Served) -> None:
    served(20)
    begin = threading.Barrier(2)
    outcomes: list[str] = []

    def run(id: str) -> None:
        begin.wait()
        outcomes.append(aws.run(id=id)["status"])

    threads = [threading.Thread(target=run, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["completed", "skipped"]


def test_an_audit_whose_lock_was_taken_over_publishes_nothing(aws: Aws, served: Served) -> None:
    served(1)

    def another_takes_over(key: str) -> None:
        if key.endswith("/report.json"):
            aws.bucket.objects[LOCK] = b'{"run": "other", "part": 1, "until": "2999-01-01T00:00Z"}'

    aws.bucket.written = another_takes_over
    with pytest.raises(LostLockError, match="lost its lock"):
        aws.run()
    assert MANIFEST not in aws.bucket.objects
    assert aws.document(LOCK)["run"] == "other"


def test_a_part_whose_lock_was_taken_over_starts_no_other(aws: Aws, served: Served) -> None:
    served(100)

    def another_takes_over(key: str) -> None:
        if key.endswith("/state.json"):
            aws.bucket.objects[LOCK] = b'{"run": "other", "part": 1, "until": "2999-01-01T00:00Z"}'

    aws.bucket.written = another_takes_over
    with pytest.raises(LostLockError, match="nothing was published"):
        aws.run(share=0.5, seconds=2.0)
    assert aws.sent == []
    assert aws.document(LOCK)["run"] == "other"


def test_an_account_whose_functions_cannot_be_listed_keeps_the_last_good_report(
    aws: Aws, served: Served
) -> None:
    simulator = served(1)
    assert aws.run()["status"] == "completed"
    before = aws.document(MANIFEST)
    simulator.faults.append(Fault(kind="deny", operations="lambda:ListFunctions"))
    with pytest.raises(CollectError, match="no function could be listed"):
        aws.run(id="second")
    assert aws.document(MANIFEST) == before


def test_a_check_that_does_not_exist_is_named_before_anything_is_called(
    aws: Aws, served: Served
) -> None:
    simulator = served(1)
    with pytest.raises(AuditorError, match=r"missing-dql: no such check.*missing-dlq"):
        aws.run(checks=("missing-dql",))
    assert simulator.calls == []
    assert aws.run(id="next")["status"] == "completed"
