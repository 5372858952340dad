"""The files that go into a report, read before the audit starts."""

from __future__ import annotations

from auditor.assess import pipeline, waivers
from auditor.assess.gate import Gate
from auditor.cli.report_options import GateOptions, ReportingOptions
from auditor.evaluate.plan import Plan
from auditor.model import Severity
from auditor.model.errors import UsageError
from auditor.storage import codec, files


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
    baseline = None
    if reporting.baseline:
        content = files.read(reporting.baseline, "baseline")
        baseline = codec.report_from_json(content, str(reporting.baseline))
    return pipeline.Inputs(
        plan=plan,
        waivers=waivers.load(reporting.waivers) if reporting.waivers else None,
        baseline=baseline,
        all_results=reporting.all_results,
    )


def gate_of(options: GateOptions, regions: tuple[str, ...]) -> Gate:
    """Return the gate that the options describe; `regions` are those that were named."""
    return Gate(
        fail_on=None if options.fail_on == "none" else Severity(options.fail_on),
        fail_under=options.fail_under,
        fail_on_new=options.fail_on_new,
        allow_unknown=options.allow_unknown,
        regions=regions,
    )
