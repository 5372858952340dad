"""A secret planted in any text of an account is in no output: no format, no snapshot."""

from __future__ import annotations

import gzip
import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

# At the end, so that an installed auditor still comes before the one in this folder.
sys.path.append(str(Path(__file__).parents[2]))

from auditor.cli import main
from auditor.evaluate.registry import renderers
from tests.simulator import Simulator
from tests.simulator.accounts import ID, role, statement
from tests.simulator.credentials import sign_in
from tests.simulator.everything import everything

REGION = "eu-west-1"
FORMATS = [name for name in renderers() if not name.startswith("diff")]
SHARED = 8  # characters in a row that may not be in any output


def token(number: int) -> str:
    """Return a token of a provider's form, unlike the others in every part."""
    letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    chosen, state = [], number * 7919 + 104729
    for _ in range(36):
        state = (state * 1103515245 + 12345) % 2**31
        chosen.append(letters[(state >> 16) % len(letters)])
    return "gh" + "p_" + "".join(chosen)


def planted() -> tuple[Any, dict[str, str]]:
    """Return an account of everything, and the secrets in it by the place where they are."""
    account = everything()
    places = (
        *("variable", "description", "tag value", "condition of a role", "external id"),
        *("Sid", "event source token", "state reason", "alias description", "filter pattern"),
        *("mapping reason", "alarm name", "condition of the function"),
    )
    secrets = {place: token(number) for number, place in enumerate(places, 1)}
    orders = account.functions[REGION][0]
    configuration = orders["configuration"]
    configuration["Environment"] = {"Variables": {"API": secrets["variable"]}}
    configuration["Description"] = f"calls with {secrets['description']}"
    configuration["StateReason"] = f"refused {secrets['state reason']}"
    orders["tags"] = {"key": secrets["tag value"]}
    documents = [
        statement(
            {"Service": "alexa-appkit.amazon.com"},
            Sid=secrets["Sid"],
            Condition={"StringEquals": {"lambda:EventSourceToken": secrets["event source token"]}},
        ),
        statement(
            "*", Condition={"StringLike": {"aws:Referer": secrets["condition of the function"]}}
        ),
    ]
    orders["policy"] = json.dumps(
        {"Statement": [one for d in documents for one in json.loads(d)["Statement"]]}
    )
    trust = {
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "lambda.amazonaws.com"},
                "Action": "sts:AssumeRole",
            },
            {
                "Effect": "Allow",
                "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": secrets["external id"]}},
            },
        ]
    }
    inline = {
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": "*",
                "Condition": {"StringLike": {"aws:Referer": secrets["condition of a role"]}},
            }
        ]
    }
    account.roles[0] = role(
        "orders",
        AssumeRolePolicyDocument=json.dumps(trust),
        RolePolicyList=[{"PolicyName": "inline", "PolicyDocument": json.dumps(inline)}],
    )
    for mapping in account.lists.get((REGION, "lambda:ListEventSourceMappings"), ()):
        mapping["StateTransitionReason"] = f"refused {secrets['mapping reason']}"
        pattern = json.dumps({"token": [secrets["filter pattern"]]})
        mapping["FilterCriteria"] = {"Filters": [{"Pattern": pattern}]}
    alarms = account.lists.setdefault((REGION, "cloudwatch:DescribeAlarms"), [])
    for alarm in alarms:
        alarm["AlarmName"] = secrets["alarm name"]
    return account, secrets


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, str], str]:
    """Return the planted secrets, and all that a scan writes and says."""
    monkeypatch.chdir(tmp_path)
    sign_in(monkeypatch)
    monkeypatch.setenv("AUDITOR_QUOTA_SHARE", "inf")
    account, secrets = planted()
    words = [word for form in FORMATS for word in ("-o", f"{form}:out.{form}")]
    with Simulator(account) as simulator:
        monkeypatch.setenv("AWS_ENDPOINT_URL", simulator.url)
        result = CliRunner().invoke(
            main, ["scan", *words, "-vv", "--all-results", "--save-snapshot", "s.gz"]
        )
    assert result.exit_code in {0, 1, 3}, result.stderr
    texts = [result.stdout, result.stderr]
    for path in tmp_path.iterdir():
        content = path.read_bytes()
        texts.append((gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode())
    assert str(ID) in "".join(texts)
    return secrets, "\n".join(texts)


def test_a_secret_in_any_text_is_in_no_output(written: tuple[dict[str, str], str]) -> None:
    secrets, text = written
    shown = {
        place
        for place, secret in secrets.items()
        for start in range(4, len(secret) - SHARED)
        if re.search(re.escape(secret[start : start + SHARED]), text)
    }
    assert shown == set()
