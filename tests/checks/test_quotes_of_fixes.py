"""The quotes of each language hold, whatever a text of the account is made of."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
import yaml

from auditor.analysis import fix_text

PAYLOAD = (
    '"\'${file("/etc/passwd")}%{if true}INJECTED%{endif}$${x}$$${INJECTED}\n  INJECTED: yes # \\'
    "`touch INJECTED`;$(touch INJECTED)\t{{resolve:ssm:INJECTED}}\u2028\x03\x1b[0m\n"
    "touch INJECTED\n}\nINJECTED {\n"
)


def terraform_code(text: str) -> str:
    """Return a Terraform text without its strings and comments.

    Raises:
        AssertionError: a string is interpolated, or does not end on its line.
    """
    strings = r'"((?:[^"\\\n$%]|\\.|\$\$\{|%%\{|[$%](?!\{))*)"'
    code = re.sub(rf"{strings}|#[^\n]*|//[^\n]*", " ", text)
    assert '"' not in code, text
    return code


@pytest.mark.parametrize("value", [f"name{PAYLOAD}", f"{PAYLOAD}name"], ids=["after", "before"])
def test_the_quotes_of_each_language_hold(value: str, tmp_path: Path) -> None:
    assert terraform_code(f"x = {fix_text.hcl(value)}").split() == ["x", "="]
    assert yaml.safe_load(fix_text.text(value)) == value.replace("{{resolve:", "{ {resolve:")
    assert "\n" not in fix_text.comment(value)
    command = ["/bin/bash", "-c", f"printf %s {fix_text.shell(value)}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)  # noqa: S603
    assert done.stdout.decode() == value
    assert list(tmp_path.iterdir()) == []
