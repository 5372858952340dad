"""Runs validators of others over the documents in a folder; exits 1 if one complains.

validate.py WORK    (WORK/documents, WORK/node_modules, WORK/junit-10.xsd)
"""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import junitparser
import xmlschema
from markdown_it import MarkdownIt
from py_ocsf_models.events.findings.compliance_finding import ComplianceFinding
from pydantic import ValidationError

OCSF_KEYS = {
    *("activity_id", "activity_name", "category_name", "category_uid", "class_name", "class_uid"),
    *("cloud", "compliance", "confidence", "confidence_id", "finding_info", "message", "metadata"),
    *("remediation", "resources", "severity", "severity_id", "status", "status_detail"),
    *("status_id", "time", "type_name", "type_uid", "unmapped"),
}  # of class 2003 in OCSF 1.5.0 with the profile cloud: the model accepts any key


def json_schema(folder: Path, schema: Path, pattern: str) -> Iterator[str]:
    """check-jsonschema, the validator most pipelines use."""
    files = sorted(str(path) for path in folder.glob(pattern))
    command = [str(Path(sys.executable).parent / "check-jsonschema"), "--schemafile", str(schema)]
    done = subprocess.run([*command, *files], capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        yield done.stdout + done.stderr


def multitool(work: Path, paths: Iterable[Path]) -> Iterator[str]:
    """Microsoft's SARIF validator, with GitHub's own rules.

    It exits 0 whatever it finds, so its log has to be read; and what breaks the schema badly it
    passes over, which is why the schema is checked as well.
    """
    binary = work / "node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
    for path in paths:
        log = work / "sarif-log.json"
        log.unlink(missing_ok=True)
        command = [str(binary), "validate", str(path), "--rule-kind", "Sarif;Ghas"]
        command += ["--level", "Error;Warning", "--output", str(log), "--log", "ForceOverwrite"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if not log.exists():
            yield f"{path.name}: the multitool wrote no log: {done.stdout}{done.stderr}"
            continue
        for run in json.loads(log.read_text(encoding="utf-8-sig"))["runs"]:
            for result in run.get("results", []):
                message = json.dumps(result["message"])[:300]
                yield f"{path.name}: {result.get('ruleId')}: {message}"


def canary(work: Path, good: Path) -> Iterator[str]:
    """Complain if the multitool has nothing to say of a document that GitHub would refuse."""
    document = json.loads(good.read_text(encoding="utf-8"))
    place = document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    place["region"]["startLine"] = -5
    broken = work / "broken.sarif"
    broken.write_text(json.dumps(document), encoding="utf-8")
    if not list(multitool(work, [broken])):
        yield "it has nothing to say of a line number of -5: it does not work"


def ocsf(folder: Path) -> Iterator[str]:
    """py-ocsf-models, and the keys that it does not look at."""
    for path in sorted(folder.glob("*.ocsf.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            event = json.loads(line)
            try:
                ComplianceFinding.model_validate(event)
            except ValidationError as error:
                yield f"{path.name}:{number}: {error}"
            if set(event) - OCSF_KEYS:
                yield f"{path.name}:{number}: no such keys: {sorted(set(event) - OCSF_KEYS)}"


def junit(folder: Path, schema: Path) -> Iterator[str]:
    """Jenkins's schema, and a reader of JUnit XML."""
    validator = xmlschema.XMLSchema(str(schema))
    for path in sorted(folder.glob("*.xml")):
        yield from (f"{path.name}: {e.reason} {e.path}" for e in validator.iter_errors(str(path)))
        read = junitparser.JUnitXml.fromfile(str(path))
        cases = sum(len(list(suite)) for suite in read)
        if cases != read.tests:
            yield f"{path.name}: {cases} cases, but tests={read.tests}"


def tables(folder: Path) -> Iterator[str]:
    """CSV read strictly; Markdown as GitHub's dialect reads it."""
    for path in sorted(folder.glob("*.csv")):
        text = io.StringIO(path.read_bytes().decode(), newline="")
        widths = {len(row) for row in csv.reader(text, strict=True)}
        if len(widths) != 1:
            yield f"{path.name}: rows of {sorted(widths)} cells"
    for path in sorted(folder.glob("*.md")):
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(path.read_text(encoding="utf-8"))
        if not tokens:
            yield f"{path.name}: empty"


def main(work: Path) -> int:
    """Run all of them and print what they say."""
    folder = work / "documents"
    sarif_schema = work / "node_modules/@microsoft/sarif-multitool-linux/sarif-2.1.0.json"
    report_schema = folder / "report.schema.json"
    names = [path.name.partition(".")[0] for path in folder.glob("*.asff.json")]
    checks = {
        "JSON: check-jsonschema, our schema": [
            problem for n in names for problem in json_schema(folder, report_schema, f"{n}.json")
        ],
        "SARIF: check-jsonschema, OASIS schema": json_schema(folder, sarif_schema, "*.sarif"),
        "SARIF: sarif-multitool, rules of SARIF and GitHub": multitool(
            work, sorted(folder.glob("*.sarif"))
        ),
        "SARIF: sarif-multitool sees a fault": canary(work, folder / "ordinary.sarif"),
        "OCSF: py-ocsf-models": ocsf(folder),
        "JUnit: junit-10.xsd, junitparser": junit(folder, work / "junit-10.xsd"),
        "CSV and Markdown: csv, markdown-it-py": tables(folder),
    }
    failed = 0
    for name, problems in checks.items():
        found = list(problems)
        failed += bool(found)
        print(f"{'FAILED' if found else 'ok':6}  {name}")  # noqa: T201
        for problem in found[:20]:
            print(f"        {problem}")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
