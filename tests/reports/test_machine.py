"""Formats for machines: what their readers refuse, and what our own rules demand."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import botocore.session
import pytest
from botocore.validate import ParamValidator
from jsonschema import Draft202012Validator

from auditor.assess import compare, schema
from auditor.model import Outcome
from auditor.model.report import Report
from auditor.storage import codec
from tests.reports import samples

BIDI = frozenset({0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)})
Render = Callable[[str, Report], str]
REPORTS = [samples.report(), samples.hostile(), samples.empty(), samples.large(700)]
EVERY = pytest.mark.parametrize("report", REPORTS, ids=["ordinary", "hostile", "empty", "large"])


def strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [s for k, v in value.items() for s in [*strings(v), k]]
    if isinstance(value, list):
        return [s for v in value for s in strings(v)]
    return [value] if isinstance(value, str) else []


def compared() -> Report:
    gone = samples.result(id="f" * 16, check="admin-role")
    before = samples.report(results=(gone,), captured_at=samples.AT - timedelta(days=7))
    return compare.with_baseline(before, samples.report())


# JSON


@EVERY
def test_a_report_is_valid_and_comes_back_as_it_was(render: Render, report: Report) -> None:
    text = render("json", report)
    document = json.loads(text)
    assert list(Draft202012Validator(schema.schema(strict=True)).iter_errors(document)) == []
    assert codec.report_from_json(text.encode(), "report") == report


def test_a_compared_report_is_valid_too(render: Render) -> None:
    document = json.loads(render("json", compared()))
    assert list(Draft202012Validator(schema.schema(strict=True)).iter_errors(document)) == []


@pytest.mark.parametrize("document", schema.DOCUMENTS)
def test_the_schema_is_one_and_is_shipped(document: str) -> None:
    Draft202012Validator.check_schema(schema.schema(document))
    shipped = (schema.__file__ or "").replace("schema.py", f"{document}.schema.json")
    with open(shipped, encoding="utf-8") as file:  # noqa: PTH123  next to a module
        assert file.read() == schema.text(document)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "auditor/report/2"),
        (("account", "id"), "12"),
        (("results", 0, "outcome"), "passed"),
        (("results", 0, "id"), "xyz"),
        (("score", "assessed"), 2),
        (("captured_at",), None),
        (("checks", 0, "pass"), "10"),
    ],
)
def test_the_schema_refuses_what_is_no_report(path: tuple[str | int, ...], value: Any) -> None:
    document: Any = json.loads(codec.report_to_json(samples.report()))
    *parents, last = path
    inner = document
    for step in parents:
        inner = inner[step]
    inner[last] = value
    assert not Draft202012Validator(schema.schema()).is_valid(document)


def test_json_holds_nothing_that_a_terminal_obeys(render: Render) -> None:
    for name in ("json", "jsonl"):
        text = render(name, samples.hostile())
        assert not set(text) & {"\x1b", "\x9b", "\u202e", "\u2028", "\x7f"}


def test_json_escapes_the_same_characters_as_bytes_and_as_text(render: Render) -> None:
    # One at a time: a report that holds none of them is written as it is.
    for number in (*range(0x7E, 0xA2), *range(0x200C, 0x2012), *range(0x2026, 0x2031),
                   *range(0x2064, 0x206C)):  # fmt: skip
        note = f"a{chr(number)}b"
        text = render("json", replace(samples.report(), notes=(note,)))
        obeyed = unicodedata.category(chr(number)) in {"Cc", "Zl", "Zp"} or number in BIDI
        assert (note in text) != obeyed, hex(number)
        assert json.loads(text)["notes"] == [note]


@EVERY
def test_json_lines_end_with_their_own_count(render: Render, report: Report) -> None:
    lines = [json.loads(line) for line in render("jsonl", report).splitlines()]
    assert lines[0]["type"] == "report"
    assert lines[-1]["type"] == "summary"
    assert lines[-1]["lines"] == len(lines) - 1
    assert lines[-1]["by_type"].get("result", 0) == len(report.results)


# SARIF


@EVERY
@pytest.mark.parametrize("name", ["sarif", "sarif-all"])
def test_every_sarif_result_has_a_place_that_github_accepts(
    render: Render, report: Report, name: str
) -> None:
    (run,) = json.loads(render(name, report))["runs"]
    for result in run["results"]:
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"].startswith("aws/111122223333/eu-west-1/lambda/")
        assert not set(place["artifactLocation"]["uri"]) & set(' \\%<>"{}|^`') - {"%"}
        assert place["region"]["startLine"] == 1
        assert result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"]
        assert (result["level"] == "none") is (result["kind"] != "fail")


def test_sarif_says_what_was_waived_and_by_whom(render: Render) -> None:
    (run,) = json.loads(render("sarif", samples.report()))["runs"]
    waived, failed = run["results"]
    assert waived["suppressions"][0]["kind"] == "external"
    assert "billing@example.com" in waived["suppressions"][0]["justification"]
    assert "suppressions" not in failed
    assert [r["kind"] for r in run["results"]] == ["fail", "fail"]


def test_sarif_with_everything_holds_what_is_unknown_as_open(render: Render) -> None:
    (run,) = json.loads(render("sarif-all", samples.report()))["runs"]
    assert [r["kind"] for r in run["results"]] == ["fail", "open", "fail"]


def test_sarif_tells_that_the_audit_failed_in_part(render: Render) -> None:
    (run,) = json.loads(render("sarif", samples.report()))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    assert "lambda:GetPolicy" in invocation["toolExecutionNotifications"][0]["message"]["text"]


def test_sarif_keeps_within_the_limits_of_github(render: Render) -> None:
    many = samples.large(26_000)
    (run,) = json.loads(render("sarif", many))["runs"]
    assert len(run["results"]) == 25_000
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert notes[0]["message"]["text"].startswith("1000 results are left out")
    ranks = [r["properties"]["severity"] for r in run["results"]]
    assert ranks.count("critical") == sum(r.severity.rank == 0 for r in many.results)
    assert all(len(rule["properties"]["tags"]) <= 10 for rule in run["tool"]["driver"]["rules"])


def test_sarif_compares_with_the_baseline(render: Render) -> None:
    (run,) = json.loads(render("sarif", compared()))["runs"]
    assert {r["ruleId"]: r["baselineState"] for r in run["results"]} == {
        "admin-role": "updated",
        "missing-dlq": "new",
    }
    (run,) = json.loads(render("sarif", samples.report()))["runs"]
    assert not any("baselineState" in result for result in run["results"])


def test_sarif_messages_hold_no_links_and_no_placeholders(render: Render) -> None:
    (run,) = json.loads(render("sarif-all", samples.hostile()))["runs"]
    for result in run["results"]:
        assert "](" not in result["message"]["text"]
        assert not set("{}") & set(result["message"]["text"])


# ASFF


def validated(findings: list[dict[str, Any]]) -> str:
    model = botocore.session.Session().get_service_model("securityhub")
    shape = model.operation_model("BatchImportFindings").input_shape
    assert shape is not None
    return "\n".join(
        ParamValidator().validate({"Findings": [finding]}, shape).generate_report()
        for finding in findings
    ).strip()


@EVERY
def test_asff_is_what_the_api_takes(render: Render, report: Report) -> None:
    assert validated(json.loads(render("asff", report))) == ""


def test_asff_of_a_compared_report_archives_what_is_gone(render: Render) -> None:
    findings = json.loads(render("asff", compared()))
    assert validated(findings) == ""
    gone = findings[-1]
    assert (gone["Id"], gone["RecordState"]) == ("f" * 16, "ARCHIVED")
    assert gone["Compliance"]["Status"] == "PASSED"


@EVERY
def test_asff_keeps_within_limits_that_the_model_does_not_state(
    render: Render, report: Report
) -> None:
    for finding in json.loads(render("asff", report)):
        assert len(finding["Title"]) <= 256
        assert len(finding["Description"]) <= 1024
        assert len(json.dumps(finding).encode()) < 240_000
        assert len(finding["ProductFields"]) <= 50
        assert all(len(v) <= 2048 for v in finding["ProductFields"].values())
        assert all(text.strip() for text in strings(finding))
        assert finding["FindingProviderFields"]["Severity"]["Label"] in {
            *("CRITICAL", "HIGH", "MEDIUM", "LOW", "INFORMATIONAL"),
        }


def test_asff_of_huge_values_keeps_within_limits(render: Render) -> None:
    huge = "\u20ac" * 65_536
    result = samples.result(findings=(samples.finding(message=huge, evidence={huge: huge}),))
    (finding,) = json.loads(render("asff", samples.report(results=(result,))))
    assert len(json.dumps(finding, ensure_ascii=False).encode()) < 240_000


def test_asff_says_when_a_finding_was_seen_first(render: Render) -> None:
    waived, unknown, failed = json.loads(render("asff", samples.report()))
    assert failed["CreatedAt"] == "2026-10-01T00:00:00.000Z"
    assert failed["UpdatedAt"] == "2026-11-20T12:00:00.000Z"
    assert [f["Compliance"]["Status"] for f in (waived, unknown, failed)] == [
        *("FAILED", "WARNING", "FAILED"),
    ]
    assert [f["RecordState"] for f in (waived, unknown, failed)] == [
        *("ARCHIVED", "ACTIVE", "ACTIVE"),
    ]


# OCSF and JUnit


@EVERY
def test_ocsf_is_one_finding_a_line(render: Render, report: Report) -> None:
    events = [json.loads(line) for line in render("ocsf", report).splitlines()]
    assert [event["finding_info"]["uid"] for event in events] == [r.id for r in report.results]
    for event in events:
        assert event["type_uid"] == 2003 * 100 + event["activity_id"]
        assert event["metadata"]["version"] == "1.5.0"


def test_ocsf_tells_unknown_from_failed_and_waived(render: Render) -> None:
    events = [json.loads(line) for line in render("ocsf", samples.report()).splitlines()]
    assert [e["compliance"]["status_id"] for e in events] == [3, 2, 3]
    assert [e["status"] for e in events] == ["Suppressed", "New", "New"]


@EVERY
def test_junit_counts_what_it_holds(render: Render, report: Report) -> None:
    root = ET.fromstring(render("junit", report))  # noqa: S314  our own
    suites = root.findall("testsuite")
    assert len(suites) == len(report.checks)
    for key, tag in (("tests", "testcase"), ("failures", "testcase/failure")):
        assert int(root.get(key, "-1")) == len(root.findall(f"testsuite/{tag}"))
        assert all(int(s.get(key, "-1")) == len(s.findall(tag)) for s in suites)
    outcomes = [result.outcome for result in report.results]
    assert len(root.findall(".//error")) == outcomes.count(Outcome.UNKNOWN)
    assert len(root.findall(".//skipped")) == outcomes.count(Outcome.WAIVED)


def test_junit_shows_what_xml_cannot_hold(render: Render) -> None:
    text = render("junit", samples.hostile())
    assert not [c for c in text if not c.isprintable() and c not in "\n\t"]
    assert "[U+202E]" in text


def test_junit_skips_what_does_not_apply(render: Render) -> None:
    other = samples.result(outcome=Outcome.NOT_APPLICABLE, findings=(), reason="no events")
    root = ET.fromstring(  # noqa: S314  our own
        render("junit", replace(samples.report(), results=(other,)))
    )
    (skipped,) = root.findall(".//skipped")
    assert skipped.get("message") == "not applicable: no events"
