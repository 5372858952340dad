from __future__ import annotations

from typing import Any

import pytest

from auditor.model import EventRule, FunctionUrl, Known, Outcome, Unknown

CHECK = "unversioned-deployment"
ARN = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
LIVE = Known({"live": "7"})


def test_a_queue_that_invokes_latest_fails(run: Any, function: Any, mapping: Any) -> None:
    facts = {"event_source_mappings": Known((mapping(),))}
    result = run(CHECK, function(aliases=LIVE), region=facts)
    assert result.outcome is Outcome.FAIL
    assert "The alias live is bypassed: " in result.findings[0].message
    assert "--uuid u1 --function-name orders:live" in result.findings[0].fix.cli


def test_a_queue_that_invokes_the_alias_passes(run: Any, function: Any, mapping: Any) -> None:
    facts = {"event_source_mappings": Known((mapping(function_arn=f"{ARN}:live"),))}
    assert run(CHECK, function(aliases=LIVE), region=facts).outcome is Outcome.PASS


def test_rules_and_urls_count(run: Any, function: Any) -> None:
    rule = EventRule(arn="arn:aws:events:x", bus="default", enabled=True, function_arns=(ARN,))
    judged = function(aliases=LIVE)
    assert run(CHECK, judged, region={"event_rules": Known((rule,))}).outcome is Outcome.FAIL
    url = Known((FunctionUrl(qualifier=None, auth_type="AWS_IAM"),))
    assert run(CHECK, function(aliases=LIVE, urls=url)).outcome is Outcome.FAIL


@pytest.mark.parametrize("aliases", [{}, {"dev": "$LATEST"}])
def test_without_an_alias_of_a_version_it_does_not_apply(
    *, run: Any, function: Any, mapping: Any, aliases: dict[str, str]
) -> None:
    facts = {"event_source_mappings": Known((mapping(),))}
    result = run(CHECK, function(aliases=Known(aliases)), region=facts)
    assert result.outcome is Outcome.NOT_APPLICABLE


def test_without_a_source_it_does_not_apply(run: Any, function: Any) -> None:
    assert run(CHECK, function(aliases=LIVE)).outcome is Outcome.NOT_APPLICABLE


@pytest.mark.parametrize("fact", ["event_source_mappings", "api_integrations", "event_rules"])
def test_sources_that_could_not_be_read_are_unknown(run: Any, function: Any, fact: str) -> None:
    facts = {fact: Unknown(reason="denied")}
    assert run(CHECK, function(aliases=LIVE), region=facts).outcome is Outcome.UNKNOWN
    lost = function(aliases=Unknown(reason="denied"))
    assert run(CHECK, lost).outcome is Outcome.UNKNOWN
