"""Writes every format of several reports into a folder, for the validators.

documents.py FOLDER [REPORT.json ...]
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from auditor.assess import schema
from auditor.evaluate.registry import renderers
from auditor.model.report import Report
from auditor.storage import codec
from tests.reports import samples
from tests.reports.test_golden import compared

SUFFIXES = {
    "asff": "asff.json",
    "csv": "csv",
    "json": "json",
    "jsonl": "jsonl",
    "junit": "xml",
    "markdown": "md",
    "markdown-comment": "comment.md",
    "ocsf": "ocsf.jsonl",
    "sarif": "sarif",
    "sarif-all": "all.sarif",
}


def main(folder: str, *files: str) -> None:
    """Render the samples and the reports that are named."""
    reports: dict[str, Report] = {
        "ordinary": samples.report(),
        "hostile": samples.hostile(),
        "empty": samples.empty(),
        "compared": compared(),
        "large": samples.large(2_000),
    }
    for number, name in enumerate(files):
        reports[f"given{number}"] = codec.report_from_json(Path(name).read_bytes(), name)
    known = renderers()
    for name, report in reports.items():
        for id_, suffix in SUFFIXES.items():
            (Path(folder) / f"{name}.{suffix}").write_bytes(known[id_].render(report))
    (Path(folder) / "report.schema.json").write_text(schema.text(), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
