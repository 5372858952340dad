"""A hostile text anywhere in an account stays one text in every command and snippet of its fixes.

Each text of each account that fails a check is replaced, one at a time, everywhere that it is
written. The fixes are read by real parsers: bash, PyYAML, an HCL parser, json. What they hold must
have the structure that it has with a harmless text in the same place.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import hcl2
import pytest

from auditor.analysis import fix_text
from auditor.model import Account, Fix
from tests.checks.test_quotes_of_fixes import PAYLOAD, terraform_code
from tests.fixes import dialects
from tests.fixes.test_comments import risky_comments
from tests.fixes.test_model import judged_by
from tests.fixes.variants import Made, variants

# All of them take some minutes: HOSTILE_TEXTS=all. The suite tries every so-manieth.
STEP = 1 if os.environ.get("HOSTILE_TEXTS") == "all" else 200
MARK = "zqzq"
# Both are paths, of which each part is marked: a name may be the last part of one alone.
HARMLESS = f"{MARK}/{MARK}/{MARK}"
HOSTILE = MARK + PAYLOAD.replace("/etc/passwd", f"/{MARK}/{MARK}")
CASES = [(c, name, made) for c, name, made in variants() if not name.startswith("hostile")]
# Where a bash shows its words: what a fix calls is this function.
AWS = 'aws() { printf "%s\\0" "$#" "$@" >&3; echo 1; }\n'

Change = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """A fix with a harmless text, and the one with a hostile text in its place."""

    where: str
    plain: Fix
    evil: Fix


def texts(value: Any) -> Iterator[str]:
    """Yield every text of an account, those inside of its JSON documents too."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        document = _document(value)
        yield from [value] if document is None else texts(document)
    elif isinstance(value, Mapping):
        yield from (text for pair in value.items() for one in pair for text in texts(one))
    elif isinstance(value, (tuple, list)):
        yield from (text for one in value for text in texts(one))
    elif dataclasses.is_dataclass(value):
        yield from (t for f in dataclasses.fields(value) for t in texts(getattr(value, f.name)))


