"""What a run is called, and that its newest one is found whatever the clock says."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from auditor.organization.folder import Folder
from auditor.organization.plan import run_id, run_order
from auditor.organization.run_files import runs

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ((), "20261130T120000Z"),
        (("20261129T120000Z",), "20261130T120000Z"),
        (("20261130T120000Z",), "20261130T120000Z-2"),
        (("20261130T120000Z", "20261130T120000Z-9"), "20261130T120000Z-10"),
        (("20991231T000000Z",), "20991231T000000Z-2"),  # the clock was set back
    ],
)
def test_a_new_run_comes_after_all_that_there_are(taken: tuple[str, ...], expected: str) -> None:
    made = run_id(NOON, taken)
    assert made == expected
    assert max((*taken, made), key=run_order) == made


def test_folders_of_the_users_own_are_no_runs(tmp_path: Path) -> None:
    for name in ("run=20261130T120000Z-10", "run=20261130T120000Z-9", "run=mine", "other"):
        (tmp_path / "runs" / name).mkdir(parents=True)
    assert runs(Folder(path=tmp_path)) == ("20261130T120000Z-9", "20261130T120000Z-10")
