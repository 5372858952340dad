"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


class Number(click.FloatRange):
    """A number in a range. `nan` is none: every comparison with it would be false."""

    name = "number"

    def convert(
        self,
        value: Any,  # noqa: ANN401
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:  # noqa: ANN401
        """Return the number.

        Raises:
            BadParameter: it is none, or out of the range.
        """
        number = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


def stacked(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return one decorator that applies several, listed in help in the given order."""

    def decorate(command: Command) -> Command:
        return reduce(lambda inner, option: option(inner), reversed(options), command)

    return decorate


def tag_pairs(_: click.Context, __: click.Parameter, texts: tuple[str, ...]) -> dict[str, str]:
    """Read KEY=VALUE options.

    Raises:
        BadParameter: one is not KEY=VALUE.
    """
    pairs = [text.partition("=") for text in texts]
    for key, equals, value in pairs:
        if not (key and equals):
            raise click.BadParameter(f"{key or value!r} is not KEY=VALUE")
    return {key: value for key, _, value in pairs}


SELECTION = stacked(
    click.option(
        "--check",
        multiple=True,
        metavar="ID|CATEGORY",
        help="Run only these checks; repeatable.",
    ),
    click.option(
        "--skip-check",
        multiple=True,
        metavar="ID|CATEGORY",
        help="Leave these checks out; repeatable.",
    ),
    click.option(
        "--metrics",
        is_flag=True,
        help="Judge by CloudWatch metrics too; reading them may cost cents.",
    ),
    click.option("--packages", is_flag=True, help="Judge by the directories of zip packages too."),
    click.option(
        "--package-secrets",
        is_flag=True,
        help="Search the text files of packages for secrets too; implies --packages.",
    ),
    click.option(
        "--web-functions",
        is_flag=True,
        help="Audit Lambda Web Functions and MicroVM images too.",
    ),
    click.option(
        "--owner-tag",
        multiple=True,
        metavar="KEY",
        help="Tag that names a function's owner; repeatable: the first that is there.",
    ),
    click.option("--checks-dir", type=_FOLDER, help="A folder of checks of your own."),
    click.option(
        "--config",
        type=_FILE,
        help="Configuration file [default: auditor.toml, or pyproject.toml].",
    ),
)

CONNECTION = stacked(
    click.option(
        "--region",
        multiple=True,
        metavar="REGION",
        help="Audit only this region; repeatable [default: all enabled].",
    ),
    click.option("--profile", metavar="NAME", help="Profile of the AWS configuration."),
    click.option("--role-arn", metavar="ARN", help="Role to assume first."),
    click.option("--external-id", metavar="ID", help="External id for --role-arn."),
    click.option(
        "--function",
        metavar="GLOB",
        help="Audit only functions whose name matches.",
    ),
    click.option(
        "--tag",
        callback=tag_pairs,
        multiple=True,
        metavar="K=V",
        help="Audit only functions with this tag; repeatable.",
    ),
    click.option(
        "--all-versions",
        is_flag=True,
        help="Read the resource policies of all published versions too; takes long.",
    ),
    click.option(
        "--no-alias-policies",
        is_flag=True,
        help="Leave the resource policies of aliases unread: faster, and verdicts are unknown.",
    ),
    click.option(
        "--quota-share",
        type=Number(0.01),
        metavar="SHARE",
        default=0.6,
        show_default=True,
        help="Share of the account's API quota to use; inf for an emulator, which has no quota.",
    ),
)

REPORTING = stacked(
    click.option(
        "-o",
        "--output",
        multiple=True,
        metavar="[FORMAT:]PATH",
        help="Write a report; format by extension or FORMAT:; - is stdout; repeatable.",
    ),
    click.option("--waivers", type=_FILE, help="Waiver file."),
    click.option("--baseline", type=_FILE, help="Earlier report.json to compare with."),
    click.option("--all-results", is_flag=True, help="List passes and what is not applicable too."),
)

GATING = stacked(
    click.option(
        "--fail-on",
        type=click.Choice(["critical", "high", "medium", "low", "none"]),
        default="high",
        show_default=True,
        help="Fail if a finding this severe is open.",
    ),
    click.option(
        "--fail-under",
        type=Number(0, 100),
        metavar="N",
        help="Fail if the score is lower.",
    ),
    click.option(
        "--fail-on-new", is_flag=True, help="Let --fail-on look only at what --baseline lacks."
    ),
    click.option(
        "--allow-unknown",
        type=Number(0, 100),
        default=0.0,
        metavar="PCT",
        help="Per cent of critical and high verdicts that may be unknown [default: 0].",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit 0 whatever was found."),
)

TALK = stacked(
    click.option("-q", "--quiet", is_flag=True, help="No summary."),
    click.option("-v", "--verbose", count=True, help="List gaps and notes; -vv the calls too."),
    click.option("--no-progress", is_flag=True, help="No progress line."),
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colour the summary [default: auto].",
    ),
)
