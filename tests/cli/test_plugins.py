"""Whatever a plugin does, the run ends with an error that names it, or with an unknown result."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from auditor.cli import main
from auditor.evaluate.registry import Renderer, render_report
from auditor.model import Account, Function, Region
from auditor.model.errors import PluginError, UsageError
from auditor.storage import snapshot
from tests.reports import samples

WORDS = """'''Title of mine.

    Why.

    Fix: So.
    '''"""
HEAD = "import sys\nfrom auditor.plugin import *\nfrom types import MappingProxyType\n"
DECLARED = """
@check({id}, severity={severity}, category={category}{more})
def my_check(function, audit):
    '''Title of mine.

    Why.

    Fix: So.
    '''
    {body}
"""


def source(body: str = "return []", *, more: str = "", **differences: str) -> str:
    """Return the module of a check that is right but for the differences."""
    given = {"id": "'my-check'", "severity": "Severity.HIGH", "category": "Category.UPKEEP"}
    return HEAD + DECLARED.format(**{**given, **differences}, body=body, more=more)


@pytest.fixture
def evaluated(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    function: Callable[..., Function],
    region: Callable[..., Region],
    account: Callable[..., Account],
) -> Callable[[str], Result]:
    """Evaluate a flawless account by one check of one's own."""
    monkeypatch.chdir(tmp_path)

    def evaluate(code: str) -> Result:
        Path("mine").mkdir()
        Path("mine/mine.py").write_text(code)
        Path("s.gz").write_bytes(snapshot.dump(account(region(function()))))
        words = ("--checks-dir", "mine", "--check", "my-check", "--fail-on", "critical")
        return CliRunner().invoke(main, ["evaluate", "s.gz", *words, "-o", "r.json"])

    return evaluate


@pytest.mark.parametrize(
    "code",
    [
        *("raise RuntimeError('x')", "import sys; sys.exit(0)", "raise SystemExit", "1 / 0"),
        *("raise BaseException", "import os; os.kill", "not python", "import missing_module"),
        *("raise MemoryError", "def f(): f()\nf()", "x = open('/none')", "raise StopIteration"),
        *("class Own(BaseException): pass\nraise Own", "raise GeneratorExit", "'\\ud800'.encode()"),
        source(id="5"),
        source(id="'My Check'"),
        source(id="''"),
        source(severity="'high'"),
        source(severity="None"),
        source(category="'upkeep'"),
        source(more=", needs={'METRICS'}"),
        source(more=", needs=5"),
        source(more=", needs=(n for n in ())"),
        source(more=", uses='x'"),
        source(more=", references='https://example.com'"),
        source(more=", frameworks=[1]"),
        source(more=", options=['x']"),
        source(more=", options={'x': 5}"),
        source(more=", options={'x': Option(default=float('nan'), text='t')}"),
        source(more=", options={'x': Option(default=[1], text='t')}"),
        source(more=", options={'X y': Option(default=1, text='t')}"),
        source(more=", opt_in='yes'"),
        source(more=", worst='critical'"),
        source(more=", unknown=1"),
        source().replace(WORDS, "pass"),
        source() + source().replace("def my_check", "def other"),
    ],
)
def test_a_plugin_that_cannot_be_loaded_is_exit_2_and_named(
    code: str, evaluated: Callable[[str], Result]
) -> None:
    result = evaluated(code)
    last = result.stderr.splitlines()[-1]
    if code == "import os; os.kill":  # nothing wrong, and no check either
        assert result.exit_code == 2
        return
    assert result.exit_code == 2, result.stderr
    assert last.startswith("exit 2: ")
    assert "mine.py" in last or "my-check" in last
    assert not Path("r.json").exists()


@pytest.mark.parametrize(
    "body",
    [
        *("yield 'x'", "yield None", "return None", "return 5", "return 'text'", "return [1]"),
        *("sys.exit(0); yield", "sys.exit(5); yield", "raise SystemExit; yield", "1 / 0; yield"),
        *("raise BaseException; yield", "raise GeneratorExit; yield", "my_check(); yield"),
        "raise MemoryError; yield",
        "raise UnavailableError('no unknown'); yield",
        "raise NotApplicableError(type('T', (), {'__str__': lambda s: 1 / 0})()); yield",
        "yield Finding",
        "yield Finding(message=5)",
        "yield Finding(message='m', severity='high')",
        "yield Finding(message='m', confidence='high')",
        "yield Finding(message='m', evidence=['x'])",
        "yield Finding(message='m', evidence={1: 'x'})",
        "yield Finding(message='m', evidence={'x': ['list']})",
        "yield Finding(message='m', evidence={'x': {'a': 1}})",
        "yield Finding(message='m', evidence={'x': float('nan')})",
        "yield Finding(message='m', evidence={'x': ((1,),)})",
        "yield Finding(message='m', fix='text')",
        "yield Finding(message='m', fix=Fix(cli=['x']))",
        "yield Finding(message='m', fix=Fix(cli='x', kind='fix'))",
        "yield Finding(message='m', cause=None)",
        "yield from iter(int, 1)",
        "raise type('Odd\\x1b[31m', (Exception,), {})('secret words'); yield",
    ],
)
def test_a_check_that_breaks_off_is_unknown_and_exit_3(
    body: str, evaluated: Callable[[str], Result]
) -> None:
    result = evaluated(source(body))
    last = result.stderr.splitlines()[-1]
    assert result.exit_code == 3, result.stderr
    assert "the check my-check crashed" in last
    assert "secret words" not in result.stderr
    (judged,) = json.loads(Path("r.json").read_text())["results"]
    assert judged["outcome"] == "unknown"


def test_a_failure_that_was_proven_survives_what_comes_after_it(
    evaluated: Callable[[str], Result],
) -> None:
    result = evaluated(source("yield Finding(message='Proven.')\n    yield 'x'"))
    (judged,) = json.loads(Path("r.json").read_text())["results"]
    assert (judged["outcome"], judged["findings"][0]["message"]) == ("fail", "Proven.")
    assert result.exit_code == 3


def test_a_check_without_an_end_has_one(evaluated: Callable[[str], Result]) -> None:
    result = evaluated(source("while True: yield Finding(message='More.')"))
    assert result.exit_code == 3


def test_a_folder_without_checks_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "none", tmp_path / ("x" * 300)):
        result = CliRunner().invoke(main, ["checks", "--checks-dir", str(folder)])
        assert result.exit_code == 2
        assert result.stderr.startswith("exit 2: --checks-dir")


def crash(_: object) -> bytes:
    raise KeyError("what the account holds")


def leave(_: object) -> bytes:
    raise SystemExit(0)


def refuse(_: object) -> bytes:
    raise UsageError("it was not compared")


@pytest.mark.parametrize(
    ("render", "message"),
    [
        (crash, r"^the format mine crashed \(KeyError\)"),
        (leave, "the format mine crashed"),
        (lambda _: "text", "made no bytes"),
        (lambda _: None, "the format mine made no bytes"),
    ],
)
def test_a_format_that_breaks_off_is_named(render: Callable[[object], bytes], message: str) -> None:
    form = Renderer(id="mine", title="t", extensions=(), render=render)
    with pytest.raises(PluginError, match=message):
        render_report(form, samples.report())


def test_a_format_may_refuse_a_report() -> None:
    form = Renderer(id="mine", title="t", extensions=(), render=refuse)
    with pytest.raises(UsageError, match="not compared"):
        render_report(form, samples.report())
