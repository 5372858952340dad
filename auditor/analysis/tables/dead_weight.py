"""What need not be in a deployment package, told by the paths of its files.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/python-package.html (no `__pycache__`),
https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html (SDKs that runtimes provide),
the documentation of the tools named. Read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate

SDK_PYTHON = "AWS SDK for Python"
SDK_JS_V2 = "AWS SDK for JavaScript v2"
SDK_JS_V3 = "AWS SDK for JavaScript v3"
SDK_RUBY = "AWS SDK for Ruby"
POWERTOOLS = "Powertools for AWS Lambda"
VERSION_CONTROL = "version control and editor files"
BUILD_OUTPUT = "build output and environments"
CACHE = "caches"
DEV_DEPENDENCY = "development dependencies"
TESTS = "tests"
SOURCE_MAP = "source maps"
DECLARATION = "type declarations"

SDKS = frozenset({SDK_PYTHON, SDK_JS_V2, SDK_JS_V3, SDK_RUBY})

_VERSION_CONTROL = frozenset(
    {".git", ".svn", ".hg", ".github", ".gitlab", ".vscode", ".idea", "__macosx", ".ds_store"}
    | {"thumbs.db", ".circleci"}
)
_BUILD = frozenset(
    {".venv", "venv", ".tox", ".nox", ".serverless", ".aws-sam", "cdk.out", ".terraform"}
    | {".next/cache", ".gradle", ".yarn"}
)
_CACHES = frozenset(
    {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".cache", ".nyc_output"}
    | {".npm", ".eggs", ".hypothesis", ".parcel-cache", ".turbo", "htmlcov"}
)
_TESTS = frozenset({"tests", "test", "__tests__", "__mocks__", "__snapshots__"})

_PYTHON_SDK = ("boto3", "botocore", "s3transfer")
_PYTHON_DEV = (
    *("pytest", "_pytest", "mypy", "black", "pylint", "flake8", "pip", "wheel", "moto", "ruff"),
    *("coverage", "isort", "autopep8", "ipython", "jupyter*", "aws_cdk", "samcli", "pre_commit"),
    *("hypothesis", "tox", "sphinx", "boto3_stubs", "botocore_stubs", "mypy_boto3_*"),
)
_NODE_DEV = (
    *("typescript", "jest", "jest-*", "@jest", "mocha", "chai", "sinon", "nyc", "c8", "vitest"),
    *("eslint", "eslint-*", "@eslint", "@typescript-eslint", "prettier", "nodemon", "ts-node"),
    *("@types", "webpack", "webpack-*", "rollup", "esbuild", "@esbuild", "vite", "@babel"),
    *("serverless", "serverless-*", "aws-cdk", "aws-cdk-lib", "@aws-cdk", "aws-sdk-mock"),
    *("@swc", "tslint", "husky", "lint-staged", "npm", "aws-sdk-client-mock", "@istanbuljs"),
)

# Where Python packages lie in a package or layer: at the top, or below one of these.
_PYTHON_ROOT = re.compile(
    r"(?:(?:python/)?lib/python3\.\d+/site-packages/|(?:python|vendor|package)/)?([^/]+)/"
)
_NODE_PACKAGE = re.compile(r"(?:^|.*?/)node_modules/((?:@[^/]+/)?[^/]+)/")
_RUBY_SDK = re.compile(
    r".*?/gems/(aws-(?:sdk-[^/]+|sigv4-[^/]+|partitions-[^/]+|eventstream-[^/]+))/"
)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(translate(pattern) for pattern in patterns))


_PYTHON_TOOLS, _NODE_TOOLS = _any_of(_PYTHON_DEV), _any_of(_NODE_DEV)
_FOLDERS = _VERSION_CONTROL | _BUILD | _CACHES | _TESTS


def dead_weight(path: str) -> tuple[str, str] | None:
    """Return the kind of dead weight that a file is, and the folder or file to leave out."""
    parts = path.lower().split("/")
    if _FOLDERS.isdisjoint(parts):
        return _dependency(path) or _by_ending(path, parts)
    for kind, names in ((VERSION_CONTROL, _VERSION_CONTROL), (BUILD_OUTPUT, _BUILD)):
        for depth, part in enumerate(parts):
            if part in names:
                return kind, _folder(path, depth)
    return _dependency(path) or _by_folder(path, parts) or _by_ending(path, parts)


def _folder(path: str, depth: int) -> str:
    parts = path.split("/")
    return "/".join(parts[: depth + 1]) + ("/" if depth + 1 < len(parts) else "")


def _dependency(path: str) -> tuple[str, str] | None:
    for pattern, kind_of in ((_NODE_PACKAGE, _node), (_RUBY_SDK, _ruby), (_PYTHON_ROOT, _python)):
        found = pattern.match(path)
        if found:
            kind = kind_of(found.group(1))
            return None if kind is None else (kind, found.group(0))
    return None


def _ruby(_: str) -> str | None:
    return SDK_RUBY


def _python(folder: str) -> str | None:
    name = re.sub(r"-[\d.]+.*\.(dist|egg)-info$", "", folder).lower().replace("-", "_")
    if name in _PYTHON_SDK:
        return SDK_PYTHON
    if name == "aws_lambda_powertools":
        return POWERTOOLS
    return DEV_DEPENDENCY if _PYTHON_TOOLS.match(name) else None


def _node(name: str) -> str | None:
    scope = name.split("/", maxsplit=1)[0]
    if scope in {"@aws-sdk", "@smithy"}:
        return SDK_JS_V3
    if name == "aws-sdk":
        return SDK_JS_V2
    if scope == "@aws-lambda-powertools":
        return POWERTOOLS
    return DEV_DEPENDENCY if _NODE_TOOLS.match(name) or _NODE_TOOLS.match(scope) else None


def _by_folder(path: str, parts: list[str]) -> tuple[str, str] | None:
    for depth, part in enumerate(parts[:-1]):
        if part in _CACHES:
            return CACHE, _folder(path, depth)
    for depth, part in enumerate(parts[:-1]):
        if part in _TESTS:
            return TESTS, _folder(path, depth)
    return None


def _by_ending(path: str, parts: list[str]) -> tuple[str, str] | None:
    name = parts[-1]
    if name.endswith((".js.map", ".mjs.map", ".cjs.map", ".css.map")):
        return SOURCE_MAP, path
    if name.endswith((".d.ts", ".d.mts", ".d.cts")):
        return DECLARATION, path
    return None
