"""The files that go into a report, read before the audit starts."""

from __future__ import annotations

from pathlib import Path

from auditor.assess import pipeline, waivers
from auditor.assess.gate import Gate
from auditor.cli.report_options import GateOptions, ReportingOptions
from auditor.evaluate.plan import Plan
from auditor.model import Severity
from auditor.model.errors import UsageError
from auditor.model.report import Report
from auditor.storage import codec, files

_S3 = "s3://"


def read(
    reporting: ReportingOptions, gate: GateOptions, plan: Plan, *, compared: bool
) -> pipeline.Inputs:
    """Read the waiver and baseline files that the options name.

    Args:
        reporting: the options that name them.
        gate: what must be comparable.
        plan: the checks that run.
        compared: whether something else than a baseline is there to compare with.

    Raises:
        UsageError: a file that can't be read or is wrong.
    """
    if gate.fail_on_new and not (reporting.baseline or compared):
        raise UsageError("--fail-on-new needs --baseline REPORT.json to compare with")
    return pipeline.Inputs(
        plan=plan,
        waivers=waivers.load(reporting.waivers) if reporting.waivers else None,
        baseline=_baseline(reporting.baseline) if reporting.baseline else None,
        all_results=reporting.all_results,
    )


def _baseline(place: str) -> Report:
    """Return the report in a file, or in an object of S3 that the default credentials read.

    Raises:
        UsageError: there is none, or it is no report.
        StoreError: the object can't be read.
    """
    if not place.startswith(_S3):
        return codec.report_from_json(files.content(Path(place), "baseline"), place)
    bucket, _, key = place.removeprefix(_S3).partition("/")
    if not (bucket and key):
        raise UsageError(f"--baseline {place}: write s3://BUCKET/KEY")
    from auditor.selfaudit.services import client  # noqa: PLC0415  botocore is slow to import
    from auditor.selfaudit.store import Store  # noqa: PLC0415  as this

    found = Store(s3=client("s3"), bucket=bucket).get(key)
    if found is None:
        raise UsageError(f"--baseline {place}: no such object; the first audit goes without")
    return codec.report_from_json(found.content, place)


def gate_of(options: GateOptions, regions: tuple[str, ...]) -> Gate:
    """Return the gate that the options describe; `regions` are those that were named."""
    return Gate(
        fail_on=None if options.fail_on == "none" else Severity(options.fail_on),
        fail_under=options.fail_under,
        fail_on_new=options.fail_on_new,
        allow_unknown=options.allow_unknown,
        regions=regions,
    )
