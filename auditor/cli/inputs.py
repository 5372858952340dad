"""The files that go into a report, read before the audit starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from auditor.assess import pipeline, waivers
from auditor.assess.gate import Gate
from auditor.evaluate.plan import Plan
from auditor.model import Severity
from auditor.model.errors import UsageError
from auditor.storage import codec, files


def read(values: Mapping[str, Any], plan: Plan) -> pipeline.Inputs:
    """Read the waiver and baseline files that the options name.

    Raises:
        UsageError: a file that can't be read or is wrong.
    """
    if values["fail_on_new"] and not (values["baseline"] or values.get("live")):
        raise UsageError("--fail-on-new needs --baseline REPORT.json to compare with")
    baseline = None
    if values["baseline"]:
        path = values["baseline"]
        baseline = codec.report_from_json(files.read(path, "baseline"), str(path))
    return pipeline.Inputs(
        plan=plan,
        waivers=waivers.load(values["waivers"]) if values["waivers"] else None,
        baseline=baseline,
        all_results=values["all_results"],
    )


def gate_of(values: Mapping[str, Any]) -> Gate:
    """Return the gate that the options describe."""
    severity = values["fail_on"]
    return Gate(
        fail_on=None if severity == "none" else Severity(severity),
        fail_under=values["fail_under"],
        fail_on_new=values["fail_on_new"],
        allow_unknown=values["allow_unknown"],
        regions=tuple(values.get("region") or ()),
    )
