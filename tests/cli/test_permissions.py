"""The printed policy is that of the scan with the same options and the same configuration."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from auditor.cli import main

Actions = Callable[..., set[str]]
ONE = ("--check", "unstructured-logs")  # reads nothing but the list of functions
TAGS = {"lambda:GetFunction", "lambda:ListTags"}


@pytest.fixture
def actions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Actions:
    """Return the printed actions, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def printed(*words: str) -> set[str]:
        done = CliRunner().invoke(main, ["permissions", *words])
        assert done.exit_code == 0, done.output
        statements = json.loads(done.stdout)["Statement"]
        return {action for statement in statements for action in statement["Action"]}

    return printed


def test_searching_packages_for_secrets_takes_the_rights_of_reading_packages_and_layers(
    actions: Actions,
) -> None:
    chosen = ("--check", "dead-weight")
    assert actions(*chosen, "--package-secrets") == actions(*chosen, "--packages")
    assert "lambda:GetFunction" in actions(*chosen, "--package-secrets")
    secrets = ("--check", "plaintext-secret")
    more = actions(*secrets, "--package-secrets") - actions(*secrets, "--packages")
    assert more == {"lambda:GetLayerVersion"}


def test_tags_of_functions_take_rights_wherever_they_are_asked_for(actions: Actions) -> None:
    assert actions(*ONE).isdisjoint(TAGS)
    assert actions(*ONE, "--tag", "team=a") == actions(*ONE) | TAGS
    assert actions(*ONE, "--waivers", "waivers.yaml") == actions(*ONE) | TAGS


def test_the_configuration_of_the_scan_counts(actions: Actions) -> None:
    plain, metrics = actions(), actions("--metrics")
    assert metrics - plain >= {"cloudwatch:GetMetricData"}
    Path("auditor.toml").write_text('[scan]\nmetrics = true\nregion = ["eu-west-1"]\n')
    assert actions() == metrics
    Path("auditor.toml").write_text('[scan]\ncheck = ["unstructured-logs"]\ntag = ["team=a"]\n')
    assert actions() > TAGS
    assert actions() < plain | TAGS


def test_the_format_belongs_to_one_call(actions: Actions) -> None:
    Path("auditor.toml").write_text('[scan]\nformat = "sam"\n')
    done = CliRunner().invoke(main, ["permissions"])
    assert done.exit_code == 2
    assert "format" in done.output
    Path("auditor.toml").unlink()
    assert "lambda:ListFunctions" in actions()
