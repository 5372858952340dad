"""Imports findings into Security Hub, each in its function's region."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import botocore.exceptions

from auditor.evaluate.registry import render_report, renderers
from auditor.model.arn import parse_arn
from auditor.model.report import Report
from auditor.selfaudit.store import Client

# https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_BatchImportFindings.html
BATCH = 100


def changed(report: Report) -> frozenset[str] | None:
    """Return the ids of the findings that changed; None: all count as changed."""
    comparison = report.comparison
    if comparison is None or not comparison.comparable:
        return None
    return frozenset(change.id for change in comparison.changes)


def deliver(
    report: Report, only: frozenset[str] | None, hub: Callable[[str], Client]
) -> tuple[int, tuple[str, ...]]:
    """Import findings (all, or those of `only`), and archive those that are gone.

    Returns how many were taken, and what went wrong.
    """
    findings = json.loads(render_report(renderers()["asff"], report))
    wanted = [f for f in findings if only is None or f["Id"] in only]
    taken = 0
    problems: list[str] = []
    for region, batch in _batches(wanted):
        done, problem = _import(hub(region), batch)
        taken += done
        if problem:
            problems.append(f"{region}: {problem}")
    return taken, tuple(dict.fromkeys(problems))


def _batches(
    findings: Iterable[Mapping[str, Any]],
) -> Iterator[tuple[str, Sequence[Mapping[str, Any]]]]:
    by_region: dict[str, list[Mapping[str, Any]]] = {}
    for finding in findings:
        by_region.setdefault(parse_arn(finding["ProductArn"]).region, []).append(finding)
    for region, those in sorted(by_region.items()):
        for start in range(0, len(those), BATCH):
            yield region, those[start : start + BATCH]


def _import(hub: Client, batch: Sequence[Mapping[str, Any]]) -> tuple[int, str]:
    try:
        answer = hub.batch_import_findings(Findings=batch)
    except botocore.exceptions.ClientError as error:
        return 0, str(error)
    except botocore.exceptions.BotoCoreError as error:
        return 0, f"{type(error).__name__}: {error}"
    refused = answer.get("FailedFindings") or ()
    words = sorted({str(f.get("ErrorMessage") or f.get("ErrorCode")) for f in refused})
    problem = f"{len(refused)} findings were refused: {words[0]}" if refused else ""
    return int(answer.get("SuccessCount") or 0), problem
