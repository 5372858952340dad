from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from auditor.collect import CollectOptions, collect
from auditor.collect.aws.error_codes import Fault, fault
from auditor.model.errors import CredentialsError, UsageError
from tests.collect.conftest import Read
from tests.simulator import Simulator, generated


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"profile": "nope"}, "'nope' is in no AWS configuration file"),
        ({"regions": ("eu-west-99",)}, "'eu-west-99' is no region"),
        ({"role_arn": "nonsense"}, "not the ARN of a role"),
        ({"external_id": "abc"}, "together with --role-arn"),
        ({"external_id": "a", "role_arn": "arn:aws:iam::111122223333:role/r"}, "2 to 1,224"),
        ({"quota_share": 0.0}, "greater than 0"),
        ({"quota_share": float("nan")}, "greater than 0"),
        ({"metrics_days": 0}, "at least one day"),
    ],
)
def test_a_wrong_option_is_said_before_any_call(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], words: str
) -> None:
    with Simulator(generated(1)) as simulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        with pytest.raises(UsageError, match=words):
            collect((), CollectOptions(**options))
        assert simulator.calls == []


def test_without_credentials_the_message_says_how_to_get_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(CredentialsError, match="aws sso login"):
        collect((), CollectOptions())


def test_a_profile_of_an_expired_sso_session_is_a_matter_of_credentials(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    (tmp_path / "config").write_text(
        "[profile work]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = r\n"
        "region = eu-west-1\n[sso-session corp]\nsso_region = eu-west-1\n"
        "sso_start_url = https://example.awsapps.com/start\n"
    )
    with pytest.raises(CredentialsError, match="aws sso login --profile work"):
        collect((), CollectOptions(profile="work"))


def test_regions_that_were_asked_for_are_read_and_no_others(read: Read) -> None:
    found, simulator = read(generated(4, 3), regions=("us-east-1",), needs=())
    assert [region.name for region in found.regions] == ["us-east-1"]
    assert simulator.count()["ec2:DescribeRegions"] == 0


@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("TooManyRequestsException", 429, Fault.THROTTLED),
        ("RequestLimitExceeded", 503, Fault.THROTTLED),
        ("", 429, Fault.THROTTLED),
        ("AccessDenied", 403, Fault.DENIED),
        ("UnauthorizedOperation", 403, Fault.DENIED),
        ("SomethingAccessDeniedException", 400, Fault.DENIED),
        ("UnrecognizedClientException", 403, Fault.DISABLED),
        ("OptInRequired", 403, Fault.DISABLED),
        ("RequestExpired", 400, Fault.EXPIRED),
        ("ExpiredToken", 403, Fault.EXPIRED),
        ("ResourceNotFoundException", 404, Fault.ABSENT),
        ("InvalidGroup.NotFound", 400, Fault.ABSENT),
        ("com.amazonaws.sqs#QueueDoesNotExist", 400, Fault.ABSENT),
        ("ServiceException", 500, Fault.TRANSIENT),
        ("502", 502, Fault.TRANSIENT),
        ("404", 404, Fault.TRANSIENT),  # no code: whoever said it, it was not the service
        ("403", 403, Fault.TRANSIENT),
        ("ValidationException", 400, Fault.REFUSED),
        ("UnknownOperationException", 404, Fault.REFUSED),
    ],
)
def test_what_a_code_means(code: str, status: int, expected: Fault) -> None:
    assert fault(code, status) is expected
