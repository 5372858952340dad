"""A value that only the reader knows: a command refuses to run before it is set."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from auditor.analysis import fix_text

TOPIC = fix_text.placeholder("TOPIC_ARN")


def run(command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], **variables}
    return subprocess.run(  # noqa: S603  the shell under test
        ["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, check=False
    )


def test_a_command_with_a_placeholder_does_not_run() -> None:
    done = run(fix_text.shell("echo", TOPIC))
    assert done.returncode != 0
    assert done.stdout == ""
    assert "TOPIC_ARN" in done.stderr


@pytest.mark.parametrize("value", ["arn:aws:sns:eu-west-1:1:x", "a b", "$(id)", "'; id #"])
def test_the_value_stays_one_word(value: str) -> None:
    command = fix_text.shell("printf", "[%s]", f"a'b{TOPIC}c d", "e")
    assert run(command, TOPIC_ARN=value).stdout == f"[a'b{value}c d][e]"


def test_a_placeholder_inside_a_json_document_is_found() -> None:
    document = json.dumps({"Resource": f"arn:aws:s3:::{fix_text.placeholder('BUCKET')}/*"})
    done = run(fix_text.shell("printf", "%s", document), BUCKET="covers")
    assert json.loads(done.stdout) == {"Resource": "arn:aws:s3:::covers/*"}


def test_templates_show_it_in_angle_brackets() -> None:
    assert fix_text.text(f"a{TOPIC}") == '"a<TOPIC_ARN>"'
    assert fix_text.hcl(f"a{TOPIC}") == '"a<TOPIC_ARN>"'
