"""Roles that are assumed, sessions that end, and codes that a person has to type."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.collect import CollectOptions, collect
from auditor.model import Need
from auditor.model.errors import CredentialsError
from tests.collect.conftest import Read, unknowns
from tests.simulator import SimulatedAccount, Simulator, generated

ROLE = "arn:aws:iam::111122223333:role/auditor"
NEEDS = frozenset({Need.FUNCTION_DETAILS, Need.RESOURCE_POLICY})
PROGRAM = "from auditor.cli import main; main()"


def assumed(simulator: Simulator) -> list[dict[str, str]]:
    """Return the parameters of each AssumeRole."""
    return [json.loads(call[3]) for call in simulator.calls if call[2] == "sts:AssumeRole"]


def test_a_role_is_assumed_with_its_external_id(read: Read) -> None:
    given = generated(3)
    given.external_id = "audit-7"
    _, simulator = read(given, role_arn=ROLE, external_id="audit-7", needs=NEEDS)
    (call,) = assumed(simulator)
    assert (call["RoleArn"], call["ExternalId"]) == (ROLE, "audit-7")
    assert call["RoleSessionName"] == "lambda-auditor"


@pytest.mark.parametrize("external_id", [None, "audit-8"])
def test_a_role_that_refuses_is_a_matter_of_credentials(
    read: Read, external_id: str | None
) -> None:
    given = generated(3)
    given.external_id = "audit-7"
    with pytest.raises(CredentialsError, match=rf"{ROLE} cannot be assumed.*--external-id"):
        read(given, role_arn=ROLE, external_id=external_id, needs=NEEDS)


def test_a_session_that_ends_in_the_middle_is_renewed_before_it_does(read: Read) -> None:
    given = generated(75)
    given.session_seconds = 4.0  # the policies alone take five, at the quota
    found, simulator = read(given, role_arn=ROLE, needs=NEEDS, quota_share=1.0)
    assert not found.interrupted
    assert unknowns(found) == set()
    assert len(found.functions()) == 75
    assert len(assumed(simulator)) > 1
    assert {operation for _, operation, _ in simulator.duplicates()} <= {"sts:AssumeRole"}


@pytest.fixture
def with_mfa(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> SimulatedAccount:
    """Configure a profile whose role wants a code, and return the account that it opens."""
    (tmp_path / "config").write_text(
        f"[profile base]\nregion = eu-west-1\n[profile mfa]\nregion = eu-west-1\n"
        f"role_arn = {ROLE}\nsource_profile = base\n"
        "mfa_serial = arn:aws:iam::111122223333:mfa/me\n"
    )
    (tmp_path / "credentials").write_text(
        "[base]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = example\n"
    )
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AUDITOR_QUOTA_SHARE", "inf")
    given = generated(2)
    given.mfa_code = "123456"
    return given


def test_a_profile_with_mfa_asks_for_the_code_in_the_terminal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, with_mfa: SimulatedAccount
) -> None:
    snapshot = tmp_path / "snapshot.json"
    with Simulator(with_mfa) as simulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        child, terminal = pty.fork()
        if child == 0:
            words = ["collect", "--profile", "mfa", "-o", str(snapshot)]
            os.execv(sys.executable, [sys.executable, "-c", PROGRAM, *words])  # noqa: S606  our own
        said = b""
        while b"mfa/me: " not in said:
            said += os.read(terminal, 1024)
        os.write(terminal, b"123456\n")
        try:
            while chunk := os.read(terminal, 1024):
                said += chunk
        except OSError:
            pass  # so does a terminal end whose program has ended
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, said
        assert [call["TokenCode"] for call in assumed(simulator)] == ["123456"]
    assert snapshot.exists()


def test_where_no_one_can_type_the_code_the_message_says_so(
    with_mfa: SimulatedAccount,
) -> None:
    with Simulator(with_mfa) as simulator:
        done = subprocess.run(  # noqa: S603  our own interpreter
            [sys.executable, "-W", "ignore", "-c", PROGRAM, "scan", "--profile", "mfa", "-q"],
            env={**os.environ, "AWS_ENDPOINT_URL": simulator.url},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            start_new_session=True,
        )
        assert simulator.calls == []
    assert done.returncode == 4
    assert "exit 4: the profile needs an MFA code, and there is no terminal" in done.stderr


def test_credentials_of_no_use_are_said_before_any_function_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AWS_SESSION_TOKEN", "until/1")
    with Simulator(generated(2)) as simulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        with pytest.raises(CredentialsError, match="have expired"):
            collect(NEEDS, CollectOptions())
        assert simulator.count()["lambda:ListFunctions"] == 0
