"""Web Functions and MicroVM images: read on request, and said where they were not."""

from __future__ import annotations

import botocore.session
import pytest

from auditor.assess.gaps import gaps
from auditor.evaluate.plan import INVENTORY_NEEDS
from auditor.model import WEB_FUNCTION, Known, Need, Unknown
from tests.collect.conftest import Read
from tests.simulator import Fault, SimulatedAccount
from tests.verdicts import cases_inventory
from tests.verdicts.truth import account

pytestmark = pytest.mark.skipif(
    "lambda-web" not in botocore.session.Session().get_available_services(),
    reason="this SDK is older than the service",
)
NEEDS = INVENTORY_NEEDS | {Need.ROLES}


def inventory() -> SimulatedAccount:
    return account(cases_inventory.CASES)


def test_both_kinds_are_listed_with_their_roles(read: Read) -> None:
    found, _ = read(inventory(), needs=NEEDS)
    kinds = {function.name: function.kind for function in found.functions()}
    assert kinds["web-good"] == WEB_FUNCTION
    assert kinds["vm-good"] == "MicroVM image"
    assert all(function.role_arn in found.roles.get() for function in found.functions())
    assert not found.notes


def test_without_the_request_nothing_is_called_and_the_account_says_so(read: Read) -> None:
    found, simulator = read(inventory(), needs={Need.ROLES})
    assert not found.functions()
    assert not [name for name in simulator.count() if name.startswith("lambda-")]
    assert "--web-functions" in found.notes[-1]


def test_what_is_denied_is_a_gap_of_each_region(read: Read) -> None:
    denied = Fault(kind="deny", operations="lambda-web:*")
    found, _ = read(inventory(), denied, needs=NEEDS)
    assert {region.name for region in found.regions} == {gap.region for gap in gaps(found, ())}
    assert {gap.iam_action for gap in gaps(found, ())} == {"lambda:ListWebFunctions"}
    for region in found.regions:
        assert isinstance(region.web_functions, Unknown)
        assert isinstance(region.microvm_images, Known)


def test_a_region_without_the_service_has_none_of_them(read: Read) -> None:
    absent = SimulatedAccount()
    absent.answers["lambda-web:ListWebFunctions", ""] = {"functions": []}
    absent.answers["lambda-microvms:ListMicrovmImages", ""] = {"items": []}
    found, _ = read(absent, needs=NEEDS)
    assert gaps(found, ()) == ()
    assert found.regions[0].web_functions == Known(())
