"""`auditor checks --formats` lists every format with its source."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from auditor.analysis.secrets.formats import FORMATS, NAMED_FORMATS
from auditor.cli.checks import checks_command


@pytest.mark.parametrize("form", ["table", "markdown", "json"])
def test_every_format_is_listed(form: str) -> None:
    told = CliRunner().invoke(checks_command, ["--formats", "--format", form])
    assert told.exit_code == 0
    told_plainly = told.output.replace("\\|", "|")
    known = [(row.id, row.source) for row in FORMATS]
    for id_, source in (*known, *((row.id, row.source) for row in NAMED_FORMATS)):
        assert id_ in told_plainly
        assert source in told_plainly


def test_the_json_is_one_object_a_row() -> None:
    told = CliRunner().invoke(checks_command, ["--formats", "--format", "json"])
    rows = json.loads(told.output)
    assert len(rows) >= len({row.id for row in FORMATS})
    assert all(set(row) == {"id", "confidence", "recognized_by", "source"} for row in rows)
