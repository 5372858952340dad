"""What a fix says of a condition whose value collecting dropped."""

from __future__ import annotations

import json

from auditor.analysis.fix_text import shell
from auditor.analysis.iam import Document, parse_document
from auditor.analysis.iam.policy_json import statement_object
from auditor.analysis.policy_text import document_text
from auditor.model.wording import DROPPED

STATEMENT = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
    "Action": "sts:AssumeRole",
    "Condition": {"StringEquals": {"sts:ExternalId": DROPPED}},
}


def test_a_command_runs_only_when_the_dropped_value_is_set() -> None:
    document = parse_document(json.dumps({"Version": "2012-10-17", "Statement": [STATEMENT]}))
    assert isinstance(document, Document)
    command = shell("put", document_text([statement_object(s) for s in document.statements]))
    assert DROPPED not in command
    assert '"${CONDITION_VALUE:?set it}"' in command
