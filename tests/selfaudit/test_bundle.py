from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from auditor.model.errors import UsageError
from auditor.selfaudit import bundle

RUNTIME = f"python{sys.version_info.major}.{sys.version_info.minor}"


@pytest.fixture(scope="module")
def made() -> bundle.Bundle:
    return bundle.build(runtime=RUNTIME)


@pytest.fixture(scope="module")
def whole() -> bundle.Bundle:
    return bundle.build(runtime=RUNTIME, with_boto3=True)


def names(made: bundle.Bundle) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(made.content)).namelist()


def test_the_same_input_gives_the_same_digest(made: bundle.Bundle) -> None:
    assert bundle.build(runtime=RUNTIME).digest == made.digest


def test_it_is_small(made: bundle.Bundle, whole: bundle.Bundle) -> None:
    assert len(made.content) <= 5_000_000
    assert len(whole.content) <= 15_000_000


def test_it_holds_no_machine_code_tests_command_line_or_emulator(made: bundle.Bundle) -> None:
    for name in names(made):
        assert not name.endswith((".so", ".pyd")), name
        assert not name.startswith(("tests/", "auditor/cli/", "auditor/demo/", "boto")), name


def test_entries_are_sorted_and_of_one_moment(made: bundle.Bundle) -> None:
    entries = zipfile.ZipFile(io.BytesIO(made.content)).infolist()
    assert [e.filename for e in entries] == sorted(e.filename for e in entries)
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_each_module_has_bytecode_that_is_never_checked(made: bundle.Bundle) -> None:
    archive = zipfile.ZipFile(io.BytesIO(made.content))
    modules = [n for n in archive.namelist() if n.endswith(".py")]
    compiled = [n for n in archive.namelist() if n.endswith(".pyc")]
    assert made.bytecode
    assert len(compiled) == len(modules) > 300
    assert {archive.read(name)[4:8] for name in compiled} == {b"\x01\x00\x00\x00"}  # PEP 552


def test_it_carries_the_models_of_the_services_that_are_called(whole: bundle.Bundle) -> None:
    services = {n.split("/")[2] for n in names(whole) if n.startswith("botocore/data/")}
    assert {"lambda", "iam", "s3", "securityhub", "sts", "compute-optimizer"} <= services
    assert not {"dynamodb", "glue", "sagemaker"} & services


def test_it_runs_with_nothing_else(whole: bundle.Bundle, tmp_path: Path) -> None:
    zipfile.ZipFile(io.BytesIO(whole.content)).extractall(tmp_path)
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
        "import auditor.selfaudit.handler as handler\n"
        "from auditor.evaluate.registry import checks, renderers\n"
        "from auditor.collect import account\n"
        "print(len(checks()), sorted(renderers()))\n"
        "handler.client('s3', 'eu-west-1'); handler.client('securityhub', 'eu-west-1')\n"
        f"assert all(str(m.__file__).startswith(({str(tmp_path)!r}, sys.base_prefix))"
        " for m in list(sys.modules.values()) if getattr(m, '__file__', None))\n"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "'asff'" in done.stdout


def test_a_cold_start_loads_nothing_that_only_the_report_takes() -> None:
    program = "import sys, auditor.selfaudit.handler; print(*sys.modules)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(done.stdout.split())
    later = {"aws_lambda_powertools", "boto3", "cattrs", "jinja2", "yaml",
             "auditor.evaluate.engine", "auditor.storage.codec", "auditor.collect.account",
             "auditor.selfaudit.reporting"}  # fmt: skip
    assert not later & loaded
    assert "botocore.client" in loaded  # every invocation takes it, and init has the time


def test_an_unknown_runtime_is_refused() -> None:
    with pytest.raises(UsageError, match="choose one of"):
        bundle.build(runtime="python2.7")


def test_without_the_runtimes_python_it_holds_the_source_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    other = next(name for name in bundle.RUNTIMES if name != RUNTIME)
    made = bundle.build(runtime=other)
    assert not made.bytecode
    assert not [name for name in names(made) if name.endswith(".pyc")]
