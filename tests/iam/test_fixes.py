"""Every fix, applied on the model: the finding is gone, nothing new appears, nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest

from tests.iam.fix_quality import faults
from tests.iam.test_truth import audit_of, cases

# Fixes are the same for all cases of a kind, so every third case shows them.
SOME = [c for c in cases() if "layers" not in c][::3]


@pytest.mark.parametrize("case", [pytest.param(c, id=c["id"]) for c in SOME])
def test_a_fix_resolves_its_finding_and_harms_nothing(case: dict[str, Any]) -> None:
    found = [(check, fault) for check, fault in faults(audit_of(case).account) if fault]
    assert found == []
