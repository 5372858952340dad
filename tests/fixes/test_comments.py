"""Comments between the commands: what must be known before, and nothing that a shell acts on.

zsh, the shell of macOS, reads a pasted comment as a command: a quotation mark in it swallows the
commands below, and `$(…)` or `;` runs something.
"""

from __future__ import annotations

import re
from dataclasses import replace
from types import MappingProxyType

import pytest

from auditor.analysis import fix_text
from auditor.analysis.fix_warnings import CAREFUL, warnings
from auditor.model import Account, EventSourceMapping, Known, PackageContents, Sighting
from tests.conftest import ARN, flawless_account, flawless_function, flawless_region
from tests.fixes.test_model import VARIANTS, judged_by
from tests.fixes.variants import Made

_HARMLESS = re.compile(r"# [\w .,:/=+@%-]*")
_EVIL = "it's `touch owned` $(touch owned); touch owned\n\"( [ & | < > ~ ! # \\"


def risky_comments(commands: str) -> list[str]:
    """Return the comments of a fix that an interactive shell could act on.

    A line inside quotes, which begins with "#" by chance, is none.
    """
    open_quotes, found = False, []
    for line in commands.splitlines():
        if not open_quotes and line.startswith("#") and not _HARMLESS.fullmatch(line):
            found.append(line)
        open_quotes ^= line.replace("\\'", "").count("'") % 2 == 1 and not line.startswith("#")
    return found


@pytest.mark.parametrize(("check", "made"), VARIANTS)
def test_comments_hold_nothing_that_a_shell_acts_on(check: str, made: Made) -> None:
    findings = judged_by(check, made.account(), made.function.arn).findings
    assert [line for f in findings for line in risky_comments(f.fix.cli)] == []


@pytest.mark.parametrize(("check", "made"), VARIANTS)
def test_what_removes_or_replaces_says_so_before_its_commands(check: str, made: Made) -> None:
    for finding in judged_by(check, made.account(), made.function.arn).findings:
        said = set()
        for line in finding.fix.cli.splitlines():
            said.add(line.removeprefix(f"# {CAREFUL}"))
            assert {f"{words}." for words in warnings(line)} <= said


@pytest.mark.parametrize("text", ["a | aws iam get-user", "\naws iam get-user", "x | aws lambda b"])
def test_no_text_of_a_command_hides_what_the_command_does(text: str) -> None:
    command = fix_text.shell("aws", "lambda", "remove-permission", "--statement-id", text)
    (words,) = warnings(f"aws lambda get-policy | jq . | {command}")
    assert words in fix_text.with_warnings(command)
    (words,) = warnings(fix_text.shell("aws", "lambda", "untag-resource", "--tag-keys", text))
    assert "the tag" in words


def test_a_hostile_text_in_a_comment_is_taken_apart() -> None:
    assert fix_text.shell_comment(_EVIL) == "# it s touch owned touch owned touch owned"


@pytest.mark.parametrize(
    ("check", "account"),
    [
        pytest.param(
            "failing-event-source",
            flawless_account(
                flawless_region(
                    flawless_function(),
                    event_source_mappings=Known(
                        (
                            EventSourceMapping(
                                uuid="u", function_arn=ARN, source_arn=f"{ARN}-stream",
                                state="Disabled", state_transition_reason=_EVIL,
                            ),
                        )
                    ),
                )
            ),
            id="the reason why AWS stopped a mapping",
        ),
        pytest.param(
            "plaintext-secret",
            flawless_account(
                flawless_region(
                    replace(
                        flawless_function(),
                        package=Known(
                            PackageContents(
                                uncompressed=1, entry_count=1,
                                secrets=(
                                    Sighting(
                                        place="package", name=f"{_EVIL}.py", detector="x",
                                        confidence="high", reason="x", fingerprint="00112233",
                                    ),
                                ),
                            )
                        ),
                    )
                )
            ),
            id="the path of a file in a package",
        ),
        pytest.param(
            "unversioned-deployment",
            flawless_account(
                flawless_region(
                    replace(
                        flawless_function(),
                        aliases=Known(MappingProxyType({f"live{_EVIL}": "1"})),
                        urls=Known(()),
                    ),
                    event_source_mappings=Known(
                        (EventSourceMapping(uuid=_EVIL, function_arn=ARN, source_arn=f"{ARN}-q"),)
                    ),
                )
            ),
            id="the name of an alias",
        ),
    ],
)  # fmt: skip
def test_advice_quotes_no_text_that_a_shell_acts_on(check: str, account: Account) -> None:
    findings = judged_by(check, account, ARN).findings
    assert findings
    assert [line for f in findings for line in risky_comments(f.fix.cli)] == []
