"""`auditor org scan` over HTTP: every account a row, and nothing asked twice."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.model.organization import Status
from auditor.organization.folder import Folder, folder, lock_folder
from auditor.organization.run_files import RunFiles
from auditor.organization.summary import Summary
from auditor.organization.summary_file import digest_of
from auditor.storage import codec
from tests.organization.conftest import HUB, Org, Ran, everything, member, serve
from tests.simulator.faults import Fault
from tests.simulator.organization import SimulatedMember

READS = ("Get", "List", "Describe", "BatchGet", "AssumeRole")


def statuses(ran: Ran) -> dict[int, str]:
    return {number: row["status"] for number, row in ran.rows().items()}


def test_every_account_has_a_row_and_nothing_but_a_complete_audit_is_clean(org: Org) -> None:
    members = (
        member(1),
        member(2, has_role=False),
        member(3, external_id="other"),
        member(4, state="SUSPENDED"),
        member(5, faults=[Fault(kind="deny", operations="lambda:*")]),
        member(6, faults=[Fault(kind="deny", operations="lambda:GetPolicy")]),
    )
    with serve(*members) as simulator:
        ran = org(simulator, "--fail-on", "none")
        assert all(n.partition(":")[2].startswith(READS) for n in simulator.count())
    assert ran.code == 3
    assert statuses(ran) == {
        int(HUB): "audited", 1: "audited", 2: "unreachable", 3: "unreachable", 4: "skipped",
        5: "incomplete", 6: "incomplete",
    }  # fmt: skip
    found = ran.organization
    assert found["schema"] == "auditor/organization/1"
    counts = found["counts"]
    assert counts["planned"] == 7 == sum(n for word, n in counts.items() if word != "planned")
    assert found["score"]["in_scope"] == 6
    assert found["score"]["clean"] <= 2
    assert ran.rows()[5]["functions"] == 0
    assert ran.rows()[5]["score"] is None
    (folded,) = [row for row in found["not_audited"] if row["status"] == "unreachable"]
    assert [int(account) for account in folded["accounts"]] == [2, 3]
    assert "auditor org role" in folded["action"]
    assert json.loads((ran.folder / "latest.json").read_text())["run"] == found["run"]


def test_more_than_a_page_of_accounts_is_audited(org: Org) -> None:
    with serve(*map(member, range(1, 46))) as simulator:
        ran = org(simulator, "--check", "missing-dlq", "--fail-on", "none")
    assert ran.code == 0
    assert ran.organization["counts"]["audited"] == 46


def test_a_list_that_is_cut_ends_the_run_and_the_newest_stays(org: Org) -> None:
    with serve(*map(member, range(1, 25))) as simulator:
        first = org(simulator, "--check", "missing-dlq", "--fail-on", "none")
        newest = (first.folder / "latest.json").read_bytes()
        simulator.faults.append(Fault(kind="deny", operations="organizations:ListAccounts"))
        cut = org(simulator, "--check", "missing-dlq")
    assert cut.code == 3
    assert (first.folder / "latest.json").read_bytes() == newest
    assert len(list((first.folder / "runs").iterdir())) == 1


def test_an_account_costs_one_call_more_than_a_scan_of_its_own(org: Org) -> None:
    with serve(member(1), member(2)) as simulator:
        org(simulator, "--fail-on", "none")
        whole = simulator.by_account.copy()
        simulator.reset()
        words = ("--role-arn", "arn:aws:iam::000000000001:role/lambda-auditor-reader")
        from click.testing import CliRunner  # noqa: PLC0415  only here

        from auditor.cli import main  # noqa: PLC0415

        CliRunner().invoke(main, ["scan", *words, "--fail-on", "none"], catch_exceptions=False)
        assert whole["000000000001"] == simulator.by_account["000000000001"]


def test_the_report_of_an_account_equals_a_scan_of_its_own(org: Org, tmp_path: Path) -> None:
    from click.testing import CliRunner  # noqa: PLC0415  only here

    from auditor.cli import main  # noqa: PLC0415

    with serve(member(1)) as simulator:
        ran = org(simulator, "--fail-on", "none")
        role = "arn:aws:iam::000000000001:role/lambda-auditor-reader"
        out = str(tmp_path / "one.json")
        CliRunner().invoke(main, ["scan", "--role-arn", role, "-o", out], catch_exceptions=False)
    alone = codec.report_from_json(Path(out).read_bytes(), "one")
    content = gzip.decompress((ran.run / "reports/000000000001.json.gz").read_bytes())
    together = codec.report_from_json(content, "together")
    assert [(r.id, r.outcome) for r in together.results] == [
        (r.id, r.outcome) for r in alone.results
    ]
    assert together.score == alone.score
    assert together.calls.by_operation == alone.calls.by_operation


def test_a_run_that_lost_its_credentials_goes_on_and_asks_nothing_twice(org: Org) -> None:
    with serve(*map(member, range(1, 7))) as simulator:
        whole = org(simulator, "--fail-on", "none", "--workers", 1)
        expected = statuses(whole)
        spoiled = [f"{n:012d}" for n in (2, 5)]
        for account in spoiled:
            (whole.run / f"summaries/{account}.json.gz").write_bytes(b"half a fi")
        report = whole.run / "reports/000000000004.json.gz"
        report.write_bytes(report.read_bytes()[:-9])
        simulator.reset()
        again = org(simulator, "--resume", "--fail-on", "none")
        asked = {int(account) for account, calls in simulator.by_account.items() if calls}
    assert again.run == whole.run
    assert statuses(again) == expected
    assert asked - {int(HUB)} == {2, 4, 5}


def test_an_account_that_was_cut_short_is_not_done(tmp_path: Path) -> None:
    files = RunFiles(store=Folder(path=tmp_path), run="20261130T063000Z")
    report = b"the account's own report"
    read = Summary(id="000000000001", status=Status.INCOMPLETE, digest=digest_of(report))
    files.keep(report, read)
    assert files.done(read.id)
    files.keep(report, replace(read, partial=True))
    assert not files.done(read.id)


def test_an_account_that_could_not_be_reached_is_tried_again_on_resume(org: Org) -> None:
    late = member(1, has_role=False)
    with serve(late, member(2)) as simulator:
        first = org(simulator, "--fail-on", "none")
        assert statuses(first)[1] == "unreachable"
        late.has_role = True
        simulator.reset()
        again = org(simulator, "--resume", "--fail-on", "none")
        assert simulator.by_account["000000000002"] == 0
    assert statuses(again)[1] == "audited"
    assert again.code == 0


def test_expired_credentials_of_the_caller_end_the_run_with_4_and_no_newest(org: Org) -> None:
    fault = Fault(kind="expire", seconds=0.0)
    with serve(member(1)) as simulator:
        simulator.faults.append(fault)
        ran = org(simulator)
    assert ran.code == 4
    assert not (ran.folder / "latest.json").exists()


def test_an_external_id_is_in_no_file_and_is_asked_for_again(org: Org) -> None:
    guarded = member(1, external_id="consultancy-7")
    with serve(guarded) as simulator:
        ran = org(simulator, "--external-id", "consultancy-7", "--fail-on", "none")
        assert statuses(ran)[1] == "audited"
        refused = org(simulator, "--resume")
    assert b"consultancy-7" not in everything(ran.folder.rglob("*"))
    assert refused.code == 2
    assert "--external-id" in refused.result.stderr


def test_a_resume_with_other_checks_is_refused(org: Org) -> None:
    with serve(member(1)) as simulator:
        org(simulator, "--check", "missing-dlq", "--fail-on", "none")
        refused = org(simulator, "--resume", "--check", "missing-alarms")
        same = org(simulator, "--resume", "--fail-on", "none")
    assert refused.code == 2
    assert "--check" in refused.result.stderr
    assert [check["id"] for check in same.organization["checks"]] == ["missing-dlq"]


def test_a_second_run_tells_what_changed(org: Org) -> None:
    first, second = member(1), member(2)
    with serve(first, second) as simulator:
        org(simulator, "--fail-on", "none")
        del simulator.members["000000000002"]
        simulator.members["000000000003"] = member(3)
        ran = org(simulator, "--fail-on", "none")
    changes = ran.organization["changes"]
    assert (changes["joined"], changes["left"]) == (["000000000003"], ["000000000002"])
    assert (changes["new"], changes["fixed"], changes["lost"]) == (0, 0, [])
    assert len(ran.organization["trend"]) == 1


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (["--role-name", "a b"], "--role-name"),
        (["--external-id", "x"], "--external-id"),
        (["--ou", "payments"], "--ou"),
        (["--region", "atlantis-1"], "atlantis-1"),
        (["--deadline", "critical"], "--deadline"),
        (["--max-open-accounts", "odd=1"], "--max-open-accounts"),
        (["-o", "x.sarif"], "x.sarif"),
        (["--profiles", "*"], "name the accounts once"),
    ],
)
def test_bad_input_is_refused_before_any_call(org: Org, words: list[str], text: str) -> None:
    with serve(member(1)) as simulator:
        ran = org(simulator, "--organization", *words)
        assert ran.code == 2
        assert text in ran.result.stderr
        assert not simulator.by_account or list(simulator.by_account) == [HUB]


def test_a_wrong_line_of_an_account_file_is_named_and_nothing_is_called(
    org: Org, tmp_path: Path
) -> None:
    path = tmp_path / "accounts.txt"
    path.write_text("000000000001\n12\n")
    with serve(member(1)) as simulator:
        ran = org(simulator, "--accounts", path)
        assert (ran.code, sum(simulator.by_account.values())) == (2, 0)
    assert "accounts.txt:2:" in ran.result.stderr


def test_roles_and_external_ids_of_a_file_are_used_account_by_account(
    org: Org, tmp_path: Path
) -> None:
    path = tmp_path / "accounts.csv"
    path.write_text("account_id,external_id\n000000000001,one-1\n000000000002,two-2\n")
    with serve(member(1, external_id="one-1"), member(2, external_id="two-2")) as simulator:
        ran = org(simulator, "--accounts", path, "--fail-on", "none")
    assert statuses(ran) == {1: "audited", 2: "audited"}
    assert b"one-1" not in everything(ran.folder.rglob("*"))


def test_credentials_that_lead_to_another_account_are_no_audit_of_it(org: Org) -> None:
    strange = member(1)
    strange.account.answers["sts:GetCallerIdentity", ""] = {
        "Account": "999999999999", "UserId": "A", "Arn": "arn:aws:iam::999999999999:user/x",
    }  # fmt: skip
    with serve(strange) as simulator:
        ran = org(simulator, "--fail-on", "none")
    assert statuses(ran)[1] == "unreachable"
    assert "999999999999" in ran.rows()[1]["reason"]


def test_a_crash_in_one_account_is_a_lost_row_and_the_others_are_whole(org: Org) -> None:
    broken: SimulatedMember = member(1)
    broken.name = "x" * 10
    with serve(broken, member(2)) as simulator:
        ran = org(simulator, "--fail-on", "none")
        (ran.run / "summaries/000000000001.json.gz").unlink()
        report = org(simulator, str(ran.folder), "--fail-on", "none", "-o", "o.json",
                     command="report")  # fmt: skip
    found = json.loads(Path("o.json").read_bytes())
    assert report.code == 3
    assert [row["status"] for row in found["accounts"]].count("lost") == 1


HOSTILE = "<script>alert(1)</script>|`x`\x1b[31m\u202egnp.exe =HYPERLINK(1) @all"


def test_hostile_names_are_text_in_every_format(org: Org) -> None:
    with serve(member(1, unit=""), SimulatedMember(account=member(2).account, name=HOSTILE)) as sim:
        org(sim, "--fail-on", "none", "-o", "o.html", "-o", "o.md", "-o", "o.csv", "-o", "o.json")
    for name in ("o.html", "o.md", "o.csv", "o.json"):
        text = Path(name).read_text()
        assert "\x1b" not in text, name
        assert "\u202e" not in text, name
        assert name in {"o.json", "o.csv"} or "<script>alert" not in text, name


def test_two_runs_in_one_folder_are_one_too_many(org: Org, tmp_path: Path) -> None:
    store = folder(tmp_path / "audit")
    with serve(member(1)) as simulator, lock_folder(store):
        for words in (("--organization",), ("--resume",)):
            ran = org(simulator, *words)
            assert ran.code == 2
            assert "another `auditor org scan` is using" in ran.result.stderr
        assert not simulator.calls
    assert not (tmp_path / "audit/runs").exists()
