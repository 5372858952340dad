from __future__ import annotations

from collections.abc import Callable
from typing import Any

from auditor.model import Outcome, Result, Severity
from tests.checks.permissions.documents import allow_caller, policies

Build = Callable[..., Any]


CHECK = "confused-deputy"
S3 = '{"Service": "s3.amazonaws.com"}'
ARN = '{"ArnLike": {"aws:SourceArn": "arn:aws:s3:::b"}}'


def test_a_bucket_without_its_account_fails_and_the_fix_adds_it(
    function: Build, run: Callable[..., Result]
) -> None:
    result = run(CHECK, function(policies=policies(allow_caller(S3, ARN))))
    assert (result.outcome, result.severity) == (Outcome.FAIL, Severity.MEDIUM)
    fix = result.findings[0].fix
    assert "--source-arn arn:aws:s3:::b --source-account 111122223333" in fix.cli
    assert 'SourceAccount: "111122223333"' in fix.sam


def test_the_fix_for_a_skill_asks_for_its_token(
    function: Build, run: Callable[..., Result]
) -> None:
    skill = function(policies=policies(allow_caller('{"Service": "alexa-appkit.amazon.com"}')))
    assert "--event-source-token" in run(CHECK, skill).findings[0].fix.cli
