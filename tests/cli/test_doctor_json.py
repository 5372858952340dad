"""What the doctor found, as JSON for programs."""

from __future__ import annotations

import json

from auditor.cli.doctor import document
from auditor.collect import permissions
from auditor.collect.doctor import Diagnosis, OperationTrial
from auditor.evaluate.registry import checks
from auditor.model import Need


def test_the_document_names_what_is_missing_what_it_costs_and_the_policy() -> None:
    trial = OperationTrial(
        operation="lambda:GetPolicy",
        action="lambda:GetPolicy",
        region="eu-west-1",
        outcome="denied",
        code="AccessDeniedException",
        needs=(Need.RESOURCE_POLICY,),
    )
    found = Diagnosis(account="111122223333", caller="arn", regions=("eu-west-1",), trials=(trial,))
    chosen = [checks()["public-function"]]
    made = json.loads(
        document(
            found, {"lambda:GetPolicy"}, chosen, permissions(frozenset({Need.RESOURCE_POLICY}))
        )
    )
    assert made["missing"] == ["lambda:GetPolicy"]
    assert made["unknown"] == {"public-function": ["resource-policy"]}
    assert made["trials"][0]["outcome"] == "denied"
    assert "lambda:GetPolicy" in json.dumps(made["policy"])
