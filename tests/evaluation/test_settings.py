"""The configuration file is read whole, or refused with what is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.evaluate.registry import checks
from auditor.evaluate.settings import deadlines, find, load, scan_table
from auditor.model import Severity
from auditor.model.errors import UsageError

GOOD = """
enable = ["recursive-loop-allowed"]
disable = ["x86-function"]

[scan]
fail-on = "critical"
region = ["eu-west-1"]

[severity]
missing-tracing = "low"

[checks.oversized-package]
{option} = 20

[secrets]
references = ["^vaulty:"]

[organization]
deadline = {{ critical = 3 }}

[[secrets.formats]]
id = "acme-token"
pattern = "acme_[a-z0-9]{{32}}"
literal = "acme_"
"""


def option_of(check: str) -> str:
    return next(iter(checks()[check].options))


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "auditor.toml"
    path.write_text(GOOD.format(option=option_of("oversized-package")))
    return path


def test_every_table_is_read(good: Path) -> None:
    settings = load(good, checks())
    assert settings.enabled == {"recursive-loop-allowed"}
    assert settings.disabled == {"x86-function"}
    assert settings.severities == {"missing-tracing": Severity.LOW}
    assert list(settings.options["oversized-package"].values()) == [20]
    assert [row.pattern for row in settings.secret_references] == ["^vaulty:"]
    assert settings.secret_formats[0].id == "acme-token"
    assert settings.deadlines == deadlines(good) == {"critical": 3}
    assert scan_table(good, ["fail-on", "region"]) == {
        "fail-on": "critical",
        "region": ["eu-west-1"],
    }


def test_pyproject_is_used_only_where_it_speaks_of_the_auditor(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert find(tmp_path) is None
    (tmp_path / "pyproject.toml").write_text("[tool.auditor]\ndisable = ['x86-function']\n")
    found = find(tmp_path)
    assert found is not None
    assert load(found, checks()).disabled == {"x86-function"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("disabel = []", "did you mean 'disable'"),
        ("disable = ['x86-functions']", "did you mean 'x86-function'"),
        ("disable = 'x86-function'", "must be a list of strings"),
        ("[severity]\nmissing-tracing = 'bad'", "must be one of critical"),
        ("[severity]\nno-such = 'low'", "unknown check"),
        ("[checks.oversized-package]\nno_such = 1", "unknown option of oversized-package"),
        ("[checks]\noversized-package = 1", "must be a table"),
        ("severity = 1", "must be a table"),
        ("[secrets]\nformats = [{id = 'x'}]", "needs an id and a pattern"),
        ("= nonsense", "can't be read"),
    ],
)
def test_what_nothing_understands_is_refused(text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "auditor.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=message):
        load(path, checks())


def test_an_option_of_the_wrong_kind_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "auditor.toml"
    option = option_of("oversized-package")
    path.write_text(f"[checks.oversized-package]\n{option} = 'many'")
    with pytest.raises(UsageError, match="must be a number"):
        load(path, checks())


def test_an_unknown_scan_option_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "auditor.toml"
    path.write_text("[scan]\nfail-onn = 'low'")
    with pytest.raises(UsageError, match="did you mean 'fail-on'"):
        scan_table(path, ["fail-on"])
