"""What a scan said, and what the catalogue says that depends on a right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from click.testing import CliRunner

from auditor.cli import main
from auditor.collect.aws.operations import NEEDS, OPERATIONS
from auditor.evaluate.registry import Check, checks

Key: TypeAlias = tuple[str, str]  # check and function

CHECKS: Mapping[str, Check] = checks()


@dataclass(frozen=True, kw_only=True)
class Outcome:
    report: Mapping[str, Any]
    code: int

    def verdicts(self) -> dict[Key, str]:
        """Return every outcome."""
        return {(r["check"], r["function"]): r["outcome"] for r in self.report["results"]}

    def details(self, check: str) -> list[Any]:
        """Return all that the report says of one check, function by function."""
        found = (r for r in self.report["results"] if r["check"] == check)
        return [{k: v for k, v in r.items() if k != "first_seen"} for r in found]

    def missing(self) -> set[str]:
        """Return the rights that the report says are missing."""
        return {gap["iam_action"] for gap in self.report["gaps"]}

    def policy(self) -> set[str]:
        """Return the actions of the policy that closes the gaps."""
        return set(json.loads(self.report["gap_policy"])["Statement"][0]["Action"])

    def undecided(self, *actions: str) -> set[str]:
        """Return the checks that could not decide for want of one of the rights."""
        gaps = (g for g in self.report["gaps"] if g["iam_action"] in actions)
        return {check for gap in gaps for check in gap["checks"]}


def chosen(*ids: str) -> tuple[str, ...]:
    """Return the words of the command line that choose these checks, and the switches."""
    return ("--metrics", "--package-secrets", *(w for id_ in ids for w in ("--check", id_)))


def printed(*words: str) -> Any:
    """Return the policy that `auditor permissions` prints."""
    done = CliRunner().invoke(main, ["permissions", *words])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def actions(*words: str) -> list[str]:
    """Return the actions of that policy."""
    return sorted({a for statement in printed(*words)["Statement"] for a in statement["Action"]})


def dependents(*actions: str) -> tuple[set[str], set[str]]:
    """Return the checks that need, and those that use, a fact read with one of the actions."""
    facts = {
        need
        for need, operations in NEEDS.items()
        if any(OPERATIONS[name].action in actions for name in operations)
    }
    need = {check.id for check in CHECKS.values() if check.needs & facts}
    return need, {check.id for check in CHECKS.values() if check.uses & facts} - need
