"""No text of an account leaves its quotes in a fix: not in a shell, in YAML or in Terraform."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from yaml.nodes import MappingNode, Node, SequenceNode

from auditor.evaluate.engine import judge
from auditor.evaluate.registry import checks, defaults
from auditor.model import Account, Fix
from auditor.model.audit import Audit
from auditor.model.errors import UsageError
from auditor.storage import codec, snapshot

PAYLOAD = (
    '"\'${file("/etc/passwd")}%{if true}INJECTED%{endif}$${x}$$${INJECTED}\n  INJECTED: yes # \\'
    "`touch INJECTED`;$(touch INJECTED)\t{{resolve:ssm:INJECTED}}\u2028\x03\x1b[0m\n"
    "touch INJECTED\n}\nINJECTED {\n"
)
Path_ = tuple[str, ...]
# Named by the program, or read as something else than a text.
FIXED = {"id", "captured_at", "partition", "last_modified", "place", "confidence", "detector"}


def leaves(value: Any, path: Path_ = ()) -> Iterator[Path_]:
    """Yield the path to every text; items of lists and keys of data are `*`."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key if key.isidentifier() else "*"))
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, (*path, "*"))
    elif isinstance(value, str) and path[-1] not in FIXED:
        inner = document(value)
        yield from (path,) if inner is None else leaves(inner, (*path, "{}"))


def document(text: str) -> Any:
    """Return the JSON document in a text, or None."""
    try:
        return json.loads(text) if text[:1] in "{[" else None
    except ValueError:
        return None


def poisoned(value: Any, path: Path_) -> Any:
    """Return the value with the payload at the end of every text at the path."""
    if not path:
        return value + PAYLOAD if isinstance(value, str) else value
    if path[0] == "{}":
        inner = document(value) if isinstance(value, str) else None
        return value if inner is None else json.dumps(poisoned(inner, path[1:]))
    if isinstance(value, list) and path[0] == "*":
        return [poisoned(item, path[1:]) for item in value]
    if isinstance(value, dict):
        return {
            key: poisoned(item, path[1:])
            if (key if key.isidentifier() else "*") == path[0]
            else item
            for key, item in value.items()
        }
    return value


def fixes(account: Account) -> Iterator[tuple[str, Fix]]:
    known = checks()
    audit = Audit(account, defaults(known.values()))
    for check in known.values():
        for function in account.functions():
            for finding in judge(check, function, audit).findings:
                yield check.id, finding.fix


def yaml_keys(node: Node | None) -> Iterator[str]:
    if isinstance(node, MappingNode):
        for key, value in node.value:
            yield str(key.value)
            yield from yaml_keys(value)
    elif isinstance(node, SequenceNode):
        for item in node.value:
            yield from yaml_keys(item)


def terraform_code(text: str) -> str:
    """Return a Terraform text without its strings and comments.

    Raises:
        AssertionError: a string is interpolated, or does not end on its line.
    """
    strings = r'"((?:[^"\\\n$%]|\\.|\$\$\{|%%\{|[$%](?!\{))*)"'
    code = re.sub(rf"{strings}|#[^\n]*|//[^\n]*", " ", text)
    assert '"' not in code, text
    return code


def assert_quoted(check: str, fix: Fix) -> None:
    if fix.sam:
        assert "{{resolve:" not in fix.sam, check
        for root in yaml.compose_all(fix.sam, Loader=yaml.SafeLoader):
            assert "INJECTED" not in " ".join(yaml_keys(root)), (check, fix.sam)
        assert not re.search(r"#.*INJECTED", re.sub(r'"(?:[^"\\]|\\.)*"', "", fix.sam)), check
    code = terraform_code(fix.terraform)
    assert "INJECTED" not in code, (check, fix.terraform)
    assert "passwd" not in code, (check, fix.terraform)


def assert_nothing_runs(commands: set[str], folder: Path) -> None:
    """Run the commands by a shell in which the programs do nothing and `touch` tells."""
    stubs = "aws() { :; }; curl() { :; }; touch() { echo hit >> hits; }\nPATH=/nonexistent\n"
    script = folder / "fixes.sh"
    script.write_text(stubs + "".join(f"(\n{c}\n) >/dev/null 2>&1\n" for c in sorted(commands)))
    subprocess.run(["/bin/bash", str(script)], cwd=folder, check=False, capture_output=True)  # noqa: S603
    assert not (folder / "hits").exists(), script.read_text()
    checked = subprocess.run(["/bin/bash", "-n", str(script)], check=False, capture_output=True)  # noqa: S603
    assert checked.returncode == 0, checked.stderr


def test_no_text_of_the_account_leaves_its_quotes_in_any_fix(seen: Account, tmp_path: Path) -> None:
    whole = json.loads(codec.dump(seen, snapshot.SCHEMA))
    tried = 0
    reached: set[str] = set()
    for path in sorted(set(leaves(whole))):
        content = json.dumps(poisoned(whole, path)).encode()
        try:
            account = codec.load(content, Account, schema=snapshot.SCHEMA, name="s")
        except UsageError:  # a word of the program's own, such as a kind
            continue
        tried += 1
        commands = set()
        for check, fix in fixes(account):
            assert_quoted(check, fix)
            if "INJECTED" in fix.cli + fix.sam + fix.terraform:
                reached.add(check)
                commands.add(fix.cli)
        assert_nothing_runs(commands, tmp_path)
    assert tried > 100
    assert len(reached) > 25


def poison(text: str) -> str:
    return text + PAYLOAD


@pytest.mark.parametrize("wrap", [poison, lambda text: PAYLOAD + text], ids=["after", "before"])
def test_the_quotes_of_each_language_hold(wrap: Callable[[str], str], tmp_path: Path) -> None:
    from auditor.analysis import fix_text  # noqa: PLC0415  what the test above goes through

    value = wrap("name")
    assert terraform_code(f"x = {fix_text.hcl(value)}").split() == ["x", "="]
    assert yaml.safe_load(fix_text.text(value)) == value.replace("{{resolve:", "{ {resolve:")
    script = f"printf %s {fix_text.shell(value)}"
    command = ["/bin/bash", "-c", script]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True)  # noqa: S603
    assert done.stdout.decode() == value
    assert list(tmp_path.iterdir()) == []
