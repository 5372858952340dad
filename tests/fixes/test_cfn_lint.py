"""Templates with the SAM snippets of every variant pasted in have no error for cfn-lint."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fixes import as_sam
from tests.fixes.test_model import judged_by
from tests.fixes.test_templates import snippets
from tests.fixes.variants import STYLES, Made, variants

pytestmark = pytest.mark.skipif(
    "FIXES_TEST_WORK" not in os.environ, reason="run it with tests/fixes/run"
)
_MOST = 500  # resources of a template
# About the functions that fail their checks, or what is made up around them; not about a fix.
MADE_UP = {
    "E1152": "ids of resources",
    "E1156": "ids of resources",
    "E2531": "runtimes that are deprecated",
    "E2533": "runtimes that are deprecated",
    "E3677": "the code is in the template, whatever its language",
}


@pytest.mark.parametrize("style", STYLES)
def test_cfn_lint_has_no_error(style: str, tmp_path: Path) -> None:
    wrong = [
        f"{error['Rule']['Id']} {error['Location']['Path']}: {error['Message']}"
        for number, resources in enumerate(_templates(style))
        for error in _errors(tmp_path / f"template-{number}.json", resources)
        if error["Rule"]["Id"] not in MADE_UP
    ]
    assert not wrong, "\n".join(wrong)


def _templates(style: str) -> Iterator[dict[str, Any]]:
    """Yield as few templates as hold all variants of the style: each start takes seconds."""
    resources: dict[str, Any] = {}
    for number, (check, name, made) in enumerate(variants()):
        if name.startswith(style):
            pasted = _named(_pasted(check, made), f"V{number}")
            if len(resources) + len(pasted) > _MOST:
                yield resources
                resources = {}
            resources.update(pasted)
    yield resources


def _errors(path: Path, resources: dict[str, Any]) -> Any:
    document = {"Transform": "AWS::Serverless-2016-10-31", "Resources": resources}
    path.write_text(json.dumps(document), encoding="utf-8")
    work = Path(os.environ["FIXES_TEST_WORK"])
    done = subprocess.run(  # noqa: S603
        [str(work / "lint/bin/cfn-lint"), "--format", "json", "--regions", "eu-west-1",
         "--ignore-checks", "W", "I", "--", str(path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return json.loads(done.stdout)


def _pasted(check: str, made: Made) -> Any:
    template = as_sam.document(made)
    for snippet in snippets(judged_by(check, made.account(), made.function.arn), "sam"):
        as_sam.paste(template, snippet)
    return template["Resources"]


def _named(resources: Any, prefix: str) -> Any:
    """Return the resources with ids and alarms of their own, so that all variants fit together."""
    text = json.dumps(resources)
    for id_ in resources:
        text = re.sub(rf'(?<="Ref": )"{id_}"', f'"{prefix}{id_}"', text)
        text = re.sub(rf'(?<="Fn::GetAtt": \[)"{id_}"', f'"{prefix}{id_}"', text)
    named = {f"{prefix}{id_}": one for id_, one in json.loads(text).items()}
    for one in named.values():
        if one["Type"] == "AWS::CloudWatch::Alarm":
            one["Properties"]["AlarmName"] += prefix
    return named