def changed(value: Any, change: Change) -> Any:
    """Return a value with each of its texts changed."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        document = _document(value)
        return change(value) if document is None else json.dumps(changed(document, change))
    if isinstance(value, Mapping):
        return {changed(k, change): changed(v, change) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(changed(one, change) for one in value)
    if not dataclasses.is_dataclass(value) or isinstance(value, type):
        return value
    old = {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    new = {name: changed(one, change) for name, one in old.items()}
    return dataclasses.replace(value, **{n: one for n, one in new.items() if one != old[n]})


def _document(text: str) -> Any:
    if not text.startswith("{"):
        return None
    try:
        return json.loads(text)
    except ValueError:
        return None


def changes(account: Account) -> Iterator[tuple[str, str, str]]:
    """Yield a text and two to write in its place: a harmless and a hostile one."""
    for text in dict.fromkeys(texts(account)):
        if text:
            yield text, f"{text}{HARMLESS}", f"{text}{HOSTILE}"
            yield text, f"{HARMLESS}{text}", f"{HOSTILE}{text}"


def fixes_of(check: str, made: Made, old: str, new: str) -> list[Fix]:
    """Return the fixes that a check proposes for the account with one text changed."""
    redone: Account = changed(made.account(), lambda text: new if text == old else text)
    arn = new if made.function.arn == old else made.function.arn
    return [finding.fix for finding in judged_by(check, redone, arn).findings]


def keys_of(value: Any) -> set[str]:
    """Return every key of a parsed document; those that hold the text are one."""
    if isinstance(value, Mapping):
        own = {MARK if MARK in str(key).lower() else str(key) for key in value}
        return own.union(*map(keys_of, value.values()))
    return set().union(*map(keys_of, value)) if isinstance(value, list) else set()


@cache
def sam_keys(text: str) -> set[str]:
    return set().union(*map(keys_of, dialects.sam_body(text).values()))


@cache
def terraform_keys(text: str) -> set[str]:
    blocks: Any = hcl2.loads(f"{text}\n")
    bodies = [
        {kind: body}
        for block in blocks.pop("resource", [])
        for kind, labels in block.items()
        for body in labels.values()
    ]
    return keys_of([blocks, *bodies])


def calls(commands: list[str], folder: Path) -> list[list[str]]:
    """Return the words of the calls that bash makes of each of the commands."""
    out, place = folder / "words", folder / "place"
    place.mkdir()
    script = "".join(f"({c}\n) </dev/null\nprintf 'END\\0' >&3\n" for c in commands)
    (folder / "script").write_text(f"exec 3>{out}\n{AWS}{script}")
    subprocess.run(  # noqa: S603
        ["/bin/bash", folder / "script"], cwd=place, capture_output=True, check=False
    )
    assert list(place.iterdir()) == [], "a command wrote a file"
    return [part.split("\0")[:-1] for part in out.read_text().split("END\0")[:-1]]


def trials() -> Iterator[Trial]:
    """Yield the fixes that a text reaches, each with a harmless text and with a hostile one."""
    places = (
        (check, name, made, *change)
        for check, name, made in CASES
        for change in changes(made.account())
    )
    for check, name, made, old, harmless, hostile in islice(places, 0, None, STEP):
        plain = fixes_of(check, made, old, harmless)
        if any(MARK in f"{fix.cli}{fix.sam}{fix.terraform}" for fix in plain):
            evil = fixes_of(check, made, old, hostile)  # may propose less for such a text
            same = plain if len(plain) == len(evil) else plain[:1] * len(evil)
            for one, other in zip(same, evil, strict=True):
                yield Trial(where=f"{check} {name}, {old[:60]!r}", plain=one, evil=other)


def faults(trial: Trial) -> Iterator[str]:
    """Yield what a text has done to the snippets of a fix."""
    plain, evil = trial.plain, trial.evil
    new = sam_keys(evil.sam) - sam_keys(plain.sam)
    new |= terraform_keys(evil.terraform) - terraform_keys(plain.terraform)
    yield from (f"the key {key} is new" for key in sorted(new))
    if re.search(r"(?<![\w-])INJECTED(?![\w-])", terraform_code(evil.terraform)):
        yield f"it is outside the quotes:\n{evil.terraform}"
    yield from (f"zsh would act on the comment {line}" for line in risky_comments(evil.cli))
    if "{{resolve:" in evil.sam:
        yield f"CloudFormation would resolve it:\n{evil.sam}"


def shell_faults(plain: list[str], evil: list[str]) -> Iterator[str]:
    """Yield what a text has done to the words of the commands."""
    if len(evil) > len(plain):
        yield f"there are more words: {evil}"
    for word in evil:
        if word.startswith(("{", "[")) and not _is_json(word):
            yield f"this is no JSON: {word}"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


@pytest.mark.timeout(0 if STEP == 1 else 300)
def test_a_hostile_text_stays_one_text_in_every_fix(tmp_path: Path) -> None:
    tried = list(trials())
    assert tried
    wrong = [f"{trial.where}: {fault}" for trial in tried for fault in faults(trial)]
    words = calls([fix.cli for t in tried for fix in (t.plain, t.evil)], tmp_path)
    for trial, plain, evil in zip(tried, words[::2], words[1::2], strict=True):
        wrong += [f"{trial.where}: {fault}" for fault in shell_faults(plain, evil)]
    assert not wrong, f"{len(wrong)} of {len(tried)}\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", ['a"b', "a\\", 'a\\"}', "a'b"])
def test_json_inside_of_json_holds_a_name_as_it_is(name: str) -> None:
    command = fix_text.set_redrive("arn:aws:sqs:eu-west-1:1:q", name, 5, "eu-west-1")
    attributes = json.loads(shlex.split(command)[-1])
    assert json.loads(attributes["RedrivePolicy"])["deadLetterTargetArn"] == name
