"""How far a run of the organization's state machine is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import botocore.exceptions

from auditor.model.errors import CollectError, UsageError
from auditor.selfaudit.services import client
from auditor.selfaudit.store import Client

_ARN = re.compile(r"arn:aws[a-z-]*:states:([a-z0-9-]+):[0-9]{12}:(stateMachine|execution):[\w:-]+")
_WORDS = ("succeeded", "running", "pending", "failed", "timedOut", "aborted")


@dataclass(frozen=True, slots=True, kw_only=True)
class MapProgress:
    """The newest round of a run."""

    status: str  # of the execution
    round: int  # 0: none has begun
    counts: Mapping[str, int]  # accounts, by what became of their children


def progress(arn: str) -> MapProgress:
    """Return how far an execution is; of a state machine, its newest one.

    Raises:
        UsageError: it is neither's ARN, or there is none.
        CollectError: AWS could not be asked.
    """
    match = _ARN.fullmatch(arn)
    if match is None:
        raise UsageError(f"{arn!r} is not the ARN of a state machine or an execution")
    states = client("stepfunctions", match[1])
    try:
        execution = arn if match[2] == "execution" else _newest(states, arn)
        status = states.describe_execution(executionArn=execution)["status"]
        runs = states.list_map_runs(executionArn=execution)["mapRuns"]
        runs = sorted(runs, key=lambda run: run["startDate"])
        if not runs:
            return MapProgress(status=status, round=0, counts={})
        found = states.describe_map_run(mapRunArn=runs[-1]["mapRunArn"])["executionCounts"]
    except botocore.exceptions.ClientError as error:
        raise CollectError(f"the run can't be watched: {error}") from error
    counts = {word: int(found.get(word, 0)) for word in _WORDS}
    return MapProgress(status=status, round=len(runs), counts=counts)


def _newest(states: Client, machine: str) -> str:
    found = states.list_executions(stateMachineArn=machine, maxResults=1)["executions"]
    if not found:
        raise UsageError(f"{machine} was never started; start it, or wait for its schedule")
    return str(found[0]["executionArn"])
