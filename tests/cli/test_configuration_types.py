"""Each key of the configuration with a value of each type: taken, or refused with its name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from auditor.cli.setup import option_names
from auditor.evaluate.registry import checks

VALUES = (
    '"high"',
    *("true", "10", "-1", "1e400", "nan", "0.5", "9" * 400, '""', '"auto"', '"\\u0000"'),
    *(f'"{"x" * 5000}"', "[]", "[1]", '["x"]', '["a=b"]', "[[]]", "[nan]", "{}", '{a = "b"}'),
    *("2026-01-01", "12:00:00", "2026-01-01T00:00:00Z"),
)


def scan_options() -> Iterator[str]:
    command = main.get_command(click.Context(main), "scan")
    assert command is not None
    yield from (name.replace("_", "-") for name in option_names(command))


def keys() -> Iterator[tuple[str, str]]:
    """Yield every key: its name in a message, and the text before its value."""
    for name in scan_options():
        yield f"scan.{name}", f"[scan]\n{name} ="
    for check in checks().values():
        for option in check.options:
            yield f"checks.{check.id}.{option}", f"[checks.{check.id}]\n{option} ="
    yield "severity.missing-dlq", "[severity]\nmissing-dlq ="
    yield "checks", "[checks]\nmissing-alarms ="
    yield "organization.deadline", "[organization]\ndeadline ="
    yield "organization.deadline.critical", "[organization.deadline]\ncritical ="
    for name in ("enable", "disable", "checks", "severity", "secrets", "scan", "organization"):
        yield name, f"{name} ="
    for name in ("formats", "references"):
        yield f"secrets.{name}", f"[secrets]\n{name} ="


@pytest.fixture
def auditor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, list(words))


def assert_clean(result: Result, key: str, text: str) -> None:
    assert result.exception is None or isinstance(result.exception, SystemExit), text
    assert result.exit_code in {0, 2}, (text, result.stderr)
    if result.exit_code == 2:
        last = result.stderr.splitlines()[-1]
        assert last.startswith("exit 2: "), text
        assert key.partition(".")[2] in last or key in last, (text, last)
        assert "auditor.toml" in last or key == "scan.checks-dir", (text, last)
        assert "defect" not in last


@pytest.mark.parametrize(("key", "start"), list(keys()), ids=lambda text: text.split("\n")[0])
def test_a_value_is_taken_or_refused_with_its_key_and_file(
    key: str, start: str, auditor: Callable[..., Result]
) -> None:
    taken = 0
    for value in VALUES:
        Path("auditor.toml").write_text(f"{start} {value}\n")
        result = auditor("config", "show")
        assert_clean(result, key, f"{start} {value}")
        taken += result.exit_code == 0
    assert taken or key in {"checks", "scan.checks-dir"}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize(
    "place", ["[tool]\nauditor = {}", "[tool.auditor]\nscan = {}", "tool = {}"]
)
def test_a_wrong_table_in_pyproject_is_refused(
    place: str, value: str, auditor: Callable[..., Result]
) -> None:
    Path("pyproject.toml").write_text(place.format(value) + "\n")
    result = auditor("config", "show")
    assert result.exit_code in {0, 2}
    assert "defect" not in result.stderr
    if result.exit_code == 2:
        assert "pyproject.toml" in result.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "content",
    [
        b"a = " + b"[" * 5000,
        b"a = " + b"{a=" * 3000,
        b"\xff\xfe",
        b"a = 9999-99-99",
        b"a = " + b"1" * 5000,
        b"\x00",
        b"x" * (5 << 20),
        b"[scan]\nregion = [" + b'"r",' * 100 + b"\n",
    ],
)
def test_a_file_that_is_no_configuration_is_refused(
    content: bytes, auditor: Callable[..., Result]
) -> None:
    for name in ("auditor.toml", "pyproject.toml"):
        Path(name).write_bytes(content)
        result = auditor("config", "show")
        assert result.exit_code == 2
        assert result.stderr.startswith("exit 2: ")
        assert len(result.stderr) < 600
        Path(name).unlink()


@pytest.mark.parametrize("name", list(scan_options()))
def test_a_variable_with_nonsense_is_refused_by_its_name(
    name: str, auditor: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    variable = f"AUDITOR_{name.upper().replace('-', '_')}"
    for value in ("nan", "x" * 300, "maybe", "-1", "é\udcff"):
        monkeypatch.setenv(variable, value)
        result = auditor("evaluate", "none.gz")
        assert result.exit_code == 2, result.stderr
        assert "defect" not in result.stderr
        last = result.stderr.splitlines()[-1]
        assert last.startswith("exit 2: ")


@pytest.mark.parametrize(
    ("variable", "message"),
    [
        ("AUDITOR_ALLOW_UNKNWON", "did you mean 'AUDITOR_ALLOW_UNKNOWN'"),
        ("AUDITOR_REGIONS", "did you mean 'AUDITOR_REGION'"),
        ("AUDITOR_", "belongs to no option"),
        ("AUDITOR_ZZZ_QQQ", "belongs to no option"),
    ],
)
@pytest.mark.parametrize("command", ["scan", "checks", "config show", "doctor", "render x -o y.md"])
def test_a_variable_of_no_option_is_refused_with_the_nearest_name(
    variable: str,
    message: str,
    command: str,
    auditor: Callable[..., Result],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(variable, "1")
    result = auditor(*command.split())
    assert result.exit_code == 2
    assert message in result.stderr
    assert auditor(*command.split(), "--help").exit_code == 0


def test_a_limit_that_is_no_number_is_refused_wherever_it_comes_from(
    auditor: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDITOR_ALLOW_UNKNOWN", "nan")
    result = auditor("evaluate", "none.gz")
    assert "exit 2: the variable AUDITOR_ALLOW_UNKNOWN: 'nan' is not a number" in result.stderr
    monkeypatch.delenv("AUDITOR_ALLOW_UNKNOWN")
    Path("auditor.toml").write_text("[scan]\nallow-unknown = nan\n")
    result = auditor("evaluate", "none.gz")
    assert "auditor.toml: scan.allow-unknown: nan is not a number" in result.stderr
