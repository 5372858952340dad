"""Snapshot in, reports out: streams, files, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from auditor.model import Account, Function, Known, Region, Sighting, Unknown
from auditor.storage import snapshot


@pytest.fixture
def auditor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run the command line in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def snap(
    tmp_path: Path,
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> Callable[..., Path]:
    """Write a snapshot of one function that is flawless but for the differences."""

    def write(*, regions: tuple[Region, ...] = (), **differences: object) -> Path:
        path = tmp_path / "account.json.gz"
        whole = account(region(function(**differences)), *regions)
        path.write_bytes(snapshot.dump(whole))
        return path

    return write


SECRET = Sighting(
    place="environment",
    name="DB_PASSWORD",
    detector="password",
    confidence="high",
    reason="a password",
    fingerprint="0a1b2c3d",
)


def last_line(result: Result) -> str:
    return result.stderr.splitlines()[-1]


def test_a_flawless_account_passes(
    auditor: Callable[..., Result], snap: Callable[..., Path]
) -> None:
    result = auditor("evaluate", snap())
    assert (result.exit_code, result.stdout) == (0, "")
    assert last_line(result) == "exit 0: the gate passed"


def test_an_open_critical_fails_the_gate_and_the_report_is_still_written(
    auditor: Callable[..., Result], snap: Callable[..., Path], tmp_path: Path
) -> None:
    result = auditor("evaluate", snap(secrets=Known((SECRET,))), "-o", "r.json", "-o", "r.html")
    assert result.exit_code == 1
    assert "--fail-on" in last_line(result)
    report = json.loads((tmp_path / "r.json").read_bytes())
    assert [r["check"] for r in report["results"] if r["severity"] == "critical"] == [
        "plaintext-secret"
    ]
    assert (tmp_path / "r.html").stat().st_size > 10_000


def test_exit_zero_says_what_it_hides(
    auditor: Callable[..., Result], snap: Callable[..., Path]
) -> None:
    result = auditor("evaluate", snap(secrets=Known((SECRET,))), "--exit-zero")
    assert result.exit_code == 0
    assert "it would be exit 1" in last_line(result)


def test_an_unknown_critical_verdict_is_incomplete(
    auditor: Callable[..., Result], snap: Callable[..., Path]
) -> None:
    denied = Unknown(
        reason="kms:Decrypt is denied", operation="kms:Decrypt", iam_action="kms:Decrypt"
    )
    result = auditor("evaluate", snap(secrets=denied))
    assert result.exit_code == 3
    assert "unknown" in last_line(result)
    assert auditor("evaluate", snap(secrets=denied), "--allow-unknown", "100").exit_code == 0


def test_a_region_that_could_not_be_listed_leaves_no_score(
    auditor: Callable[..., Result], snap: Callable[..., Path]
) -> None:
    lost = Region(
        name="us-east-1", functions=Unknown(reason="denied", operation="lambda:ListFunctions")
    )
    result = auditor("evaluate", snap(regions=(lost,)), "-o", "json:-")
    report = json.loads(result.stdout)
    assert (report["score"]["value"], report["complete"]) == (None, False)
    assert result.exit_code == 3
    assert "us-east-1 could not be listed" in last_line(result)


def test_equal_snapshots_give_equal_bytes_and_rendering_adds_nothing(
    auditor: Callable[..., Result], snap: Callable[..., Path], tmp_path: Path
) -> None:
    path = snap(secrets=Known((SECRET,)))
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        words = [w for name in ("r.json", "r.html", "r.md") for w in ("-o", f"{folder}/{name}")]
        auditor("evaluate", path, *words)
    (tmp_path / "c").mkdir()
    auditor("render", "a/r.json", "-o", "c/r.json", "-o", "c/r.html", "-o", "c/r.md")
    for name in ("r.json", "r.html", "r.md"):
        contents = {(tmp_path / folder / name).read_bytes() for folder in ("a", "b", "c")}
        assert len(contents) == 1, name


def test_a_document_on_stdout_is_alone_there(
    auditor: Callable[..., Result], snap: Callable[..., Path]
) -> None:
    result = auditor("evaluate", snap(), "-o", "json:-", "--all-results")
    outcomes = {r["outcome"] for r in json.loads(result.stdout)["results"]}
    assert {"pass", "not_applicable"} <= outcomes


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "r.pdf"], "no format"),
        (["-o", "missing/r.html"], "does not exist"),
        (["-o", "."], "no format"),
        (["-o", "r.json", "-o", "json:r.json"], "twice"),
        (["--check", "missing-dql"], "did you mean 'missing-dlq'"),
        (["--waivers", "none.yaml"], "can't be read"),
        (["--baseline", "none.json"], "can't be read"),
        (["--fail-on-new"], "needs --baseline"),
        (["--config", "none.toml"], "can't be read"),
        (["--checks-dir", "none"], "is not a directory"),
        (["--fail-under", "101"], "range"),
        (["--no-such-option"], "no such option"),
    ],
)
def test_wrong_usage_is_exit_2_with_one_clear_sentence(
    words: list[str], message: str, auditor: Callable[..., Result], snap: Callable[..., Path]
) -> None:
    result = auditor("evaluate", snap(), *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_an_unknown_command_is_refused_with_the_nearest(auditor: Callable[..., Result]) -> None:
    result = auditor("scna")
    assert result.exit_code == 2
    assert "did you mean 'scan'" in result.stderr


def test_a_check_in_a_folder_appears_everywhere(
    auditor: Callable[..., Result], snap: Callable[..., Path], tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "odd_name.py").write_text(
        "from auditor.model import Category, Finding, Need, Severity\n"
        "from auditor.evaluate.registry import check\n"
        "@check('odd-name', severity=Severity.LOW, category=Category.UPKEEP,"
        " needs={Need.LAYER_VERSIONS}, references=('https://example.com',))\n"
        "def odd_name(function, audit):\n"
        "    '''The name is odd.\n\n    Names matter.\n\n    Fix: Rename it.\n    '''\n"
        "    yield Finding(message=f'{function.name} is odd')\n"
    )
    mine = ("--checks-dir", folder)
    assert "odd-name" in auditor("checks", *mine).stdout
    assert "Rename it." in auditor("explain", "odd-name", *mine).stdout
    policy = auditor("permissions", "--check", "odd-name", *mine).stdout
    assert "lambda:ListLayers" in policy
    report = auditor("evaluate", snap(), "-o", "markdown:-", *mine).stdout
    assert "orders is odd" in report


def test_a_broken_check_of_ones_own_is_refused_by_name(
    auditor: Callable[..., Result], tmp_path: Path
) -> None:
    (tmp_path / "broken.py").write_text("this is not Python")
    result = auditor("checks", "--checks-dir", tmp_path)
    assert result.exit_code == 2
    assert "broken.py" in result.stderr
