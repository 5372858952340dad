"""JSON by hand-written structure is the JSON that is generated from the types."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import cattrs
from cattrs.gen import make_dict_unstructure_fn, override
from hypothesis import given
from hypothesis import strategies as st

from auditor.model import Finding
from auditor.model.report import ReportResult
from auditor.storage import strict_values
from auditor.storage.codec import plain
from tests.reports import samples
from tests.storage.test_packed_findings import FINDINGS, PLACES

RESULTS = st.builds(
    ReportResult,
    id=st.just("0" * 16),
    findings=st.lists(FINDINGS, max_size=3).map(tuple),
    waiver=st.none() | st.just(samples.WAIVER),
    first_seen=st.datetimes(timezones=st.just(UTC)),
    place=st.none() | PLACES,
    remarks=st.lists(st.text(), max_size=2).map(tuple),
)


def generated() -> cattrs.Converter:
    """Return a converter that knows only the types, and what is left out at its default."""
    made = cattrs.Converter()
    made.register_unstructure_hook(datetime, strict_values.as_text)
    made.register_unstructure_hook(date, date.isoformat)
    rare = override(omit_if_default=True)
    made.register_unstructure_hook(Finding, make_dict_unstructure_fn(Finding, made, place=rare))
    made.register_unstructure_hook(
        ReportResult,
        make_dict_unstructure_fn(ReportResult, made, crashed=rare, place=rare, remarks=rare),
    )
    return made


@given(result=RESULTS)
def test_a_result_is_written_as_its_type_says(result: ReportResult) -> None:
    assert json.dumps(plain(result)) == json.dumps(generated().unstructure(result))
