"""The IAM language: documents, matching, the effective role, escalation.

Everything is pure. `audit.once(effective_role, role_arn)` and `audit.once(judge_role, role_arn)`
read and judge a role one time, `allows` answers "may it?", and `parse_document` with its helpers
reads any policy document.
"""

from __future__ import annotations

from auditor.analysis.iam.actions import data_version
from auditor.analysis.iam.document import (
    Document,
    Malformed,
    Principal,
    Statement,
    Term,
    parse_document,
)
from auditor.analysis.iam.effective import Decision, EffectiveRole, parsed
from auditor.analysis.iam.judgement import Judgement, judge_role
from auditor.analysis.iam.matching import matches
from auditor.analysis.iam.role import allows, effective_role, users
from auditor.analysis.iam.statements import (
    allow_statements,
    condition_values,
    conditions,
    network_conditions,
    principals,
    service_principals,
)

__all__ = [
    "Decision",
    "Document",
    "EffectiveRole",
    "Judgement",
    "Malformed",
    "Principal",
    "Statement",
    "Term",
    "allow_statements",
    "allows",
    "condition_values",
    "conditions",
    "data_version",
    "effective_role",
    "judge_role",
    "matches",
    "network_conditions",
    "parse_document",
    "parsed",
    "principals",
    "service_principals",
    "users",
]
